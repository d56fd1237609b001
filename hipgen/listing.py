"""An add-on → its listing: what a catalogue of add-ons says of it, beside the descriptor.

The local host's catalogue takes it as it is. Knows nothing of files and hosts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hipgen.diagnostics import Json

if TYPE_CHECKING:
    from hipgen.model import Addon

SECTION = "marketplace"
PICTURES = frozenset({"logo", "screenshots"})
"""Words whose texts lead to pictures, which may be the add-on's own files."""


def listing(addon: Addon, descriptor: Json, base_url: str) -> Json:
    """The listing of an add-on with the descriptor that it has at a base URL: `key`, `url` (of the
    descriptor) and the words of the section; pictures below the base URL with their whole address.
    """
    words: dict[str, Json] = {}
    for item in addon.section(SECTION):
        for word, value in item.fields.items():
            if value:
                words[word] = _placed(value, base_url) if word in PICTURES else _plain(value)
    return {"key": descriptor["key"], "url": descriptor["links"]["self"], **words}


def _plain(value: Json) -> Json:
    return list(value) if isinstance(value, tuple) else value


def _placed(value: Json, base_url: str) -> Json:
    if isinstance(value, list | tuple):
        return [_placed(each, base_url) for each in value]
    return value if ":" in value else f"{base_url}/{value.removeprefix('/')}"
