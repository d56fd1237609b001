"""Texts of others before a person sees them: a chat message or a line of a log may hold anything.

Pure. Knows no terminal but what moves its cursor and colours it, and that is taken out.
"""

from __future__ import annotations

import re
import unicodedata

ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.?)", re.DOTALL)
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that control, that turn the direction of a text, or that mean nothing."""


def harmless(text: str) -> str:
    """A text on one line, without escape sequences, control characters and what turns its direction."""
    plain = (" " if each.isspace() else each for each in ESCAPES.sub("", text))
    return "".join(each for each in plain if unicodedata.category(each) not in UNSEEN).rstrip()
