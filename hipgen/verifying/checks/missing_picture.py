"""A picture that the descriptor names can't be had.

Clients show a broken icon beside the glance, or none beside its notifications.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.subject import PICTURED
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV105", Severity.WARNING
SOURCE = "HipChat's guide, `Add-on descriptor`: icons and avatars"
NEEDS = (PICTURED,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Fetch every picture."""
    for at, address in trial.subject.pictures():
        answer = await trial.ask("GET", address, follows=True)
        if not isinstance(answer, Answer):
            yield Fault(f"the picture can't be fetched: {answer.reason}", at)
        elif not answer.fine or not answer.content_type.startswith("image/"):
            yield Fault(
                f"there is no picture: it answered {answer.status} {answer.content_type}".rstrip(), at
            )
