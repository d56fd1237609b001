"""Pictures to start with: real ones, in the size that their name says, the same every time."""

from __future__ import annotations

import struct
import zlib

import pytest

from hipgen.pictures import draw


def chunks(data: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG file, each with a true checksum."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length) == (zlib.crc32(kind + body),)
        found[kind] = body
        at += 12 + length
    return found


@pytest.mark.parametrize(("path", "size"), [("static/a.png", 32), ("static/a@2x.png", 64), ("A.PNG", 32)])
def test_a_png_has_the_size_of_its_name(path: str, size: int) -> None:
    data = draw(path)
    assert data is not None
    found = chunks(data)
    assert struct.unpack_from(">II", found[b"IHDR"]) == (size, size)
    assert len(zlib.decompress(found[b"IDAT"])) == size * (size * 4 + 1)
    assert list(found)[-1] == b"IEND"
    assert draw(path) == data


def test_an_svg_is_one() -> None:
    data = draw("a.svg")
    assert data is not None
    assert b'width="32"' in data
    assert data.endswith(b"</svg>\n")


def test_both_sizes_have_one_colour_and_names_differ() -> None:
    drawn = {
        name: draw(f"{name}.svg") for name in ("avatar", "avatar@2x", "incident", "status", "builds", "poll")
    }
    colours = {name: data.split(b'fill="')[1][:7] for name, data in drawn.items() if data}
    assert colours["avatar"] == colours["avatar@2x"]
    assert len(set(colours.values())) > 1


@pytest.mark.parametrize("path", ["a.jpg", "a.gif", "a.webp", "a", ".png.txt"])
def test_other_formats_are_left_alone(path: str) -> None:
    assert draw(path) is None
