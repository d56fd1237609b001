"""The add-on fails when it is removed.

HipChat sends `DELETE` to `callbackUrl` with the OAuth id as one more segment. The removal goes on whatever
the answer is; but an add-on that refuses it keeps what it should forget.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV701", Severity.WARNING
SOURCE = "HipChat's guide, `Installation flow`: uninstalling; as seen in every add-on framework"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Remove it, and look at the answer."""
    installation, mark = await trial.fresh(), trial.mark()
    await trial.uninstall(installation)
    for entry in trial.since(mark):
        if entry.kind == "uninstall" and not 200 <= (entry.status or 0) < 300:
            came = f"it answered {entry.status}" if entry.status else entry.note
            yield Fault(f"it doesn't take its removal: {came}", AT)
