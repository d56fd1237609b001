"""A card as a client draws it: which cards are drawn at all, with what in them that is safe to show.

As seen in HipChat's web client. Knows nothing of messages and nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hipgen.host.markup import card_html
from hipgen.host.wire import Json

STYLES = frozenset({"file", "image", "application", "link", "media"})
LOZENGES = frozenset({"success", "error", "current", "complete", "moved"})
WEB = re.compile(r"https?://\S+", re.IGNORECASE)
PICTURE = re.compile(r"(https?://|data:image/(png|jpeg|gif|webp|svg\+xml)[;,])\S+", re.IGNORECASE)


def drawn(card: Json) -> Json:
    """What is drawn of a card; None for one that isn't, so that its message is shown instead.

    As in the web client: every card needs an `id` and a known `style`, a link a title and a description, an
    image a `url`. HTML in it is cleaned, addresses that aren't of the web are left out.
    """
    if not isinstance(card, Mapping) or not _whole(card):
        return None
    members = {
        "style": card["style"],
        "id": card["id"],
        "title": _text(card.get("title")),
        "url": web_address(card.get("url")),
        "format": card["format"] if card.get("format") in {"compact", "medium"} else None,
        "description": _description(card.get("description")),
        "icon": icon(card.get("icon")),
        "thumbnail": _thumbnail(card.get("thumbnail")),
        "activity": _activity(card.get("activity")),
        "attributes": [
            shown for one in _list(card.get("attributes")) if (shown := _attribute(one)) is not None
        ],
    }
    return {name: value for name, value in members.items() if value not in (None, "", [])}


def web_address(value: Json) -> str | None:
    """An address that a person may be led to; None for every other value."""
    return value if isinstance(value, str) and WEB.fullmatch(value) else None


def icon(value: Json) -> Json:
    """An icon, which is an address or `{url, url@2x}`, as `{url, large?}`; None without one."""
    found = value if isinstance(value, Mapping) else {"url": value}
    small, large = _picture(found.get("url")), _picture(found.get("url@2x"))
    if small is None:
        return None
    return {"url": small, "large": large} if large else {"url": small}


def _whole(card: Mapping[str, Json]) -> bool:
    if not isinstance(card.get("id"), str) or not card["id"] or card.get("style") not in STYLES:
        return False
    match card["style"]:
        case "link":
            return bool(card.get("title")) and bool(card.get("description"))
        case "image":
            return bool(card.get("url"))
        case _:
            return True


def _description(value: Json) -> Json:
    """`{text}` or `{html}`, cleaned; a plain string is text."""
    if isinstance(value, str):
        return {"text": value} if value else None
    if not isinstance(value, Mapping) or not isinstance(value.get("value"), str):
        return None
    return {"html": card_html(value["value"])} if value.get("format") == "html" else {"text": value["value"]}


def _thumbnail(value: Json) -> Json:
    shown = icon(value) if isinstance(value, Mapping) else None
    if shown is None:
        return None
    sizes = {name: value[name] for name in ("width", "height") if _is_size(value.get(name))}
    return {**shown, **sizes}


def _activity(value: Json) -> Json:
    if not isinstance(value, Mapping) or not isinstance(value.get("html"), str) or not value["html"]:
        return None
    shown = icon(value.get("icon"))
    html = {"html": card_html(value["html"])}
    return {**html, "icon": shown} if shown else html


def _attribute(value: Json) -> Json:
    inner = value.get("value") if isinstance(value, Mapping) else None
    if not isinstance(inner, Mapping) or not _text(inner.get("label")):
        return None
    style = _text(inner.get("style")).removeprefix("lozenge-")
    members = {
        "label": _text(value.get("label")),
        "value": inner["label"],
        "url": web_address(inner.get("url")),
        "icon": icon(inner.get("icon")),
        "lozenge": style if style in LOZENGES else "default" if style == "lozenge" else None,
    }
    return {name: shown for name, shown in members.items() if shown}


def _picture(value: Json) -> str | None:
    return value if isinstance(value, str) and PICTURE.fullmatch(value) else None


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _is_size(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10_000
