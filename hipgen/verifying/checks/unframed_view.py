"""A view forbids that HipChat frames it.

Sidebar views, dialogs and configuration pages stand in a frame of HipChat's page. `X-Frame-Options` keeps
them out of it; so does a `Content-Security-Policy` whose `frame-ancestors` doesn't name the host.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.pages import unframed
from hipgen.verifying.subject import VIEW
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV602", Severity.ERROR
SOURCE = "HipChat's guide, `Dialogs and sidebar views`"
NEEDS = (VIEW,)
FRAMED = frozenset({"webPanel", "dialog", "configurable", "adminPage"})


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look at the headers of every page that is framed."""
    installation, page = await trial.installed(), trial.host.http
    for at, kind, body in trial.subject.views():
        answer = await trial.ask("GET", trial.view(installation, kind, body), follows=True)
        if kind in FRAMED and isinstance(answer, Answer) and (why := unframed(answer, page, body["url"])):
            yield Fault(f"{kind} `{body.get('key', kind)}` can't be framed by {page}: {why}", at)
