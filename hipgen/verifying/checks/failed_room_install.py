"""The add-on can't be installed in a room.

HipChat posts the new credentials to `callbackUrl`; unless it answers with a 2xx the installation fails and
the credentials die.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import ROOM
from hipgen.verifying.trial import HostRefusedError, Trial

ID, SEVERITY = "HV201", Severity.ERROR
SOURCE = "HipChat's guide, `Server-side installation`"
NEEDS = (ROOM,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Install it in a new room, as a person would."""
    try:
        await trial.install(await trial.room())
    except HostRefusedError as error:
        yield Fault(str(error), AT)
