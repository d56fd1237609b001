"""A view takes a token that expired long ago.

Addresses with tokens end up in logs and histories.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import expired, views
from hipgen.verifying.subject import SIGNED_VIEWS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV605", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (SIGNED_VIEWS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask for every one of them so."""
    async for fault in views(trial, expired, "a token that expired an hour ago"):
        yield fault
