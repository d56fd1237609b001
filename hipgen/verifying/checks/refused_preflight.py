"""A glance doesn't answer a browser's question whether it may be asked.

HipChat's client asks in a way that needs no such preflight; other pages and later clients may.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.refusing import shown
from hipgen.verifying.subject import GLANCES
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV503", Severity.NOTE
SOURCE = "inferred: the client's request needs none"
NEEDS = (GLANCES,)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask by OPTIONS, as a browser does before a request with a header of its own."""
    page = trial.host.http
    asked = (("Origin", page), ("Access-Control-Request-Method", "GET"))
    for at, body in trial.subject.glances():
        answer = await trial.ask("OPTIONS", body["queryUrl"], asked)
        allowed = answer.headers.get("access-control-allow-origin") if isinstance(answer, Answer) else None
        if not isinstance(answer, Answer) or not answer.fine or allowed not in ("*", page):
            yield Fault(
                f"glance `{body['key']}` doesn't allow a preflight: {shown(answer)}", (*at, "queryUrl")
            )
