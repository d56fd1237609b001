"""`extra` holds a member that has a word.

`extra` is for members of the descriptor that this language has no word for. A member that has one is said
by its word, so that hipgen can check it.

Bad:

    webhooks:
      - {key: newcomer, event: room_enter, extra: {authentication: none}}

Good:

    webhooks:
      - {key: newcomer, event: room_enter, extra: {note: kept}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipgen.diagnostics import Finding, Json, Pointer, Severity
from hipgen.formula import AllOf, AnyOf, Formula, Leaf, Negation
from hipgen.language import Field, Shape, language
from hipgen.model import Addon, Struct, Value
from hipgen.rules import finding

ID, SEVERITY = "HG110", Severity.ERROR


def check(addon: Addon) -> Iterator[Finding]:
    """Compare the members of every `extra` with the words of the mapping that it stands in."""
    yield from _of_addon(addon)
    for item in addon.items:
        consts = dict.fromkeys(item.kind.const, "it is always written")
        yield from _clashes(item.extra, item.kind.shape, (*item.at, "extra"), consts)
        yield from _inside(item.fields, item.kind.shape)


def _clashes(
    extra: Mapping[str, Json], shape: Shape, at: Pointer, more: Mapping[str, str] | None = None
) -> Iterator[Finding]:
    if shape.open:
        return
    said = {member: f"write `{word.name}`" for member, word in shape.members.items()} | dict(more or {})
    for member in extra:
        if member in said:
            yield finding((*at, member), f"`{member}` has a word of its own", key=True, label=said[member])


def _inside(fields: Mapping[str, Value], shape: Shape) -> Iterator[Finding]:
    for name, value in fields.items():
        word = shape.fields.get(name)
        match value:
            case Struct():
                yield from _clashes(value.extra, value.shape, (*value.at, "extra"))
                yield from _inside(value.fields, value.shape)
            case tuple():
                for member in value:
                    if isinstance(member, Struct):
                        yield from _inside({name: member}, shape)
            case Leaf() | Negation() | AllOf() | AnyOf() if word:
                yield from _leaves(value, word)


def _leaves(formula: Formula, word: Field) -> Iterator[Finding]:
    match formula:
        case Leaf(condition=name, params=params, at=at) if params:
            yield from _clashes(params.get("extra", {}), word.leaves[name], (*at, name, "extra"))
        case Negation(of=inner):
            yield from _leaves(inner, word)
        case AllOf(members=members) | AnyOf(members=members):
            for member in members:
                yield from _leaves(member, word)


def _of_addon(addon: Addon) -> Iterator[Finding]:
    """The root's `extra` is laid out like the descriptor: compare path by path."""
    taken: dict[Pointer, str] = {}
    for word in addon.shape.fields.values():
        if word.target:
            taken[word.target] = word.name
    for kind in language().kinds:
        if kind.descriptor:
            taken["capabilities", kind.descriptor] = kind.section
    yield from _paths(addon.extra, (), taken)


def _paths(extra: Mapping[str, Json], at: Pointer, taken: Mapping[Pointer, str]) -> Iterator[Finding]:
    for member, value in extra.items():
        path = (*at, member)
        if path in taken:
            yield finding(
                ("extra", *path),
                f"`{member}` has a word of its own",
                key=True,
                label=f"write `{taken[path]}`",
            )
        elif isinstance(value, dict) and any(known[: len(path)] == path for known in taken):
            yield from _paths(value, path, taken)
