"""YAML as a person wrote it, such as a compose.yaml, with other entries: comments and layout are kept.

The only module that knows ruamel.yaml. It lays out anew what it writes, so only a text that it gives back as
it was, letter for letter, is edited so at all; any other is merged by lines. Imported when a YAML is merged.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hipgen.entries.combine import fit_list, same
from hipgen.entries.format import UnmergeableError

if TYPE_CHECKING:
    from ruamel.yaml import YAML

COMMENT = re.compile(r"(?:^|\s)#(.*)", re.MULTILINE)
WIDE = 1 << 20
"""No line is as long: none is folded."""
INDENTS = ((2, 2, 0), (2, 4, 2), (4, 4, 2), (4, 6, 4), (4, 4, 0), (2, 3, 1))
"""Layouts that people use: the indentation of tables and of lists, and where in the latter the dash is."""

WHOLE = frozenset({"command", "entrypoint", "test", "args"})
"""Lists of words in an order: two changes of one would not add up to a third."""


def parse(text: str) -> Any:
    """Read YAML 1.2: one document, a table with texts as names."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError):
        raise UnmergeableError from None
    data = {} if data is None else data
    if not isinstance(data, dict) or not _named(data):
        raise UnmergeableError
    return data


def comments(text: str) -> Counter[str]:
    """What stands behind a # at the start of a word: comments, and a few texts that may as well count."""
    return Counter(found.strip() for found in COMMENT.findall(text) if found.strip())


def write(mine: str, theirs: str, wanted: Any) -> str:
    """The text with the wanted entries; those of `theirs` that are new to it look as they do there."""
    from ruamel.yaml.error import YAMLError

    text = mine.replace("\r\n", "\n")
    try:
        yaml = _editor(text)
        table, other = yaml.load(text), _editor(None).load(theirs.replace("\r\n", "\n"))
        _fit(table, other, wanted)
        return _dumped(yaml, table)
    except (YAMLError, KeyError, IndexError, ValueError, TypeError, AttributeError, NotImplementedError):
        raise UnmergeableError from None


def _named(value: Any) -> bool:
    """Whether all tables in a value have texts as names."""
    if isinstance(value, dict):
        return all(isinstance(name, str) and _named(inner) for name, inner in value.items())
    return all(map(_named, value)) if isinstance(value, list) else True


def _editor(text: str | None) -> YAML:
    """An editor that gives a text back as it is. Raises UnmergeableError where none does."""
    from ruamel.yaml import YAML

    for mapping, sequence, offset in INDENTS:
        yaml = YAML(typ="rt", pure=True)
        yaml.preserve_quotes = True
        yaml.width = WIDE
        yaml.indent(mapping=mapping, sequence=sequence, offset=offset)
        yaml.explicit_start = bool(text and text.startswith("---\n"))
        if text is None or _dumped(yaml, yaml.load(text)) == text:
            return yaml
    raise UnmergeableError


def _dumped(yaml: YAML, table: Any) -> str:
    out = io.StringIO()
    yaml.dump(table, out)
    return out.getvalue()


def _fit(table: Any, other: Any, wanted: dict[str, Any]) -> None:
    for name in [name for name in table if name not in wanted]:
        del table[name]
    for at, (name, value) in enumerate(wanted.items()):
        theirs = other.get(name) if isinstance(other, dict) else None
        if name not in table:
            table.insert(at, name, _item(theirs, value))
        elif not same(_plain(table[name]), value):
            _change(table, name, theirs, value)


def _change(table: Any, name: str, theirs: Any, value: Any) -> None:
    there = table[name]
    if isinstance(value, dict) and isinstance(there, dict):
        _fit(there, theirs, value)
    elif isinstance(value, list) and isinstance(there, list) and name not in WHOLE:
        fit_list(there, _plain(there), value)
    else:
        table[name] = _item(theirs, value)


def _item(theirs: Any, value: Any) -> Any:
    """An item as the other text has it, where it is the same there."""
    return deepcopy(theirs) if theirs is not None and same(_plain(theirs), value) else deepcopy(value)


def _plain(item: Any) -> Any:
    """The plain data of what the editor has read."""
    match item:
        case dict():
            return {str(name): _plain(value) for name, value in item.items()}
        case list():
            return [_plain(value) for value in item]
        case bool() | None:
            return item
        case str():
            return str(item)
        case float():
            return float(item)
        case int():
            # The editor's own truths and numbers remember how they were written.
            return bool(item) if type(item).__name__ == "ScalarBoolean" else int(item)
        case _:
            return item
