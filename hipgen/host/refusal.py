"""A request that is refused: raised anywhere in the core, made into HipChat's error envelope in one place.

Knows nothing of routes.
"""

from __future__ import annotations

from hipgen.host.wire import Json


class Refused(Exception):  # noqa: N818  (what it says to a caller, not an error of the host)
    """A refusal with a status and a message for the caller; `more` are further members of `error`."""

    def __init__(
        self, status: int, message: str, headers: tuple[tuple[str, str], ...] = (), **more: Json
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers
        self.more = more
