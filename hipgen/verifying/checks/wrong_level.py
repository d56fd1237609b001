"""The add-on takes an installation at a level that its descriptor excludes.

`allowRoom` and `allowGlobal` bind HipChat, not a stranger who posts to `callbackUrl`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE, ONE_LEVEL
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV203", Severity.WARNING
SOURCE = "HipChat's guide, `Server-side installation`; inferred from add-on frameworks, which answer 400"
NEEDS = (INSTALLABLE, ONE_LEVEL)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post an installation without a room where only rooms may have it, or the other way round."""
    subject = trial.subject
    other = await trial.unannounced(await trial.room())
    told = {"roomId": None} if subject.for_rooms else {}
    answer = await trial.announce(other, **told)
    if isinstance(answer, Answer) and answer.fine:
        level = "the group, though `allowGlobal`" if subject.for_rooms else "a room, though `allowRoom`"
        yield Fault(f"it takes an installation for {level} is false: it answered {answer.status}", AT)
