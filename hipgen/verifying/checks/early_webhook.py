"""A webhook takes a token that isn't valid yet.

One that says `nbf` and `iat` in an hour from now. No host sends that; who signs ahead hides how old a token
is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import early, webhooks
from hipgen.verifying.subject import SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV404", Severity.WARNING
SOURCE = "HipChat's guide, `Understanding JWT for apps`; inferred from the JWT standard"
NEEDS = (SIGNED_HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Deliver so to every signed webhook."""
    async for fault in webhooks(trial, {"claims": early(trial)}, "a token that is valid in an hour only"):
        yield fault
