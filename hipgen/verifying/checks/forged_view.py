"""A view takes a token that somebody else has signed.

The signature is all that tells HipChat's addresses from anybody's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import forged, views
from hipgen.verifying.subject import SIGNED_VIEWS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV604", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (SIGNED_VIEWS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask for every one of them so."""
    async for fault in views(trial, forged, "a token signed with another secret"):
        yield fault
