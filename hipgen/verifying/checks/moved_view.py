"""A view leads to another origin.

The client talks to a page only while its origin is that of the declared address: elsewhere the JavaScript
API is silently gone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urljoin

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.host.wirelog import masked_url
from hipgen.verifying import Fault
from hipgen.verifying.subject import VIEW, origin
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV608", Severity.WARNING
SOURCE = "as seen in HipChat's web client, which talks to the declared origin alone"
NEEDS = (VIEW,)
WINDOW = "externalPage"
"""Opened in a window of its own, where there is no JavaScript API."""


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look where every page leads."""
    installation = await trial.installed()
    for at, kind, body in trial.subject.views():
        address = trial.view(installation, kind, body)
        answer = await trial.ask("GET", address)
        where = answer.headers.get("location", "") if isinstance(answer, Answer) and not answer.fine else ""
        if where and kind != WINDOW and origin(urljoin(address, where)) != origin(address):
            yield Fault(f"{kind} `{body.get('key', kind)}` leads to another origin: {masked_url(where)}", at)
