"""Names in code: legal, unique, and the same ones every time."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipgen.names import Named, Naming, assign, identifier, spell

RESERVED = frozenset(keyword.kwlist)

SPELT = {
    "incident": ("incident", "incident", "incident", "Incident"),
    "open-incidents": ("open_incidents", "open-incidents", "openIncidents", "OpenIncidents"),
    "kettle.fromMessage": (
        "kettle_from_message",
        "kettle-from-message",
        "kettleFromMessage",
        "KettleFromMessage",
    ),
    "HTTPServer2": ("http_server_2", "http-server-2", "httpServer2", "HttpServer2"),
    "room_enter": ("room_enter", "room-enter", "roomEnter", "RoomEnter"),
    "2fa": ("item_2_fa", "item-2-fa", "item2Fa", "Item2Fa"),
    "...": ("item", "item", "item", "Item"),
    "-": ("item", "item", "item", "Item"),
    "A": ("a", "a", "a", "A"),
    "Time zone (shown)": ("time_zone_shown", "time-zone-shown", "timeZoneShown", "TimeZoneShown"),
}


@pytest.mark.parametrize(("key", "spelt"), SPELT.items())
def test_a_key_is_spelt_in_every_style(key: str, spelt: tuple[str, ...]) -> None:
    assert tuple(spell(key, style) for style in ("snake", "kebab", "camel", "pascal")) == spelt


@pytest.mark.parametrize(
    ("key", "style", "taken", "expected"),
    [
        ("import", "snake", (), "import_"),
        ("con", "kebab", (), "con_"),
        ("com1", "snake", (), "com_1"),
        ("help", "snake", ("help",), "help_2"),
        ("help", "kebab", ("HELP", "help-2"), "help-3"),
        ("Help", "snake", ("help",), "help_2"),
        ("if", "camel", ("if_",), "if__2"),
    ],
)
def test_an_identifier_is_neither_reserved_nor_taken(
    key: str, style: str, taken: tuple[str, ...], expected: str
) -> None:
    assert identifier(key, style, RESERVED, taken) == expected


NAMING = Naming("kebab", "camel", frozenset({"new"}))


def test_names_are_given_in_source_order_and_told_apart_by_section() -> None:
    items = [
        ("webhooks:report", "webhooks", "report"),
        ("sidebar:report", "sidebar", "report"),
        ("pages:new", "pages", "new"),
    ]
    assert assign(items, NAMING) == {
        "webhooks:report": Named("report", "report"),
        "sidebar:report": Named("sidebar-report", "sidebarReport"),
        "pages:new": Named("new_", "new_"),
    }


def test_a_handler_that_is_on_disk_keeps_its_names() -> None:
    known = {"sidebar:report": Named("report", "report")}
    items = [("webhooks:report", "webhooks", "report"), ("sidebar:report", "sidebar", "report")]
    assert assign(items, NAMING, known) == {
        "webhooks:report": Named("webhooks-report", "webhooksReport"),
        "sidebar:report": Named("report", "report"),
    }


KEYS = st.lists(st.from_regex(r"[a-zA-Z0-9_.-]{1,12}", fullmatch=True), unique=True, max_size=8)


@given(KEYS, st.sampled_from([Naming("snake", "snake", RESERVED), NAMING]))
def test_names_are_legal_and_differ_in_more_than_case(keys: list[str], naming: Naming) -> None:
    names = assign([(f"s:{key}", "s", key) for key in keys], naming)
    assert len({named.module.lower() for named in names.values()}) == len(keys)
    assert len({named.symbol.lower() for named in names.values()}) == len(keys)
    for named in names.values():
        assert named.symbol.isidentifier()
        assert named.symbol not in naming.reserved
        assert named.module.replace("-", "_").isidentifier()
    assert assign([(f"s:{key}", "s", key) for key in keys], naming, names) == names
