"""A JSON Schema → the source of a Python module that tells whether data fit it, and says nothing else.

For the good case, which needs no words: `accepts(data)` is true where the schema's draft (2020-12) has
nothing against plain JSON data, and a test holds it to `jsonschema`. Beside that library's general walk it
is a hundred times quicker. fastjsonschema, which does the like, knows drafts to 07 only, takes 1 for true
and passes over keywords that it doesn't know; an unknown keyword is an error here. Knows JSON Schema;
nothing of add-ons.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from hipgen.diagnostics import Json

REMARKS = frozenset(
    ("$schema", "$id", "$defs", "title", "description", "examples", "default", "format", "x-hipgen")
)
"""Keywords that demand nothing; `format` is one of them, as the draft has it."""

HEAD = '''"""Made by hipgen's `accepting` from a JSON Schema; not to be edited."""

import re


def _number(v):
    return isinstance(v, (int, float)) and not isinstance(v, bool)


def _whole(v):
    return isinstance(v, int) and not isinstance(v, bool) or isinstance(v, float) and v.is_integer()


def _same(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _apart(items):
    if all(isinstance(v, str) for v in items):
        return len(set(items)) == len(items)
    return not any(_same(a, b) for n, a in enumerate(items) for b in items[:n])

'''

TYPES = {
    "object": "isinstance(v, dict)",
    "array": "isinstance(v, list)",
    "string": "isinstance(v, str)",
    "integer": "_whole(v)",
    "number": "_number(v)",
    "boolean": "isinstance(v, bool)",
    "null": "v is None",
}


def source(root: Json, others: Mapping[str, Json] | None = None, *, exact_end: bool = False) -> str:
    """Write a module whose `accepts` tells whether data fit `root`.

    `others` are the documents that it refers to, by id. With `exact_end` a pattern's `$` is the very end, as
    in ECMA-262, and not the place before a line break. Raises ValueError for an unknown keyword.
    """
    return _Module(root, others or {}, exact_end).text()


class _Module:
    """The functions and tables of a module while it is written; equal schemas share a function."""

    def __init__(self, root: Json, others: Mapping[str, Json], exact_end: bool) -> None:
        self.root = root
        self.documents = {**others, _id(root): root}
        self.exact_end = exact_end
        self.functions: dict[str, str] = {}
        self.names: dict[tuple[str, str], str] = {}
        self.constants: dict[str, str] = {}

    def text(self) -> str:
        accepts = self.function(self.root, _id(self.root))
        tables = "".join(f"{name} = {value}\n" for value, name in self.constants.items())
        return f"{HEAD}\n{''.join(self.functions.values())}\n{tables}accepts = {accepts}\n"

    def function(self, schema: Json, base: str) -> str:
        """The name of the function for a schema whose references start from `base`."""
        base = urljoin(base, _id(schema))
        known = (base, json.dumps(_demands(schema)))
        if known not in self.names:
            # Named before its body is written: a schema may refer to itself.
            self.names[known] = name = f"_{len(self.names)}"
            body = "".join(f"    {line}\n" for line in self.body(schema, base))
            self.functions[name] = f"\ndef {name}(v):\n{body}    return True\n"
        return self.names[known]

    def body(self, schema: Json, base: str) -> Iterator[str]:
        if isinstance(schema, bool):
            yield from () if schema else ("return False",)
            return
        if unknown := schema.keys() - REMARKS - KEYWORDS.keys() - BESIDE:
            raise ValueError(f"keywords without a translation: {', '.join(sorted(unknown))}")
        kind = schema.get("type")
        for keyword, (of, write) in KEYWORDS.items():
            if keyword not in schema:
                continue
            lines = list(write(self, schema[keyword], schema, base))
            if of is None or of == kind:
                yield from lines
            elif lines:
                yield f"if {TYPES[of]}:"
                yield from (f"    {line}" for line in lines)

    def constant(self, value: str) -> str:
        """The name of a table, which is written behind all functions."""
        return self.constants.setdefault(value, f"T{len(self.constants)}")

    def referred(self, reference: str, base: str) -> str:
        """The name of the function for what a `$ref` means."""
        whole = urljoin(base, reference)
        address, _, pointer = whole.partition("#")
        schema = self.documents[address]
        for step in pointer.split("/")[1:]:
            schema = schema[step.replace("~1", "/").replace("~0", "~")]
        return self.function(schema, address)

    def pattern(self, pattern: str) -> str:
        ending = pattern.endswith("$") and not pattern.endswith("\\$")
        text = pattern[:-1] + r"\Z" if self.exact_end and ending else pattern
        return self.constant(f"re.compile({text!r}).search")


Lines = Iterator[str]
Writer = Callable[[_Module, Any, Mapping[str, Json], str], Lines]
"""A keyword's value, the schema around it, the base of its references → lines of a function's body."""


def _id(schema: Json) -> str:
    return str(schema.get("$id", "")) if isinstance(schema, dict) else ""


def _demands(schema: Json) -> Json:
    """A schema without what demands nothing at its top, so that equal demands are equal."""
    return {k: v for k, v in schema.items() if k not in REMARKS} if isinstance(schema, dict) else schema


def _refused(unless: str) -> Lines:
    yield f"if not ({unless}):"
    yield "    return False"


def _type(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(" or ".join(TYPES[each] for each in ([value] if isinstance(value, str) else value)))


def _enum(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    if all(isinstance(each, str) for each in value):
        yield from _refused(f"isinstance(v, str) and v in {module.constant(f'frozenset({value!r})')}")
    else:
        yield from _refused(f"any(_same(v, each) for each in {module.constant(repr(value))})")


def _const(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _enum(module, [value], schema, base)


def _ref(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(f"{module.referred(value, base)}(v)")


def _all_of(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    for each in value:
        yield from _refused(f"{module.function(each, base)}(v)")


def _any_of(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(" or ".join(f"{module.function(each, base)}(v)" for each in value))


def _one_of(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(f"({' + '.join(f'{module.function(each, base)}(v)' for each in value)}) == 1")


def _not(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(f"not {module.function(value, base)}(v)")


def _if(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    then, other = (module.function(schema.get(word, True), base) for word in ("then", "else"))
    yield from _refused(f"{then}(v) if {module.function(value, base)}(v) else {other}(v)")


def _required(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(" and ".join(f"{name!r} in v" for name in value) or "True")


def _dependent(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    for name, others in value.items():
        wanted = " and ".join(f"{other!r} in v" for other in others) or "True"
        yield from _refused(f"{name!r} not in v or ({wanted})")


def _properties(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    """The members of a mapping, in one pass: those with a schema of their own, and all others."""
    own = {name: module.function(each, base) for name, each in value.items()}
    table = module.constant("{" + ", ".join(f"{name!r}: {fits}" for name, fits in own.items()) + "}.get")
    other = schema.get("additionalProperties", True)
    yield "for name, member in v.items():"
    yield f"    fits = {table}(name{'' if other in (True, False) else f', {module.function(other, base)}'})"
    if other is False:
        yield "    if fits is None or not fits(member):"
    else:
        yield "    if fits is not None and not fits(member):"
    yield "        return False"


def _additional(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    if "properties" not in schema:
        yield from _properties(module, {}, schema, base)


def _names(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(f"all(map({module.function(value, base)}, v))")


def _items(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(f"all(map({module.function(value, base)}, v))")


def _unique(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused("_apart(v)" if value else "True")


def _pattern(module: _Module, value: Any, schema: Mapping[str, Json], base: str) -> Lines:
    yield from _refused(f"{module.pattern(value)}(v)")


def _size(sign: str) -> Writer:
    return lambda module, value, schema, base: _refused(f"len(v) {sign} {value!r}")


def _value(sign: str) -> Writer:
    return lambda module, value, schema, base: _refused(f"v {sign} {value!r}")


KEYWORDS: Mapping[str, tuple[str | None, Writer]] = {
    "type": (None, _type),
    "enum": (None, _enum),
    "const": (None, _const),
    "minLength": ("string", _size(">=")),
    "maxLength": ("string", _size("<=")),
    "pattern": ("string", _pattern),
    "minimum": ("number", _value(">=")),
    "maximum": ("number", _value("<=")),
    "exclusiveMinimum": ("number", _value(">")),
    "required": ("object", _required),
    "dependentRequired": ("object", _dependent),
    "minProperties": ("object", _size(">=")),
    "maxProperties": ("object", _size("<=")),
    "propertyNames": ("object", _names),
    "properties": ("object", _properties),
    "additionalProperties": ("object", _additional),
    "minItems": ("array", _size(">=")),
    "maxItems": ("array", _size("<=")),
    "uniqueItems": ("array", _unique),
    "items": ("array", _items),
    "$ref": (None, _ref),
    "allOf": (None, _all_of),
    "anyOf": (None, _any_of),
    "oneOf": (None, _one_of),
    "not": (None, _not),
    "if": (None, _if),
}
"""Every keyword with the type that it speaks of, what is cheap to ask first."""

BESIDE = frozenset(("then", "else"))
"""Keywords that belong to another."""
