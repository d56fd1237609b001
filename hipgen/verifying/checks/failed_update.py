"""The add-on can't be updated.

HipChat posts `capabilitiesUrl`, `oauthId` and perhaps `roomId` to `updateCallbackUrl`: no new secret comes,
and the old one stays.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import UPDATES
from hipgen.verifying.trial import HostRefusedError, Trial

ID, SEVERITY = "HV707", Severity.ERROR
SOURCE = "HipChat's descriptor schema, `updateCallbackUrl`"
NEEDS = (UPDATES,)
AT = ("capabilities", "installable", "updateCallbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Update it and use it afterwards."""
    installation = await trial.fresh()
    try:
        await trial.control("POST", f"/installations/{installation.oauth_id}/update", {"approve": True})
    except HostRefusedError as error:
        yield Fault(str(error), AT)
        return
    if trial.subject.is_signed and not await trial.is_open(installation):
        yield Fault("it refuses the tokens of an installation that was updated", AT)
