"""Views that the host passes on: when it does, what add-on and browser see of it, and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hipgen.host.connect import proxied
from hipgen.host.connect.installations import discard
from hipgen.host.connect.modules import find, view_url
from hipgen.host.connect.origins import label, label_in, origin_of, view_origin
from hipgen.host.connect.passing import has_passed
from hipgen.host.connect.proxied import Viewing
from hipgen.host.core import finish, handle
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation, PassedOn
from hipgen.host.wire import Answer, Call, Failure, Reply, Request
from hipgen.host.world import World
from tests.host.addons import DIALOG, PANEL, SITE, descriptor, installed, notes, run
from tests.host.windows import ANN, Window
from tests.host.worlds import Addon, world_of_three

LOCAL = "http://localhost:8080"
OLD = b"<script src='https://www.hipchat.com/atlassian-connect/all.js'></script>"
NAMED = "www.hipchat.com/atlassian-connect/all.js, which is dead"
HTML, SCRIPT = {"content-type": "text/html; charset=utf-8"}, {"content-type": "application/javascript"}


@dataclass
class Scene:
    """An add-on with a panel and a dialog in Harbour, and what it answers."""

    answers: dict[str, Answer | Failure] = field(default_factory=dict)
    base: str = LOCAL
    world: World = field(default_factory=world_of_three)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.made: Installation = installed(self.world, descriptor(webPanel=[PANEL], dialog=[DIALOG]))

    def answer(self, call: Call) -> Answer | Failure:
        self.calls.append(call)
        return self.answers.get(urlsplit(call.url).path, Answer(404))

    def viewing(self, key: str = "panel", address: str | None = None, base: str | None = None) -> Viewing:
        person = self.world.chat.person(1)
        assert person is not None
        module = find(self.world, self.made, key, 1)
        shown = view_url(self.world, module, 1, person) if address is None else address
        return Viewing(module, shown, 1, person, base or self.base)

    def look(self, **viewing: Any) -> str:
        """Look at a view; why it is passed on then."""
        shown = self.viewing(**viewing)
        run(proxied.look(self.world, shown, "of a test"), self.answer)
        return proxied.framed(self.world, shown)[1]

    @property
    def view(self) -> str:
        """The origin at which the add-on's views are passed on."""
        found = view_origin(self.base, label(self.made, SITE))
        assert found is not None
        return found

    def ask(
        self, path: str, method: str = "GET", query: str = "", body: bytes = b"", **headers: str
    ) -> Reply:
        """What a view that is passed on gets."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        reply = handle(self.world, Request(method, path, query, named, body, self.view))
        return reply if isinstance(reply, Reply) else finish(reply, self.answer)


def passing(**answers: Answer | Failure) -> Scene:
    """A scene whose views are passed on, as the panel's page gave reason for; paths by name."""
    scene = Scene({f"/{name}": answer for name, answer in answers.items()})
    mark = PassedOn(label(scene.made, SITE), scene.made.oauth_id, SITE, f"/panel names {NAMED}", "/panel")
    scene.world.state.passed_on[mark.label] = mark
    return scene


