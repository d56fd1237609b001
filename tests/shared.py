"""Where the material lies that judges hipgen from outside: the folder `shared` beside the project.

It holds what was captured of HipChat and of real add-ons, and is no part of a release. A test that needs it
belongs in a class with `__test__ = SHARED is not None`, so that a bare checkout does not collect it. Must not
know what any of the material means.
"""

import os
from pathlib import Path


def find(project: Path, *, needed: bool) -> Path | None:
    """Return the folder beside the project, or None; where it is needed, its absence is an error."""
    folder = project.parent / "shared"
    if folder.is_dir():
        return folder
    if needed:
        raise FileNotFoundError(f"{folder} is missing: tests would be left out unseen")
    return None


ON_SERVER = os.environ.get("CI", "").lower() in ("1", "true", "yes")
BARE = bool(os.environ.get("BARE_CHECKOUT"))
"""Said by a build server that has the project alone, without the folder beside it."""

SHARED: Path | None = find(Path(__file__).resolve().parents[1], needed=ON_SERVER and not BARE)


def shared_files(pattern: str) -> list[Path]:
    """List the files below the folder that match a glob, in order; none where there is no folder."""
    return sorted(SHARED.glob(pattern)) if SHARED else []
