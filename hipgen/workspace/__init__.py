"""The only reader and writer of the person's disk: it reads before the pipeline, and writes after it.

Writing is all or nothing: `apply` undoes itself when it fails, and `recover` undoes a run that was killed.
Knows what is to be written, not why. Its modules are imported when something of theirs is used: `validate`
reads a spec and needs nothing of plans and locks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hipgen.workspace.applying import apply, replace_files, write_text_atomic
    from hipgen.workspace.disk import Disk
    from hipgen.workspace.holding import exclusive
    from hipgen.workspace.journal import pending, recover
    from hipgen.workspace.listing import list_files
    from hipgen.workspace.reading import read_bases, read_lock, snapshot
    from hipgen.workspace.spec import read_spec
    from hipgen.workspace.stages import conflicts, enter_stages
    from hipgen.workspace.templates import read_templates

__all__ = [
    "Disk",
    "apply",
    "conflicts",
    "enter_stages",
    "exclusive",
    "list_files",
    "pending",
    "read_bases",
    "read_lock",
    "read_spec",
    "read_templates",
    "recover",
    "replace_files",
    "snapshot",
    "write_text_atomic",
]

MODULES = {
    "applying": ("apply", "replace_files", "write_text_atomic"),
    "disk": ("Disk",),
    "holding": ("exclusive",),
    "journal": ("pending", "recover"),
    "listing": ("list_files",),
    "reading": ("read_bases", "read_lock", "snapshot"),
    "spec": ("read_spec",),
    "stages": ("conflicts", "enter_stages"),
    "templates": ("read_templates",),
}
"""Where each public name is."""


def __getattr__(name: str) -> Any:
    """Import the module of a public name when it is first asked for."""
    module = next((module for module, names in MODULES.items() if name in names), None)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{module}"), name)
