"""A webhook reads bodies of any size.

A true call has a few kilobytes. Refuse what is longer than some bound before it is all in memory, with a
413.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.forging import header, payload
from hipgen.verifying.refusing import BYTES
from hipgen.verifying.subject import HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV422", Severity.WARNING
SOURCE = "inferred: anybody can post there"
NEEDS = (HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post a true payload with megabytes of padding, and a good token."""
    installation = await trial.installed()
    for at, hook in trial.hooks(installation):
        body = {**payload(installation, hook.event), "padding": "x" * BYTES}
        answer = await trial.post(hook.url, body, header(trial.token(installation)))
        if isinstance(answer, Answer) and (answer.fine or answer.status >= 500):
            yield Fault(f"webhook `{hook.key or hook.event}` answers {answer.status} to {BYTES:,} bytes", at)
