"""The conformance suite: what an add-on of any language must do for HipChat, one module of `checks` each.

A check has `ID, SEVERITY = …` and `SOURCE` (where the protocol says so), all literals, `NEEDS` (what an
add-on must have for it) and `check(trial)`, an async generator of faults; its module's name is the check's
name, its docstring what `hipgen explain` shows. The package is scanned. Nothing here starts an add-on or
prints; a check knows the `Trial` it is handed, which is the add-on, installed in a real local host.
"""

from __future__ import annotations

import ast
import inspect
import math
import pkgutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from hipgen.diagnostics import Diagnostic, Explained, Pointer, Severity
from hipgen.verifying import checks

if TYPE_CHECKING:
    from hipgen.verifying.subject import Need
    from hipgen.verifying.trial import Trial


class Unmet(Exception):  # noqa: N818 - no error: it says why a check can't be made here
    """A check can't be made with this add-on, or not here; the message says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: a sentence, and the place in the descriptor of what behaves so.

    `severity` is that of the check, unless this fault weighs another; `id` likewise, where a rule for
    descriptors has found it.
    """

    message: str
    at: Pointer = ()
    severity: Severity | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check: id, name, weight, its text for `explain`, where the protocol says so, what it needs, and how
    it is made. One that `waits` spends its time waiting, and is made beside the others; one that only `reads`
    the descriptor is made of one that HipChat doesn't take, too.
    """

    id: str
    name: str
    severity: Severity
    text: str
    source: str
    needs: tuple[Need, ...]
    run: Callable[[Trial], AsyncIterator[Fault]]
    waits: bool = False
    reads: bool = False

    @property
    def explained(self) -> Explained:
        """Its text as `explain` and the reports show it."""
        return _explained(self.id, self.name, self.severity, self.text, self.source)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check went: its findings, the reason if it was `skipped`, the seconds it took."""

    check: Check
    findings: tuple[Diagnostic, ...] = ()
    skipped: str = ""
    seconds: float = 0.0

    @property
    def worst(self) -> Severity | None:
        """The weight of its worst finding; None without one."""
        return min((each.severity for each in self.findings), key=lambda each: each.rank, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a run. `answers` are the seconds that the add-on took for each, sorted; `texts` are the
    sources of the findings by name.
    """

    subject: str
    outcomes: tuple[Outcome, ...]
    answers: tuple[float, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """All findings, in the order of the checks."""
        return tuple(found for outcome in self.outcomes for found in outcome.findings)

    def slowness(self, share: float) -> float:
        """The seconds within which that share of the answers came; 0 without any."""
        return percentile(self.answers, share)


def percentile(ordered: tuple[float, ...], share: float) -> float:
    """The smallest value that a share of sorted values doesn't exceed; 0 without any."""
    if not ordered:
        return 0.0
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check of the package, by id."""
    found = (
        import_module(f"{checks.__name__}.{each.name}") for each in pkgutil.iter_modules(checks.__path__)
    )
    return tuple(sorted(map(_check, found), key=lambda check: check.id))


@cache
def explained() -> tuple[Explained, ...]:
    """The texts of all checks, by id: read from their modules without importing them, since checks need what
    the host needs, which not everybody has who wants an id explained.
    """
    finders = (
        (each.module_finder, f"{checks.__name__}.{each.name}")
        for each in pkgutil.iter_modules(checks.__path__)
    )
    found = (_read(name, finder.find_spec(name, None)) for finder, name in finders)
    return tuple(sorted(found, key=lambda text: text.id))


def _read(name: str, spec: ModuleSpec | None) -> Explained:
    """What a check's module says of itself: its docstring and the literals below."""
    loader = spec.loader if spec else None
    assert isinstance(loader, InspectLoader)
    tree = ast.parse(loader.get_source(name) or "")
    said: dict[str, Any] = {}
    for node in tree.body:
        match node:
            case ast.Assign([ast.Tuple([ast.Name("ID"), ast.Name("SEVERITY")])], ast.Tuple([id_, severity])):
                assert isinstance(severity, ast.Attribute)
                said |= {"ID": ast.literal_eval(id_), "SEVERITY": Severity[severity.attr]}
            case ast.Assign([ast.Name("SOURCE")], source):
                said["SOURCE"] = ast.literal_eval(source)
    return _explained(
        said["ID"], _called(name), said["SEVERITY"], ast.get_docstring(tree) or "", said["SOURCE"]
    )


def _explained(id_: str, name: str, severity: Severity, text: str, source: str) -> Explained:
    return Explained(id_, name, severity, f"{text}\n\nWhere the protocol says so: {source}.\n")


def _called(module: str) -> str:
    """The name of the check in a module."""
    return module.rpartition(".")[2].replace("_", "-")


def _check(module: Any) -> Check:
    assert isinstance(module, ModuleType)
    name, text = _called(module.__name__), inspect.cleandoc(module.__doc__ or "")
    more = {word.lower(): getattr(module, word, False) for word in ("WAITS", "READS")}
    return Check(module.ID, name, module.SEVERITY, text, module.SOURCE, module.NEEDS, module.check, **more)
