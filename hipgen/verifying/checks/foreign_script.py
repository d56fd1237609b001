"""A view loads HipChat's script from another host than the one that it is shown by.

Servers have their own hosts, and HipChat's cloud is gone. The tenant's own address is `links.homepage` in
the host's capabilities document, the script `/atlassian-connect/all.js` below it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urljoin

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.pages import scripts
from hipgen.verifying.subject import VIEW, origin
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV609", Severity.WARNING
SOURCE = "HipChat's guide, `JavaScript API` and `Supporting HipChat Server`"
NEEDS = (VIEW,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look for the script in every page."""
    installation = await trial.installed()
    for at, kind, body in trial.subject.views():
        answer = await trial.ask("GET", trial.view(installation, kind, body), follows=True)
        for address in scripts(answer):
            if "/atlassian-connect/all" in address and origin(urljoin(body["url"], address)) != origin(
                trial.host.http
            ):
                yield Fault(
                    f"{kind} `{body.get('key', kind)}` loads {address}, not from {trial.host.http}", at
                )
