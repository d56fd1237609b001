"""The languages whose handlers can be read: a module each, called as the manifests call the language.

A module has `read(text) -> Surface` and `KEEP_NAME`, how a function is given another's name. It is imported
when there is something to read; of a language without a module no handler is checked.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from hipgen.handlers.values import Reader


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language: its name for people, how its texts are read, and how a name is kept for a function."""

    title: str
    read: Reader
    keep_name: Callable[[str, str], str]


@cache
def spoken(language: str) -> Spoken | None:
    """The language of a manifest's name (`Python`), None where nobody can read it."""
    name = language.lower()
    if name not in {found.name for found in pkgutil.iter_modules(__path__)}:
        return None
    module = import_module(f"{__name__}.{name}")
    return Spoken(module.TITLE, module.read, module.keep_name)
