"""What checks share: one wrong token tried at every place of a kind; what came back, judged and in words.

Knows nothing of which token is wrong in which way.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

from hipgen.diagnostics import Json, Pointer, Severity
from hipgen.host.bodies import check
from hipgen.host.connect.calls import read_json, with_query
from hipgen.host.connect.glances import schema
from hipgen.host.state import Installation
from hipgen.host.wire import Answer, Failure
from hipgen.host.wirelog import masked_url
from hipgen.verifying import Fault, Unmet
from hipgen.verifying.trial import Trial

Made = Callable[[Trial, Installation], str | None]
"""Makes the token to try with; None means none at all."""

NOBODY = "00000000-0000-4000-8000-000000000000"
"""An OAuth id that no host has given to anybody."""
WRONG = "wrong0Secret1wrong2Secret3wrong4Secret5wr"
HOUR = 3600
BYTES = 4_000_000
"""What no host ever sent."""


def past(trial: Trial) -> dict[str, Json]:
    """Claims of a token that expired an hour ago, which no leeway covers."""
    now = int(trial.world.now().timestamp())
    return {"iat": now - 2 * HOUR, "exp": now - HOUR}


def early(trial: Trial) -> dict[str, Json]:
    """Claims of a token that is valid in an hour only."""
    now = int(trial.world.now().timestamp())
    return {"iat": now + HOUR, "nbf": now + HOUR, "exp": now + 2 * HOUR}


async def webhooks(trial: Trial, wrong: Json, what: str) -> AsyncIterator[Fault]:
    """Deliver to every signed webhook with a token that is wrong as told; a fault for each that takes it.

    Raises Unmet when none of them can be called.
    """
    installation, tried = await trial.installed(), 0
    for at, hook in trial.hooks(installation, signed=True):
        try:
            delivery = await trial.delivery(installation, hook)
        except Unmet:
            continue
        tried += 1
        told = await trial.forge(delivery, **wrong)
        for fault in judged(told["status"], f"webhook `{hook.key or hook.event}`", what, at):
            yield fault
    if not tried:
        raise Unmet("none of its signed webhooks could be called")


async def views(trial: Trial, made: Made, what: str) -> AsyncIterator[Fault]:
    """Ask for every signed view with another token than the true one; a fault for each that is shown."""
    installation = await trial.installed()
    for at, kind, body in trial.subject.views(signed=True):
        answer = await _asked(trial, body["url"], made(trial, installation))
        for fault in judged(status(answer), f"{kind} `{body.get('key', kind)}`", what, at):
            yield fault


async def glances(trial: Trial, made: Made, what: str) -> AsyncIterator[Fault]:
    """Ask for every glance's content with another token than the true one; a fault for each that is told."""
    installation = await trial.installed()
    for at, body in trial.subject.glances():
        answer = await _asked(trial, body["queryUrl"], made(trial, installation))
        for fault in judged(status(answer), f"glance `{body['key']}`", what, (*at, "queryUrl")):
            yield fault


async def _asked(trial: Trial, url: str, token: str | None) -> Answer | Failure:
    return await trial.ask("GET", url if token is None else with_query(url, {"signed_request": token}))


def status(answer: Answer | Failure) -> int | None:
    """The status of an answer; None when there was none."""
    return answer.status if isinstance(answer, Answer) else None


def judged(status: int | None, who: str, what: str, at: Pointer) -> list[Fault]:
    """What is wrong with an answer to what should be refused."""
    if status is None:
        return [Fault(f"{who} doesn't answer {what}: it should refuse it", at, Severity.WARNING)]
    if 200 <= status < 300:
        return [Fault(f"{who} takes {what}: it answered {status}", at)]
    if status >= 500:
        return [Fault(f"{who} fails at {what}: it answered {status}, not 401", at, Severity.WARNING)]
    return []


def expired(trial: Trial, installation: Installation) -> str:
    """A token that expired an hour ago."""
    return trial.token(installation, **past(trial))


def forged(trial: Trial, installation: Installation) -> str:
    """A token signed with another secret."""
    return trial.token(installation, WRONG)


def unprotected(trial: Trial, installation: Installation) -> str:
    """A token with the true claims and no signature: `alg` is `none`."""
    return trial.token(installation, unsigned=True)


def shown(answer: Answer | Failure) -> str:
    """What came back, in words."""
    return f"it answered {answer.status}" if isinstance(answer, Answer) else answer.reason


def led(answer: Answer | Failure) -> str:
    """Where an answer leads a browser, in words."""
    where = answer.headers.get("location") if isinstance(answer, Answer) else None
    return f"{shown(answer)} and leads to {masked_url(where)}" if where else shown(answer)


def shows(answer: Answer | Failure) -> bool:
    """Whether an answer gives what was asked for."""
    return isinstance(answer, Answer) and answer.fine


def complaint(answer: str) -> str:
    """The message in an answer of the host's, else the beginning of it."""
    try:
        return str(json.loads(answer)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return answer[:200]


def path_of(url: str) -> str:
    """The path of an address, which is enough to know it by."""
    return urlsplit(url).path


def trouble(answer: Answer | Failure) -> str:
    """Why HipChat's client shows an error instead of a glance's content, whoever may read it; or nothing."""
    if not isinstance(answer, Answer):
        return answer.reason
    if answer.status >= 400:
        return f"it answered {answer.status}"
    try:
        content = read_json(answer.body)
    except ValueError:
        return "the answer is not JSON"
    if isinstance(content, dict) and content.get("error"):
        return "the answer has an `error`"
    problem = check(content, schema())
    return "" if problem is None else problem.message
