"""Addresses in pages, scripts and headers of add-ons: which are led elsewhere, and which stay as they are."""

from __future__ import annotations

from time import process_time

import pytest

from hipgen.host.connect.rewriting import Places, dead_address, header, policy, rewritten

ADDON, VIEW, HOST = (
    "https://kettle.example.com",
    "http://view-kettle-1.localhost:8080",
    "http://localhost:8080",
)
NAMES = f"{HOST} http://127.0.0.1:8080"
PLACES = Places(ADDON, VIEW, HOST)
PAGE, SCRIPT, STYLE = "text/html", "application/javascript", "text/css"

LED = [
    (PAGE, "<script src='@/atlassian-connect/all.js'>", "https://www.hipchat.com"),
    (PAGE, '<script src="@/atlassian-connect/all-debug.js?v=1">', "//www.hipchat.com"),
    (PAGE, "<script src=@/atlassian-connect/all.js>", "http://HipChat.com:80"),
    (PAGE, '<link href="@/atlassian-connect/all.css">', "https://harbour.hipchat.com"),
    (PAGE, '<script src="@&#x2F;atlassian-connect&#x2F;all.js">', "https:&#x2F;&#x2F;www.hipchat.com"),
    (PAGE, r'<script>load("@\/atlassian-connect\/all.js")</script>', r"https:\/\/www.hipchat.com"),
    (SCRIPT, "var api = '@/atlassian-connect/all';", "https://www.hipchat.com"),
    (STYLE, "body { background: url(@/atlassian-connect/all.css) }", "https://www.hipchat.com"),
]
"""HipChat's own address, however it is written: @ is what is led."""

OWN = [
    (PAGE, '<form action="@/save">', ADDON),
    (PAGE, '<img src="@/i.png">', "//kettle.example.com"),
    (PAGE, "<a href='@'>", ADDON),
    (PAGE, "<a href='@/'>", f"{ADDON}:443"),
    (PAGE, '<img srcset="/i.png, @/j.png 2x">', ADDON),
    (PAGE, '<div data-of="{&quot;base&quot;:&quot;@/x&quot;}">', ADDON),
    (PAGE, "<meta name='base' content='@/'>", "HTTPS://Kettle.example.com"),
    (PAGE, "<script>var base = '@';</script>", ADDON),
    (PAGE, "<script>if (a<b) go(`@/x`)</script>", ADDON),
    (PAGE, "<style>i { background: url(@/i.png) }</style>", ADDON),
    (SCRIPT, r'{"base": "@\/"}', r"https:\/\/kettle.example.com"),
]
"""The add-on's own address, where a page uses it: @ is what is led."""

KEPT = [
    (PAGE, f'<p>Send it to {ADDON}/hook ("{ADDON}/hook")</p>'),
    (PAGE, f'<input value="{ADDON}/hook" placeholder=\'{ADDON}\' title="{ADDON}">'),
    (PAGE, f'<script src="/x.js"></script><textarea>"{ADDON}"</textarea>'),
    (PAGE, f'<a href="https://login.example.com/?back={ADDON}/done">'),
    (PAGE, f'<a href="{ADDON}.evil.example"><a href="{ADDON}:8443/"><a href="{ADDON}@evil.example/">'),
    (PAGE, '<a href="http://kettle.example.com/">'),
    (PAGE, '<a href="https://www.hipchat.com/docs"> https://www.hipchat.com/atlassian-connect.html'),
    (PAGE, '<script src="https://www.nothipchat.com/atlassian-connect/all.js">'),
    (PAGE, '<script src="https://www.hipchat.com.example.com/atlassian-connect/all.js">'),
    ("application/json", f'{{"at": "https://www.hipchat.com/atlassian-connect/all.js", "base": "{ADDON}"}}'),
    ("image/png", f'"{ADDON}"'),
]
"""What people read, what belongs to others, and what is no page."""


