"""A webhook takes the very same call twice.

Each call has a `jti` of its own. An add-on that remembers it for an hour refuses who recorded a call and
sends it again. Views are another matter: the client loads them again with the same token.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault, Unmet
from hipgen.verifying.subject import SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV408", Severity.NOTE
SOURCE = "inferred: nothing documented asks for it"
NEEDS = (SIGNED_HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Make every delivery again, token and all."""
    installation = await trial.installed()
    for at, hook in trial.hooks(installation, signed=True):
        with suppress(Unmet):
            told = await trial.replay(await trial.delivery(installation, hook))
            if told["status"] and 200 <= told["status"] < 300:
                yield Fault(f"webhook `{hook.key or hook.event}` takes the same call twice", at)
