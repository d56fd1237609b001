"""A webhook fails at a body that isn't what it should be.

What isn't JSON, or not the object that HipChat sends, is refused with a 400, or ignored. A 500 says that
nobody looked, and fills the log of whoever has to.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.forging import header
from hipgen.verifying.refusing import shown
from hipgen.verifying.subject import HOOKS
from hipgen.verifying.trial import JSON, Trial

ID, SEVERITY = "HV421", Severity.WARNING
SOURCE = "inferred: anybody can post there"
NEEDS = (HOOKS,)
BODIES = (
    ("a body that is no JSON", b'{"event": '),
    ("a body that is no text", b"\xff\xfe\x00"),
    ("an empty body", b""),
    ("a list", b"[]"),
    ("an object without members", b"{}"),
    ("an event without an item", b'{"event": "room_message", "item": null}'),
    ("a message that is a number", b'{"event": "room_message", "item": {"message": 7, "room": 7}}'),
)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post broken bodies with good tokens."""
    installation = await trial.installed()
    for at, hook in trial.hooks(installation):
        for what, body in BODIES:
            headers = (JSON, *header(trial.token(installation)))
            answer = await trial.ask("POST", hook.url, headers, body)
            if not isinstance(answer, Answer) or answer.status >= 500:
                yield Fault(f"webhook `{hook.key or hook.event}` fails at {what}: {shown(answer)}", at)
