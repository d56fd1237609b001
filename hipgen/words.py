"""The words of addon.yaml, explained from their schemas: title, description, what they take, an example.

There is no second copy of these texts. Knows the assembled schema and how to write YAML.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from hipgen.diagnostics import Json
from hipgen.language import language, resolve
from hipgen.source.writer import write

WIDTH = 100


def words() -> tuple[str, ...]:
    """Every word by its path: `glances`, `glances.opens`, `dialogs.primary.name` …"""
    document = language().document
    return tuple(path for path, _, _ in _walk(document, document, "", 0))


def explain(word: str) -> str | None:
    """Explain a word by its path, or by its last step where only one word is called so; None if unknown.

    Of several that differ, the list of them is the answer.
    """
    document = language().document
    known = {path: (schema, above) for path, schema, above in _walk(document, document, "", 0)}
    if word not in known:
        singular = {kind.name: kind.section for kind in language().kinds}
        found = [singular[word]] if word in singular else [p for p in known if p.endswith("." + word)]
        if not found:
            return None
        if len(found) > 1:
            return _several(word, {path: _text(word, *known[path]) for path in found})
        word = found[0]
    schema, above = known[word]
    return _text(word, schema, above)


def _several(word: str, texts: Mapping[str, str]) -> str:
    """Explain a word of several places once where it means the same in all; else list them."""
    if len(set(texts.values())) == 1:
        places = ", ".join(path.rpartition(".")[0] for path in texts)
        return f"{next(iter(texts.values()))}\nIt is a word of: {places}\n"
    return f"`{word}` is a word in several places; ask for one of:\n" + "".join(f"  {p}\n" for p in texts)


def _walk(document: Json, node: Json, prefix: str, depth: int) -> Iterator[tuple[str, Json, Json]]:
    if depth > 4:
        return
    for name, inner in node.get("properties", {}).items():
        schema = resolve(document, inner)
        path = f"{prefix}{name}"
        yield path, schema, node
        below = _mapping(document, schema)
        if below is not None and below is not node:  # the `not` of a formula holds a formula again
            yield from _walk(document, below, path + ".", depth + 1)


def _mapping(document: Json, schema: Json) -> Json | None:
    """The mapping inside a schema: itself, its items, or one of its alternatives."""
    for candidate in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        resolved = resolve(document, candidate)
        if "properties" in resolved:
            return resolved
    return None


def _text(word: str, schema: Json, above: Json) -> str:
    name = word.rpartition(".")[2]
    parts = [f"{word}: {schema.get('title', name)}", ""]
    parts += textwrap.wrap(schema.get("description", ""), WIDTH)
    facts = [
        ("takes", _takes(language().document, schema)),
        ("required", "yes" if name in above.get("required", ()) else ""),
    ]
    default = schema.get("x-hipgen", {}).get("default", schema.get("default"))
    facts.append(("default", "" if default is None or default == {} else _inline(default)))
    parts += ["", *(f"  {label:9} {text}" for label, text in facts if text)]
    inner = _mapping(language().document, schema)
    if inner is not None:
        parts.append(f"  {'words':9} {', '.join(inner['properties'])}")
    for example in schema.get("examples", ())[:2]:
        parts += ["", "Example:", "", *textwrap.indent(write({name: example}), "    ").splitlines()]
    return "\n".join(parts) + "\n"


def _takes(document: Json, schema: Json) -> str:
    if "enum" in schema:
        return ", ".join(map(_inline, schema["enum"]))
    if "const" in schema:
        return _inline(schema["const"])
    if "anyOf" in schema:
        kinds = (_takes(document, resolve(document, each)) for each in schema["anyOf"])
        return " or ".join(dict.fromkeys(kind for kind in kinds if kind))
    names = {"string": "text", "object": "a mapping", "array": "a list", "boolean": "true or false"}
    names |= {"integer": "a whole number", "number": "a number"}
    type_ = schema.get("type", "")
    return " or ".join(names[t] for t in ([type_] if isinstance(type_, str) else type_) if t)


def _inline(value: Json) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
