"""The add-on can't be installed again while it is installed.

Without an `updateCallbackUrl` new credentials come for the same room, in place of the old ones.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE, NO_UPDATES
from hipgen.verifying.trial import HostRefusedError, Trial

ID, SEVERITY = "HV708", Severity.ERROR
SOURCE = "HipChat's guide, `Installation flow`: updates and installing again"
NEEDS = (INSTALLABLE, NO_UPDATES)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Install it again in place and use it."""
    installation = await trial.fresh()
    try:
        told = await trial.control("POST", f"/installations/{installation.oauth_id}/reinstall", {})
    except HostRefusedError as error:
        yield Fault(str(error), AT)
        return
    again = trial.world.state.installations[told["oauth_id"]]
    if trial.subject.is_signed and not await trial.is_open(again):
        yield Fault("it refuses the tokens of an installation that was made again", AT)
