"""A signed view shows itself to anybody.

The token says who looks at what, in which room. A view for which `authentication` is jwt, or isn't said,
has one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import views
from hipgen.verifying.subject import SIGNED_VIEWS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV603", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (SIGNED_VIEWS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask for every one of them so."""
    async for fault in views(trial, lambda _trial, _installation: None, "a request without a token"):
        yield fault