@pytest.mark.parametrize(("kind", "text", "written"), LED)
def test_hipchats_own_address_is_led_to_the_host(kind: str, text: str, written: str) -> None:
    before, after = text.replace("@", written), text.replace("@", HOST)
    assert rewritten(kind, before.encode(), PLACES) == (after.encode(), 1)


@pytest.mark.parametrize(("kind", "text", "written"), OWN)
def test_the_addons_own_address_becomes_its_views(kind: str, text: str, written: str) -> None:
    before, after = text.replace("@", written), text.replace("@", VIEW)
    assert rewritten(kind, before.encode(), PLACES) == (after.encode(), 0)


@pytest.mark.parametrize(("kind", "text"), KEPT)
def test_all_else_stays_as_it_is(kind: str, text: str) -> None:
    assert rewritten(kind, text.encode(), PLACES) == (text.encode(), 0)


def test_bytes_of_any_encoding_come_through() -> None:
    body = b"\xff\xfe<p title='\xe9'>caf\xe9</p>\x00<script>'\xe9'</script>"
    assert rewritten(PAGE, body, PLACES) == (body, 0)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"src='//www.hipchat.com/atlassian-connect/all.js'", "www.hipchat.com/atlassian-connect/all.js"),
        (b"'https:\\/\\/a.hipchat.com\\/atlassian-connect\\/all'", "a.hipchat.com/atlassian-connect/all"),
        (
            b"'//www.hipchat.com/atlassian-connect/all.css' '//a.hipchat.com/atlassian-connect/all.js'",
            "a.hipchat.com/atlassian-connect/all.js",
        ),
        (
            b"@import '//www.hipchat.com/atlassian-connect/all.css'",
            "www.hipchat.com/atlassian-connect/all.css",
        ),
        (b"<script src='/atlassian-connect/all.js'>", ""),
    ],
)
def test_which_address_of_hipchats_is_named_is_told(body: bytes, named: str) -> None:
    assert dead_address(body) == named


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("default-src 'self' https://www.hipchat.com", f"default-src 'self' {NAMES}"),
        ("frame-ancestors https://*.hipchat.com; img-src *", f"frame-ancestors {NAMES}; img-src *"),
        ("script-src www.hipchat.com/atlassian-connect/", f"script-src {NAMES}"),
        (f"connect-src {ADDON}; upgrade-insecure-requests", f"connect-src {ADDON} {VIEW}; "),
        ("script-src https://hipchat.com.example.com", "script-src https://hipchat.com.example.com"),
    ],
)
def test_a_policy_says_of_this_host_what_it_said_of_hipchats(before: str, after: str) -> None:
    assert policy(before, PLACES) == after
    tag = '<meta http-equiv="Content-Security-Policy" content="%s">'
    assert rewritten(PAGE, (tag % before).encode(), PLACES)[0] == (tag % after).encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{ADDON}/login", f"{VIEW}/login"),
        ("/login", "/login"),
        (f"https://login.example.com/?back={ADDON}", f"https://login.example.com/?back={ADDON}"),
        (f"5; url={ADDON}/", f"5; url={VIEW}/"),
        ("<//www.hipchat.com/atlassian-connect/all.js>; a=b", f"<{HOST}/atlassian-connect/all.js>; a=b"),
    ],
)
def test_addresses_in_headers_are_led_too(before: str, after: str) -> None:
    assert header(before, PLACES) == after


@pytest.mark.parametrize(
    "piece",
    [
        b"<a",
        b"<script",
        b"//",
        b"//a.a.a.",
        b'<a title="',
        b"&#x2f;",
        b"https://kettle.example.com",
        b" alt=",
    ],
)
def test_no_page_takes_long(piece: bytes) -> None:
    body = piece * (300_000 // len(piece)) + ADDON.encode()
    began = process_time()
    rewritten(PAGE, body, PLACES)
    assert process_time() - began < 3
