"""The add-on takes an installation though the host's capabilities document can't be had.

Without it nothing is proved, and nothing is known of where tokens come from.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV211", Severity.ERROR
SOURCE = "HipChat's guide, `Server-side installation`"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post installations whose documents are nowhere."""
    for address in ("http://localhost:1/v2/capabilities", trial.liar.at("/nowhere")):
        answer = await trial.announce(await trial.unannounced(), capabilitiesUrl=address)
        if isinstance(answer, Answer) and answer.fine:
            yield Fault(
                f"it takes an installation from {address}, where nothing is: it answered {answer.status}", AT
            )
