"""The pages that install, configure, update and remove add-ons, in a browser without scripts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from hipgen.host.state import Listing
from hipgen.host.wire import Answer, Json
from hipgen.host.world import World
from tests.host.addons import CALLBACK, OK, SELF, SITE, descriptor, installed, logged, serving
from tests.host.browsers import Browser, Forms
from tests.host.worlds import BASE, Addon, world_of_three

INSTALL = "/addons/install"
SETTINGS = {"url": f"{SITE}/settings"}


def browser(document: Json = None, **answers: Answer) -> Browser:
    world = world_of_three()
    return Browser(world, addon=serving(descriptor() if document is None else document, **answers))


def asked(**parameters: str) -> str:
    return f"{INSTALL}?{urlencode(parameters)}"


class TestInstalling:
    def test_the_page_says_what_it_is_and_what_it_asks_for(self) -> None:
        document = {
            **descriptor(("send_notification", "view_room")),
            "vendor": {"name": "Example Pilots", "url": "https://example.com"},
        }
        visitor = browser(document)
        assert visitor.go(asked(url=SELF, room="Harbour")).status == 200
        for text in (
            "Install Ship&#39;s Bell",
            "Rings the watches.",
            "Example Pilots",
            "Send Notification",
            "View Room",
        ):
            assert text in visitor.page
        assert re.search(r'value="Harbour" selected', visitor.page)
        assert Forms(visitor.page).scripts == 0
        assert len(visitor.world.state.installations) == 0

    def test_approval_installs_and_leads_to_the_list(self) -> None:
        visitor = browser(descriptor(installable=CALLBACK), installed=Answer(204))
        visitor.go(asked(url=SELF, room="Harbour"))
        reply = visitor.send(visitor.form(INSTALL), room="Harbour")
        assert (reply.status, reply.header("location")) == (302, "/addons/?room=1")
        (made,) = visitor.world.state.installations.values()
        assert (made.room, made.installed_by, made.base) == (1, 1, BASE)
        assert [call.method for call in visitor.addon.calls] == ["GET", "GET", "POST"]

    def test_no_room_is_the_whole_group_and_a_key_is_enough(self) -> None:
        visitor = browser()
        visitor.world.state.listings["com.example.bell"] = Listing("com.example.bell", SELF)
        visitor.go(asked(key="com.example.bell"))
        reply = visitor.send(visitor.form(INSTALL), room="")
        assert reply.header("location") == "/addons/"
        assert [one.room for one in visitor.world.state.installations.values()] == [None]

    def test_the_addons_page_comes_first_then_its_configuration(self) -> None:
        visitor = browser(descriptor(installable={"installedUrl": f"{SITE}/welcome"}, configurable=SETTINGS))
        visitor.go(asked(url=SELF, room="Harbour", relayState="r 1"))
        address = visitor.send(visitor.form(INSTALL), room="Harbour").header("location") or ""
        assert address.startswith(f"{SITE}/welcome?")
        values = dict(parse_qsl(urlsplit(address).query))
        assert (values["relayState"], values["redirect_url"]) == ("r 1", f"{BASE}/addons/?room=1")
        token = values["installable_url"].rpartition("/")[2]
        assert token not in logged(visitor.world)

        visitor = browser(descriptor(configurable=SETTINGS))
        visitor.go(asked(url=SELF))
        reply = visitor.send(visitor.form(INSTALL), room="Harbour")
        assert reply.header("location") == "/addons/com.example.bell?room=1"

    def test_a_data_url_installs_too(self) -> None:
        visitor = browser()
        address = f"data:application/json,{quote(json.dumps(descriptor()))}"
        visitor.go(asked(url=address))
        assert visitor.send(visitor.form(INSTALL), room="Vault").status == 302
        assert [one.url for one in visitor.world.state.installations.values()] == [None]

    def test_scopes_that_came_in_between_are_shown_again(self) -> None:
        visitor = browser()
        visitor.go(asked(url=SELF))
        form = visitor.form(INSTALL)
        visitor.addon = serving(descriptor(("send_notification", "admin_group")))
        assert visitor.send(form, room="Harbour").status == 200
        assert "asks for more than a moment ago" in visitor.page
        assert len(visitor.world.state.installations) == 0
        assert visitor.send(visitor.form(INSTALL), room="Harbour").status == 302

    @pytest.mark.parametrize(
        ("document", "parameters", "status", "said"),
        [
            ({"key": 7}, {"url": SELF}, 400, "/key"),
            (descriptor(glance=[{"key": "x"}]), {"url": SELF}, 400, "/capabilities/glance/0"),
            (None, {"url": f"{SITE}/none"}, 502, "nobody listens there"),
            (None, {"url": "bell"}, 400, "is not the address of a descriptor"),
            (None, {"key": "com.example.none"}, 404, "The catalogue has no add-on"),
            (None, {"url": SELF, "room": "Pier"}, 404, "There is no room called Pier"),
        ],
    )
    def test_what_is_wrong_is_shown_with_its_place(
        self, document: Json, parameters: dict[str, str], status: int, said: str
    ) -> None:
        visitor = browser(document)
        assert visitor.go(asked(**parameters)).status == status
        assert said in unescape(visitor.page)
        assert visitor.form(INSTALL).hidden == parameters

    def test_an_addon_that_does_not_agree_is_told_of(self) -> None:
        visitor = browser(descriptor(installable=CALLBACK), installed=Answer(403))
        visitor.go(asked(url=SELF))
        assert visitor.send(visitor.form(INSTALL), room="Harbour").status == 502
        assert "it answered 403" in visitor.page
        assert len(visitor.world.state.installations) == 0

    def test_a_form_of_another_site_installs_nothing(self) -> None:
        visitor = browser()
        visitor.go(asked(url=SELF))
        form = visitor.form(INSTALL)
        assert visitor.send(form, {"origin": "https://evil.example.com"}, room="Harbour").status == 403
        form.hidden["form_token"] = "guessed"
        assert visitor.send(form, room="Harbour").status == 403
        assert len(visitor.world.state.installations) == 0

    def test_only_permitted_places_are_offered(self) -> None:
        visitor = browser(descriptor(installable={"allowGlobal": False}))
        visitor.go(asked(url=SELF))
        assert "The whole group" not in visitor.page
        visitor.be(2)
        visitor.go(asked(url=SELF))
        assert "no place where Bo Lund may install it" in visitor.page

    def test_what_an_addon_says_of_itself_is_only_text(self) -> None:
        nasty = '"><script>alert(1)</script>'
        visitor = browser(
            {
                **descriptor(),
                "name": nasty,
                "description": nasty,
                "vendor": {"name": nasty, "url": "javascript:x"},
            }
        )
        reply = visitor.go(asked(url=SELF, relayState=nasty))
        assert Forms(visitor.page).scripts == 0
        assert 'href="javascript:' not in visitor.page
        assert "script-src" not in (reply.header("content-security-policy") or "")

    def test_without_an_address_there_is_a_form_for_one(self) -> None:
        visitor = browser()
        assert visitor.go(f"{INSTALL}?room=Harbour").status == 200
        assert visitor.form(INSTALL).names == ["url"]
        assert "/catalogue?room=Harbour" in visitor.page


class TestList:
    def test_it_shows_what_is_installed_where(self) -> None:
        visitor = browser()
        installed(visitor.world, descriptor(), 1)
        installed(visitor.world, {**descriptor(), "key": "com.example.horn", "name": "Horn"}, None)
        assert visitor.go("/addons/?room=1").status == 200
        assert "Ship&#39;s Bell" in visitor.page
        assert "Horn" in visitor.page
        visitor.go("/addons")
        assert "Ship&#39;s Bell" not in visitor.page
        assert "/addons/com.example.horn" in visitor.page
        assert visitor.go("/addons/?room=99").status == 404


class TestConfiguring:
    def framed(self, visitor: Browser) -> tuple[str, str]:
        found = re.search(r'<iframe[^>]* src="([^"]*)" sandbox="([^"]*)"', visitor.page)
        assert found is not None
        return unescape(found[1]), found[2]

    def test_the_page_is_framed_on_its_own_origin(self) -> None:
        visitor = browser()
        installed(visitor.world, descriptor(configurable=SETTINGS))
        reply = visitor.go("/addons/com.example.bell?room=1")
        address, sandbox = self.framed(visitor)
        values = dict(parse_qsl(urlsplit(address).query))
        assert (address.partition("?")[0], values["xdmhost"]) == (f"{SITE}/settings", BASE)
        assert "signed_request" in values
        assert sandbox == "allow-scripts allow-forms allow-popups allow-same-origin"
        assert (reply.header("content-security-policy") or "").endswith(f"; frame-src {SITE}")

    def test_a_page_on_the_hosts_own_origin_gets_none(self) -> None:
        visitor = browser()
        installed(visitor.world, descriptor(configurable={"url": f"{BASE}/people"}))
        visitor.go("/addons/com.example.bell?room=1")
        assert "allow-same-origin" not in self.framed(visitor)[1]

    @pytest.mark.parametrize(
        "url", ["data:text/html,x", "javascript:alert(1)", "/settings", "https://a;b.example.com/"]
    )
    def test_what_is_no_http_address_is_not_framed(self, url: str) -> None:
        visitor = browser()
        installed(visitor.world, descriptor(configurable={"url": url}))
        assert visitor.go("/addons/com.example.bell?room=1").status == 200
        assert "<iframe" not in visitor.page
        assert "be shown in a frame" in visitor.page

    def test_the_admin_page_is_the_other_view(self) -> None:
        visitor = browser()
        installed(visitor.world, descriptor(adminPage={"url": f"{SITE}/admin"}, configurable=SETTINGS))
        visitor.go("/addons/com.example.bell?room=1&view=adminPage")
        assert self.framed(visitor)[0].startswith(f"{SITE}/admin?")

    @pytest.mark.parametrize(("allowed", "status"), [(True, 200), (False, 403)])
    def test_a_rooms_administrator_opens_a_global_one_only_if_it_says_so(
        self, allowed: bool, status: int
    ) -> None:
        visitor = browser()
        settings = {"url": f"{SITE}/settings", "allowAccessToRoomAdmins": allowed}
        installed(visitor.world, descriptor(configurable=settings), None)
        room = visitor.world.chat.room(1)
        assert room is not None
        visitor.world.chat.put_room(replace(room, admins=(2,)))
        visitor.be(2)
        assert visitor.go("/addons/com.example.bell?room=1").status == status
        assert visitor.go("/addons/com.example.bell").status == 403

    @pytest.mark.parametrize(
        "address", ["/addons/none", "/addons/none?room=1", "/addons/com.example.bell?room=9"]
    )
    def test_what_is_not_there_is_404(self, address: str) -> None:
        visitor = browser()
        installed(visitor.world, descriptor(configurable=SETTINGS))
        assert visitor.go(address).status == 404

    def test_a_key_may_hold_anything(self) -> None:
        visitor = browser()
        installed(visitor.world, {**descriptor(), "key": "a/b ?c"})
        visitor.go("/addons/?room=1")
        assert 'href="/addons/a%2Fb%20%3Fc?room=1"' in visitor.page
        assert visitor.go("/addons/a%2Fb%20%3Fc?room=1").status == 200
        assert visitor.send(visitor.form("/addons/a%2Fb%20%3Fc/uninstall")).status == 302
        assert len(visitor.world.state.installations) == 0


class TestUpdating:
    def test_added_scopes_are_shown_and_approved(self) -> None:
        visitor = browser(descriptor(("send_notification", "view_room")))
        installed(visitor.world, descriptor())
        visitor.go("/addons/com.example.bell?room=1")
        form = visitor.form("/addons/com.example.bell/update")
        assert visitor.send(form).status == 200
        assert "View Room" in visitor.page
        assert scopes(visitor.world) == ("send_notification",)
        visitor.go("/addons/?room=1")
        assert 'href="/addons/com.example.bell?room=1&amp;update=true"' in visitor.page
        visitor.go("/addons/com.example.bell?room=1&update=true")
        reply = visitor.send(visitor.form("/addons/com.example.bell/update"), approve="yes")
        assert (reply.status, reply.header("location")) == (302, "/addons/com.example.bell?room=1")
        assert scopes(visitor.world) == ("send_notification", "view_room")

    def test_the_browser_goes_to_the_addons_page_for_updates(self) -> None:
        changed = descriptor(installable={"updatedUrl": f"{SITE}/news"})
        visitor = browser(changed)
        installed(visitor.world, descriptor())
        visitor.go("/addons/com.example.bell?room=1&update=true")
        assert "No update waits" in visitor.page
        reply = visitor.send(visitor.form("/addons/com.example.bell/update"))
        assert (reply.header("location") or "").startswith(f"{SITE}/news?installable_url=")


class TestRemoving:
    def test_it_is_told_and_the_browser_led_on(self) -> None:
        document = descriptor(installable={**CALLBACK, "uninstalledUrl": f"{SITE}/bye"})
        visitor = browser()
        made = installed(visitor.world, document)
        visitor.addon = Addon({("DELETE", f"/installed/{made.oauth_id}"): OK})
        visitor.go("/addons/com.example.bell?room=1")
        reply = visitor.send(visitor.form("/addons/com.example.bell/uninstall"))
        assert (reply.header("location") or "").startswith(f"{SITE}/bye?")
        assert [call.method for call in visitor.addon.calls] == ["DELETE"]
        assert len(visitor.world.state.installations) == 0

    def test_only_administrators_do_it(self) -> None:
        visitor = browser()
        installed(visitor.world, descriptor(configurable=SETTINGS))
        visitor.go("/addons/com.example.bell?room=1")
        form = visitor.form("/addons/com.example.bell/uninstall")
        visitor.be(2)
        visitor.go("/people")
        form.hidden["form_token"] = visitor.form("/people").hidden["form_token"]
        assert visitor.send(form).status == 403
        assert "Only administrators do this" in visitor.page
        assert len(visitor.world.state.installations) == 1


def scopes(world: World) -> tuple[str, ...]:
    (made,) = world.state.installations.values()
    return made.scopes
