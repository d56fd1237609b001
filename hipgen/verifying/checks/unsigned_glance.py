"""A glance tells its content to anybody.

Its request is always signed, though the descriptor has no word for it: the token says whose content is
meant.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import glances
from hipgen.verifying.subject import GLANCES
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV504", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (GLANCES,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask for every one of them so."""
    async for fault in glances(trial, lambda _trial, _installation: None, "a request without a token"):
        yield fault
