"""TOML as a person wrote it, with other entries: comments, order and layout of what stays are kept.

The only module that knows tomlkit, which edits; what counts is read by the standard library.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from copy import deepcopy
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array

from hipgen.entries.combine import fit_list, same
from hipgen.entries.format import UnmergeableError

COMMENT = re.compile(r"#(.*)")


def parse(text: str) -> Any:
    """Read TOML."""
    try:
        return tomllib.loads(text)
    except ValueError:
        raise UnmergeableError from None


def comments(text: str) -> Counter[str]:
    """What stands behind the first # of the lines: comments, and a few texts that may as well count."""
    return Counter(found.strip() for found in COMMENT.findall(text) if found.strip())


def write(mine: str, theirs: str, wanted: Any) -> str:
    """The text with the wanted entries; those of `theirs` that are new to it look as they do there."""
    try:
        document, other = tomlkit.parse(mine), tomlkit.parse(theirs)
        _fit(document, other, wanted)
        text = document.as_string()
    except (TOMLKitError, KeyError, IndexError, ValueError, TypeError, AttributeError):
        raise UnmergeableError from None  # tomlkit can't edit every text that it can read
    return text.rstrip("\r\n") + mine[len(mine.rstrip("\r\n")) :]


def _plain(item: Any) -> Any:
    return item.unwrap() if hasattr(item, "unwrap") else item


def _fit(table: Any, other: Any, wanted: dict[str, Any]) -> None:
    for name in [name for name in table if name not in wanted]:
        table.remove(name)
    for name, value in wanted.items():
        theirs = other.get(name) if isinstance(other, dict) else None
        if name not in table:
            table.append(name, _item(theirs, value))
        elif not same(_plain(table[name]), value):
            _change(table, name, theirs, value)


def _change(table: Any, name: str, theirs: Any, value: Any) -> None:
    there = table[name]
    if isinstance(value, dict) and isinstance(there, dict):
        _fit(there, theirs, value)
    elif isinstance(value, list) and isinstance(there, Array | AoT):
        fit_list(there, _plain(there), value)
    else:
        table[name] = _item(theirs, value)


def _item(theirs: Any, value: Any) -> Any:
    """An item as the other text has it, where it is the same there."""
    return deepcopy(theirs) if theirs is not None and same(_plain(theirs), value) else tomlkit.item(value)
