"""The add-on goes on serving an installation that was removed.

Its credentials are dead from then on, and so are all tokens signed with them: views, glances and webhooks
refuse them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE, SIGNED
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV702", Severity.ERROR
SOURCE = "HipChat's guide, `Installation flow`: uninstalling"
NEEDS = (INSTALLABLE, SIGNED)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Remove it, and use its tokens afterwards."""
    installation = await trial.fresh()
    await trial.uninstall(installation)
    if await trial.is_open(installation):
        yield Fault("it takes the tokens of an installation that was removed", AT)
