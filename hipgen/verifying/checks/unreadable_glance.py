"""A glance's answer can't be read by the page that asks for it.

The browser asks from HipChat's own origin. Without `Access-Control-Allow-Origin` it keeps the answer to
itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.connect.calls import with_query
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.subject import GLANCES
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV502", Severity.ERROR
SOURCE = "HipChat's guide, `Glances`; as seen in its web client"
NEEDS = (GLANCES,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask every glance from a page of the host's."""
    installation, page = await trial.installed(), trial.host.http
    for at, body in trial.subject.glances():
        address = with_query(body["queryUrl"], {"signed_request": trial.token(installation)})
        answer = await trial.ask("GET", address, (("Origin", page),))
        allowed = answer.headers.get("access-control-allow-origin") if isinstance(answer, Answer) else page
        if allowed not in ("*", page):
            said = f"is {allowed}" if allowed else "is missing"
            yield Fault(f"glance `{body['key']}`: Access-Control-Allow-Origin {said}", (*at, "queryUrl"))
