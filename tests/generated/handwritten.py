"""Projects in which a test's own handler stands: one for every kind that a language has, a file each.

Must not know what the handlers do.
"""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import pytest

from hipgen.frameworks import framework as shipped
from tests.generated.matrix import Case, Example, Framework, frameworks
from tests.generated.project import Project


def handlers(example: Example, chosen: Iterable[Framework] | None = None) -> list[Any]:
    """Frameworks, by default all, each with its language's kinds of handler, beside the example's spec."""
    return [
        pytest.param(Case(framework, example), source, id=f"{framework.name}-{source.stem}")
        for framework in (frameworks() if chosen is None else chosen)
        for source in sorted(example.file.parent.glob(f"*{PurePath(shipped(framework.name).handler).suffix}"))
    ]


def with_handler(project: Project, name: str, source: Path, place: Path) -> Project:
    """A copy of the project, in which this is the handler of that name."""
    folder = place / "project"
    shutil.copytree(project.folder, folder, symlinks=True)
    (handler,) = (folder / "handlers").glob(f"{name}.*")
    shutil.copy(source, handler)
    return replace(project, folder=folder)
