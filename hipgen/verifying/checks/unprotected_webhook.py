"""A webhook takes a token of the algorithm `none`, which isn't signed.

The algorithm is HS256. Who takes it from the token lets the liar choose.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import webhooks
from hipgen.verifying.subject import SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV407", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (SIGNED_HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Deliver so to every signed webhook."""
    async for fault in webhooks(trial, {"alg": "none"}, "a token of the algorithm `none`"):
        yield fault
