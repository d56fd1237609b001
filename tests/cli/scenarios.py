"""The table of scenarios: a person has written code, then something changes. Knows not how one is played.

The first eight are those in which other generators lose code; the others are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.cli.scenes import (
    HELLO,
    MODULE,
    PANEL,
    SPEC,
    Act,
    append,
    delete,
    edit,
    folder,
    link_out,
    move,
    newer,
    other_framework,
    own_entry,
    run,
    spec,
    windows,
)

LOCK = ".hipgen/lock.json"
GREET = ("key: hello", "key: greet")
OTHER = (HELLO, "  - {key: greet, command: /hello, help: Otherwise}\n")
GONE = (HELLO, "")
OLD, WANTED = "Says what it is for.", "Says what the spec wants."


@dataclass(frozen=True)
class Case:
    """What happens to a project, the run after it, and what is to come of that."""

    name: str
    acts: tuple[Act, ...]
    command: tuple[str, ...] = ("generate",)
    status: int = 0
    says: tuple[str, ...] = ()
    serves: str = ""
    """The item that the person's handler `hello` serves afterwards, if that is a question."""
    reached: tuple[str, ...] = ()
    """Files that the registry routes to afterwards."""
    there: tuple[str, ...] = ()
    """Files that hold the person's bytes afterwards."""
    gone: tuple[str, ...] = ()
    """Paths at which nothing is afterwards."""
    fresh: tuple[str, ...] = ()
    """Files that are hipgen's afterwards, without a byte of the person's."""
    nothing: bool = False
    """Whether the run writes nothing at all."""


HANDLER = "handlers/hello{x}"
HOOKS = newer(
    ("The {{ kind }}", "This is the {{ kind }}"),
    (f"handlers/{MODULE}", f"hooks/{MODULE}"),
    ('"handlers/*"', '"handlers/*", "hooks/*"'),
    moves=((f"handlers/{MODULE}{{x}}", f"hooks/{MODULE}{{x}}"),),
)
"""A newer template moves the handlers and edits their header."""
SHEETS = newer(
    (f"views/{MODULE}.html", f"sheets/{MODULE}.html"),
    (f"static/pages/{MODULE}.js", f"static/own/{MODULE}.js"),
    ('"views/*"', '"views/*", "sheets/*"'),
    moves=(
        (f"views/{MODULE}.html", f"sheets/{MODULE}.html"),
        (f"static/pages/{MODULE}.js", f"static/own/{MODULE}.js"),
    ),
)
"""A newer template moves the pages and their scripts."""
STAYS = "note: {0} stays where you have it, and serves; its template is {1} now"
LATE = (HELLO, HELLO + HELLO.replace("hello", "late"))
SCENARIOS = (
    Case(
        "an item is renamed",
        (spec(GREET),),
        says=("webhooks:greet is taken for the former webhooks:hello", "stays where it is"),
        serves="webhooks:greet",
        there=(HANDLER,),
    ),
    Case(
        "a newer template moves the file and edits its header",
        (HOOKS,),
        says=(STAYS.format(HANDLER, "hooks/hello{x}"),),
        serves="webhooks:hello",
        reached=(HANDLER,),
        there=(HANDLER,),
        gone=("hooks/hello{x}",),
    ),
    Case(
        "an item is removed", (spec(GONE),), says=(f"note: {HANDLER} is no longer reached",), there=(HANDLER,)
    ),
    Case(
        "a newer template edits the line that the person replaced",
        (
            edit(HANDLER, ("return event.help", "return 'MINE: replaced'")),
            newer(("return event.help", "return event.help  ")),
        ),
        says=("its template changed", HANDLER),
        serves="webhooks:hello",
        there=(HANDLER,),
    ),
    Case(
        "an item is removed, then back",
        (spec(GONE), run("generate"), spec(("webhooks:\n", f"webhooks:\n{HELLO}"))),
        serves="webhooks:hello",
        there=(HANDLER,),
    ),
    Case(
        "the manifest is edited by both, in entries of their own",
        (own_entry, spec((OLD, WANTED))),
        says=("merge            {manifest}",),
        there=("{manifest}",),
    ),
    Case(
        "the manifest is edited by both, in one entry",
        (edit("{manifest}", (OLD, "MINE: what I want.")), spec((OLD, WANTED))),
        status=3,
        says=("conflict", "{manifest}", "{manifest}.hipgen-new"),
        there=("{manifest}", "{manifest}.hipgen-new"),
    ),
    Case(
        "a generated file is edited by hand",
        (append("_generated/registry{x}", "// MINE\n"), spec((OLD, WANTED))),
        status=3,
        says=("drift", "_generated/registry{x}", "nothing was written"),
        there=("_generated/registry{x}",),
        nothing=True,
    ),
    Case("nothing has changed", (), serves="webhooks:hello", nothing=True),
)

