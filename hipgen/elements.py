"""The HTML that HipChat kept in what add-ons send, and how a text mentions somebody: facts, no code.

Cleaning by it is the host's, telling what would be lost the rules'. Knows nothing of either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

LINK: Final = frozenset({"href", "rel", "data-target", "data-target-options"})
PICTURE: Final = frozenset({"src", "alt", "width", "height", "align", "style"})
CELL: Final = frozenset({"colspan", "rowspan", "valign"})

Elements = Mapping[str, frozenset[str]]

NOTIFICATION: Final[Elements] = {
    **dict.fromkeys(("b", "i", "strong", "em", "br", "pre", "code"), frozenset[str]()),
    **dict.fromkeys(("ul", "ol", "li", "table", "thead", "tbody"), frozenset[str]()),
    "a": LINK,
    "img": PICTURE,
    "tr": frozenset({"valign"}),
    "th": CELL,
    "td": CELL,
    "span": frozenset({"style"}),
}
"""The elements of a notification with their attributes, as HipChat's API reference names them."""
CARD: Final[Elements] = {name: NOTIFICATION[name] for name in ("a", "b", "i", "strong", "span", "em", "img")}
"""Those of a card's texts: `em` and `img` are in none of the documents, and were in use (seen)."""
LABEL: Final[Elements] = {name: frozenset[str]() for name in ("b", "strong", "em", "i")}
"""Those of a glance's label, as the web client kept them."""

GENERAL: Final = frozenset({"all", "here"})
"""What may follow an @ and is nobody's name."""
MENTION: Final = re.compile(r"(?<![\w@])@(\w[\w.'-]{0,99})")
