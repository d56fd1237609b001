"""Meaning: rules that look at the add-on, one module each, found by scanning this package.

A rule has `ID`, `SEVERITY` and `check(addon) -> Iterator[Finding]`; its module's name is the rule's name and
its docstring what `hipgen explain` shows: a sentence, reasons, a `Bad:` and a `Good:` block (the tests run
both). Rules yield pointers; they know nothing of lines, files and HipChat's JSON.
"""

from __future__ import annotations

import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from types import ModuleType

from hipgen.diagnostics import Finding, Pointer, Severity
from hipgen.model import Addon

BLOCK = re.compile(r"^(Bad|Good):\n\n((?:    .*\n|\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, name and weight, its text, and the check."""

    id: str
    name: str
    severity: Severity
    text: str
    check: Callable[[Addon], Iterator[Finding]]

    @property
    def title(self) -> str:
        """The first line of the text."""
        return self.text.partition("\n")[0].rstrip(".")

    def example(self, which: str) -> str:
        """The `Bad` or `Good` block of the text, without its margin."""
        found = next((body for name, body in BLOCK.findall(self.text + "\n") if name == which), "")
        return textwrap.dedent(found).strip("\n") + "\n"


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the package, by id."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return tuple(sorted(map(_rule, modules), key=lambda rule: rule.id))


def _rule(module: ModuleType) -> Rule:
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    return Rule(module.ID, name, module.SEVERITY, textwrap.dedent(module.__doc__ or "").strip(), module.check)


def run(addon: Addon) -> Iterator[Finding]:
    """Everything that every rule finds; the rule's id and severity are put in here."""
    for rule in all_rules():
        for found in rule.check(addon):
            yield replace(found, id=rule.id, severity=rule.severity)


def finding(
    at: Pointer,
    message: str,
    *,
    key: bool = False,
    label: str = "",
    fix: str = "",
    related: Pointer | None = None,
    related_label: str = "",
) -> Finding:
    """A rule's finding; `run` fills in whose it is."""
    return Finding(
        "",
        Severity.ERROR,
        at,
        message,
        key=key,
        label=label,
        fix=fix,
        related=related,
        related_label=related_label,
    )
