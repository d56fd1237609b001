"""A descriptor → a spec that compiles back to it: every field kind read backwards.

Driven by the same notes as the compiler, so a new capability comes back without a line here. Pure: data in,
data and remarks out; `imported` writes the YAML. Knows nothing of files.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from hipgen.bind import address, default_of, doubled, implied, picture_address
from hipgen.conditions import Unreadable, read_conditions
from hipgen.diagnostics import Finding, Json, Pointer, Severity
from hipgen.formula import AllOf, AnyOf, Formula, Leaf, Negation
from hipgen.language import Field, Kind, Language, Shape

ORIGIN = re.compile(r"https?://[^/?#\s]+", re.IGNORECASE)
FALLBACK_BASE = "https://addon.example.com"
UNREADABLE = object()
"""What a reader gives for a value that its word can't say: the member goes to `extra`."""


@dataclass(slots=True)
class Reading:
    """One import under way: the base it takes, and what it has to say."""

    base: str
    path: re.Pattern[str]
    findings: list[Finding] = field(default_factory=list)

    def note(self, at: Pointer, message: str, *, key: bool = False) -> None:
        """Say something about the original."""
        self.findings.append(Finding("HG610", Severity.NOTE, at, message, key=key))

    def below(self, url: str) -> str | None:
        """The part of a URL after the base, None if it isn't below it."""
        rest = url.removeprefix(self.base) if url.startswith(self.base) else None
        return rest if rest is not None and rest[:1] in {"", "/", "?"} else None


def read_descriptor(data: Mapping[str, Json], language: Language) -> tuple[dict[str, Json], list[Finding]]:
    """Read a descriptor that the host's schema accepts: a spec as data, and remarks on the original."""
    rest = copy.deepcopy(dict(data))
    reading = Reading(choose_base(data, language), re.compile(_path_pattern(language)))
    spec: dict[str, Json] = {"hipgen": 1}
    frame = _read_fields(rest, language.addon, "", reading, ())
    capabilities = rest.get("capabilities")
    sections: dict[str, Json] = {}
    if isinstance(capabilities, dict):
        keys = _all_keys(data)
        for kind in language.kinds:
            if kind.descriptor:
                sections.update(_read_kind(kind, capabilities, keys, reading))
        _drop_empty(rest, ("capabilities", "hipchatApiConsumer"))
        _drop_empty(rest, ("capabilities",))
    if "scopes" not in frame:
        frame["scopes"] = "none"
    if not isinstance(data.get("capabilities"), dict):
        sections.update({kind.section: "none" for kind in language.kinds if kind.none})
    for word in language.addon.fields:
        if word == "base_url":
            spec[word] = reading.base
        elif word in frame:
            spec[word] = frame[word]
    spec.update(sections)
    if rest:
        spec["extra"] = rest
    return spec, reading.findings


def choose_base(data: Mapping[str, Json], language: Language) -> str:
    """The origin of most routes; on a tie that of `links.self`, then the first."""
    urls = list(_route_urls(data, language))
    origins = [found.group() for url in urls if (found := ORIGIN.match(url))]
    if not origins:
        return FALLBACK_BASE
    counts = Counter(origins)
    most = max(counts.values())
    return next(origin for origin in origins if counts[origin] == most)


def _route_urls(data: Mapping[str, Json], language: Language) -> Iterator[str]:
    """Every URL that could be a route of the project, `links.self` first."""
    yield from _strings(_get(data, ("links", "self")))
    for kind in language.kinds:
        modules = _get(data, ("capabilities", str(kind.descriptor)))
        for module in modules if isinstance(modules, list) else [modules]:
            for word in kind.shape.fields.values():
                if word.route and word.target and isinstance(module, dict):
                    yield from _strings(_get(module, word.target))


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (member for member in value if isinstance(member, str))


def _get(data: Json, path: tuple[str, ...]) -> Json:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _path_pattern(language: Language) -> str:
    return str(language.document["$defs"]["path"]["pattern"])


def _all_keys(data: Mapping[str, Json]) -> set[str]:
    """The keys of all modules, so that those made up differ from them."""
    capabilities = data.get("capabilities")
    lists = (
        (value for value in capabilities.values() if isinstance(value, list))
        if isinstance(capabilities, dict)
        else ()
    )
    return {
        m["key"]
        for modules in lists
        for m in modules
        if isinstance(m, dict) and isinstance(m.get("key"), str)
    }


