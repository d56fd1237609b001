"""Reading a spec: all that `validate` and `compile` ask of the disk, so it brings nothing else along."""

from __future__ import annotations

from pathlib import Path

from hipgen.diagnostics import HipgenError
from hipgen.workspace.disk import why

SPEC_LIMIT = 4 * 1024 * 1024


def read_spec(path: Path, limit: int = SPEC_LIMIT) -> bytes:
    """The bytes of a spec (or a descriptor, or a card). Raises HipgenError, never an OSError."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise HipgenError(f"{path}: no such file; name another, or start with `hipgen init`") from None
    except IsADirectoryError:
        raise HipgenError(f"{path} is a folder; name the file in it, such as {path / 'addon.yaml'}") from None
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else "no file can have such a name"
        raise HipgenError(f"{path} can't be read: {reason}") from error
    if len(data) > limit:
        raise HipgenError(f"{path} is larger than {limit} bytes: is it the right file?")
    return data
