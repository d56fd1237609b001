"""A glance tells its content for a token that expired long ago.

Addresses with tokens end up in logs and histories.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import expired, glances
from hipgen.verifying.subject import GLANCES
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV506", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (GLANCES,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask for every one of them so."""
    async for fault in glances(trial, expired, "a token that expired an hour ago"):
        yield fault
