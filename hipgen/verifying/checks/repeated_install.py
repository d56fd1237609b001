"""The same installation posted twice breaks the add-on.

A host that got no answer in time may post again, and so may anybody who saw the first post.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.refusing import shown
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV214", Severity.WARNING
SOURCE = "as seen in add-on frameworks, which take it or answer 409"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post an installation twice, and use it."""
    installation = await trial.fresh()
    answer = await trial.announce(installation)
    if not isinstance(answer, Answer) or answer.status >= 500:
        yield Fault(f"it fails when an installation is posted twice: {shown(answer)}", AT)
    if trial.subject.is_signed and not await trial.is_open(installation):
        yield Fault("it refuses an installation's tokens after the same post has come twice", AT)
