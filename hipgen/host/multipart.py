"""Uploaded files: bodies of `multipart/related` as real clients send them, and of `multipart/form-data`.

Takes what can be taken. Seen in clients: lines that end in LF only, a closing boundary without `--` or none,
base64 as well as raw bytes, names without quotation marks, content types of every spelling, no metadata,
metadata that is broken JSON, and parts without the empty line between headers and content. Parsers of the
standard refuse these: python-multipart 0.0.34 reads neither `multipart/related` nor lines that end in LF nor
parts without the empty line. Knows nothing of requests, rooms or storage.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

MOST = 50 * 1024 * 1024
"""Bytes of a body, if the caller doesn't say otherwise (inferred: no limit is documented)."""

MOST_PARTS = 100
LONGEST_HEADER = 2000
LONGEST_METADATA = 1_000_000
HEADERS = (b"content-", b"mime-version", b"x-")
"""How headers of parts begin; a line that begins otherwise may be content."""

HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:[ \t]*([^\r\n]*)(?:\r?\n|\Z)")
EMPTY_LINE = re.compile(rb"[ \t]*\r?\n")
FIRST_LINE = re.compile(rb"\s*--([^\r\n]{1,200}?)[ \t]*(?:\r?\n|\Z)")
BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;,]{1,200}))", re.IGNORECASE)
PARAMETER = re.compile(r";\s*([\w*-]{1,30})\s*=\s*(?:\"((?:\\.|[^\"\\])*)\"|([^;]*))")
MESSAGE = re.compile(r"\"message\"\s*:\s*\"(.*)\"", re.DOTALL)
MEDIA_TYPE = re.compile(r"\s*([\w.+-]{1,100}/[\w.+-]{1,100})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, and the message that came with it, empty if none did."""

    name: str
    content_type: str
    content: bytes
    message: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why no file could be taken from a body, for the one who sent it, and the status of that answer."""

    message: str
    status: int = 400


@dataclass(frozen=True, slots=True)
class _Part:
    headers: Mapping[str, str]
    content: bytes

    def parameter(self, name: str) -> str:
        """Return a parameter of `Content-Disposition`, empty if it has none."""
        return _parameters(self.headers.get("content-disposition", "")).get(name, "")


def upload(body: bytes, content_type: str, most: int = MOST) -> Upload | Unreadable:
    """Read the file and the message out of a body; never raises. `most` is the largest body in bytes."""
    if len(body) > most:
        return Unreadable(f"The request body is larger than {most} bytes", 413)
    boundary = _boundary(body, content_type)
    if not boundary:
        return Unreadable("The multipart body has no boundary")
    parts = [_part(raw) for raw in _split(body, boundary)]
    file = _file(parts)
    if file is None:
        return Unreadable("The multipart body has no part named 'file'")
    message = next((_message(part) for part in parts if part is not file and _may_be_metadata(part)), "")
    name = _base_name(file.parameter("filename") or _decoded_name(file.parameter("filename*"))) or "file"
    return Upload(name, _media_type(file.headers.get("content-type", "")), _content(file), message)


def _boundary(body: bytes, content_type: str) -> bytes:
    """Return the boundary that the header names, if the body has it, else the one its first line shows."""
    if found := BOUNDARY.search(content_type):
        named = (found[1] or found[2]).encode("utf-8", "replace")
        if b"--" + named in body:
            return named
    guessed = FIRST_LINE.match(body)
    return guessed[1] if guessed else b""


def _split(body: bytes, boundary: bytes) -> list[bytes]:
    """Cut the body where a line begins with the boundary; what is after a closing one doesn't count.

    The end of the line before a boundary belongs to it, so a file may end in CR where lines end in LF.
    """
    line = rb"--" + re.escape(boundary) + rb"(--)?[ \t]*(?=(\r?\n)|\Z)"
    first = re.search(line, body)
    end = rb"\n" if first and first[2] == b"\n" else rb"\r?\n"
    delimiter = re.compile(rb"(?:\A|" + end + rb")" + line)
    parts: list[bytes] = []
    begin = None
    for found in delimiter.finditer(body):
        if begin is not None:
            parts.append(body[begin : found.start()])
        begin = None if found[1] else found.end()
        if found[1] or len(parts) >= MOST_PARTS:
            return parts
    if begin is not None and body[begin:].strip():
        parts.append(body[begin:])
    return parts


def _part(raw: bytes) -> _Part:
    """Read the headers, whether or not an empty line ends them; the first line that is none does, too."""
    position = len(raw) - len(raw.removeprefix(b"\r").removeprefix(b"\n"))
    headers: dict[str, str] = {}
    while len(headers) < 20:
        found = HEADER_LINE.match(raw, position)
        if found is None or not found[1].lower().startswith(HEADERS):
            break
        headers[found[1].decode().lower()] = found[2][:LONGEST_HEADER].decode("utf-8", "replace").strip()
        position = found.end()
    if empty := EMPTY_LINE.match(raw, position):
        position = empty.end()
    return _Part(headers, raw[position:])


def _parameters(header: str) -> dict[str, str]:
    """Return the parameters of a header; a name without quotation marks ends at the next `;`."""
    found: dict[str, str] = {}
    for match in PARAMETER.finditer(header):
        quoted, plain = match[2], match[3]
        value = re.sub(r"\\([\"\\])", r"\1", quoted) if quoted is not None else plain.strip().strip('"')
        found.setdefault(match[1].lower(), value)
    return found


def _file(parts: list[_Part]) -> _Part | None:
    """Return the part named `file`; failing that, one that has a filename."""
    named = [part for part in parts if part.parameter("name").lower() == "file"]
    with_name = [part for part in parts if part.parameter("filename") or part.parameter("filename*")]
    both = [part for part in named if part in with_name]
    return next(iter(both or named or with_name), None)


def _may_be_metadata(part: _Part) -> bool:
    return part.parameter("name").lower() in {"metadata", "message", ""}


def _message(part: _Part) -> str:
    """Return the message: from JSON, from JSON that a quotation mark broke, or as it stands."""
    text = _content(part)[:LONGEST_METADATA].decode("utf-8", "replace").strip()
    if part.parameter("name").lower() == "message":
        return text
    try:
        metadata = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return _broken_message(text)
    message = metadata.get("message") if isinstance(metadata, dict) else None
    return message.encode("utf-8", "replace").decode() if isinstance(message, str) else ""


def _broken_message(text: str) -> str:
    """Return what stands between the first quotation mark of the message and its last."""
    found = MESSAGE.search(text)
    return found[1] if found else ""


def _content(part: _Part) -> bytes:
    if "base64" not in part.headers.get("content-transfer-encoding", "").lower():
        return part.content
    packed = b"".join(part.content.split())
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except binascii.Error:
        return part.content


def _media_type(header: str) -> str:
    """Return type and subtype; what real clients append to them, or send in their place, is left out."""
    found = MEDIA_TYPE.match(header)
    return found[1].lower() if found else "application/octet-stream"


def _decoded_name(encoded: str) -> str:
    """Decode `UTF-8''caf%C3%A9.txt`, the name in the extended form of a parameter."""
    _, _, escaped = encoded.rpartition("'")
    return unquote(escaped, errors="replace")


def _base_name(name: str) -> str:
    """Return the last part of a path, without what no file's name holds."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    return "" if kept in {".", ".."} else kept[:255]
