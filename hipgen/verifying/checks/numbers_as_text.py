"""The add-on refuses an installation whose numbers are written as text.

Old servers sent `roomId` as a text; readers take both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.refusing import shown
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV217", Severity.NOTE
SOURCE = "as seen in old payloads of HipChat's"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post a true installation with its numbers as text."""
    await trial.installed()  # else it would be refused however it is written
    installation = await trial.unannounced()
    room = {} if installation.room is None else {"roomId": str(installation.room)}
    answer = await trial.announce(installation, groupId=str(trial.world.state.group.id), **room)
    if not isinstance(answer, Answer) or not answer.fine:
        yield Fault(f"it refuses `roomId` or `groupId` written as a text: {shown(answer)}", AT)
