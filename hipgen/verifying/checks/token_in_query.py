"""A webhook doesn't take its token in the query.

The API reference puts it in the header `Authorization: JWT`, a page of the guide in the parameter
`signed_request`. An add-on that takes both is safe whichever a server does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from hipgen.diagnostics import Severity
from hipgen.host.connect.calls import with_query
from hipgen.host.wire import Answer
from hipgen.verifying import Fault, Unmet
from hipgen.verifying.refusing import shown
from hipgen.verifying.subject import SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV412", Severity.NOTE
SOURCE = "HipChat's guide and API reference, which differ"
NEEDS = (SIGNED_HOOKS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Make a true call whose token is in the query alone."""
    installation = await trial.installed()
    for at, hook in trial.hooks(installation, signed=True):
        with suppress(Unmet):
            told = await trial.delivery(installation, hook)
            address = with_query(hook.url, {"signed_request": trial.token(installation)})
            answer = await trial.post(address, told["body"])
            if not isinstance(answer, Answer) or not answer.fine:
                yield Fault(
                    f"webhook `{hook.key or hook.event}` wants its token in the header: {shown(answer)}", at
                )
