"""A descriptor by hand, seen as the add-on that it describes: so that the rules of specs look at it too.

Reads it as `import` does, and leads what is found in the spec back to the descriptor's own members. Knows the
notes of the language; no capability, no rule, and nothing of lines and files.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hipgen.bind import bind
from hipgen.diagnostics import Finding, HipgenError, Json, Pointer
from hipgen.importer import read_descriptor
from hipgen.language import Field, Kind, Language, Shape
from hipgen.model import Addon

CAPABILITIES = "capabilities"


@dataclass(frozen=True, slots=True)
class Described:
    """The add-on of a descriptor, and which entries of lists were left out of it, in that order."""

    addon: Addon
    gone: tuple[Pointer, ...] = ()


def read_back(descriptor: Mapping[str, Json], language: Language, validator: Json | None) -> Described | None:
    """The add-on that a descriptor describes, read without what the host's schema (`validator`) refuses.

    Without `validator` it refuses nothing. None if nothing is left then.
    """
    data = copy.deepcopy(dict(descriptor))
    gone: tuple[Pointer, ...] = ()
    if validator is not None:
        from hipgen.repairing import LEFT_OUT, mend

        try:
            said = tuple(mend(data, validator, language))
        except HipgenError:
            return None
        gone = tuple(each.at for each in said if each.message.endswith(LEFT_OUT) and not each.key)
    spec, _ = read_descriptor(data, language)
    return Described(bind(spec, language), gone)


def lead_back(
    found: Finding, described: Described, descriptor: Mapping[str, Json], language: Language
) -> Finding:
    """A finding of the spec → the same one in the descriptor, at what is nearest there to its place.

    Ways out are in the words of the spec, and the edits of its text; neither is of use here.
    """

    def there(at: Pointer) -> Pointer:
        return reached(descriptor, _counted(_back(at, language), described.gone))

    related = None if found.related is None else there(found.related)
    return replace(
        found, at=there(found.at), related=related, related_key=False, fix=found.in_json, edit=None
    )


def member_of(at: Pointer, descriptor: Mapping[str, Json], language: Language) -> Pointer:
    """A place of the spec that was read back → the nearest one that there is in the descriptor."""
    return reached(descriptor, _back(at, language))


def _counted(at: Pointer, gone: Sequence[Pointer]) -> Pointer:
    """A pointer with its index as it is where nothing is left out."""
    for left in reversed(gone):
        *above, index = left
        match at[len(above) :]:
            case (int(here), *rest) if list(at[: len(above)]) == above and here >= int(index):
                at = (*above, here + 1, *rest)
    return at


def _back(at: Pointer, language: Language) -> Pointer:
    """The pointer of a value of the spec → that of the member it becomes."""
    kind = next((kind for kind in language.kinds if at and kind.section == at[0]), None)
    if kind is not None and kind.descriptor:
        steps = 2 if kind.many else 1
        above: Pointer = (CAPABILITIES, kind.descriptor, *at[1:steps])
        return (*above, *_within(at[steps:], kind.shape, kind))
    return _within(at, language.addon, None)


def _within(at: Pointer, shape: Shape, kind: Kind | None) -> Pointer:
    """The rest of a pointer, from the mapping of a shape on."""
    if not at:
        return ()
    if at[0] == "extra":
        return at[1:]
    word = shape.fields.get(str(at[0]))
    if word is None:
        return at
    target = _target(word, shape)
    if target is None:
        return ("links", "self") if kind is None else ()
    rest = at[1:]
    if word.shape is None:
        return (*target, *rest)
    index = rest[:1] if rest and isinstance(rest[0], int) else ()
    return (*target, *index, *_within(rest[len(index) :], word.shape, kind))


def _target(word: Field, shape: Shape) -> tuple[str, ...] | None:
    """Where a word goes; for one that stands for others where the last of these goes."""
    if word.target is not None or not word.implies:
        return word.target
    return shape.fields[list(word.implies)[-1]].target


def reached(data: Json, at: Pointer) -> Pointer:
    """The longest part of a pointer that names something; a lone object counts as a list of one."""
    found: list[str | int] = []
    for step in at:
        match data:
            case dict() if step in data:
                data = data[step]
            case list() if isinstance(step, int) and step < len(data):
                data = data[step]
            case dict() if step == 0:
                continue
            case _:
                break
        found.append(step)
    return tuple(found)