class TestFindingOut:
    @pytest.mark.parametrize(
        ("answers", "because"),
        [
            ({"/panel": Answer(200, HTML, OLD)}, f"/panel names {NAMED}"),
            (
                {
                    "/panel": Answer(200, HTML, b"<script src=/js/a.js?v=1&amp;w=2></script>"),
                    "/js/a.js": Answer(200, SCRIPT, OLD),
                },
                f"/js/a.js names {NAMED}",
            ),
            (
                {
                    "/panel": Answer(302, {"location": "/panel/"}),
                    "/panel/": Answer(200, HTML, OLD),
                },
                f"/panel/ names {NAMED}",
            ),
            (
                {
                    "/panel": Answer(302, {"location": "https://other.example.com/elsewhere"}),
                    "/elsewhere": Answer(200, HTML, OLD),
                },
                "",
            ),
            ({"/panel": Answer(302, {"location": "/panel"})}, ""),
            ({"/panel": Answer(302, {"location": "http://["})}, ""),
            ({"/panel": Answer(200, HTML, b"<p>Bells</p>")}, ""),
            ({"/panel": Answer(200, {"content-type": "text/plain"}, OLD)}, ""),
            ({"/panel": Answer(403, HTML, OLD)}, ""),
            ({"/panel": Failure("nobody listens there")}, ""),
        ],
        ids=[
            "page",
            "script",
            "led on",
            "led elsewhere",
            "led round",
            "led nowhere",
            "nothing",
            "no page",
            "refused",
            "silent",
        ],
    )
    def test_a_view_is_looked_at_for_hipchats_own_address(
        self, answers: dict[str, Answer | Failure], because: str
    ) -> None:
        scene = Scene(answers)
        assert scene.look() == because
        shown = scene.viewing("watch")  # another view of the same origin
        expected = shown.address.replace(SITE, scene.view) if because else shown.address
        assert proxied.framed(scene.world, shown) == (expected, because)

    def test_a_view_that_needs_nothing_takes_nothing_from_another_that_does(self) -> None:
        scene = Scene({"/panel": Answer(200, HTML, OLD), "/watch": Answer(200, HTML, b"<p>Watch</p>")})
        scene.look()
        assert scene.look(key="watch") == f"/panel names {NAMED}"
        assert notes(scene.world, "view")[-1].endswith(proxied.NOTHING)

    def test_only_the_addons_own_scripts_are_read_and_not_many(self) -> None:
        own = "".join(f"<script src='/{number}.js'></script>" for number in range(30))
        page = f"<script src='https://cdn.example.com/x.js'></script><script src='data:,1'></script>{own}"
        scene = Scene({"/panel": Answer(200, HTML, page.encode())})
        scene.look()
        assert [urlsplit(call.url)[1:3] for call in scene.calls[1:]] == [
            ("bell.example.com", f"/{number}.js") for number in range(10)
        ]

    def test_it_is_looked_at_with_a_token_of_its_own(self) -> None:
        scene = Scene({"/panel": Answer(200, HTML, OLD)})
        shown = scene.viewing()
        run(proxied.look(scene.world, shown, "of a test"), scene.answer)
        queries = [parse_qs(urlsplit(address).query) for address in (shown.address, scene.calls[0].url)]
        assert queries[0].keys() == queries[1].keys()
        assert queries[0]["signed_request"] != queries[1]["signed_request"]

    def test_the_wire_log_says_what_was_found_and_why_it_was_looked_for(self) -> None:
        scene = Scene({"/panel": Answer(200, HTML, OLD)})
        scene.look()
        assert notes(scene.world, "view") == [
            f"read because of a test: /panel names {NAMED}; from now on this host passes views at {SITE} on"
        ]
        Scene.look(scene, base="http://chat.example.com")
        assert notes(scene.world, "view")[-1].endswith(proxied.NOWHERE)

    @pytest.mark.parametrize(
        ("base", "origin"),
        [
            ("http://localhost:8080", "http://view-{}.localhost:8080"),
            ("http://127.0.0.1:8080", "http://view-{}.localhost:8080"),
            ("http://[::1]:8080", "http://view-{}.localhost:8080"),
            ("https://localhost", "https://view-{}.localhost"),
            ("https://desk.localhost:8443", "https://view-{}.localhost:8443"),
            ("http://chat.example.com:8080", None),
            ("http://192.168.1.7:8080", None),
        ],
    )
    def test_there_is_an_origin_for_it_below_localhost_only(self, base: str, origin: str | None) -> None:
        scene = passing()
        shown = scene.viewing(base=base)
        address, because = proxied.framed(scene.world, shown)
        name = label(scene.made, SITE).removeprefix("view-")
        expected = SITE if origin is None else origin.format(name)
        assert (origin_of(address), bool(because)) == (expected, origin is not None)
        assert urlsplit(address)[2:] == urlsplit(shown.address)[2:]

    @pytest.mark.parametrize(
        ("setting", "is_passed_on", "because"),
        [
            ("auto", True, f"/panel names {NAMED}"),
            ("auto", False, ""),
            ("always", False, "the setting view_proxy is always"),
            ("never", True, ""),
        ],
    )
    def test_a_setting_decides_if_it_is_told_to(self, setting: str, is_passed_on: bool, because: str) -> None:
        scene = passing() if is_passed_on else Scene()
        scene.world.state.configure(view_proxy=setting)
        assert proxied.framed(scene.world, scene.viewing())[1] == because
        if setting != "auto":
            scene.look()
            assert scene.calls == []

    @pytest.mark.parametrize(
        "address",
        ["https://evil.example.com/panel", "http://bell.example.com/panel", "data:text/html,x", "x"],
    )
    def test_no_other_address_is_framed_or_read(self, address: str) -> None:
        scene = passing()
        with pytest.raises(Refused, match="no address of panel"):
            scene.look(address=address)
        assert scene.calls == []

    def test_each_installation_and_origin_has_a_name_of_its_own(self) -> None:
        scene = Scene()
        other = replace(scene.made, oauth_id="another")
        names = {label(scene.made, SITE), label(other, SITE), label(scene.made, f"{SITE}:81")}
        assert len(names) == 3
        assert all(label_in(f"{name}.localhost:8080") == name for name in names)
        long = replace(scene.made, key="com.example." + "Ünfit_key" * 20)
        assert label_in(f"{label(long, SITE)}.localhost") == label(long, SITE)
        assert len(label(long, SITE)) <= 63

    def test_what_is_mended_is_framed_at_its_own_address_again(self) -> None:
        scene = passing(panel=Answer(200, HTML, OLD), other=Answer(200, HTML))
        for path in ("/panel", "/other"):
            scene.ask(path)
        assert proxied.framed(scene.world, scene.viewing())[1]
        scene.answers["/panel"] = Answer(200, HTML, b"<script src='http://localhost/all.js'></script>")
        assert scene.ask("/panel").status == 200
        shown = scene.viewing()
        assert proxied.framed(scene.world, shown) == (shown.address, "")
        assert "it doesn't any more" in notes(scene.world, "view")[-1]
        assert scene.ask("/panel").status == 200, "views that are open stay"


