"""Plain pictures to start with, seeded where the spec names one that isn't there yet.

Pure: the same name gives the same bytes. Knows the two formats it can draw and nothing of add-ons.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from math import isqrt
from pathlib import PurePosixPath

COLOURS = ((0x20, 0x5A, 0xA7), (0x14, 0x89, 0x2C), (0x8E, 0x44, 0xAD), (0xC4, 0x5A, 0x11), (0x0B, 0x7A, 0x75))
SIZE = 32


def draw(path: str) -> bytes | None:
    """Draw a rounded square for a `.png` or `.svg` path, twice the size for `@2x`; None for other formats."""
    name = PurePosixPath(path)
    stem = name.stem.removesuffix("@2x")
    size = SIZE * 2 if name.stem.endswith("@2x") else SIZE
    colour = COLOURS[zlib.crc32(stem.encode()) % len(COLOURS)]
    match name.suffix.lower():
        case ".png":
            return _png(size, colour)
        case ".svg":
            return _svg(size, colour)
        case _:
            return None


@cache
def _png(size: int, colour: tuple[int, int, int]) -> bytes:
    rows = b"".join(b"\0" + _row(y, size, colour) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _row(y: int, size: int, colour: tuple[int, int, int]) -> bytes:
    """A row of pixels: the colour inside the rounded square, a white bar in its middle, nothing outside."""
    radius = size // 4
    above = y - min(max(y, radius), size - 1 - radius)  # of the centres of the corners' circles
    outside = radius - isqrt(radius * radius - above * above)
    bar = size - 2 * radius if abs(2 * y - size + 1) < size // 4 else 0
    ink = bytes((*colour, 255)) * ((size - bar) // 2 - outside)
    nothing = bytes(4) * outside
    return nothing + ink + b"\xff" * 4 * bar + ink + nothing


def _svg(size: int, colour: tuple[int, int, int]) -> bytes:
    fill = "#{:02x}{:02x}{:02x}".format(*colour)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 32 32">\n'
        f'  <rect width="32" height="32" rx="8" fill="{fill}"/>\n'
        f'  <rect x="8" y="12" width="16" height="8" fill="#ffffff"/>\n</svg>\n'
    ).encode()