OWN = (
    Case("a word of an item changes", (spec(("Say hello", "Greet")),), serves="webhooks:hello"),
    Case(
        "was names the old key, all else is new",
        (spec((HELLO, "  - {key: greet, was: hello, event: room_enter}\n")),),
        serves="webhooks:greet",
    ),
    Case(
        "a similar item is new",
        (spec(OTHER),),
        status=3,
        nothing=True,
        says=(
            "addon.yaml:7:11: error[HG502]",
            "--rename webhooks:hello=webhooks:greet",
            "nothing was written",
        ),
    ),
    Case(
        "two new items are similar",
        (
            spec(
                (
                    HELLO,
                    OTHER[1]
                    + OTHER[1]
                    .replace("greet", "late")
                    .replace("/hello", "/late")
                    .replace("Otherwise", "Say hello"),
                )
            ),
        ),
        status=3,
        nothing=True,
        says=("webhooks:greet", "webhooks:late", "HG502"),
    ),
    Case(
        "a similar item is new, and told to be the old one",
        (spec(OTHER),),
        ("generate", "--rename", "hello=greet"),
        serves="webhooks:greet",
    ),
    Case(
        "a similar item is new, and told not to be",
        (spec(OTHER),),
        ("generate", "--no-rename"),
        says=(f"note: {HANDLER} is no longer reached",),
        there=(HANDLER,),
        fresh=("handlers/greet{x}",),
    ),
    Case(
        "two items swap their keys",
        (spec(("key: hello", "key: x"), ("key: bye", "key: hello"), ("key: x", "key: bye")),),
        serves="webhooks:hello",
        there=(HANDLER, "handlers/bye{x}"),
    ),
    Case(
        "two items are renamed at once", (spec(GREET, ("key: bye", "key: leave")),), serves="webhooks:greet"
    ),
    Case(
        "an item is renamed twice",
        (spec(GREET), run("generate"), spec(("key: greet", "key: late"))),
        serves="webhooks:late",
    ),
    Case(
        "an item is renamed and back",
        (spec(GREET), run("generate"), spec(("key: greet", "key: hello"))),
        serves="webhooks:hello",
    ),
    Case(
        "a removed item comes back under another key",
        (
            spec(GONE),
            run("generate"),
            spec(("webhooks:\n", "webhooks:\n" + HELLO.replace("hello,", "greet, was: hello,", 1))),
        ),
        serves="webhooks:greet",
    ),
    Case(
        "only the letter case of a key changes",
        (spec(("key: hello", "key: Hello")),),
        serves="webhooks:Hello",
    ),
    Case(
        "an item gets the key of a removed one of another section",
        (spec(GONE, ("key: panel", "key: hello")),),
        there=(HANDLER, "views/panel.html"),
    ),
    Case(
        "all items are removed",
        (spec((SPEC[SPEC.index("webhooks") :], "")),),
        says=(HANDLER, "views/panel.html"),
    ),
    Case(
        "an untouched stub's item is removed",
        (
            spec(("sidebar:\n", "glances:\n  - {key: n, name: N}\nsidebar:\n")),
            run("generate"),
            spec(("glances:\n  - {key: n, name: N}\n", "")),
        ),
        serves="webhooks:hello",
    ),
    Case(
        "a handler with the line ends of Windows is renamed",
        (windows(HANDLER), spec(GREET)),
        there=(HANDLER,),
        serves="webhooks:greet",
    ),
    Case(
        "a handler that is no text is retired",
        (append(HANDLER, b"\xff\x00MINE\r"), spec(GONE)),
        there=(HANDLER,),
    ),
    Case(
        "a handler that is no text stays",
        (append(HANDLER, b"\xff\x00MINE\r"), spec((OLD, WANTED))),
        there=(HANDLER,),
        says=("HG510",),
    ),
    Case(
        "a handler is deleted",
        (delete(HANDLER),),
        status=3,
        nothing=True,
        says=("missing handler", HANDLER, "--reseed"),
    ),
    Case(
        "a handler is deleted, and wanted anew",
        (delete(HANDLER),),
        ("generate", "--reseed", "hello"),
        fresh=(HANDLER,),
    ),
    Case(
        "a handler is moved by hand",
        (move(HANDLER, "handlers/mine{x}"),),
        status=3,
        nothing=True,
        says=("missing handler", HANDLER),
        there=("handlers/mine{x}",),
    ),
    Case("the README is deleted", (delete("README.md"), spec((OLD, WANTED)))),
    Case("the manifest is deleted", (delete("{manifest}"), spec((OLD, WANTED)))),
    Case(
        "a file is where a new handler goes",
        (append("handlers/late{x}", "MINE\n"), spec((HELLO, HELLO + HELLO.replace("hello", "late")))),
        status=1,
        there=("handlers/late{x}",),
        says=("HG511", "adopt"),
    ),
    Case(
        "a folder is where a handler goes",
        (folder("handlers/late{x}"), spec((HELLO, HELLO + HELLO.replace("hello", "late")))),
        status=3,
        nothing=True,
        says=("handlers/late{x}",),
    ),
    Case(
        "a handler is a link that leaves the project",
        (link_out(HANDLER), spec((OLD, WANTED))),
        status=2,
        nothing=True,
        says=(HANDLER, "leaves the project"),
    ),
    Case(
        "a conflict gets marks in the file",
        (edit("{manifest}", (OLD, "MINE: I want.")), spec((OLD, WANTED))),
        ("generate", "--on-conflict", "markers"),
        status=3,
        says=("conflict", "{manifest}"),
        there=("{manifest}",),
    ),
    Case(
        "a conflict is decided for hipgen",
        (edit("{manifest}", (OLD, "MINE: I want.")), spec((OLD, WANTED))),
        ("generate", "--take", "theirs={manifest}"),
        there=(".hipgen/kept/{manifest}",),
        fresh=("{manifest}",),
    ),
    Case(
        "a conflict is decided for the person",
        (edit("{manifest}", (OLD, "MINE: I want.")), spec((OLD, WANTED))),
        ("generate", "--take", "mine={manifest}"),
        there=("{manifest}",),
    ),
    Case(
        "a proposal that the person works on is left",
        (
            edit("{manifest}", (OLD, "MINE: I want.")),
            spec((OLD, WANTED)),
            run("generate", status=3),
            append("{manifest}.hipgen-new", "MINE too\n"),
            spec((WANTED, "Says something else.")),
        ),
        status=3,
        says=("{manifest}",),
        there=("{manifest}", "{manifest}.hipgen-new"),
    ),
    Case(
        "an edited generated file is put back",
        (append("_generated/registry{x}", "// MINE\n"),),
        ("generate", "--take", "theirs=*"),
        there=(".hipgen/kept/_generated/registry{x}",),
        fresh=("_generated/registry{x}",),
    ),
    Case(
        "of two edited generated files one is decided",
        (append("_generated/registry{x}", "// MINE\n"), append("_generated/descriptor.json", "// MINE\n")),
        ("generate", "--take", "theirs=_generated/registry{x}"),
        status=3,
        nothing=True,
        says=("_generated/descriptor.json", "nothing was written"),
    ),
    Case(
        "a generated file that was edited is generated no more",
        (append("_generated/events{x}", "// MINE\n"), newer(without="_generated/events{x}")),
        status=3,
        nothing=True,
        says=("_generated/events{x}", "drift"),
        there=("_generated/events{x}",),
    ),
    Case(
        "the record is deleted",
        (delete(LOCK),),
        says=(f"yours            {HANDLER}", "of its files were there already, and stay as they are"),
        serves="webhooks:hello",
        there=(HANDLER,),
    ),
    Case(
        "the record is deleted, a generated file edited",
        (append("_generated/registry{x}", "// MINE\n"), delete(LOCK)),
        status=3,
        nothing=True,
        says=("in the way", "_generated/registry{x}"),
    ),
    Case("the record is damaged", (append(LOCK, "MINE"),), status=2, nothing=True, says=(LOCK,)),
    Case(
        "the bases are deleted, the manifest edited by both",
        (edit("{manifest}", (OLD, "MINE: I want.")), spec((OLD, WANTED)), delete(".hipgen/base")),
        status=3,
        says=("conflict", "{manifest}"),
        there=("{manifest}",),
    ),
    Case("the spec is wrong", (spec(("command:", "comand:")),), status=1, nothing=True, says=("HG101",)),
    Case(
        "the framework is another",
        (append("app{x}", "// MINE\n"), other_framework),
        serves="webhooks:hello",
        there=(HANDLER,),
    ),
    Case(
        "a newer template changes what nobody edited",
        (
            spec((HELLO, HELLO + HELLO.replace("hello", "late"))),
            run("generate"),
            newer(("return event.help", "return  event.help")),
        ),
        says=("refresh          handlers/late{x}", f"note: {HANDLER} stays as you have it"),
        there=(HANDLER,),
        fresh=("handlers/late{x}",),
    ),
    Case("a newer template changes not a byte", (newer(),), nothing=True, serves="webhooks:hello"),
    Case(
        "a newer template moves pages and their scripts",
        (SHEETS,),
        says=(
            STAYS.format("views/panel.html", "sheets/panel.html"),
            STAYS.format("static/pages/panel.js", "static/own/panel.js"),
        ),
        reached=("views/panel.html",),
        there=("views/panel.html", "static/pages/panel.js"),
        gone=("sheets/panel.html", "static/own/panel.js"),
    ),
    Case(
        "a newer template moves a page whose script alone is edited",
        (
            spec((PANEL, PANEL + PANEL.replace("panel", "board"))),
            run("generate"),
            append("static/pages/board.js", "// MINE too\n"),
            SHEETS,
        ),
        says=(STAYS.format("static/pages/board.js", "static/own/board.js"),),
        reached=("views/board.html",),
        there=("static/pages/board.js",),
        fresh=("views/board.html",),
        gone=("sheets/board.html", "static/own/board.js"),
    ),
    Case(
        "a newer template moves files that nobody edited",
        (spec(LATE, (PANEL, PANEL + PANEL.replace("panel", "board"))), run("generate"), HOOKS, SHEETS),
        reached=("hooks/late{x}", "hooks/board{x}", "sheets/board.html", HANDLER),
        fresh=("hooks/late{x}", "hooks/board{x}", "sheets/board.html", "static/own/board.js"),
        gone=("handlers/late{x}", "handlers/board{x}", "views/board.html", "static/pages/board.js"),
    ),
    Case(
        "a newer template moves an item's handler that was renamed in the spec",
        (spec(GREET), HOOKS),
        serves="webhooks:greet",
        reached=(HANDLER,),
        there=(HANDLER,),
    ),
    Case(
        "a newer template moves the handler of a removed item, which comes back",
        (spec(GONE), run("generate"), HOOKS, run("generate"), spec(("webhooks:\n", f"webhooks:\n{HELLO}"))),
        says=(STAYS.format(HANDLER, "hooks/hello{x}"),),
        serves="webhooks:hello",
        reached=(HANDLER,),
        there=(HANDLER,),
        gone=("hooks/hello{x}",),
    ),
    Case(
        "a newer template moves a handler that the person has deleted",
        (delete(HANDLER), HOOKS),
        status=3,
        nothing=True,
        says=("missing handler", HANDLER),
    ),
    Case(
        "a newer template moves a deleted handler, which is wanted anew",
        (delete(HANDLER), HOOKS),
        ("generate", "--reseed", "hello"),
        reached=("hooks/hello{x}",),
        fresh=("hooks/hello{x}",),
        gone=(HANDLER,),
    ),
    Case(
        "a newer template moves a handler, and the person does too",
        (HOOKS, run("generate"), move(HANDLER, "hooks/hello{x}")),
        serves="webhooks:hello",
        reached=("hooks/hello{x}",),
        there=("hooks/hello{x}",),
        gone=(HANDLER,),
    ),
    Case(
        "a handler that stays elsewhere is moved by mv",
        (HOOKS, run("generate")),
        ("mv", "hello", "greet"),
        reached=("handlers/greet{x}",),
        there=("handlers/greet{x}",),
        gone=(HANDLER, "hooks/greet{x}"),
    ),
    Case(
        "a handler is moved by mv while its template moves",
        (spec(LATE), run("generate"), HOOKS),
        ("mv", "late", "later"),
        reached=("hooks/later{x}", HANDLER),
        fresh=("hooks/later{x}",),
        gone=("handlers/late{x}", "handlers/later{x}"),
    ),
    Case(
        "a handler that stays elsewhere is made what the template is",
        (
            spec(LATE),
            run("generate"),
            append("handlers/late{x}", "MINE\n"),
            HOOKS,
            run("generate"),
            edit("handlers/late{x}", ("The slash command", "This is the slash command"), ("MINE\n", "")),
        ),
        says=(STAYS.format("handlers/late{x}", "hooks/late{x}"),),
        reached=("handlers/late{x}",),
        gone=("hooks/late{x}",),
    ),
    Case(
        "a handler that stays elsewhere is made what it was",
        (
            spec(LATE),
            run("generate"),
            append("handlers/late{x}", "MINE\n"),
            HOOKS,
            run("generate"),
            edit("handlers/late{x}", ("MINE\n", "")),
        ),
        reached=("hooks/late{x}", HANDLER),
        fresh=("hooks/late{x}",),
        gone=("handlers/late{x}",),
    ),
    Case("an item is moved by mv", (), ("mv", "hello", "greet"), there=("handlers/greet{x}",)),
    Case(
        "a moved item's template is not said to have changed",
        (run("mv", "hello", "greet"), spec((OLD, WANTED))),
        there=("handlers/greet{x}",),
    ),
    Case(
        "the retired are pruned by nobody but the person",
        (spec(GONE), run("generate")),
        ("prune",),
        status=3,
        nothing=True,
        says=(HANDLER, "--yes"),
        there=(HANDLER,),
    ),
)
SILENT = {"a moved item's template is not said to have changed": "template changed"}
"""What must not be said."""
