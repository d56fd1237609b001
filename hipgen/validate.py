"""Shape, then model, then meaning: everything that is wrong with a document, in one run.

Tells specs from descriptors, cards and notification bodies by content. Knows the order of the stages and
how findings get their places; what is right or wrong stands in the schemas and rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from hipgen.diagnostics import Diagnostic, Finding, Json, Placed, Pointer, Replacement, Severity, ordered
from hipgen.language import language
from hipgen.model import Addon
from hipgen.nearest import similar
from hipgen.source import Document, apply_ignores

SPEC = "spec"
MARKS: Mapping[str, frozenset[str]] = {
    "descriptor": frozenset({"capabilities", "links"}),
    "card": frozenset({"style", "id"}),
    "notification": frozenset({"message"}),
}
"""What tells a kind of document that is no spec: one of these members (a card: all of them)."""


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


def check(document: Document, kind: str | None = None) -> Checked:
    """Check a document; `kind` says what it is where the caller knows better than the content."""
    if not isinstance(document.data, dict):
        return Checked(document, SPEC, document.diagnostics)
    kind = kind or kind_of(document.data)
    if kind != SPEC:
        return Checked(document, kind, ordered([*document.diagnostics, *_other_shape(document, kind)]))
    return _check_spec(document)


def kind_of(data: Mapping[str, Json]) -> str:
    """Tell by content what a document is: `spec`, `descriptor`, `card` or `notification`."""
    if "hipgen" in data:
        return SPEC
    if data.keys() >= MARKS["card"]:
        return "card"
    sections = {kind.section for kind in language().kinds}
    if isinstance(data.get("capabilities"), dict) or ("links" in data and not sections & data.keys()):
        return "descriptor"
    return "notification" if MARKS["notification"] <= data.keys() else SPEC


def _check_spec(document: Document) -> Checked:
    # Imported here: a process that only compiles good specs needs none of the reports' machinery at start.
    from hipgen.bind import bind
    from hipgen.rules import all_rules, run
    from hipgen.schema import broken, check_shape, validator

    shape = check_shape(document.data, validator(), _Names(document.data))
    addon = bind(document.data, language(), broken(shape))
    found = [d for d in place(document, [*shape, *run(addon)]) if not _doubted(document, d)]
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


def _doubted(document: Document, found: Diagnostic) -> bool:
    """Whether a value's shape is the matter of a tag on it, which is an error of its own already."""
    value = document.place(found.pointer)
    tags = (d.span for d in document.diagnostics if d.id == TAG)
    return bool(found.pointer) and any(tag.start <= value.start <= tag.end + 1 for tag in tags)


def _other_shape(document: Document, kind: str) -> Iterable[Diagnostic]:
    from hipgen.schema import check_shape

    return place(document, check_shape(document.data, other_validator(kind), _path))


@cache
def other_validator(kind: str) -> Json:
    """The validator of a descriptor, a card or a notification body."""
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry, Resource

    from hipgen.resources import folder

    schemas = folder("schemas")
    files = [file for file in schemas.iterdir() if file.name.endswith(".schema.json")]
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    registry: Registry[Json] = Registry().with_resources(
        (doc["$id"], Resource.from_contents(doc)) for doc in documents if "$id" in doc
    )
    schema = json.loads((schemas / f"{kind}.schema.json").read_text(encoding="utf-8"))
    extend: Callable[..., Json] = validators.extend  # untyped in the stubs
    return extend(Draft202012Validator, {"pattern": _matched})(schema, registry=registry)


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
