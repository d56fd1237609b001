"""A folder of descriptors and listings, read as what a seed lists for the catalogue.

Pure: whoever reads the folder gives the documents. Knows nothing of disks and nothing of pages.
"""

from __future__ import annotations

from collections.abc import Mapping

from hipgen.host.connect.descriptors import check
from hipgen.host.refusal import Refused
from hipgen.host.state import LISTING_LISTS, LISTING_WORDS
from hipgen.host.wire import Json


def listed(documents: Mapping[str, Json]) -> list[Json]:
    """Listings of the seed, of documents by the names of their files: each is a listing, or a descriptor,
    which is where its `links.self` says.

    Raises ValueError with the file and what is wrong in it.
    """
    return [_listing(name, document) for name, document in sorted(documents.items())]


def _listing(name: str, document: Json) -> Json:
    if isinstance(document, dict) and "url" in document:
        return _checked(name, document)
    try:
        descriptor, _notes = check(document)
    except Refused as refusal:
        raise ValueError(f"{name}: {refusal.message}") from refusal
    return {"key": descriptor["key"], "url": descriptor["links"]["self"], "descriptor": descriptor}


def _checked(name: str, listing: Json) -> Json:
    for member, value in listing.items():
        if member not in {"key", "url", *LISTING_WORDS}:
            raise ValueError(
                f"{name}: a listing has no {member}; it has key, url, {', '.join(LISTING_WORDS)}"
            )
        if member in LISTING_LISTS and not isinstance(value, list):
            raise ValueError(f"{name}: {member} is not a list")
        values = value if member in LISTING_LISTS else [value]
        if not all(isinstance(one, str) and one for one in values):
            raise ValueError(f"{name}: {member} is not a text")
    if "key" not in listing:
        raise ValueError(f"{name}: the listing has no key")
    return listing
