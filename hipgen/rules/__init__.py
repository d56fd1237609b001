"""Meaning: rules that look at the add-on, one module each, found by scanning this package.

A rule has `ID`, `SEVERITY` and `check(addon) -> Iterator[Finding]`; its module's name is the rule's name and
its docstring what `hipgen explain` shows: a sentence, reasons, a `Bad:` and a `Good:` block (the tests run
both). It is asked of specs and of descriptors written by hand, unless its `KINDS` says of which. Rules yield
pointers into the spec; they know nothing of lines, files and HipChat's JSON.
"""

from __future__ import annotations

import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from hipgen.diagnostics import Finding, Pointer, Severity
from hipgen.model import Addon

BLOCK = re.compile(r"^(Bad|Good):\n\n((?:    .*\n|\n)+)", re.MULTILINE)

SPEC, DESCRIPTOR = "spec", "descriptor"
BOTH = frozenset({SPEC, DESCRIPTOR})
LISTING = "HG7"
"""The family of what a listing needs: of no matter to an add-on that nobody lists."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, name and weight, its text, and the check of an add-on, or of what `kinds` say."""

    id: str
    name: str
    severity: Severity
    text: str
    check: Callable[[Any], Iterator[Finding]]
    kinds: frozenset[str] = BOTH

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
    return scanned(__name__, __path__)


def scanned(package: str, path: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that are a package's modules, by id."""
    modules = (import_module(f"{package}.{found.name}") for found in pkgutil.iter_modules(path))
    return tuple(sorted(map(_rule, modules), key=lambda rule: rule.id))


def _rule(module: ModuleType) -> Rule:
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    text = textwrap.dedent(module.__doc__ or "").strip()
    return Rule(module.ID, name, module.SEVERITY, text, module.check, getattr(module, "KINDS", BOTH))


def run(addon: Addon, kind: str = SPEC, *, listing: bool = False) -> Iterator[Finding]:
    """Everything that the rules for a kind of document find; a rule's id and severity are put in here.

    `listing`: those for a marketplace listing too.
    """
    for rule in all_rules():
        if kind in rule.kinds and (listing or not rule.id.startswith(LISTING)):
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
    in_json: str = "",
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
        in_json=in_json,
    )


def unlisted(addon: Addon, word: str, message: str) -> Iterator[Finding]:
    """A finding if the listing (section `marketplace`) doesn't say something, or there is no listing."""
    said = (item.fields.get(word) for item in addon.section("marketplace"))
    if not any(value.strip() if isinstance(value, str) else value for value in said):
        yield finding(("marketplace",), message, key=True, fix=f"add `{word}` to it")
