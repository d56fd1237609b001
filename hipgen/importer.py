"""A descriptor → a spec that compiles back to it: module by module, by the notes of the language.

Driven by the same notes as the compiler, so a new capability comes back without a line here. Pure: data in,
data and remarks out; `imported` writes the YAML. Knows nothing of files.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from hipgen.backwards import Reading, drop_empty, member, read_fields
from hipgen.bind import implied
from hipgen.diagnostics import Finding, Json, Pointer
from hipgen.language import Field, Kind, Language, Shape

ORIGIN = re.compile(r"https?://[^/?#\s]+", re.IGNORECASE)
FALLBACK_BASE = "https://addon.example.com"


def read_descriptor(
    data: Mapping[str, Json], language: Language, base: str | None = None
) -> tuple[dict[str, Json], list[Finding]]:
    """Read a descriptor that the host's schema accepts: a spec as data, and remarks on the original.

    `base` is the base URL, without a slash at its end, for who knows it; else it is chosen.
    """
    rest = copy.deepcopy(dict(data))
    reading = Reading(base or choose_base(data, language), re.compile(_path_pattern(language)))
    spec: dict[str, Json] = {"hipgen": 1}
    frame = read_fields(rest, language.addon, "", reading, ())
    capabilities = rest.get("capabilities")
    sections: dict[str, Json] = {}
    if isinstance(capabilities, dict):
        keys = _all_keys(data)
        for kind in language.kinds:
            if kind.descriptor:
                sections.update(_read_kind(kind, capabilities, keys, reading))
        drop_empty(rest, ("capabilities", "hipchatApiConsumer"))
        drop_empty(rest, ("capabilities",))
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
    yield from _strings(member(data, ("links", "self")))
    for kind in language.kinds:
        modules = member(data, ("capabilities", str(kind.descriptor)))
        for module in modules if isinstance(modules, list) else [modules]:
            for word in kind.shape.fields.values():
                if word.route and word.target and isinstance(module, dict):
                    yield from _strings(member(module, word.target))


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (member for member in value if isinstance(member, str))


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
    for name, value in kind.const.items():
        if module.get(name) == value:
            del module[name]
    item = read_fields(module, kind.shape, key, reading, at)
    drop_empty(module, ("options",))
    if module:
        item["extra"] = module
    return _shortened(item, kind.shape)


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
