"""Who calls, and whether they may: tokens, kinds of token, scopes.

The wordings are those recorded from HipChat where it says so below. Knows nothing of what an operation does.
"""

from __future__ import annotations

from dataclasses import dataclass

from hipgen.host.chat import Person
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation, Token, TokenKind
from hipgen.host.wire import Request
from hipgen.host.world import World
from hipgen.operations import Operation

NO_TOKEN = "Authenticated requests only. See https://www.hipchat.com/docs/apiv2/auth for more information."  # noqa: S105
"""As recorded from the host in 2013."""
BAD_SESSION = "Invalid OAuth session"
"""As recorded from the host in 2014, for unknown and for expired tokens."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token acts as. `kind` is group_client, room_client or user, as in the reference's access lines.

    A token of a room installation and a room notification token are both room clients: `room` is the only
    room they reach. `person` is there for users only.
    """

    kind: str
    token: Token
    installation: Installation | None = None
    person: Person | None = None
    room: int | None = None

    @property
    def name(self) -> str:
        """What the caller is called beside a notification that it sends."""
        if self.person is not None:
            return self.person.name
        if self.installation is not None:
            return self.installation.from_name
        return self.token.label or "Notification"


def presented(request: Request) -> str | None:
    """The token of a request: the header's, else the query's (`auth_token=`). An empty one counts as none."""
    scheme, _space, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return request.asked("auth_token") or None


def caller_of(world: World, token: str | None) -> Caller:
    """Who a token acts as.

    Raises Refused (401) without a token, for an unknown or expired one, and for one whose owner is gone.
    """
    if token is None:
        raise Refused(401, NO_TOKEN)
    known = world.state.tokens.get(token)
    if known is None or (known.expires is not None and known.expires <= world.now()):
        raise Refused(401, BAD_SESSION)
    installation = world.state.installations.get(known.installation or "")
    person = world.chat.person(known.person) if known.person is not None else None
    if known.installation is not None and installation is None:
        raise Refused(401, BAD_SESSION)
    if known.person is not None and (person is None or person.is_deleted):
        raise Refused(401, BAD_SESSION)
    if known.kind is TokenKind.ROOM:
        return Caller("room_client", known, None, None, known.room)
    if person is not None:
        return Caller("user", known, installation, person, installation.room if installation else None)
    if installation is not None and installation.room is not None:
        return Caller("room_client", known, installation, None, installation.room)
    return Caller("group_client", known, installation)


def admit(world: World, request: Request, operation: Operation) -> Caller | None:
    """The caller of an operation, or None where it takes none.

    Raises Refused: 401 as `caller_of`; 403 when the token is of a wrong kind or lacks every one of the
    scopes. The 403 text is recorded from the host; that a wrong kind of token is a 403 is inferred.
    """
    if not operation.access or operation.access & {"anonymous", "basic_auth"}:
        return None
    caller = caller_of(world, presented(request))
    if operation.scopes and not set(operation.scopes) & set(caller.token.scopes):
        scopes = ", ".join(f"u'{scope}'" for scope in operation.scopes)
        raise Refused(403, f"This action requires one of the following scopes: [{scopes}]")
    if caller.kind not in operation.access:
        raise Refused(403, "This action is not available to this kind of token")
    return caller
