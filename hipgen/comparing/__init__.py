"""Two add-ons → what changed between them, and what that means to installations that exist.

Each side, spec or descriptor, becomes a `Portrait`: the words of the language that its descriptor says, so
that two ways to write the same are equal. `deltas` walks two portraits and knows no class; `table` has the
classes, as data; `judging` joins both. Pure: values in, values out. Knows nothing of files and terminals.
"""

from __future__ import annotations

from hipgen.comparing.judging import Change, Comparison, compare
from hipgen.comparing.portraits import Portrait, Subject, portraits
from hipgen.comparing.rules import COMPARING_RULES, RULES, Class, Step

__all__ = [
    "COMPARING_RULES",
    "RULES",
    "Change",
    "Class",
    "Comparison",
    "Portrait",
    "Step",
    "Subject",
    "compare",
    "portraits",
]
