"""Descriptors bent out of shape: dropped, added, renamed and replaced parts, in every place.

Knows the descriptor's words, so that a change often lands where it matters, and nothing of what is right.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from tests.schemas.published import schema

Steps = tuple[str | int, ...]


def vocabulary(node: object) -> Iterator[object]:
    """Yield the words of a schema: what may be a member's name, or one of a choice."""
    if isinstance(node, dict):
        yield from node.get("enum", ())
        properties = node.get("properties", {})
        yield from properties if isinstance(properties, dict) else ()
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from vocabulary(part)


WORDS = sorted({word for word in vocabulary(schema("descriptor")) if isinstance(word, str)})
LENGTHS = [letter * length for length in (0, 1, 40, 41, 100, 101) for letter in ("x", "é", " ")]
MISFITS = ["1:1", "1:1\n", "1:", "a:b", "k\n", "-"]
OTHERS: list[Any] = [None, True, 0, 1, -1, 1.0, 1.5, [], {}, [None], [""], *MISFITS]
TYPES: list[Any] = [None, True, 7, "x" * 101, {}]


def places(node: object, steps: Steps = ()) -> Iterator[Steps]:
    """Yield the steps to every value in a document, the document first."""
    yield steps
    if isinstance(node, dict):
        for name, value in node.items():
            yield from places(value, (*steps, name))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from places(value, (*steps, index))


def at(node: Any, steps: Steps) -> Any:
    """Return the value that steps lead to."""
    for step in steps:
        node = node[step]
    return node


def bend(document: Any, steps: Steps, how: str, name: str, value: Any) -> Any:
    """Return the document with one change at a place."""
    changed = copy.deepcopy(document)
    here, parent = at(changed, steps), at(changed, steps[:-1])
    match how, here:
        case "add", dict():
            here[name] = value
        case "add", list():
            here.append(value)
        case "drop", _ if steps:
            del parent[steps[-1]]
        case "rename", _ if steps and isinstance(parent, dict):
            parent[name] = parent.pop(steps[-1])
        case _ if steps:
            parent[steps[-1]] = value
        case _:
            return value
    return changed


@st.composite
def bent(draw: Callable[[st.SearchStrategy[Any]], Any], seeds: list[Any], objects: list[Any]) -> Any:
    """Draw a document and change it in one to three places, with some objects as material."""
    document = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 3))):
        everywhere = list(places(document))
        graft = copy.deepcopy(at(document, draw(st.sampled_from(everywhere))))
        document = bend(
            document,
            draw(st.sampled_from(everywhere)),
            draw(st.sampled_from(["replace", "replace", "add", "drop", "rename"])),
            draw(st.sampled_from([*WORDS, "unknown"])),
            draw(st.sampled_from([*WORDS, *LENGTHS, *objects, *OTHERS, *[graft] * 20])),
        )
    return document


def one_change(document: Any) -> Iterator[Any]:
    """Yield the document with one value dropped, joined by a stranger, or of another type."""
    for steps in places(document):
        yield bend(document, steps, "drop", "", {})
        yield bend(document, steps, "add", "unknown", "x" * 101)
        for value in TYPES:
            yield bend(document, steps, "replace", "", value)
