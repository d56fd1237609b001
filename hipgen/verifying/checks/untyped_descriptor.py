"""The descriptor isn't served as `application/json`.

HipChat read it all the same; catalogues and browsers may not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV104", Severity.NOTE
SOURCE = "HipChat's guide, `Add-on descriptor`"
NEEDS = ()


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look at the media type."""
    answer = await trial.ask("GET", trial.subject.url)
    if isinstance(answer, Answer) and answer.content_type != "application/json":
        yield Fault(f"the descriptor is served as {answer.content_type or 'nothing in particular'}")
