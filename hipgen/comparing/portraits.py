"""A spec or a descriptor → its portrait: the words of the language, one way to say each thing.

A spec is compiled, put into canonical form and read back, a descriptor is read likewise; so what the host
reads alike is alike. The words that never reach a descriptor come from the spec as they are. Knows the notes
of the language; no capability, and nothing of classes.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hipgen.bind import default_of, implied
from hipgen.canonical import canonical
from hipgen.descriptor import compile_addon
from hipgen.diagnostics import Json, Pointer
from hipgen.importer import FALLBACK_BASE, read_descriptor
from hipgen.language import NOTES, Field, Kind, language, resolve
from hipgen.model import Addon
from hipgen.readback import member_of, reached

BASE_URL = "base_url"
NONE = "none"
UNSAID = frozenset({"hipgen", "was", "extra"})
"""Words beside the descriptor that say nothing of the add-on, or are led back with it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One side of a comparison: a document's data and, of a spec, the add-on that it is."""

    data: Mapping[str, Json]
    addon: Addon | None = None


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is compared. `words` is laid out as a spec; a section's items stand in the order of the document.

    `whole`: a spec, so that the words that don't reach the descriptor are known. `nameless`: items whose keys
    are made up.
    """

    subject: Subject
    base: str
    words: Mapping[str, Json]
    descriptor: Json
    nameless: frozenset[Pointer]

    @property
    def whole(self) -> bool:
        """Whether all words are known, not only those of the descriptor."""
        return self.subject.addon is not None

    def formerly(self, section: str, index: int) -> str | None:
        """The former key that an item names."""
        written = self.subject.data.get(section) if self.whole else None
        was = written[index].get("was") if written else None
        return was if isinstance(was, str) else None

    def place(self, at: Pointer) -> Pointer:
        """A place of `words` → the nearest one that there is in the document."""
        if not self.whole:
            return member_of(at, self.subject.data, language())
        found = reached(self.subject.data, at)
        if len(found) < len(at):
            others = (reached(self.subject.data, (*found, other)) for other in _instead(at, len(found)))
            found = max([found, *others], key=len)
        return found


def _instead(at: Pointer, step: int) -> list[str]:
    """The words that may stand where one isn't: that replace it, or imply it."""
    kind = language().kind(str(at[0]))
    shape = kind.shape if kind else language().addon
    word = at[step]
    return [each.name for each in shape.fields.values() if each.instead == word or word in each.implies]


def portraits(old: Subject, new: Subject) -> tuple[Portrait, Portrait]:
    """The portraits of both sides. Raises HipgenError (1) where a spec can't be compiled."""
    bases = [_base(each) for each in (old, new)]
    first, second = _portrait(old, bases[0] or bases[1]), _portrait(new, bases[1] or bases[0])
    if not (first.whole and second.whole):
        return _bare(first), _bare(second)
    return first, second


def _base(subject: Subject) -> str | None:
    """The base URL that a side says, as compiling takes it."""
    return subject.addon.text(BASE_URL).rstrip("/") or None if subject.addon else None


def _portrait(subject: Subject, base: str | None) -> Portrait:
    if subject.addon is not None:
        descriptor = canonical(compile_addon(subject.addon, base or FALLBACK_BASE).descriptor)
        words, _ = read_descriptor(descriptor, language(), base or FALLBACK_BASE)
        known = _base(subject)
    else:
        descriptor = canonical(subject.data)
        words, _ = read_descriptor(descriptor, language(), _shared(descriptor, base))
        known = words[BASE_URL] if words[BASE_URL] in json.dumps(descriptor) else None
    read = words.pop(BASE_URL)
    if known is not None:
        words[BASE_URL] = known
    filled = {word: _filled(word, value, subject) for word, value in _all(words, subject).items()}
    filled = {word: value for word, value in filled.items() if value is not None}
    return Portrait(subject, read, filled, descriptor, _nameless(descriptor))


def _shared(descriptor: Mapping[str, Json], base: str | None) -> str | None:
    """The other side's base, if the descriptor says that it is served below it."""
    links = descriptor.get("links")
    own = links.get("self") if isinstance(links, dict) else None
    return base if base and isinstance(own, str) and f"{own}/".startswith(f"{base}/") else None


