"""HipChat refuses what the add-on pushes to its glances.

The content has the form of an answer to a query; rooms need the scope `view_room`, groups and people
`view_group`; the key must be that of a glance.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault, Unmet
from hipgen.verifying.moving import exercised
from hipgen.verifying.refusing import complaint
from hipgen.verifying.subject import API, GLANCES
from hipgen.verifying.trial import Trial, api_calls

ID, SEVERITY = "HV508", Severity.ERROR
SOURCE = "HipChat's guide, `Glances`; as seen in its web client, `Updating a glance`"
NEEDS = (GLANCES, API)
AT = ("capabilities", "glance")
BAD = 400


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look at what it pushed while it was installed and used."""
    await exercised(trial)
    pushed = [entry for entry in api_calls(trial.genuine) if "/addon/ui" in entry.url]
    if not pushed:
        raise Unmet("nothing that was tried makes it push to a glance")
    for entry in pushed:
        if (entry.status or 0) >= BAD and entry.status != HTTPStatus.UNAUTHORIZED:
            yield Fault(f"a push was answered {entry.status}: {complaint(entry.answer)}", AT)
            return
