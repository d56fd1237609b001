"""When one installation is removed, another one stops working.

The same add-on in three rooms has three OAuth ids and three secrets; each lives by itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE, ROOM, SIGNED
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV704", Severity.ERROR
SOURCE = "HipChat's guide, `Installation flow`: one OAuth client for each installation"
NEEDS = (INSTALLABLE, ROOM, SIGNED)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Remove one of two."""
    first, second = await trial.fresh(), await trial.fresh()
    await trial.uninstall(first)
    if not await trial.is_open(second):
        yield Fault("it refuses the tokens of an installation since another one was removed", AT)
