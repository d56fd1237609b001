"""Ids, secrets and the time of a real host: from the system's randomness and its clock."""

from __future__ import annotations

import secrets
import string
from datetime import UTC, datetime
from uuid import UUID

ALPHABET = string.ascii_letters + string.digits


class Entropy:
    """Ids that nobody can guess."""

    def uuid(self) -> str:
        """A random UUID (version 4) as text."""
        return str(UUID(bytes=secrets.token_bytes(16), version=4))

    def secret(self, length: int) -> str:
        """That many random ASCII letters and digits."""
        return "".join(secrets.choice(ALPHABET) for _ in range(length))


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
