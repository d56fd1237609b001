"""The wire log keeps what a person needs to see, and no secret."""

from __future__ import annotations

import pytest

from hipgen.host.wirelog import WireLog, masked_body, masked_headers, masked_json, masked_url
from tests.host.worlds import START

SECRET = "abcdefghij0123456789abcdefghij0123456789"

URLS = [
    ("https://a.example.com/x?auth_token=S&b=1", "https://a.example.com/x?auth_token=***&b=1"),
    ("https://a.example.com/x?signed_request=S", "https://a.example.com/x?signed_request=***"),
    ("https://ann:S@a.example.com/x", "https://***@a.example.com/x"),
    ("https://a.example.com/v2/oauth/token/S", "https://a.example.com/v2/oauth/token/***"),
    (
        "https://a.example.com/v2/oauth/token/S?expand=owner",
        "https://a.example.com/v2/oauth/token/***?expand=owner",
    ),
    ("https://a.example.com/v2/addon/3/installable/S", "https://a.example.com/v2/addon/3/installable/***"),
    ("https://a.example.com/addon/installable/id-1", "https://a.example.com/addon/installable/id-1"),
    ("https://a.example.com/v2/addon/link/S", "https://a.example.com/v2/addon/link/***"),
    ("https://a.example.com/back?code=S&state=x", "https://a.example.com/back?code=***&state=x"),
    ("https://a.example.com/plain?a=1", "https://a.example.com/plain?a=1"),
    ("https://a.example.com/x?auth%5Ftoken=S", "https://a.example.com/x?auth%5Ftoken=***"),
    ("/v2/oauth/%74oken/S", "/v2/oauth/%74oken/***"),
    ("/v2//oauth//token//S", "/v2//oauth//token//***"),
    ("/v2/addon/a%2Fb/installabl%65/S", "/v2/addon/a%2Fb/installabl%65/***"),
    ("/v2/addon/link", "/v2/addon/link"),
]


@pytest.mark.parametrize(("url", "shown"), URLS)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert masked_url(url.replace("S", SECRET)) == shown


BODIES = [
    (b'{"oauthSecret": "%s", "roomId": 1}', "application/json", '{"oauthSecret": "***", "roomId": 1}'),
    (b'{"a": [{"access_token": "%s"}]}', "application/json", '{"a": [{"access_token": "***"}]}'),
    (b'{"access_token": "%s"}', "", '{"access_token": "***"}'),
    (b'{"password": "%s", ', "application/json", '{"password": "***", '),
    (
        b"grant_type=password&password=%s",
        "application/x-www-form-urlencoded",
        "grant_type=password&password=***",
    ),
    (b"refresh_token=%s&a=b", "", "refresh_token=***&a=b"),
    (b"signed_request=%s", "application/x-www-form-urlencoded", "signed_request=***"),
    (b'{"message": "token: none"}', "application/json", '{"message": "token: none"}'),
    (b"refresh%5Ftoken=%s", "application/x-www-form-urlencoded", "refresh%5Ftoken=***"),
    (b'{"token": ["%s"], "oauthSecret": {"a": "%s"}}', "", '{"token": "***", "oauthSecret": "***"}'),
    (b"\0\1\2", "image/png", "(3 bytes)"),
    ("schön".encode(), "text/plain", "schön"),
    (b"\xff", "text/plain", "�"),
]


@pytest.mark.parametrize(("body", "type_", "shown"), BODIES)
def test_a_body_is_shown_without_its_secrets(body: bytes, type_: str, shown: str) -> None:
    assert masked_body(body.replace(b"%s", SECRET.encode()), type_) == shown


def test_a_long_body_is_cut_and_its_length_told() -> None:
    shown = masked_body(b"x" * 1_000_000, "text/plain")
    assert len(shown) < 25_000
    assert shown.endswith("… (1000000 bytes)")


def test_a_body_nested_too_deep_is_shown_as_it_is() -> None:
    assert masked_body(b"[" * 50_000, "application/json").startswith("[[[")


def test_numbers_and_nested_secrets_of_json_are_told_apart() -> None:
    value = {"code": 404, "error": {"code": "x", "Secret": "y", "token": None}}
    assert masked_json(value) == {"code": 404, "error": {"code": "***", "Secret": "***", "token": None}}


def test_credentials_in_headers_keep_their_scheme_only() -> None:
    headers = {"authorization": f"JWT {SECRET}", "cookie": SECRET, "accept": "*/*"}
    assert dict(masked_headers(headers)) == {"authorization": "JWT ***", "cookie": "***", "accept": "*/*"}


HEADERS = [
    ("authorization", SECRET, "***"),
    ("authorization", f"{SECRET} x", "***"),
    ("authorization", f"Basic {SECRET}", "Basic ***"),
    (
        "referer",
        f"https://a.example.com/x?signed_request={SECRET}",
        "https://a.example.com/x?signed_request=***",
    ),
    ("x-note", "plain", "plain"),
]


@pytest.mark.parametrize(("name", "value", "shown"), HEADERS)
def test_a_header_is_shown_without_its_secrets(name: str, value: str, shown: str) -> None:
    assert masked_headers({name: value}) == ((name, shown),)


def test_what_is_secret_now_is_hidden_wherever_it_stands() -> None:
    log = WireLog(known=lambda word: word == SECRET)
    number = log.add(START, "out", "install", url=f"https://a.example.com/{SECRET}", body=f"say {SECRET}")
    log.complete(number, answer=f"saved {SECRET}!", answer_headers=(("x-echo", SECRET),), note=f"({SECRET})")
    (entry,) = log
    assert entry.url == "https://a.example.com/***"
    assert (entry.body, entry.answer, entry.note) == ("say ***", "saved ***!", "(***)")
    assert entry.answer_headers == (("x-echo", "***"),)


def test_a_signed_token_is_hidden_wherever_it_stands() -> None:
    signed = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ0aWRlcyJ9.c2lnbmF0dXJl"
    assert WireLog().hidden(f"<a href='/x?t={signed}'>") == "<a href='/x?t=***'>"


def test_a_long_header_and_a_long_note_are_cut() -> None:
    log = WireLog()
    log.add(START, "in", "rest", headers=(("x-long", "z" * 30_000),), note="n" * 30_000)
    (entry,) = log
    assert entry.headers == (("x-long", "z" * 4000 + "… (30000 characters)"),)
    assert len(entry.note) < 4100


def test_entries_are_numbered_completed_and_let_go() -> None:
    log = WireLog(kept=2)
    first, second, third = (log.add(START, "out", "webhook", event=str(number)) for number in range(3))
    log.complete(first, status=200)
    log.complete(third, status=204, seconds=0.5)
    assert [(entry.id, entry.event, entry.status) for entry in log] == [
        (second, "1", None),
        (third, "2", 204),
    ]
    log.clear()
    assert log.add(START, "out", "note") == third + 1
