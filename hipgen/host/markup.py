"""What texts mean: HTML reduced to what HipChat allowed, and whom and what a text refers to.

Values in, values out; knows nothing of rooms. Stripping what isn't among `elements` (rather than refusing
it) is inferred. Notifications are cleaned before they
are kept, cards when they are shown: history gives back the card that the add-on sent. nh3 does it, the kept
binding of a sanitiser that parses as browsers do.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final

import nh3

from hipgen.elements import CARD, GENERAL, LABEL, MENTION, NOTIFICATION

LONGEST = 20_000
"""Characters that are read as HTML: twice a notification's limit. Cleaning nested lists is quadratic."""

SCHEMES: Final = frozenset({"http", "https", "mailto"})
STYLES: Final = frozenset({"font-weight", "color", "text-decoration", "width", "height"})
HARMLESS_VALUE = re.compile(r"(?:[\w\s#%.,!+-]|rgba?\([\d\s.,%]*\)|hsla?\([\d\s.,%]*\))*", re.ASCII)
WEB = re.compile(r"https?://", re.IGNORECASE)
LINK_IN_TEXT = re.compile(r"\b(?:https?://|www\.)[^\s<>\"]{1,2048}", re.IGNORECASE)
WORD_END = re.compile(r"(?<=\w)(?!\w)")
PAIRS: Final = {")": "(", "]": "["}


def notification_html(text: str) -> str:
    """Clean the HTML of a notification: what is not allowed in one is dropped, its text stays."""
    return _cleaned(text, _NOTIFICATION_CLEANER)


def card_html(text: str) -> str:
    """Clean the HTML of a card's description or activity: `em` and `img`, not documented, were in use."""
    return _cleaned(text, _CARD_CLEANER)


def glance_html(text: str) -> str:
    """Clean the HTML of a glance's label: `b strong em i` without attributes, as the web client did."""
    return _cleaned(text, _LABEL_CLEANER)


def mentions(text: str, names: Mapping[str, int]) -> tuple[int, ...]:
    """Return the ids of the people mentioned in a plain text (`@Name`), in order, each once.

    `names` maps mention names, without `@`, to ids. Case doesn't count; `@all` and `@here` are nobody, and an
    @ inside a word (an e-mail address) is none.
    """
    known = {name.casefold(): person for name, person in names.items() if name.casefold() not in GENERAL}
    found = (_mentioned(match[1], known) for match in MENTION.finditer(text))
    return tuple(dict.fromkeys(person for person in found if person is not None))


def links_in(text: str) -> tuple[str, ...]:
    """Return the links in a text or HTML: `http`, `https` and `www.`, without the punctuation after them.

    HipChat's own rule is not known; this one is inferred.
    """
    return tuple(_without_punctuation(match[0]) for match in LINK_IN_TEXT.finditer(text))


def _cleaned(text: str, cleaner: nh3.Cleaner) -> str:
    whole = text.encode("utf-8", "replace").decode()
    return cleaner.clean(whole) if len(whole) <= LONGEST else html.escape(whole, quote=False)


def _attribute(element: str, attribute: str, value: str) -> str | None:
    """Return what is kept of an attribute that is allowed, None to drop it."""
    if attribute == "style":
        return "; ".join(part.strip() for part in value.split(";") if _is_harmless(part)) or None
    if element == "img" and attribute == "src":
        return value if WEB.match(value) else None
    return value


def _is_harmless(declaration: str) -> bool:
    name, colon, value = declaration.partition(":")
    return bool(colon) and name.strip().lower() in STYLES and bool(HARMLESS_VALUE.fullmatch(value))


def _relative(url: str) -> str | None:
    """Keep `#…`, which links to modules carry; other relative addresses would lead into the host."""
    return url if url.startswith("#") else None


def _cleaner(allowed: Mapping[str, frozenset[str]]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(allowed),
        attributes={element: set(names) for element, names in allowed.items() if names},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        url_relative=_relative,
        link_rel=None,  # none that the add-on didn't write; where links open is the page's to say
        filter_style_properties=set(STYLES),
    )


_NOTIFICATION_CLEANER = _cleaner(NOTIFICATION)
_CARD_CLEANER = _cleaner(CARD)
_LABEL_CLEANER = _cleaner(LABEL)


def _mentioned(text: str, known: Mapping[str, int]) -> int | None:
    """Return who is meant by the longest beginning of a text that is a name and ends where a word does."""
    ends = [match.start() for match in WORD_END.finditer(text)]
    for end in reversed(ends):
        name = text[:end].casefold()
        if name in GENERAL:
            return None
        if (person := known.get(name)) is not None:
            return person
    return None


def _without_punctuation(link: str) -> str:
    unmatched = {closing: link.count(closing) - link.count(opening) for closing, opening in PAIRS.items()}
    end = len(link)
    while end and (link[end - 1] in ".,;:!?'*_~" or unmatched.get(link[end - 1], 0) > 0):
        end -= 1
        if link[end] in unmatched:
            unmatched[link[end]] -= 1
    return link[:end]
