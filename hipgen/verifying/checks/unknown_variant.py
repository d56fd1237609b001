"""A webhook fails at a payload that HipChat may send.

`sender` may be missing where no person did it, a text, or an add-on; `from` may be null or a text; newer
servers add members. An add-on that reads more than it needs fails in rooms that its author never saw.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from hipgen.diagnostics import Json, Severity
from hipgen.verifying import Fault, Unmet
from hipgen.verifying.forging import variants
from hipgen.verifying.subject import HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV420", Severity.WARNING
SOURCE = "HipChat's API reference, `Webhooks`: members that may be missing or of several kinds"
NEEDS = (HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Deliver every documented variation of each event."""
    installation = await trial.installed()
    for at, hook in trial.hooks(installation):
        with suppress(Unmet):
            told = await trial.delivery(installation, hook)
            for what, body in variants(told["body"]):
                again = await trial.forge(told, body=body, **_unsigned(told))
                if again["status"] is None or again["status"] >= 400:
                    came = f"it answered {again['status']}" if again["status"] else again.get("why", "")
                    yield Fault(
                        f"webhook `{hook.key or hook.event}` fails at {hook.event} {what}: {came}", at
                    )


def _unsigned(told: Json) -> Json:
    """An unsigned webhook goes on unsigned."""
    return {} if told["claims"] else {"unsigned": True}
