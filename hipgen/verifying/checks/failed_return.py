"""The add-on can't be installed again where it was removed.

New credentials come for the same room. What is left of the old ones must not be in their way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import HostRefusedError, Trial

ID, SEVERITY = "HV703", Severity.ERROR
SOURCE = "HipChat's guide, `Installation flow`: uninstalling"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Remove it, install it in the same place, and use it."""
    first = await trial.fresh()
    await trial.uninstall(first)
    try:
        second = await trial.install(first.room)
    except HostRefusedError as error:
        yield Fault(f"it can't be installed again: {error}", AT)
        return
    if trial.subject.is_signed and not await trial.is_open(second):
        yield Fault("it refuses the tokens of an installation where there was one before", AT)