def _nameless(descriptor: Mapping[str, Json]) -> frozenset[Pointer]:
    modules = descriptor.get("capabilities", {})
    return frozenset(
        (kind.section, index)
        for kind in language().kinds
        if kind.many and kind.descriptor
        for index, module in enumerate(modules.get(kind.descriptor, ()))
        if "key" not in module
    )


def _all(words: dict[str, Json], subject: Subject) -> dict[str, Json]:
    """Every word of the frame and every section; what isn't in the descriptor comes from the spec."""
    frame = language().addon.fields.values()
    beside = [word.name for word in frame if _beside(word) and word.name != BASE_URL]
    beside += [kind.section for kind in language().kinds if kind.descriptor is None]
    there = [word.name for word in frame if word.default == {}]
    there += [kind.section for kind in language().kinds if kind.implied]
    written = {} if subject.addon is None else {w: subject.data[w] for w in beside if w in subject.data}
    return {**{word: {} for word in there}, **words, **written}


def _beside(word: Field) -> bool:
    """Whether a word goes nowhere in the descriptor, nor stands for others that do."""
    return word.target is None and not word.implies and word.name not in UNSAID


def _filled(word: str, value: Json, subject: Subject) -> Json:
    """A section with all that a spec leaves out; None for one that says `none`. Other words stay."""
    kind = language().kind(word)
    if kind is None:
        schema = resolve(language().document, language().document["properties"][word])
        return _with_defaults(copy.deepcopy(value), schema, "")
    if value == NONE:
        return None
    if not kind.many:
        return _item(kind, value, subject.data.get(word), subject)
    written = subject.data.get(word) if subject.addon else None
    return [_item(kind, each, written[i] if written else None, subject) for i, each in enumerate(value)]


def _item(kind: Kind, value: Json, written: Json, subject: Subject) -> dict[str, Json]:
    item = copy.deepcopy(value)
    if subject.addon is not None and isinstance(written, dict):
        beside = {w.name for w in kind.shape.fields.values() if _beside(w)}
        item |= {name: copy.deepcopy(written[name]) for name in written if name in beside}
    for word in kind.shape.fields.values():
        if word.instead is not None and word.name in item:
            item[word.instead] = item.pop(word.name)
        if word.implies and word.name in item:
            item |= implied(word, item[word.name])
        if word.kind == "structs" and word.target is None and subject.addon is not None:
            item.setdefault(word.name, [])
    schema = language().document["$defs"][kind.name]
    filled: dict[str, Json] = _with_defaults(item, schema, item.get("key", kind.section))
    return {name: each for name, each in filled.items() if name != "was"}


def _with_defaults(value: Json, schema: Json, key: str) -> Json:
    """A value with the defaults of its schema written out, in mappings and lists of mappings alike."""
    if isinstance(value, list) and "properties" in schema.get("items", {}):
        return [_with_defaults(each, schema["items"], each.get("key", "")) for each in value]
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    for word, node in schema["properties"].items():
        inner = resolve(language().document, node)
        default = inner.get(NOTES, {}).get("default", inner.get("default"))
        if word not in value and default not in (None, {}):
            value[word] = default_of(Field(word, "", None, default=default), key)
        elif word in value:
            value[word] = _with_defaults(value[word], inner, key)
    return value


def _bare(portrait: Portrait) -> Portrait:
    """A portrait without what no descriptor says, for a comparison with a descriptor."""
    kinds = {kind.section: kind for kind in language().kinds}
    beside = {word.name for word in language().addon.fields.values() if _beside(word)} - {BASE_URL}
    words: dict[str, Json] = {}
    for word, value in portrait.words.items():
        kind = kinds.get(word)
        if kind is None:
            if word not in beside:
                words[word] = value
        elif kind.descriptor is not None:
            hidden = {each.name for each in kind.shape.fields.values() if _beside(each)}
            words[word] = [_without(item, hidden) for item in value] if kind.many else _without(value, hidden)
    return replace(portrait, words=words)


def _without(item: Mapping[str, Json], hidden: set[str]) -> dict[str, Json]:
    return {name: value for name, value in item.items() if name not in hidden}
