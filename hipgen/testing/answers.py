"""What the control interface answers, as values; and its refusals.

Knows nothing of how it is asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar, cast

T = TypeVar("T")


class HipChatError(Exception):
    """The host refused: `status` and `message` are its own words; `answer` is the whole answer."""

    def __init__(self, status: int, message: str, answer: Any) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Installed:
    """An installation. `pending` holds the scopes that an update adds and that nobody approved yet.

    `redirect` is where the browser goes when the add-on wants to be told there, `configure` the signed
    address of its settings page; both only right after the installation.
    """

    oauth_id: str
    key: str
    name: str
    room: int | None = None
    scopes: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    created: str = ""
    redirect: str | None = None
    configure: str | None = None


@dataclass(frozen=True, slots=True)
class Module:
    """A module of an installed add-on, and whether somebody sees it in a room, with reasons."""

    installation: str
    kind: str
    key: str
    name: str | None = None
    visible: bool = True
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """What a glance shows: `state` is content, error or static, `why` the reason of an error."""

    state: str
    content: Any = None
    why: str | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What an action or a link opens: a module, its address, and the event that the view gets."""

    target: Mapping[str, str]
    url: str | None
    event: str | None
    parameters: Any = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """A webhook call that was made or skipped: `body` is the payload, `claims` are the
    token's, `answer` is what came back: its status and body."""

    id: int
    webhook: int
    event: str
    url: str
    status: int | None = None
    seconds: float | None = None
    at: str = ""
    body: Any = None
    claims: Mapping[str, Any] | None = None
    answer: Mapping[str, Any] | None = None
    why: str | None = None


def read(kind: type[T], told: Mapping[str, Any]) -> T:
    """A record of what the host told; members that it doesn't have are left out."""
    known = {field.name for field in fields(cast(Any, kind))}
    kept = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return kind(**{name: value for name, value in kept.items() if name in known})


def refusal(status: int, text: str) -> HipChatError:
    """The refusal that an answer tells of."""
    try:
        answer = json.loads(text)
        return HipChatError(status, str(answer["error"]["message"]), answer)
    except (ValueError, KeyError, TypeError):
        return HipChatError(status, text[:500], text)
