"""The add-on doesn't recover when its token is refused.

A token may die before its time: a server was restarted, somebody revoked it. On a 401 an add-on asks for a
new one and makes the call again, once.
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

ID, SEVERITY = "HV302", Severity.ERROR
SOURCE = (
    "HipChat's guide, `REST API access tokens`; as seen in add-on frameworks, which ask once more on a 401"
)
NEEDS = (API,)
AT = ("capabilities", "hipchatApiConsumer")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """End its tokens on the host's side, and have it call again."""
    installation = await trial.fresh()
    move = await moving(trial, installation)
    await trial.control("POST", "/tokens/expire", {"installation": installation.oauth_id})
    mark = trial.mark()
    await move()
    await trial.settled()
    calls = api_calls(trial.since(mark))
    if not any(each.installation == installation.oauth_id for each in calls):
        refused = next((each for each in calls if each.status == HTTPStatus.UNAUTHORIZED), None)
        where = f" ({refused.method} {path_of(refused.url)})" if refused else ""
        yield Fault(f"it doesn't make a call again whose token was refused{where}", AT)
