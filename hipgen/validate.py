"""Shape, then model, then meaning: everything that is wrong with a document, in one run.

Tells specs from descriptors, and from what add-ons send, by content. Knows the order of the stages and
how findings get their places; what is right or wrong stands in the schemas and rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache

from hipgen.diagnostics import Diagnostic, Finding, Json, Placed, Pointer, Replacement, Severity, ordered
from hipgen.language import language
from hipgen.model import Addon
from hipgen.nearest import similar
from hipgen.source import Document, apply_ignores

SPEC, DESCRIPTOR = "spec", "descriptor"
TAG = "HG003"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking a document. `addon` is there when nothing is wrong that isn't ignored."""

    document: Document
    kind: str
    diagnostics: tuple[Diagnostic, ...]
    addon: Addon | None = None

    @property
    def errors(self) -> int:
        """How many diagnostics are errors."""
        return sum(d.severity is Severity.ERROR for d in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many diagnostics are warnings."""
        return sum(d.severity is Severity.WARNING for d in self.diagnostics)


def check(document: Document, kind: str | None = None, *, listing: bool = False) -> Checked:
    """Check a document; `kind` says what it is where the caller knows better than the content.

    `listing`: also whether it could be listed in a marketplace.
    """
    if not isinstance(document.data, dict):
        return Checked(document, SPEC, document.diagnostics)
    kind = kind or kind_of(document.data)
    if kind != SPEC:
        found = _other(document, kind, listing=listing)
        return Checked(document, kind, ordered([*document.diagnostics, *found]))
    return _check_spec(document, listing=listing)


def kind_of(data: Mapping[str, Json]) -> str:
    """Tell by content what a document is: a spec, where nothing says that it is another kind."""
    if "hipgen" in data:
        return SPEC
    if _describes(data):
        return DESCRIPTOR
    return next((kind for kind, marks in _marks().items() if _is_told(data.keys(), *marks)), SPEC)


def _describes(data: Mapping[str, Json]) -> bool:
    sections = {kind.section for kind in language().kinds}
    return isinstance(data.get("capabilities"), dict) or ("links" in data and not sections & data.keys())


@cache
def _marks() -> Mapping[str, tuple[Set[str], Set[str]]]:
    """What tells a document that an add-on sends: the members that it has, and all that it may have, if that
    counts.
    """
    from hipgen.accepted import documents

    return {
        name: (set(note["told_by"]), document["properties"].keys() if note.get("alone") else set())
        for name, document in sorted(documents().items())
        if "told_by" in (note := document.get("x-hipgen", {}))
    }


def _is_told(names: Set[str], needed: Set[str], known: Set[str]) -> bool:
    return needed <= names and (not known or names <= known)


def _check_spec(document: Document, *, listing: bool) -> Checked:
    # Imported here: `--version` and the like need nothing of it.
    from hipgen.bind import bind
    from hipgen.rules import all_rules, run

    shape, broken = _shape(document.data)
    addon = bind(document.data, language(), broken)
    found = [d for d in place(document, [*shape, *run(addon, listing=listing)]) if not _doubted(document, d)]
    settled = apply_ignores(
        ordered([*document.diagnostics, *found]),
        document.ignores,
        file=document.name,
        known=frozenset([*KNOWN_SHAPE, *(rule.id for rule in all_rules())]),
    )
    wrong = any(d.severity is Severity.ERROR for d in settled.diagnostics)
    unbindable = any(finding.id in KNOWN_SHAPE for finding in shape)
    return Checked(document, SPEC, settled.diagnostics, None if wrong or unbindable else addon)


KNOWN_SHAPE = frozenset(f"HG10{number}" for number in range(1, 10))


def _shape(data: Json) -> tuple[list[Finding], frozenset[Pointer]]:
    """What is wrong with a spec's shape, and what can't be bound for it: mostly nothing, which is quick."""
    from hipgen.accepted import accepted

    if accepted(SPEC, data):
        return [], frozenset()
    from hipgen.schema import broken, check_shape, validator

    found = check_shape(data, validator(), _Names(data))
    return found, broken(found)


def _doubted(document: Document, found: Diagnostic) -> bool:
    """Whether a value's shape is the matter of a tag on it, which is an error of its own already."""
    value = document.place(found.pointer)
    tags = (d.span for d in document.diagnostics if d.id == TAG)
    return bool(found.pointer) and any(tag.start <= value.start <= tag.end + 1 for tag in tags)


def _other(document: Document, kind: str, *, listing: bool) -> Iterable[Diagnostic]:
    from hipgen.accepted import accepted

    found: list[Finding] = []
    if not accepted(kind, document.data):
        from hipgen.schema import check_shape

        found = check_shape(document.data, other_validator(kind), _path)
    if kind == DESCRIPTOR:
        found += _meaning(document.data, refused=bool(found), listing=listing)
    elif not found:
        from hipgen.bodies import run

        found += run(kind, document.data)
    return place(document, found)


def _meaning(descriptor: Mapping[str, Json], *, refused: bool, listing: bool) -> Iterable[Finding]:
    """What the rules say of a descriptor: they are asked of the add-on that it describes.

    None of it is an error, as the host takes it; but for what a listing needs.
    """
    from hipgen.readback import lead_back, read_back
    from hipgen.rules import run

    described = read_back(descriptor, language(), other_validator(DESCRIPTOR) if refused else None)
    if described is None:
        return ()
    found = map(_weighed, run(described.addon, DESCRIPTOR, listing=listing))
    return [lead_back(each, described, descriptor, language()) for each in found]


def _weighed(found: Finding) -> Finding:
    from hipgen.rules import LISTING

    is_error = found.severity is Severity.ERROR and not found.id.startswith(LISTING)
    return replace(found, severity=Severity.WARNING) if is_error else found


@cache
def other_validator(kind: str) -> Json:
    """The validator of a kind of document that is no spec."""
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry, Resource

    from hipgen.accepted import documents

    registry: Registry[Json] = Registry().with_resources(
        (doc["$id"], Resource.from_contents(doc)) for doc in documents().values() if "$id" in doc
    )
    extend: Callable[..., Json] = validators.extend  # untyped in the stubs
    return extend(Draft202012Validator, {"pattern": _matched})(documents()[kind], registry=registry)


def _matched(validator: Json, pattern: str, value: Json, schema: Json) -> Iterable[Json]:
    """Match as JSON Schema means it (ECMA-262): `$` is the very end, not the place before a line break."""
    from jsonschema import ValidationError

    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def place(document: Document, findings: Iterable[Finding]) -> list[Diagnostic]:
    """Give findings their places."""
    return [_place(document, finding) for finding in findings]


def _place(document: Document, finding: Finding) -> Diagnostic:
    at, key = _anchor(document.data, finding.at, finding.key)
    related = None
    if finding.related is not None:
        span = document.place(finding.related, key=finding.related_key)
        related = Placed(span, finding.related_label)
    replacement = None
    if finding.edit is not None:
        span = document.place(finding.edit.at, key=finding.edit.key)
        written = document.text[span.start : span.end]
        replacement = Replacement(span, _quoted(finding.edit.text, written))
    return Diagnostic(
        file=document.name,
        id=finding.id,
        severity=finding.severity,
        message=finding.message,
        span=document.place(at, key=key),
        label=finding.label,
        related=related,
        fix=finding.fix,
        replacement=replacement,
        pointer=finding.at,
    )


def _anchor(data: Json, at: Pointer, key: bool) -> tuple[Pointer, bool]:
    """Where to point: a whole mapping is too much to underline, so its own key, or its first member's."""
    value = _value(data, at)
    if isinstance(value, dict) and value and (not at or isinstance(at[-1], int)):
        return (*at, "key" if "key" in value else next(iter(value))), True
    return at, key or isinstance(value, dict | list)


def _value(data: Json, at: Pointer) -> Json:
    for step in at:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _quoted(text: str, written: str) -> str:
    """Keep the quotes of what is replaced, unless the replacement is to lose them: a number or a truth."""
    if not written.startswith(('"', "'")) or text in {"true", "false"} or text.replace(".", "").isdigit():
        return text
    return written[0] + text + written[0]


@dataclass(frozen=True, slots=True)
class _Names:
    """What a person calls a place of a spec: `webhook `on-message``, `primary of dialog `ask``."""

    data: Json

    def __call__(self, at: Pointer) -> str:
        if not at:
            return "the add-on"
        kind = language().kind(str(at[0]))
        if kind is None:
            return f"`{at[-1]}`" if isinstance(_value(self.data, at), dict) else "the add-on"
        own = 2 if kind.many else 1
        inner = [step for step in at[own:] if isinstance(step, str)]
        whose = kind.noun
        if kind.many and len(at) >= own:
            key = _value(self.data, (*at[:own], "key"))
            whose = (
                f"{kind.noun} `{key}`" if isinstance(key, str) and key else f"{kind.noun} {int(at[1]) + 1}"
            )
        elif kind.many:
            return "the add-on"
        if (
            len(at) > own
            and _value(self.data, at) is not None
            and not isinstance(_value(self.data, at), dict)
        ):
            inner = inner[:-1]
        return f"`{inner[-1]}` of {whose}" if inner else whose


def _path(at: Pointer) -> str:
    """What to call a place of a descriptor: `capabilities.webhook[0]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in at)
    return f"`{''.join(steps).lstrip('.')}`" if at else "the document"


def suggest(word: str, known: Iterable[str]) -> str:
    """` ; did you mean …?` for a message, or nothing."""
    guess = similar(word, known)
    return f"; did you mean `{guess}`?" if guess else ""
