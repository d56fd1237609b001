"""The add-on reads installation posts of any size.

Anybody can post to `callbackUrl`; a true post has less than a kilobyte. Refuse what is longer than some
bound before it is all in memory, with a 413.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.refusing import BYTES
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV218", Severity.WARNING
SOURCE = "inferred: anybody can post there"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post a true installation with megabytes of padding."""
    answer = await trial.announce(await trial.unannounced(), padding="x" * BYTES)
    if isinstance(answer, Answer) and (answer.fine or answer.status >= 500):
        yield Fault(f"it answers {answer.status} to an installation post of {BYTES:,} bytes", AT)
