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
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Compare the members of every `extra` with the words of the mapping that it stands in."""
    yield from _of_addon(addon)
    yield from _inside(addon.fields, addon.shape)
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
            words = word.leaves[name].fields.values()
            taken: dict[Pointer, str] = {each.target: each.name for each in words if each.target}
            yield from _paths(params.get("extra", {}), (*at, name, "extra"), (), taken)
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
    yield from _paths(addon.extra, ("extra",), (), taken)


def _paths(
    extra: Mapping[str, Json], at: Pointer, above: Pointer, taken: Mapping[Pointer, str]
) -> Iterator[Finding]:
    """Compare the members of an `extra` at `at`, path by path; `above` is the path of these."""
    for member, value in extra.items():
        path = (*above, member)
        words = [word for known, word in taken.items() if known[: len(path)] == path]
        if words and isinstance(value, dict) and path not in taken:
            yield from _paths(value, at, path, taken)
        elif words:
            yield finding(
                (*at, *path), f"`{member}` has a word of its own", key=True, label=f"write `{words[0]}`"
            )
