"""The add-on refuses a webhook call of HipChat's, or fails at it.

Every webhook is called as people in a room bring its event about, with the payload that HipChat sent and,
if it is to be signed, a good token in the header `Authorization: JWT`. Anything but a 2xx means that the
event is lost: there is no second try.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault, Unmet
from hipgen.verifying.subject import HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV401", Severity.ERROR
SOURCE = "HipChat's API reference, `Webhooks`"
NEEDS = (HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Bring about every event."""
    installation, missed, made = await trial.installed(), "", 0
    for at, hook in trial.hooks(installation):
        try:
            told = await trial.delivery(installation, hook)
        except Unmet as reason:
            missed = str(reason)
            continue
        made += 1
        status = told["status"]
        if status is None or not 200 <= status < 300:
            came = f"it answered {status}" if status else told.get("why", "no answer came")
            yield Fault(f"webhook `{hook.key or hook.event}` doesn't take {hook.event}: {came}", at)
    if not made:
        raise Unmet(missed)
