"""A glance takes a token of the algorithm `none`, which isn't signed.

The algorithm is HS256. Who takes it from the token lets the liar choose.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import glances, unprotected
from hipgen.verifying.subject import GLANCES
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV507", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (GLANCES,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask for every one of them so."""
    async for fault in glances(trial, unprotected, "a token of the algorithm `none`"):
        yield fault
