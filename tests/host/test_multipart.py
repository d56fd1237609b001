"""Uploads as real clients send them, and as nobody should."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipgen.host.multipart import Unreadable, Upload, upload

PICTURE = bytes(range(256)) * 3 + b"\r\n--other\r\n\n--b1x\n--b1 x\n\r"
RELATED = "multipart/related; boundary=b1"


def lines(*parts: bytes, end: bytes = b"\r\n") -> bytes:
    return end.join(parts)


RUBY = lines(
    b"--b1",
    b"Content-Type: application/json; charset=UTF-8",
    b'Content-Disposition: attachment; name="metadata"',
    b"",
    b'{"room_id":"Kettles","from":"Kettle","message":"tea \\u2615 \\"now\\""}',
    b"--b1",
    b"Content-Type: ; charset=UTF-8",
    b"Content-Transfer-Encoding: base64",
    b'Content-Disposition: attachment; name="file"; filename="kettle.png"',
    b"",
    base64.encodebytes(PICTURE),
    b"--b1--",
    end=b"\n",
)
GO = lines(
    b"--b1",
    b"Content-Type: application/json; charset=UTF-8",
    b'Content-Disposition: attachment; name="metadata"',
    b"",
    b'{"message": "she said "tea", twice"}',
    b"--b1",
    b"Content-Type: image/png charset=UTF-8",
    b"Content-Transfer-Encoding: base64",
    b"Content-Disposition: attachment; name=file; filename=my kettle.png",
    b"",
    base64.b64encode(PICTURE),
    b"--b1",
    end=b"\n",
)
CSHARP = lines(
    b"--b1",
    b"Content-Type: application/octet-stream",
    b'Content-Disposition: attachment; name="file"; filename="kettle.png"',
    b"",
    PICTURE,
    b"--b1--",
    b"",
)
WEB = lines(
    b"--b1",
    b"Content-Type: application/json; charset=UTF-8",
    b'Content-Disposition: attachment; name="metadata"',
    b"",
    b'{"message":"tea"}',
    b"--b1",
    b'Content-Disposition: attachment; name="file"; filename="data.json"',
    b"Content-Type: text/plain",
    b"",
    b'{"a": 1}\n',
    b"--b1--",
)
WITHOUT_EMPTY_LINE = lines(
    b"--b1",
    b"Content-Type: application/json; charset=UTF-8",
    b'Content-Disposition: attachment; name="metadata"',
    b'{"message": "alert"}',
    b"--b1",
    b'Content-Disposition: attachment; name="file"; filename="graph.png"',
    b"Content-Type: image/png",
    PICTURE,
    b"--b1--",
    end=b"\n",
)
FORM = lines(
    b"--b1",
    b'Content-Disposition: form-data; name="message"',
    b"",
    b"tea",
    b"--b1",
    b'Content-Disposition: form-data; name="file"; filename="a;b \\"c\\".txt"',
    b"Content-Type: text/plain",
    b"",
    b"",
    b"--b1--",
)

TAKEN = {
    "hipchat-rb": (RUBY, Upload("kettle.png", "application/octet-stream", PICTURE, 'tea ☕ "now"')),
    "hipchat-go": (GO, Upload("my kettle.png", "image/png", PICTURE, 'she said "tea", twice')),
    "Hipchat-CS": (CSHARP, Upload("kettle.png", "application/octet-stream", PICTURE)),
    "web client": (WEB, Upload("data.json", "text/plain", b'{"a": 1}\n', "tea")),
    "no empty line": (WITHOUT_EMPTY_LINE, Upload("graph.png", "image/png", PICTURE, "alert")),
    "form": (FORM, Upload('a;b "c".txt', "text/plain", b"", "tea")),
}


@pytest.mark.parametrize("client", TAKEN)
@pytest.mark.parametrize(
    "content_type",
    [
        RELATED,
        'multipart/related; charset=utf-8; boundary="b1"',
        "multipart/form-data; Boundary=b1; x=y",
        "multipart/related",
        "multipart/related; boundary=wrong",
        "",
    ],
)
def test_what_a_client_sends_is_taken(client: str, content_type: str) -> None:
    body, expected = TAKEN[client]
    assert upload(body, content_type) == expected


def file(headers: bytes, content: bytes = b"x", end: bytes = b"\r\n--b1--") -> bytes:
    return b"--b1\r\n" + headers + b"\r\n\r\n" + content + end


NAMED = b'Content-Disposition: attachment; name="file"; filename="a.txt"'
ODD: dict[str, tuple[bytes, Upload]] = {
    "no end": (file(NAMED, end=b""), Upload("a.txt", "application/octet-stream", b"x")),
    "preamble": (b"note\r\n" + file(NAMED), Upload("a.txt", "application/octet-stream", b"x")),
    "epilogue": (file(NAMED) + b"\r\nmore", Upload("a.txt", "application/octet-stream", b"x")),
    "path": (
        file(b'Content-Disposition: attachment; name="file"; filename="C:\\up\\..\\a.txt"'),
        Upload("a.txt", "application/octet-stream", b"x"),
    ),
    "only dots": (
        file(b"content-disposition: attachment;name=file;filename=../.."),
        Upload("file", "application/octet-stream", b"x"),
    ),
    "no file name": (
        file(b'Content-Disposition: form-data; name="file"'),
        Upload("file", "application/octet-stream", b"x"),
    ),
    "another name": (
        file(b'Content-Disposition: form-data; name="upload"; filename="a.txt"'),
        Upload("a.txt", "application/octet-stream", b"x"),
    ),
    "extended name": (
        file(b"Content-Disposition: attachment; name=file; filename*=UTF-8''caf%C3%A9.txt"),
        Upload("café.txt", "application/octet-stream", b"x"),
    ),
    "name in UTF-8": (
        file('Content-Disposition: attachment; name="file"; filename="café.txt"'.encode()),
        Upload("café.txt", "application/octet-stream", b"x"),
    ),
    "NUL in the name": (
        file(b'Content-Disposition: attachment; name="file"; filename="a\x00b.txt"'),
        Upload("ab.txt", "application/octet-stream", b"x"),
    ),
    "odd type": (file(NAMED + b"\r\nContent-Type: image"), Upload("a.txt", "application/octet-stream", b"x")),
    "capitals": (file(NAMED.upper() + b"\r\nCONTENT-TYPE: IMAGE/PNG"), Upload("A.TXT", "image/png", b"x")),
    "not base64": (
        file(NAMED + b"\r\nContent-Transfer-Encoding: base64", b"!!"),
        Upload("a.txt", "application/octet-stream", b"!!"),
    ),
    "unpadded base64": (
        file(NAMED + b"\r\nContent-Transfer-Encoding: BASE64", b"aGVsbG8"),
        Upload("a.txt", "application/octet-stream", b"hello"),
    ),
    "empty lines in the file": (
        file(NAMED, b"\r\n\r\nx\r\n"),
        Upload("a.txt", "application/octet-stream", b"\r\n\r\nx\r\n"),
    ),
    "other headers": (file(NAMED + b"\r\nX-Kettle: 1"), Upload("a.txt", "application/octet-stream", b"x")),
}


@pytest.mark.parametrize("case", ODD)
def test_what_can_be_taken_is_taken(case: str) -> None:
    body, expected = ODD[case]
    assert upload(body, RELATED) == expected


METADATA = {
    b'{"message": "tea"}': "tea",
    b'{"message": "two\nlines"}': "two\nlines",
    b'{"message": 5}': "",
    b'{"message": null}': "",
    b"[]": "",
    b"": "",
    b"{": "",
    b"\xff\xfe": "",
    b'{"message": "\\ud800"}': "?",
    b'{"message": "\\ud83d\\ude00"}': "\U0001f600",
    b'{"message":"a "quoted" word"}': 'a "quoted" word',
    b'{"message":"C:\\new"}': "C:\new",
    b'{"message":"C:\\kettle"}': "C:\\kettle",
    b"[" * 100_000: "",
    b'{"message": 1' + b"0" * 10_000 + b"}": "",
}


@pytest.mark.parametrize("metadata", METADATA, ids=range(len(METADATA)))
def test_the_message_is_taken_from_what_metadata_there_is(metadata: bytes) -> None:
    part = b'--b1\r\nContent-Disposition: attachment; name="metadata"\r\n\r\n' + metadata + b"\r\n"
    found = upload(part + file(NAMED), RELATED)
    assert found == Upload("a.txt", "application/octet-stream", b"x", METADATA[metadata])


REFUSED = {
    b"": "The multipart body has no boundary",
    b"\x00\xff": "The multipart body has no boundary",
    b"--b1--": "The multipart body has no part named 'file'",
    b"--b1\r\n\r\nx\r\n--b1--": "The multipart body has no part named 'file'",
    b'--b1\r\nContent-Disposition: attachment; name="metadata"\r\n\r\n{}\r\n--b1--': (
        "The multipart body has no part named 'file'"
    ),
}


@pytest.mark.parametrize("body", REFUSED)
def test_what_holds_no_file_is_refused(body: bytes) -> None:
    assert upload(body, RELATED) == Unreadable(REFUSED[body])


def test_a_body_that_is_too_large_is_refused() -> None:
    assert upload(file(NAMED), RELATED, most=20) == Unreadable(
        "The request body is larger than 20 bytes", 413
    )


@given(st.binary(max_size=200), st.sampled_from([b"\n", b"\r\n"]))
def test_any_content_comes_through_unchanged(content: bytes, end: bytes) -> None:
    body = lines(b"--b1", NAMED, b"", content, b"--b1--", end=end)
    if b"\n--b1" in content or content.startswith(b"--b1"):
        return
    assert upload(body, RELATED) == Upload("a.txt", "application/octet-stream", content)


@given(
    st.lists(
        st.sampled_from(
            [b"--b1", b"--", b"\r\n", b"\n", b":", NAMED, b"content-type", b";", b'"', b"\x00", b"="]
        )
    )
)
def test_no_body_raises(pieces: list[bytes]) -> None:
    assert isinstance(upload(b"".join(pieces), RELATED), Upload | Unreadable)


HOSTILE = (
    b"--b1\r\n" * 100_000,
    b"\n--b1 " * 200_000,
    file(NAMED + b"; a=" * 200_000),
    file(b"Content-Disposition: attachment; name=file; filename=" + b"a" * 1_000_000),
    file(b'Content-Disposition: attachment; name="file' + b"\\" * 1_000_000),
    b"--b1\r\n" + b"Content-Type: x\r\n" * 100_000,
    b"--" + b" " * 1_000_000,
    b'--b1\r\nContent-Disposition: attachment; name="metadata"\r\n\r\n' + b'"message":"' * 100_000,
    file(NAMED + b"\r\nContent-Transfer-Encoding: base64", b"YQ==\n" * 200_000),
    b"\r" * 1_000_000 + b"--b1",
)


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_no_body_holds_up_the_host(body: bytes) -> None:
    begun = time.thread_time()
    assert isinstance(upload(body, RELATED), Upload | Unreadable)
    assert isinstance(upload(body, ""), Upload | Unreadable)
    assert time.thread_time() - begun < 2