def _read_kind(
    kind: Kind, capabilities: dict[str, Json], keys: set[str], reading: Reading
) -> dict[str, Json]:
    """Read the modules of a kind, and take them out of `capabilities`."""
    name = str(kind.descriptor)
    if name not in capabilities:
        return {kind.section: "none"} if kind.none else {}
    value = capabilities.pop(name)
    at: Pointer = ("capabilities", name)
    if not kind.many:
        item = _read_item(kind, value, kind.section, reading, at)
        return {kind.section: item} if item or not kind.implied else {}
    items = []
    for index, module in enumerate(value):
        key = module.pop("key", None)
        if key is None:
            key = _made_up(str(module.get("event", kind.name)), keys)
            keys.add(key)
            reading.note((*at, index), f"{kind.noun} {index + 1} has no key; it is called `{key}` here")
        items.append({"key": key, **_read_item(kind, module, key, reading, (*at, index))})
    return {kind.section: items} if items else {}


def _made_up(text: str, taken: set[str]) -> str:
    stem = re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-").lower()[:36] or "item"
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key


def _read_item(
    kind: Kind, module: dict[str, Json], key: str, reading: Reading, at: Pointer
) -> dict[str, Json]:
    for member, value in kind.const.items():
        if module.get(member) == value:
            del module[member]
    item = _read_fields(module, kind.shape, key, reading, at)
    _drop_empty(module, ("options",))
    if module:
        item["extra"] = module
    return _shortened(item, kind.shape)


def _drop_empty(data: dict[str, Json], path: tuple[str, ...]) -> None:
    above = _get(data, path[:-1])
    if isinstance(above, dict) and above.get(path[-1]) == {}:
        del above[path[-1]]


def _shortened(item: dict[str, Json], shape: Shape) -> dict[str, Json]:
    """Write one word for several where a word implies them: `command` for event and pattern."""
    for word in shape.fields.values():
        text = _implying(item, word)
        if text is not None:
            return {word.name: text, **{n: v for n, v in item.items() if n not in word.implies}}
    return item


def _implying(item: Mapping[str, Json], word: Field) -> str | None:
    """The value of a word that implies just what the item says, if there is one."""
    if not word.implies or any(not isinstance(item.get(name), str) for name in word.implies):
        return None
    for name, template in word.implies.items():
        head, mark, tail = template.partition("{}")
        if mark and item[name].startswith(head) and item[name].endswith(tail):
            text = re.sub(r"\\(.)", r"\1", item[name][len(head) : len(item[name]) - len(tail)])
            if re.fullmatch(r"/[^\s\\]+", text) and implied(word, text) == {n: item[n] for n in word.implies}:
                return text
    return None


def _read_fields(
    data: dict[str, Json], shape: Shape, key: str, reading: Reading, at: Pointer
) -> dict[str, Json]:
    """Read every word of a shape, taking its member out of `data`; leave out what is the default anyway."""
    result: dict[str, Json] = {}
    for word in shape.fields.values():
        if word.target is None or word.instead is not None:
            continue
        above = _get(data, word.target[:-1])
        if not isinstance(above, dict) or word.target[-1] not in above:
            if word.absent is not None:
                result[word.name] = word.absent
            continue
        name, value = _read_word(above[word.target[-1]], word, shape, key, reading, (*at, *word.target))
        if value is UNREADABLE:
            continue
        del above[word.target[-1]]
        _tidy(data, word.target)
        if value is not None:
            result[name] = value
    if shape.open:
        result.update(data)
        data.clear()
    return result


def _tidy(data: dict[str, Json], target: tuple[str, ...]) -> None:
    """Drop a container that reading has emptied."""
    if len(target) > 1:
        _drop_empty(data, target[:-1])


def _read_word(
    value: Json, word: Field, shape: Shape, key: str, reading: Reading, at: Pointer
) -> tuple[str, Json]:
    """Read one member: the word that says it, and its value; None where that is the default."""
    read = READERS[word.kind](value, word, reading, at)
    other = next((w for w in shape.fields.values() if w.instead == word.name), None)
    if other is not None:  # `path:` for what is below the base, `url:` for anything else
        rest = reading.below(value)
        if rest is None or not reading.path.match(rest):
            return other.name, value
        read = rest
    default = default_of(word, key)
    same = type(read) is type(default) and read == default
    return word.name, None if same else read


