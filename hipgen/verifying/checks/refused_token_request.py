"""The host refuses the way in which the add-on asks for tokens.

`grant_type=client_credentials` with the OAuth id and secret as HTTP Basic, and scopes that the descriptor
declares.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.moving import exercised
from hipgen.verifying.refusing import complaint
from hipgen.verifying.subject import API
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV303", Severity.ERROR
SOURCE = "HipChat's guide, `REST API access tokens`: grants and scopes"
NEEDS = (API,)
AT = ("capabilities", "hipchatApiConsumer", "scopes")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look at what it asked for while it was installed and used."""
    await exercised(trial)
    for entry in trial.genuine:
        if entry.kind == "rest" and "/oauth/token" in entry.url and entry.status == HTTPStatus.BAD_REQUEST:
            yield Fault(f"a request for a token was refused: {complaint(entry.answer)}", AT)
            return
