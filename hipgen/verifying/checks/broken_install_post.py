"""The add-on takes an installation that says too little, or fails at it.

What isn't JSON, or lacks the address of the host or the credentials, is refused with a 400.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Json, Severity
from hipgen.host.wire import Answer, Failure
from hipgen.verifying import Fault
from hipgen.verifying.refusing import shown
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import JSON, Trial

ID, SEVERITY = "HV216", Severity.WARNING
SOURCE = "HipChat's guide, `Server-side installation`: the post's members; frameworks answer 400"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")
MEMBERS = ("capabilitiesUrl", "oauthId", "oauthSecret")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post what no host ever sent."""
    callback = trial.subject.installable["callbackUrl"]
    told = trial.told(await trial.unannounced())
    bodies: list[tuple[str, Json]] = [(f"without `{name}`", {**told, name: None}) for name in MEMBERS]
    bodies += [("whose `oauthSecret` is a number", {**told, "oauthSecret": 7}), ("that is a list", [told])]
    for what, body in bodies:
        sent = (
            {name: each for name, each in body.items() if each is not None}
            if isinstance(body, dict)
            else body
        )
        for fault in _judged(await trial.post(callback, sent), what):
            yield fault
    for fault in _judged(await trial.ask("POST", callback, (JSON,), b'{"oauthId": '), "that is no JSON"):
        yield fault


def _judged(answer: Answer | Failure, what: str) -> list[Fault]:
    if not isinstance(answer, Answer) or answer.status >= 500:
        return [Fault(f"it fails at an installation {what}: {shown(answer)}", AT)]
    return [Fault(f"it takes an installation {what}: it answered {answer.status}", AT)] if answer.fine else []
