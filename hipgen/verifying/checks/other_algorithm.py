"""A webhook takes a token of another algorithm than HS256.

Signed with the right secret, so no harm is done by it alone; but an algorithm that the token chooses is how
worse tokens get in.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import webhooks
from hipgen.verifying.subject import SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV409", Severity.WARNING
SOURCE = "HipChat's guide, `Understanding JWT for apps`; inferred"
NEEDS = (SIGNED_HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Deliver so to every signed webhook."""
    async for fault in webhooks(trial, {"alg": "HS512"}, "a token of the algorithm HS512"):
        yield fault
