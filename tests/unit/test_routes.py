"""Routes of an add-on: what is served where, what shares a route, in which order they are tried."""

from __future__ import annotations

import pytest

from hipgen.routes import Parameter, Route, routes
from tests.specs import addon_of, framed

OWN = {"descriptor", "installed", "updated"}


def served(block: str) -> list[Route]:
    """The routes of a block of words, without those that every add-on has."""
    return [route for route in routes(addon_of(framed(block))) if route.role not in OWN]


def lines(block: str) -> list[str]:
    return [f"{r.method} {r.path} {r.role} {' '.join(r.items)}".strip() for r in served(block)]


SERVED = {
    "a webhook": ("webhooks: [{key: a, event: room_enter}]\n", ["POST /webhooks/a webhook webhooks:a"]),
    "inbound": ("inbound: [{key: a, secret: A}]\n", ["POST /inbound/a inbound inbound:a"]),
    "a glance": ("glances: [{key: g, name: G}]\n", ["GET /glances/g glance glances:g"]),
    "a static glance": ("glances: [{key: g, name: G, data: false}]\n", []),
    "what is elsewhere": ("webhooks: [{key: a, event: room_enter, url: 'https://e.example/'}]\n", []),
    "views": (
        "sidebar: [{key: s, name: S}]\ndialogs: [{key: d, title: D}]\npages: [{key: p}]\nadmin_page: {}\n",
        [
            "GET /views/s view sidebar:s",
            "GET /views/d view dialogs:d",
            "GET /views/p view pages:p",
            "GET /admin view admin_page:admin_page",
        ],
    ),
    "a configuration": (
        "configuration: {}\n",
        ["GET /configuration configuration configuration:configuration"],
    ),
    "pages of the installation": (
        "install: {installed: /i, uninstalled: /u, updated: 'https://e.example/n'}\n",
        ["GET /i installed-page install:install", "GET /u uninstalled-page install:install"],
    ),
    "redirects": (
        "oauth: {redirects: [/one, 'https://e.example', /two]}\n",
        ["GET /one authorized-page oauth:oauth", "GET /two authorized-page oauth:oauth"],
    ),
    "the base itself": ("webhooks: [{key: a, event: room_enter, path: ''}]\n", ["POST / webhook webhooks:a"]),
    "one path, two events": (
        "webhooks: [{key: a, event: room_enter, path: /h}, {key: b, event: room_exit, path: /h}]\n",
        ["POST /h webhook webhooks:a", "POST /h webhook webhooks:b"],
    ),
    "one path, one event": (
        "webhooks: [{key: a, event: room_enter, path: /h}, {key: b, event: room_enter, path: /h}]\n",
        ["POST /h webhook webhooks:a webhooks:b"],
    ),
    "a pattern before none": (
        "webhooks: [{key: a, event: room_message, path: /h}, {key: b, command: /b, path: /h}]\n",
        ["POST /h webhook webhooks:b", "POST /h webhook webhooks:a"],
    ),
    "more of a query before less": (
        "sidebar: [{key: a, name: A, path: /v}, {key: b, name: B, path: '/v?x=1'},"
        " {key: c, name: C, path: '/v?x=1&y'}]\n",
        ["GET /v view sidebar:c", "GET /v view sidebar:b", "GET /v view sidebar:a"],
    ),
    "a query in another order is the same": (
        "sidebar: [{key: a, name: A, path: '/v?x=1&y=2'}, {key: b, name: B, path: '/v?y=2&x=1'}]\n",
        ["GET /v view sidebar:a sidebar:b"],
    ),
    "templates of other names are the same": (
        "sidebar: [{key: a, name: A, path: '/v/{a}'}, {key: b, name: B, path: '/v/{b}'}]\n",
        ["GET /v/{a} view sidebar:a sidebar:b"],
    ),
    "one path stays together": (
        "sidebar: [{key: a, name: A, path: /v}, {key: b, name: B}, {key: c, name: C, path: '/v?c'}]\n",
        ["GET /v view sidebar:c", "GET /v view sidebar:a", "GET /views/b view sidebar:b"],
    ),
}

SEGMENTS: dict[str, tuple[str, tuple[str | Parameter, ...], tuple[tuple[str, str | None], ...]]] = {
    "plain": ("/a/b", ("a", "b"), ()),
    "nothing": ("", (), ()),
    "a slash": ("/", (), ()),
    "a slash at the end": ("/a/", ("a", ""), ()),
    "a template": ("/a/{message.body}/c", ("a", Parameter("p2"), "c"), ()),
    "a template within": ("/a/x{y}z", ("a", Parameter("p2")), ()),
    "escapes stay": ("/a%20b/c", ("a%20b", "c"), ()),
    "a query": ("/a?x=1&y", ("a",), (("x", "1"), ("y", ""))),
    "a query with a template": ("/a?text={message.body}", ("a",), (("text", None),)),
    "a query with escapes": ("/a?x+y=1%202", ("a",), (("x y", "1 2"),)),
    "a query alone": ("?x=1", (), (("x", "1"),)),
}


@pytest.mark.parametrize(("block", "expected"), SERVED.values(), ids=SERVED.keys())
def test_what_is_served(block: str, expected: list[str]) -> None:
    assert lines(block) == expected


@pytest.mark.parametrize(("path", "segments", "query"), SEGMENTS.values(), ids=SEGMENTS.keys())
def test_a_path_is_read_into_segments_and_a_query(
    path: str, segments: tuple[str | Parameter, ...], query: tuple[tuple[str, str | None], ...]
) -> None:
    (route,) = served(f"webhooks: [{{key: a, event: room_enter, path: '{path}'}}]\n")
    assert (route.segments, route.query) == (segments, query)


def test_the_host_signs_unless_the_item_says_otherwise() -> None:
    block = """
webhooks: [{key: a, event: room_enter}, {key: b, event: room_exit, auth: none}]
inbound: [{key: i, secret: I}]
glances: [{key: g, name: G}]
sidebar: [{key: s, name: S, auth: none}]
configuration: {}
"""
    assert {route.items[0]: route.signed for route in served(block)} == {
        "webhooks:a": True,
        "webhooks:b": False,
        "inbound:i": False,
        "glances:g": True,
        "sidebar:s": False,
        "configuration:configuration": True,
    }


def test_what_every_addon_serves() -> None:
    found = routes(addon_of(framed("links: {self: '/d?x=1'}\n")))
    assert [(r.method, r.path, r.role) for r in found] == [
        ("GET", "/d", "descriptor"),
        ("POST", "/hipchat/installed", "installed"),
        ("POST", "/hipchat/updated", "updated"),
    ]
    assert [
        r.role for r in routes(addon_of(framed("install: none\nlinks: {self: 'https://e.example'}\n")))
    ] == []


def test_an_install_post_and_a_webhook_on_one_path_are_two_routes() -> None:
    found = routes(
        addon_of(framed("install: {callback: /h}\nwebhooks: [{key: a, event: room_enter, path: /h}]\n"))
    )
    assert sorted(r.role for r in found if r.path == "/h") == ["installed", "webhook"]
