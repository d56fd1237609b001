"""Every address of an add-on, wherever it stands: pictures, callbacks, views, lists of redirects.

Knows the model only. What is right or wrong with an address stands in the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from hipgen.bind import doubled
from hipgen.diagnostics import Pointer
from hipgen.model import Addon, Address, Struct, Value


def addresses(addon: Addon) -> Iterator[tuple[Pointer, Address]]:
    """The addresses with their places; the larger picture that is named after the other is left out."""
    yield from _within(addon.fields, ())
    for item in addon.items:
        yield from _within(item.fields, item.at)


def _within(fields: Mapping[str, Value], at: Pointer) -> Iterator[tuple[Pointer, Address]]:
    for word, value in fields.items():
        yield from _of(value, (*at, word))


def _of(value: Value, at: Pointer) -> Iterator[tuple[Pointer, Address]]:
    match value:
        case Address():
            yield at, value
        case Struct(fields=fields):
            yield from _within(_once(fields), at)
        case tuple():
            for index, member in enumerate(value):
                yield from _of(member, (*at, index))


def _once(fields: Mapping[str, Value]) -> Mapping[str, Value]:
    """Leave out the larger picture that is named after the other: its mistake is the other's."""
    match fields:
        case {"url": Address(text=url), "url2x": Address(text=double)} if double == doubled(url):
            return {"url": fields["url"]}
    return fields


def host_of(url: str) -> str | None:
    """The host that a URL names, in small letters, without its port; None if there is none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