def _plain(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    back = {written: said for said, written in word.map.items()}
    return back.get(value, value) if word.map else value


def _text(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return value["value"] if set(value) == {"value"} else value


def _address(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    rest = reading.below(value)
    candidates = [rest] if rest is not None and not rest.startswith("?") else []
    for form in (*candidates, value, {"url": value}):
        if address(form).under(reading.base) == value:
            return form
    return {"url": value}


def _addresses(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return [_address(member, word, reading, at) for member in value]


def _picture_address(value: str, reading: Reading) -> Json:
    rest = reading.below(value) if value else None
    candidates = [rest.removeprefix("/"), rest] if rest else []
    for form in (*candidates, value):
        if picture_address(form).under(reading.base) == value:
            return form
    return {"url": value}


def _picture(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    if isinstance(value, str):
        return {"url": _picture_address(value, reading)}
    url = _picture_address(value["url"], reading)
    rest = {name: member for name, member in value.items() if name not in {"url", "url@2x"}}
    if not rest and isinstance(url, str) and value["url"] and _is_double(url, value.get("url@2x"), reading):
        return url
    result: dict[str, Json] = {"url": url}
    if "url@2x" in value:
        result["url2x"] = _picture_address(value["url@2x"], reading)
    return {**result, "extra": rest} if rest else result


def _is_double(url: str, other: Json, reading: Reading) -> bool:
    """Whether the larger picture is named as a string form would name it."""
    return bool(picture_address(doubled(url)).under(reading.base) == other)


def _opens(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    if isinstance(value, str) or set(value) == {"key"}:
        return value if isinstance(value, str) else value["key"]
    rest = {name: member for name, member in value.items() if name not in {"key", "options"}}
    known = {name: value[name] for name in ("key", "options") if name in value}
    return {**known, "extra": rest} if rest else known


def _struct(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    rest = dict(value)
    result = _read_fields(rest, word.shape, "", reading, at) if word.shape else {}
    return {**result, "extra": rest} if rest else result


def _structs(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return [_struct(member, word, reading, (*at, index)) for index, member in enumerate(value)]


def _size(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return value if isinstance(value, str) else _struct(value, word, reading, at)


def _scopes(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return list(value)


def _when(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    try:
        formula = read_conditions(value)
    except Unreadable as why:
        reading.note(at, f"these conditions were left out: {why}", key=True)
        return None
    return None if formula is None else _formula(formula, word)


def _formula(formula: Formula, word: Field) -> Json:
    match formula:
        case AllOf(members=members):
            return {"all": [_formula(member, word) for member in members]}
        case AnyOf(members=members):
            return {"any": [_formula(member, word) for member in members]}
        case Negation(of=inner):
            return {"not": _formula(inner, word)}
        case Leaf(condition=name, params=params):
            return {name: _params(dict(params), word.leaves[name])} if params else name


def _params(params: dict[str, Json], shape: Shape) -> Json:
    rest = copy.deepcopy(params)
    result: dict[str, Json] = {}
    for word in shape.fields.values():
        if word.target is None:
            continue
        above = _get(rest, word.target[:-1])
        if not isinstance(above, dict) or word.target[-1] not in above:
            continue
        value = above[word.target[-1]]
        if word.kind == "metadata":
            value = _metadata(value)
        if not isinstance(value, str if word.kind == "plain" else (dict, list)):
            continue
        if word.name == "flags" and "pattern" not in result:
            continue
        result[word.name] = value
        del above[word.target[-1]]
        _tidy(rest, word.target)
    return {**result, "extra": rest} if rest else result


def _metadata(value: Json) -> Json:
    """Write `[{attr, eq}]` as a mapping where nothing is lost by it; leave anything else."""
    if not isinstance(value, list):
        return None
    equal = all(
        isinstance(m, dict) and set(m) == {"attr", "eq"} and isinstance(m["attr"], str) for m in value
    )
    if not value or not equal or len({member["attr"] for member in value}) < len(value):
        return value
    return {member["attr"]: member["eq"] for member in value}


READERS: Mapping[str, Callable[[Json, Field, Reading, Pointer], Json]] = {
    "plain": _plain,
    "text": _text,
    "address": _address,
    "path": _address,
    "addresses": _addresses,
    "verbatim": _plain,
    "picture": _picture,
    "opens": _opens,
    "struct": _struct,
    "structs": _structs,
    "size": _size,
    "scopes": _scopes,
    "when": _when,
}
