"""The add-on uses a token after it has expired.

Tokens live as long as `expires_in` says, which differs between servers. An add-on keeps a token for that
time, less a margin, and then asks for another one; one that waits for a 401 loses a call each time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.moving import moving
from hipgen.verifying.refusing import path_of
from hipgen.verifying.subject import API
from hipgen.verifying.trial import Trial, api_calls

ID, SEVERITY = "HV301", Severity.WARNING
SOURCE = "HipChat's guide, `REST API access tokens`: `expires_in`"
NEEDS = (API,)
WAITS = True
SECONDS = 1
AT = ("capabilities", "hipchatApiConsumer")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Give tokens that live for a second, wait, and look for calls with a dead one."""
    before = trial.world.state.settings.addon_token_lifetime
    trial.world.state.configure(addon_token_lifetime=SECONDS)
    try:
        installation = await trial.fresh()
        move = await moving(trial, installation)
    finally:
        trial.world.state.configure(addon_token_lifetime=before)
    await trial.pause(SECONDS + 0.2)
    mark = trial.mark()
    await move()
    await trial.settled()
    refused = [each for each in api_calls(trial.since(mark)) if each.status == HTTPStatus.UNAUTHORIZED]
    if refused:
        yield Fault(
            f"it calls {refused[0].method} {path_of(refused[0].url)} with a token that has expired", AT
        )
