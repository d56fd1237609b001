"""What templates see of an add-on: names, routes, settings, cards, pictures."""

from __future__ import annotations

import json

import pytest

from hipgen import frameworks
from hipgen.context import assets, context, slug
from hipgen.diagnostics import HipgenError, Json
from hipgen.render import render
from tests.specs import BASE, PLAIN, addon_of, framed


def seen(block: str, base_url: str = BASE) -> dict[str, Json]:
    return context(addon_of(framed(block)), base_url=base_url, framework="f", language="l", naming=PLAIN)


SLUGS = {
    "Incident Desk": "incident-desk",
    "  --A!!b--  ": "a-b",
    "Über 9000": "ber-9000",
    "日本": "sample",
    "x" * 80: "x" * 60,
    "a" * 59 + " b": "a" * 59,
    "../../etc": "etc",
}


@pytest.mark.parametrize(("name", "expected"), SLUGS.items())
def test_a_slug_is_safe_and_short(name: str, expected: str) -> None:
    assert slug(addon_of(framed(f"name: '{name}'\n"))) == expected


def test_a_name_and_a_key_without_letters_still_give_a_slug() -> None:
    assert slug(addon_of(framed("name: '日本'\nkey: '...'\n"))) == "addon"


def test_it_is_plain_data() -> None:
    result = seen("webhooks: [{key: a, command: /a}]\nsidebar: [{key: s, name: S, path: '/{x}?y={z}'}]\n")
    assert json.loads(json.dumps(result)) == result


def test_the_base_has_no_slash_at_its_end() -> None:
    assert seen("", "https://b.example/x/")["base_url"] == "https://b.example/x"


def test_items_of_one_route_share_a_handler() -> None:
    block = "webhooks: [{key: a, event: room_enter, path: /h}, {key: b, event: room_enter, path: /h}]\n"
    assert [entry["id"] for entry in seen(block)["handlers"]] == ["webhooks:a"]
    assert [route["items"] for route in seen(block)["routes"] if route["role"] == "webhook"] == [
        ["webhooks:a", "webhooks:b"]
    ]


def test_a_handler_s_entry_says_what_it_is_for() -> None:
    block = """
webhooks: [{key: tide, command: /tide, help: How high, auth: none}]
inbound: [{key: alert, secret: ALERT_SECRET}]
glances: [{key: level, name: Level, opens: chart}]
sidebar: [{key: chart, name: Chart}]
dialogs: [{key: ask, title: Ask, primary: {key: k, name: Go}, secondary: [{name: No}], filter: {}}]
"""
    webhook, inbound, glance, view, dialog = seen(block)["handlers"]
    assert [
        webhook[name] for name in ("role", "event", "event_type", "command", "signed", "title", "help")
    ] == ["webhook", "room_message", "RoomMessage", "/tide", False, "/tide", "How high"]
    assert webhook["js_pattern"] == {"source": r"^\/tide(?:\s|$)", "flags": ""}
    assert (inbound["event_type"], inbound["secret"], inbound["signed"]) == ("Inbound", "ALERT_SECRET", False)
    assert (glance["event_type"], glance["opens"], glance["frame"]) == ("GlanceRequest", "chart", None)
    assert (view["event_type"], view["frame"], view["path"]) == ("ViewRequest", "sidebar", "/views/chart")
    assert view["opened_by"] == [{"section": "glances", "key": "level", "name": "Level"}]
    assert dialog["filter"] is True
    assert dialog["buttons"] == [
        {"key": "k", "name": "Go", "primary": True},
        {"key": None, "name": "No", "primary": False},
    ]


def test_a_pattern_that_doesnt_compile_is_none_of_the_handler_s() -> None:
    block = "webhooks:\n  # hipgen: ignore[HG220] so it is\n  - {key: a, event: room_message, pattern: '('}\n"
    (entry,) = seen(block)["handlers"]
    assert (entry["pattern"], entry["js_pattern"]) == (None, None)


def test_the_consumer_and_the_installation_may_be_absent() -> None:
    result = seen("scopes: none\ninstall: none\n")
    assert (result["scopes"], result["install"], result["from_name"]) == (None, None, "Sample")
    result = seen("from_name: F\ninstall: {global: false}\n")
    assert (result["scopes"], result["install"], result["from_name"]) == (
        [],
        {"room": True, "global": False},
        "F",
    )