class TestPassingOn:
    def test_the_addon_sees_a_request_of_its_own_page(self) -> None:
        scene = passing(save=Answer(204))
        sent = {
            "host": urlsplit(scene.view).netloc,
            "origin": scene.view,
            "referer": f"{scene.view}/panel?signed_request=x",
            "cookie": "a=1; b=2",
            "content_type": "application/x-www-form-urlencoded",
            "content_length": "3",
            "x_requested_with": "XMLHttpRequest",
            "accept_encoding": "br",
            "connection": "keep-alive, X-Hop",
            "x_hop": "1",
            "te": "trailers",
            "authorization": "Bearer x",
        }
        assert scene.ask("/save", "POST", "a=%20b&c", b"x=1", **sent).status == 204
        (call,) = scene.calls
        assert (call.method, call.url, call.body) == ("POST", f"{SITE}/save?a=%20b&c", b"x=1")
        assert (call.follows, dict(call.headers)) == (
            False,
            {
                "origin": SITE,
                "referer": f"{SITE}/panel?signed_request=x",
                "cookie": "a=1; b=2",
                "content-type": "application/x-www-form-urlencoded",
                "x-requested-with": "XMLHttpRequest",
                "authorization": "Bearer x",
                "Via": "1.1 hipgen-host",
            },
        )

    @pytest.mark.parametrize("origin", ["null", "https://other.example.com", LOCAL, "{}.example.com"])
    def test_another_pages_origin_stays_its_own(self, origin: str) -> None:
        scene = passing()
        scene.ask("/save", "POST", origin=origin.format(scene.view), via="1.0 other")
        told = dict(scene.calls[0].headers)
        assert (told["origin"], told["Via"]) == (origin.format(scene.view), "1.0 other, 1.1 hipgen-host")

    def test_the_browser_sees_what_came_back(self) -> None:
        policy = "script-src https://www.hipchat.com; frame-ancestors https://*.hipchat.com"
        headers = {
            **HTML,
            "location": f"{SITE}/login?next=/",
            "content-security-policy": policy,
            "etag": '"1"',
            "x-own": "1",
            "connection": "x-hop",
            "x-hop": "1",
            "content-encoding": "gzip",
            "content-length": "9",
            "transfer-encoding": "chunked",
            "strict-transport-security": "max-age=1",
            "set-cookie": "joined, and not to be used",
        }
        cookies = ("a=1; Path=/; Domain=bell.example.com; Secure", "b=2; HttpOnly")
        scene = passing(panel=Answer(302, headers, OLD, 0.1, cookies))
        reply = scene.ask("/panel")
        names = f"{LOCAL} http://127.0.0.1:8080"
        assert (reply.status, reply.body) == (302, OLD.replace(b"https://www.hipchat.com", LOCAL.encode()))
        assert reply.headers == (
            ("content-type", "text/html; charset=utf-8"),
            ("location", f"{scene.view}/login?next=/"),
            ("content-security-policy", f"script-src {names}; frame-ancestors {names}"),
            ("etag", '"1"'),
            ("x-own", "1"),
            ("Set-Cookie", "a=1; Path=/; Secure"),
            ("Set-Cookie", "b=2; HttpOnly"),
        )

    def test_the_wire_log_says_that_it_was_passed_on_and_why(self) -> None:
        denied = {**HTML, "x-frame-options": "Deny"}
        scene = passing(panel=Answer(200, HTML, OLD * 2), denied=Answer(200, denied), x=Failure("gone"))
        for path in ("/panel", "/denied", "/x"):
            scene.ask(path, query="signed_request=secret")
        why = f"passed on by this host because /panel names {NAMED}"
        assert notes(scene.world, "view") == [
            f"{why}; 2 addresses of HipChat's led here",
            f"{why}; no browser shows it in a frame: X-Frame-Options is DENY",
            "gone",
        ]
        entries = [one for one in scene.world.log if one.kind == "view"]
        assert {(one.direction, one.installation, one.room) for one in entries} == {
            ("out", scene.made.oauth_id, 1)
        }
        assert "secret" not in repr(entries)

    def test_a_page_that_cannot_be_had_is_told_in_its_frame(self) -> None:
        reply = passing(panel=Failure("nobody listens at bell.example.com")).ask("/panel")
        assert (reply.status, reply.header("content-type")) == (502, "text/plain; charset=utf-8")
        assert b"nobody listens at bell.example.com" in reply.body


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("path", "method", "status"),
        [
            ("@evil.example.com/", "GET", 400),
            ("*", "OPTIONS", 400),
            ("", "GET", 400),
            ("/panel", "TRACE", 405),
        ],
    )
    def test_what_pages_do_not_ask(self, path: str, method: str, status: int) -> None:
        scene = passing(panel=Answer(200))
        assert (scene.ask(path, method).status, scene.calls) == (status, [])

    @pytest.mark.parametrize(
        "path", ["//evil.example.com/x", "/\\evil.example.com", "/..//x", "/control/people"]
    )
    def test_no_path_leads_elsewhere_than_to_the_addon(self, path: str) -> None:
        scene = passing()
        assert scene.ask(path).status == 404
        assert [origin_of(call.url) for call in scene.calls] == [SITE]

    def test_views_of_what_was_removed_or_never_passed_on(self) -> None:
        assert Scene().ask("/panel").status == 404
        scene = passing(panel=Answer(200))
        discard(scene.world, scene.made)
        assert (scene.ask("/panel").status, scene.calls) == (404, [])
        assert len(scene.world.state.passed_on) == 0

    @pytest.mark.parametrize(
        ("via", "is_so"),
        [("1.1 hipgen-host", True), ("1.0 a, 1.1 hipgen-host", True), ("1.1 nginx", False), ("", False)],
    )
    def test_what_came_through_a_host_already(self, via: str, is_so: bool) -> None:
        assert has_passed({"via": via}) is is_so


def test_the_page_asks_where_to_frame_a_view_and_tells_of_a_silent_one() -> None:
    scene = Scene()
    window = Window(scene.world, ANN, addon=Addon({("GET", "/panel"): Answer(200, HTML, OLD)}))
    shown = {"addon": "com.example.bell", "kind": "webPanel", "key": "panel", "address": f"{SITE}/panel?a=1"}
    direct = {"address": shown["address"], "because": ""}
    assert window.send("POST", "/page/rooms/1/frame", shown).json() == direct
    assert window.send("POST", "/page/rooms/1/silent", shown).json() == direct, "it isn't opened as localhost"
    assert f"/panel names {NAMED}" in notes(scene.world, "view")[-1]
    for wrong, status in (
        ({"addon": "com.example.other"}, 404),
        ({"key": "other"}, 404),
        ({"kind": "dialog"}, 404),
        ({"address": "http://evil.example.com/panel"}, 400),
        ({"address": None}, 400),
    ):
        for path in ("frame", "silent"):
            assert window.send("POST", f"/page/rooms/1/{path}", {**shown, **wrong}).status == status
    assert len(window.addon.calls) == 1
