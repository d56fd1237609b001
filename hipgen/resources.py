"""Where the shipped folders are, in a wheel, a zipped wheel or a checkout: schemas, templates, examples.

Knows nothing of what is in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder(kind: str) -> Traversable:
    """Return the folder `schemas`, `templates` or `examples`.

    Raises FileNotFoundError when hipgen was installed without it.
    """
    beside = Path(__file__).with_name(f"_{kind}")
    if beside.is_dir():
        return beside
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "pyproject.toml").is_file():
        return checkout / kind
    from importlib.resources import files  # slow to import, and needed inside a zip alone

    packaged = files("hipgen") / f"_{kind}"
    if packaged.is_dir():
        return packaged
    raise FileNotFoundError(f"hipgen was installed without its {kind}")
