"""Where the shipped folders are, in a wheel, a zipped wheel or a checkout: schemas, templates, examples.

Knows nothing of what is in them.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def folder(kind: str) -> Traversable:
    """Return the folder `schemas`, `templates` or `examples`.

    Raises FileNotFoundError when hipgen was installed without it.
    """
    packaged = files("hipgen") / f"_{kind}"
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "pyproject.toml").is_file():
        return checkout / kind
    raise FileNotFoundError(f"hipgen was installed without its {kind}")
