"""What a format of manifests must offer to be merged by entry. Knows no format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class UnmergeableError(Exception):
    """The text is not of the format, or has something that can't be edited: lines are the way then."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is read and written.

    `parse`: text → plain data; `write`: a text, one to take layout from, the data wanted → text;
    `comments`: those of a text; `nothing`: a text without an entry; `whole`: names of lists whose entries
    belong together, so that two changes of one clash.
    """

    parse: Callable[[str], Any]
    write: Callable[[str, str, Any], str]
    comments: Callable[[str], Counter[str]]
    nothing: bytes = b""
    whole: frozenset[str] = frozenset()
