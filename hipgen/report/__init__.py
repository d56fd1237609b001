"""Diagnostics → text, JSON, SARIF and what else CI systems read.

One module of this package per format: to add one, add a file with `render(report) -> str`. Modules that
begin with an underscore are shared by formats. Nothing here reads a file, knows a rule by name, or asks
whether it writes to a terminal: colour and width come as arguments.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module

from hipgen.diagnostics import Diagnostic, Explained

STYLES: tuple[str, ...] = tuple(
    sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
)


def render(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, str],
    style: str,
    *,
    color: bool = False,
    width: int = 80,
    rules: Callable[[], Sequence[Explained]] = tuple,
    version: str = "",
) -> str:
    """Write diagnostics in one of `STYLES`. `sources` holds the text of every file that was looked at.

    `rules` gives the texts of all ids, which few formats ask for.
    """
    if style not in STYLES:
        raise ValueError(f"no such style: {style}")
    from hipgen.report._report import Report  # no more than `STYLES` is needed to read a command's options

    report = Report(tuple(diagnostics), dict(sources), rules, color, max(width, 40), version)
    text = import_module(f"hipgen.report.{style}").render(report)
    assert isinstance(text, str)
    return text
