"""A view takes a token of the algorithm `none`, which isn't signed.

The algorithm is HS256. Who takes it from the token lets the liar choose.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import unprotected, views
from hipgen.verifying.subject import SIGNED_VIEWS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV606", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (SIGNED_VIEWS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask for every one of them so."""
    async for fault in views(trial, unprotected, "a token of the algorithm `none`"):
        yield fault
