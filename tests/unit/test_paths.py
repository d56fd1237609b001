"""A project's paths as templates see them: what is there, and what it is called."""

from __future__ import annotations

import pytest

from hipgen.context import context
from hipgen.diagnostics import Json
from hipgen.names import Naming
from tests.specs import BASE, PLAIN, addon_of, framed


def paths(block: str, naming: Naming = PLAIN) -> dict[str, Json]:
    """The paths of a spec by their text."""
    seen = context(addon_of(framed(block)), base_url=BASE, framework="f", language="l", naming=naming)
    assert len({entry["path"] for entry in seen["paths"]}) == len(seen["paths"])
    return {entry["path"]: entry for entry in seen["paths"]}


def test_each_path_has_its_methods() -> None:
    block = """
webhooks: [{key: tide, command: /tide}]
inbound: [{key: alert, secret: ALERT_SECRET}]
glances: [{key: level, name: Level, icon: static/level.png}]
sidebar: [{key: chart, name: Chart}]
configuration: {settings: [{key: harbour, label: Harbour}]}
"""
    assert {path: entry["methods"] for path, entry in paths(block).items()} == {
        "/descriptor.json": ["GET"],
        "/hipchat/installed": ["POST"],
        "/hipchat/installed/{id}": ["DELETE"],
        "/hipchat/updated": ["POST"],
        "/webhooks/tide": ["POST"],
        "/inbound/alert": ["POST"],
        "/glances/level": ["GET", "OPTIONS"],
        "/views/chart": ["GET", "POST"],
        "/configuration": ["GET", "POST"],
    }


def test_the_end_of_an_installation_is_told_below_its_beginning() -> None:
    gone = paths("")["/hipchat/installed/{id}"]
    assert (gone["name"], gone["parameters"], gone["roles"]) == ("uninstalled", ["id"], ["uninstalled"])
    assert [route["role"] for route in gone["routes"]] == ["uninstalled"]


def test_a_slash_at_the_end_may_come_twice_before_the_id() -> None:
    found = paths("install: {callback: /in/}\n")
    assert found["/in/"]["roles"] == ["installed"]
    assert [found[path]["name"] for path in ("/in/{id}", "/in//{id}")] == ["uninstalled", "uninstalled_2"]


def test_an_addon_that_is_never_told_of_installations_has_no_path_for_their_end() -> None:
    assert not any(
        "uninstalled" in entry["roles"] for entry in paths("install: {callback: false}\n").values()
    )


def test_what_shares_a_path_is_one_entry_with_all_routes_in_order() -> None:
    block = """
webhooks:
  - {key: any, event: room_message, path: /hook}
  - {key: tide, command: /tide, path: /hook}
sidebar: [{key: chart, name: Chart, path: '/hook?view=1'}]
"""
    (shared,) = (entry for path, entry in paths(block).items() if path == "/hook")
    tried = [route["items"] for route in shared["routes"]]
    assert tried == [["webhooks:tide"], ["webhooks:any"], ["sidebar:chart"]]
    assert shared["roles"] == ["webhook", "view"]
    assert shared["methods"] == ["POST", "GET"]
    assert shared["titles"] == ["/tide", "any", "Chart"]
    assert shared["name"] == "webhook_tide"


def test_a_parameter_has_a_name() -> None:
    entry = paths("pages: [{key: log, name: Log, path: '/log/{room_id}/all'}]\n")["/log/{p2}/all"]
    assert entry["parameters"] == ["p2"]
    assert entry["segments"] == ["log", {"param": "p2"}, "all"]


@pytest.mark.parametrize(
    ("style", "names"),
    [
        ("snake", ["descriptor", "installed", "uninstalled", "updated", "webhook_high_tide"]),
        ("camel", ["descriptor", "installed", "uninstalled", "updated", "webhookHighTide"]),
    ],
)
def test_names_are_written_as_the_language_does(style: str, names: list[str]) -> None:
    found = paths("webhooks: [{key: high-tide, command: /tide}]\n", Naming(symbol=style))
    assert [entry["name"] for entry in found.values()] == names
