"""The texts of what can be wrong with handlers, laid out as the rules' docstrings are. Knows nothing else."""

from __future__ import annotations

from hipgen.diagnostics import Explained, Severity

HANDLER_RULES = (
    Explained("HG510", "unreadable-handler", Severity.WARNING, """A handler's file can't be read.

It isn't in the language that it should be in, and nothing in it was checked. hipgen reads Python with the
grammar of the Python that runs it, and JavaScript with tree-sitter's: what is newer than those is no mistake,
and the project's own linter and tests know better.

Bad:

    def hello(event:
        return "Hello"

Good:

    def hello(event):
        return "Hello"
"""),
    Explained("HG511", "missing-handler-function", Severity.ERROR, """A handler's file lacks its function.

The generated registry uses it by its name, so the project doesn't start. The function was renamed or deleted
or, in JavaScript, isn't exported. `hipgen mv OLD NEW` renames an item with its function.

Bad (webhook `hello`):

    def greet(event):
        return "Hello"

Good:

    def hello(event):
        return "Hello"
"""),
    Explained("HG512", "handler-no-function", Severity.ERROR, """What an item is handled by is no function.

Bad:

    hello = "Hello"

Good:

    def hello(event):
        return "Hello"
"""),
    Explained("HG513", "handler-parameters", Severity.ERROR, """A handler can't be called with the event.

A handler is called with one argument, the event; the tenant, the room, the sender, the settings and the
client are in it. More parameters are fine if they have defaults. A JavaScript function may ignore the event.

Bad:

    def hello(event, room):
        return f"Hello, {room}"

Good:

    def hello(event):
        return f"Hello, {event.room.name}"
"""),
    Explained("HG514", "handler-event-type", Severity.WARNING, """A handler takes another type of event.

The item's event was changed in the spec, or the handler was copied from another. What it reads of the event
may not be there; and a type that no item has any more can't be imported.

Bad (webhook `hello` with the event room_message):

    def hello(event: RoomEnter):
        return "Hello"

Good:

    def hello(event: RoomMessage):
        return "Hello"
"""),
    Explained("HG515", "unreached-handler", Severity.WARNING, """Nothing reaches a file among the handlers.

No item is handled by it, and no other file imports it: it is what was left of an item, or its item isn't
written yet. Files whose items went from the spec are known to hipgen as retired: `hipgen prune` names those.

Bad:

    handlers/old_greeting.py, where the spec has the webhook `hello` alone

Good:

    handlers/hello.py, and what it imports
"""),
)  # fmt: skip
"""Every rule of handlers, by id."""
