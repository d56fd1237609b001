"""A webhook takes a token whose issuer it doesn't know.

`iss` is the OAuth id of an installation; only its secret can check the token.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import NOBODY, webhooks
from hipgen.verifying.subject import SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV405", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (SIGNED_HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Deliver so to every signed webhook."""
    async for fault in webhooks(
        trial, {"claims": {"iss": NOBODY}}, "a token of an installation that doesn't exist"
    ):
        yield fault
