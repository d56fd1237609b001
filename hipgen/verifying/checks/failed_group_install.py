"""The add-on can't be installed for a whole group.

The same post as for a room, but without `roomId`. `allowGlobal: false` says that it isn't meant for groups.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import GROUP
from hipgen.verifying.trial import HostRefusedError, Trial

ID, SEVERITY = "HV202", Severity.ERROR
SOURCE = "HipChat's guide, `Server-side installation`"
NEEDS = (GROUP,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Install it for the group, and remove it again where rooms have their own."""
    try:
        installation = await trial.install(None)
    except HostRefusedError as error:
        yield Fault(str(error), AT)
        return
    if trial.subject.for_rooms:
        await trial.uninstall(installation)
