"""A glance answers what clients show as an error.

Any status of 400 or more, what isn't JSON, and what the client's schema rejects: `label` with `type` html
and a `value` of 1 to 1000 characters; `status`, if there is one, a lozenge of a known type or an icon with
both pictures.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.connect.calls import with_query
from hipgen.verifying import Fault
from hipgen.verifying.refusing import trouble
from hipgen.verifying.subject import GLANCES
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV501", Severity.ERROR
SOURCE = "HipChat's guide, `Glances`; as seen in its web client"
NEEDS = (GLANCES,)
VERSION = {"connect_client_api_version": "1"}


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask every glance as the web client did."""
    installation = await trial.installed()
    for at, body in trial.subject.glances():
        address = with_query(body["queryUrl"], {"signed_request": trial.token(installation), **VERSION})
        answer = await trial.ask(
            "GET", address, (("Accept", "application/json"), ("Origin", trial.host.http))
        )
        if why := trouble(answer):
            yield Fault(f"glance `{body['key']}`: {why}", (*at, "queryUrl"))
