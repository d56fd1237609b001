"""A webhook that declares `authentication: jwt` takes calls without a token.

Anybody who knows the address can say anything in the name of anybody.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import webhooks
from hipgen.verifying.subject import SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV406", Severity.ERROR
SOURCE = "HipChat's API reference, `Webhooks`"
NEEDS = (SIGNED_HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Deliver so to every signed webhook."""
    async for fault in webhooks(trial, {"unsigned": True}, "a call without a token"):
        yield fault