def test_settings_have_names_and_all_members() -> None:
    block = """
configuration:
  settings:
    - {key: time.zone, label: Zone}
    - {key: time_zone, label: Other, type: choice, choices: [a, b], default: b, required: true}
"""
    assert seen(block)["settings"] == [
        {
            "key": "time.zone",
            "name": "time_zone",
            "label": "Zone",
            "type": "text",
            "choices": [],
            "default": None,
            "required": False,
        },
        {
            "key": "time_zone",
            "name": "time_zone_2",
            "label": "Other",
            "type": "choice",
            "choices": ["a", "b"],
            "default": "b",
            "required": True,
        },
    ]


def test_cards_have_parameters_that_differ_from_those_of_all_cards() -> None:
    (card,) = seen("cards: [{key: in-cident, attributes: [Service, Title, ID, 'ser vice', '!']}]\n")["cards"]
    assert (card["symbol"], card["style"], card["title"]) == ("in_cident", "application", "in-cident")
    assert [each["name"] for each in card["attributes"]] == ["service", "title_2", "id_2", "ser_vice", "item"]


def test_a_schedule_has_a_handler_and_no_route() -> None:
    block = 'schedules: [{key: remind, cron: "0 9 * * mon-fri", time_zone: Europe/Lisbon}]\n'
    (remind,) = seen(block)["handlers"]
    assert [remind[name] for name in ("role", "event_type", "cron", "time_zone", "path", "signed")] == [
        "schedule", "Scheduled", "0 9 * * 1-5", "Europe/Lisbon", None, False,
    ]  # fmt: skip
    assert "schedule" not in {route["role"] for route in seen(block)["routes"]}


LATE = {
    "webhooks: [{key: a, command: /a}]\n": True,
    "inbound: [{key: a, secret: A}]\n": True,
    'schedules: [{key: a, cron: "@daily"}]\n': True,
    "sidebar: [{key: a, name: A}]\n": False,
}


@pytest.mark.parametrize("block", LATE)
def test_what_may_go_on_after_its_answer_is_known(block: str) -> None:
    assert seen(block)["late"] is LATE[block]


def test_secrets_are_listed_once() -> None:
    block = "inbound: [{key: a, secret: B}, {key: b, secret: A}, {key: c, secret: B}]\n"
    assert seen(block)["environment"] == [
        {"name": "A", "why": "secret of inbound route b"},
        {"name": "B", "why": "secret of inbound route a"},
    ]


PICTURES = {
    "static/a.png": ["static/a.png", "static/a@2x.png"],
    "a b/c.svg": ["a b/c.svg", "a b/c@2x.svg"],
    "a%20b.png": ["a b.png", "a b@2x.png"],
    "a.png?v=1": ["a.png", "a@2x.png"],
    "../a.png": [],
    "%2e%2e/a.png": [],
    "a/..%2f..%2fb.png": [],
    "/etc//passwd.png": [],
    ".hidden.png": [],
    "a.py": [],
    "a\\b.png": [],
    "https://e.example/a.png": [],
}


@pytest.mark.parametrize(("said", "files"), PICTURES.items())
def test_pictures_of_the_project_are_files_inside_it(said: str, files: list[str]) -> None:
    addon = addon_of(framed(f"sidebar: [{{key: s, name: S, icon: '{said}'}}]\n"))
    assert [file for _, file in assets(addon)] == files


class TestFrameworks:
    def test_an_unknown_one_is_told_with_the_nearest(self) -> None:
        name = frameworks.names()[0]
        with pytest.raises(HipgenError, match=f"no framework is called `{name[:-1]}`; did you mean `{name}`"):
            frameworks.framework(name[:-1])
        with pytest.raises(HipgenError, match="there are: "):
            frameworks.framework("nothing-like-it")

    @pytest.mark.parametrize("name", frameworks.names())
    def test_a_path_without_an_owner_is_an_error_of_the_template(self, name: str) -> None:
        with pytest.raises(HipgenError, match="has no owner"):
            frameworks.framework(name).ownership("nobody/knows.this")

    @pytest.mark.parametrize("name", frameworks.names())
    def test_rendering_is_repeatable_and_sorted(self, name: str) -> None:
        framework = frameworks.framework(name)
        given = context(
            addon_of(framed("avatar: a.png\nwebhooks: [{key: a, command: /a}]\n")),
            base_url=BASE,
            framework=name,
            language=framework.language,
            naming=framework.naming,
        )
        files = render(framework, given)
        assert files == render(framework, given)
        assert [file.path for file in files] == sorted({file.path for file in files})
        assert {"a.png", "a@2x.png"} <= {file.path for file in files}
        assert sum(file.item == "webhooks:a" for file in files) == 1
