"""A view doesn't load a second time.

The client loads a page anew with the same token: on a change of theme, on a retry. Protection against
replayed tokens is for webhooks alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.refusing import shown
from hipgen.verifying.subject import SIGNED_VIEWS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV607", Severity.ERROR
SOURCE = "as seen in HipChat's web client, which keeps tokens and loads pages again"
NEEDS = (SIGNED_VIEWS,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Load every page twice."""
    installation = await trial.installed()
    for at, kind, body in trial.subject.views(signed=True):
        address = trial.view(installation, kind, body)
        first, second = await trial.ask("GET", address), await trial.ask("GET", address)
        if isinstance(first, Answer) and first.fine and not (isinstance(second, Answer) and second.fine):
            yield Fault(f"{kind} `{body.get('key', kind)}` loads only once: {shown(second)}", at)
