"""The catalogue: read from a folder, shown with what descriptors and listings say, found, and read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hipgen.host.catalogue import listed
from hipgen.host.state import Listing
from hipgen.host.wire import Answer, Json
from hipgen.testing.process import running_host
from tests.host.addons import SELF, SITE, descriptor, installed, serving
from tests.host.browsers import Browser, Forms
from tests.host.worlds import world_of_three

KEY = "com.example.bell"
HOSTILE = "<script>alert(1)</script>"
WORDS = {
    "tagline": "Never miss a watch",
    "categories": ["Sailing"],
    "summary": "All eight watches, and the dog watches.",
    "logo": "https://example.com/logo.png",
    "screenshots": ["https://example.com/deck.png", "javascript:alert(1)"],
    "support_url": "https://example.com/help",
    "terms_url": "https://example.com/terms",
    "documentation_url": "https://example.com/manual",
}


def browser(document: Json = None, words: Json = None, **answers: Answer) -> Browser:
    """A browser of a host whose catalogue has one add-on, which answers with that descriptor."""
    told = {**descriptor(), "vendor": {"name": "Example Pilots", "url": "https://example.com"}}
    world = world_of_three()
    world.state.listings[KEY] = Listing(KEY, SELF, words or {})
    return Browser(world, addon=serving(told if document is None else document, **answers))


def test_an_addon_is_shown_with_what_its_descriptor_and_its_listing_say() -> None:
    visitor = browser(words=WORDS)
    assert visitor.go("/catalogue?room=Harbour").status == 200
    for text in ("Ship&#39;s Bell", "All eight watches", "Example Pilots", "Never miss a watch", "Sailing"):
        assert text in visitor.page
    for link in ("help", "terms", "manual", "deck.png"):
        assert f'href="https://example.com/{link}"' in visitor.page
    assert 'class="badge" src="https://example.com/logo.png"' in visitor.page
    assert 'src="https://example.com/deck.png"' in visitor.page
    assert "javascript:" not in visitor.page
    assert f"/addons/install?key={KEY}&amp;room=Harbour" in visitor.page


def test_a_descriptor_is_read_once_and_again_when_asked_to() -> None:
    visitor = browser()
    visitor.go("/catalogue")
    visitor.go("/catalogue")
    assert [call.url for call in visitor.addon.calls] == [SELF]
    visitor.send(visitor.form("/catalogue/read"))
    assert len(visitor.addon.calls) == 2


def test_one_that_does_not_answer_is_said_to_be_so_and_is_not_asked_each_time() -> None:
    visitor = Browser(world_of_three())
    visitor.world.state.listings[KEY] = Listing(KEY, f"{SITE}/gone.json")
    visitor.go("/catalogue")
    visitor.go("/catalogue")
    assert "The descriptor could not be read" in visitor.page
    assert KEY in visitor.page
    assert len(visitor.addon.calls) == 1


@pytest.mark.parametrize(
    ("find", "there"), [("bell", True), ("EXAMPLE pilots", True), ("bell sailing", True), ("horn", False)]
)
def test_words_find_addons(find: str, there: bool) -> None:
    visitor = browser(words=WORDS)
    visitor.go(f"/catalogue?find={find.replace(' ', '+')}")
    assert ("Ship&#39;s Bell" in visitor.page) == there
    assert ("Nothing here is about" in visitor.page) != there


@pytest.mark.parametrize(("room", "place"), [(1, "Harbour"), (None, "every room")])
def test_it_says_where_an_addon_is_installed(room: int | None, place: str) -> None:
    visitor = browser()
    installed(visitor.world, descriptor(), room)
    visitor.go("/catalogue?room=Harbour")
    assert f"{place}</a>" in visitor.page
    assert "Install elsewhere" in visitor.page


def test_nothing_of_it_runs_and_no_address_but_those_of_the_web_is_a_link() -> None:
    vendor = {"name": HOSTILE, "url": "javascript:alert(1)"}
    visitor = browser({**descriptor(), "name": HOSTILE, "vendor": vendor}, {"tagline": HOSTILE})
    visitor.go("/catalogue")
    assert Forms(visitor.page).scripts == 0
    assert 'href="javascript:' not in visitor.page


def test_an_empty_catalogue_says_how_to_fill_it() -> None:
    visitor = Browser(world_of_three())
    visitor.go("/catalogue")
    assert "--catalogue FOLDER" in visitor.page
    assert visitor.go("/catalogue?room=None such").status == 404


class TestFolder:
    def test_descriptors_and_listings_are_read(self) -> None:
        listing = {"key": "com.example.horn", "url": "http://127.0.0.1:3000/d.json", "tagline": "Loud"}
        found = listed({"b.json": listing, "a.json": descriptor()})
        assert [one["key"] for one in found] == [KEY, "com.example.horn"]
        assert (found[0]["url"], found[0]["descriptor"]["name"]) == (SELF, "Ship's Bell")
        assert found[1] == listing

    @pytest.mark.parametrize(
        ("document", "message"),
        [
            ({"name": "Bell"}, "a.json: "),
            ([], "a.json: "),
            ({"url": "http://a"}, "a.json: the listing has no key"),
            ({"url": "http://a", "key": "b", "price": 1}, "a.json: a listing has no price"),
            ({"url": "http://a", "key": 1}, "a.json: key is not a text"),
            ({"url": "http://a", "key": "b", "categories": "Sailing"}, "a.json: categories is not a list"),
        ],
        ids=lambda value: json.dumps(value)[:30],
    )
    def test_anything_else_is_refused_with_its_file(self, document: Json, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            listed({"a.json": document})

    @pytest.mark.slow
    def test_the_command_offers_what_is_in_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "bell.json").write_text(json.dumps(descriptor()))
        with running_host("--catalogue", str(tmp_path)) as host:
            listings = host.control("GET", "/listings")["items"]
        assert listings == [{"key": KEY, "url": SELF}]
        (tmp_path / "horn.json").write_text('{"url": "http://a"}')
        with (
            pytest.raises(RuntimeError, match=r"horn\.json: the listing has no key"),
            running_host("--catalogue", str(tmp_path)),
        ):
            pass
