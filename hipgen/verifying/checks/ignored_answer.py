"""What a webhook answers is no notification, and HipChat ignores it.

An empty body, or a JSON object as for sending a room notification: `message`, and perhaps `color`,
`notify`, `message_format`, `card`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault, Unmet
from hipgen.verifying.moving import exercised
from hipgen.verifying.subject import HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV423", Severity.WARNING
SOURCE = "HipChat's API reference, `Webhooks`: the answer is a notification"
NEEDS = (HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look at what became of its answers."""
    installation = await exercised(trial)
    for at, hook in trial.hooks(installation):
        with suppress(Unmet):
            why = (await trial.delivery(installation, hook)).get("why", "")
            if "ignored" in why:
                yield Fault(f"webhook `{hook.key or hook.event}`: {why}", at)
