"""The host refuses calls that the add-on makes to the REST API.

A scope that the descriptor lacks, a room that isn't the installation's, a body that the operation doesn't
take: the call comes to nothing, and the people in the room see nothing of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.moving import exercised
from hipgen.verifying.refusing import complaint, path_of
from hipgen.verifying.subject import API
from hipgen.verifying.trial import Trial, api_calls

ID, SEVERITY = "HV304", Severity.WARNING
SOURCE = "HipChat's API reference, each operation's scopes and parameters"
NEEDS = (API,)
AT = ("capabilities", "hipchatApiConsumer")
PUSHES = "/addon/ui"
"""What is pushed to glances has a check of its own."""
BAD, SERVER = 400, 500


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look at what it called while it was installed and used."""
    await exercised(trial)
    told = set()
    for entry in api_calls(trial.genuine):
        status = entry.status or 0
        if PUSHES in entry.url or not BAD <= status < SERVER or status == HTTPStatus.UNAUTHORIZED:
            continue
        message = f"{entry.method} {path_of(entry.url)} was answered {status}: {complaint(entry.answer)}"
        if message not in told:
            told.add(message)
            yield Fault(message, AT)
