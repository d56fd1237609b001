"""A webhook takes a token that one installation has signed in the name of another.

Each installation has its own secret. A token must be checked with that of its `iss`, not with any that
fits.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import webhooks
from hipgen.verifying.subject import SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV410", Severity.ERROR
SOURCE = "HipChat's guide, `Understanding JWT for apps`"
NEEDS = (SIGNED_HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Sign with the secret of a second installation."""
    other = await trial.fresh()
    async for fault in webhooks(
        trial, {"secret": other.secret}, "a token signed with another installation's secret"
    ):
        yield fault
