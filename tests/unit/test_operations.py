"""The table of HipChat's REST API: its form, and that every body and answer can be checked without others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator

from hipgen.diagnostics import Json
from hipgen.operations import (
    OBJECTS,
    TABLE,
    Operation,
    Placeholder,
    answer_schema,
    body_schema,
    objects,
    operations,
)
from hipgen.schemas import schema
from tests.schemas.published import BASE, FOLDER, load
from tests.schemas.test_published import layout, parts

pytestmark = pytest.mark.slow

ALL = list(operations().values())
NAMES = list(operations())
ROWS = load(FOLDER / "rest" / "operations.json")["operations"]
DEFINITIONS = load(FOLDER / "rest" / "objects.schema.json")["$defs"]
METHODS = {"GET", "POST", "PUT", "DELETE"}
SCOPES = set(load(FOLDER / "descriptor.schema.json")["$defs"]["scope"]["enum"])
WHO = {"group_client", "room_client", "user", "anonymous", "basic_auth"}
TYPES = {
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "text/html",
    "multipart/related",
}
OPTIONAL = {"aliases", "body_in_query", "client"}
MEMBERS = [
    "name",
    "group",
    "method",
    "path",
    "summary",
    "scopes",
    "access",
    "path_parameters",
    "query",
    "content_types",
    "body",
    "body_required",
    "success",
    "answer",
    "location",
    "flood",
    "deprecated",
    "inferred",
    "attested",
]


def references(node: Json) -> Iterator[str]:
    """Every reference in a schema."""
    match node:
        case dict():
            for key, value in node.items():
                if key == "$ref":
                    yield value
                yield from references(value)
        case list():
            for member in node:
                yield from references(member)


def body(name: str) -> Draft202012Validator:
    return Draft202012Validator(body_schema(operations()[name]) or {})


def answer(name: str) -> Draft202012Validator:
    return Draft202012Validator(answer_schema(operations()[name]) or {})


class TestTheTable:
    def test_it_has_every_operation_once(self) -> None:
        assert len(ROWS) == len(operations()) == 103
        groups = Counter(row["group"] for row in ROWS)
        assert groups == {
            "Rooms": 45,
            "Capabilities": 2,
            "Emoticons": 2,
            "Groups": 5,
            "Imports": 4,
            "Integrations": 8,
            "Invites": 1,
            "OAuth Sessions": 3,
            "Users": 15,
            "Extensions": 18,
        }

    def test_method_and_path_tell_one_from_another(self) -> None:
        shapes = [(each.method, re.sub(r"\{\w+\}", "{}", each.path)) for each in ALL]
        assert [shape for shape, count in Counter(shapes).items() if count > 1] == []

    @pytest.mark.parametrize("file", ["operations.json", "objects.schema.json"])
    def test_it_is_laid_out_in_the_one_way(self, file: str) -> None:
        path = FOLDER / "rest" / file
        assert path.read_text(encoding="utf-8") == layout(load(path)) + "\n"

    def test_both_files_have_the_address_that_the_reader_takes_them_for(self) -> None:
        assert (FOLDER / TABLE.removeprefix(BASE)).is_file()
        assert load(FOLDER / "rest" / "objects.schema.json")["$id"] == OBJECTS

    @pytest.mark.parametrize("row", ROWS, ids=NAMES)
    def test_a_row_is_well_formed(self, row: Json) -> None:
        assert [member for member in row if member not in OPTIONAL] == MEMBERS
        assert set(row.get("aliases", {}).values()) <= set((row["body"] or {}).get("properties", {}))
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", row["name"])
        assert row["method"] in METHODS
        assert re.fullmatch(r"/v2(/([\w-]+|\{\w+\}))+", row["path"], re.ASCII)
        assert re.fullmatch(r"[A-Z][^\n]{5,80}\.", row["summary"])
        assert set(row["scopes"]) <= SCOPES
        assert set(row["access"]) <= WHO
        assert row["access"]
        assert set(row["content_types"]) <= TYPES
        assert row["success"] in {200, 201, 204, 302}
        assert (row["answer"] is None) == (row["success"] in {204, 302})
        assert all(isinstance(row[flag], bool) for flag in ("location", "flood", "deprecated", "attested"))

    @pytest.mark.parametrize("row", ROWS, ids=NAMES)
    def test_every_placeholder_has_a_parameter_and_every_parameter_a_schema(self, row: Json) -> None:
        names = [each["name"] for each in row["path_parameters"]]
        assert names == re.findall(r"\{(\w+)\}", row["path"])
        for parameter in (*row["path_parameters"], *row["query"]):
            given = parameter["schema"]
            Draft202012Validator.check_schema(given)
            assert given["type"] in {"string", "integer", "boolean"}
            assert given["description"]
            if "default" in given:
                assert Draft202012Validator(given).is_valid(given["default"])

    @pytest.mark.parametrize("each", ALL, ids=NAMES)
    def test_a_body_has_a_content_type_unless_it_is_unknown(self, each: Operation) -> None:
        if each.attested:
            assert (each.body is None) == (each.content_types == ())
        assert each.body is not None or not each.body_required
        assert each.body is None or each.method in {"POST", "PUT"}

    def test_only_the_imports_are_not_attested(self) -> None:
        assert {each.group for each in ALL if not each.attested} == {"Imports"}
        assert sum(not each.attested for each in ALL) == 4

    def test_few_bodies_may_be_absent(self) -> None:
        may = {
            each.name for each in ALL if each.body is not None and each.attested and not each.body_required
        }
        assert may == {"invite_user", "add_member"}


class TestAnOperation:
    def test_it_has_its_path_in_segments(self) -> None:
        room, key = operations()["get_room_glance"].segments[2::3]
        assert operations()["get_room_glance"].segments == ("v2", "room", room, "extension", "glance", key)
        assert isinstance(room, Placeholder)
        assert isinstance(key, Placeholder)
        assert (room.name, room.schema["maxLength"]) == ("room_id_or_name", 100)
        assert (key.name, key.schema["maxLength"]) == ("key", 40)

    def test_it_has_the_parameters_of_its_query_with_their_defaults(self) -> None:
        defaults = {each.name: each.schema.get("default") for each in operations()["get_all_rooms"].query}
        assert defaults == {
            "start-index": 0,
            "max-results": 100,
            "include-private": True,
            "include-archived": False,
            "expand": None,
        }

    def test_it_says_who_may_call_it(self) -> None:
        each = operations()["send_room_notification"]
        assert (each.method, each.success, each.flood) == ("POST", 204, True)
        assert each.scopes == ("send_notification",)
        assert each.access == {"group_client", "room_client", "user"}
        assert each.content_types[0] == "application/json"

    def test_messages_have_a_limit_of_their_own(self) -> None:
        assert [each.name for each in ALL if each.flood] == [
            "send_message",
            "send_room_notification",
            "reply_to_message",
            "share_file_with_room",
            "share_link_with_room",
            "private_message_user",
            "share_file_with_user",
            "share_link_with_user",
        ]

    def test_some_answer_with_a_location(self) -> None:
        assert [each.name for each in ALL if each.location] == [
            "create_room",
            "get_room_avatar",
            "create_webhook",
            "get_group_avatar",
            "get_photo",
        ]

    def test_without_a_body_there_is_no_schema(self) -> None:
        assert body_schema(operations()["get_room"]) is None
        assert answer_schema(operations()["delete_room"]) is None


class TestTheObjects:
    @pytest.mark.parametrize("name", DEFINITIONS)
    def test_an_object_and_its_members_are_described(self, name: str) -> None:
        bare = [
            f"{pointer}/properties/{member}"
            for pointer, part in parts(DEFINITIONS[name])
            if isinstance(part, dict)
            for member, value in part.get("properties", {}).items()
            if not value.get("description")
        ]
        assert DEFINITIONS[name]["description"]
        assert bare == []

    def test_they_make_one_document(self) -> None:
        document = objects()
        Draft202012Validator.check_schema(document)
        assert document["$defs"].keys() >= DEFINITIONS.keys()
        assert {each.removeprefix("#/$defs/") for each in references(document)} <= document["$defs"].keys()

    def test_the_command_line_prints_them_too(self) -> None:
        assert (schema("rest/objects") or {})["$defs"].keys() >= DEFINITIONS.keys()

    @pytest.mark.parametrize(
        ("name", "value", "fits"),
        [
            ("Error", {"error": {"code": 404, "type": "Not Found", "message": "Room x not found"}}, True),
            ("Error", {"error": {"code": 404, "message": "Room x not found"}}, False),
            ("WebhookDelivery", {"event": "room_enter", "webhook_id": 1, "item": {}}, True),
            ("WebhookDelivery", {"event": "room_left", "webhook_id": 1, "item": {}}, False),
            ("UserRef", {"id": 1, "name": "N", "mention_name": "n", "links": {"self": "u"}}, True),
            ("UserRef", {"id": 1, "name": "N", "mention_name": "n", "links": {}}, False),
            ("Icon", {"url@2x": "i"}, False),
        ],
    )
    def test_one_can_be_taken_alone(self, name: str, value: Json, fits: bool) -> None:
        assert Draft202012Validator({"$ref": f"#/$defs/{name}", **objects()}).is_valid(value) is fits


class TestBodiesAndAnswers:
    @pytest.mark.parametrize("each", ALL, ids=NAMES)
    def test_their_schemas_are_valid_and_stand_alone(self, each: Operation) -> None:
        for document in (body_schema(each), answer_schema(each)):
            if document is None:
                continue
            Draft202012Validator.check_schema(document)
            led = {reference.removeprefix("#/$defs/") for reference in references(document)}
            assert led == document.get("$defs", {}).keys()
            assert "$id" not in str(document)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("create_room", {"name": "East quay", "topic": None, "owner_user_id": "@Ines"}),
            ("send_room_notification", {"message": "m", "notify": "true", "card": None, "token": "x"}),
            (
                "send_room_notification",
                {"message": "m", "from": "", "card": {"style": "link", "id": "1", "title": "T"}},
            ),
            ("add_member", {"roles": ["room_member"]}),
            (
                "create_room_action",
                {"name": "N", "location": "hipchat.input.action", "target": "ask", "weight": 1},
            ),
            ("create_room_glance", {"name": {"value": "N"}, "icon": {"url": "a", "url@2x": "b"}}),
            ("create_room_webhook", {"url": "https://example.com", "event": "room_enter"}),
            ("create_webhook", {"url": "https://example.com", "event": "room_enter", "pattern": None}),
            ("create_global_external_page", {"name": "N", "url": "https://example.com", "more": 1}),
            ("update_user", {"name": "N", "mention_name": "n", "email": "n@x", "presence": {"show": ""}}),
            (
                "room_addon_ui_update",
                {"glance": [{"key": "k", "content": {"label": {"type": "html", "value": "v"}}}]},
            ),
            ("generate_token", {"grant_type": "client_credentials"}),
        ],
    )
    def test_a_body_that_clients_send_passes(self, name: str, value: Json) -> None:
        assert [error.message for error in body(name).iter_errors(value)] == []

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("create_room", {"name": "x" * 51}),
            ("send_room_notification", {"message": ""}),
            ("send_room_notification", {"message": "m", "color": "blue"}),
            ("send_room_notification", {"message": "m", "notify": 1}),
            ("send_room_notification", {"message": "m", "card": {"style": "link"}}),
            ("send_room_notification", {"card": {"style": "link", "id": "1", "title": "T"}}),
            ("add_member", {"room_roles": ["owner"]}),
            ("create_room_action", {"name": "N", "location": "elsewhere", "target": "ask"}),
            ("create_room_glance", {"name": {"value": "N"}, "icon": {"url": "a"}}),
            ("create_room_webhook", {"url": "https://example.com", "event": "room_left"}),
            ("create_global_external_page", {"url": "https://example.com"}),
            ("room_addon_ui_update", {"glance": [{"key": "k"}]}),
            ("generate_token", {"grant_type": "trust"}),
        ],
    )
    def test_a_body_that_is_wrong_fails(self, name: str, value: Json) -> None:
        assert not body(name).is_valid(value)

    @pytest.mark.parametrize(
        ("name", "value", "fits"),
        [
            ("create_room", {"id": 7, "links": {"self": "https://host.example.com/v2/room/7"}}, True),
            ("create_room", {"id": 7}, False),
            (
                "get_all_rooms",
                {"items": [], "startIndex": 0, "maxResults": 100, "links": {"self": "u"}},
                True,
            ),
            ("get_all_rooms", {"items": [], "startIndex": 0, "links": {"self": "u"}}, False),
            ("get_room_external_page", {"key": "chart", "name": "Chart", "url": "u"}, True),
            ("get_room_external_page", {"name": "Chart", "url": "u"}, False),
            ("get_session", {"scopes": [], "client": {"room": None}}, True),
            ("get_session", {"scopes": [], "client": {}}, False),
            ("send_message", {"id": "1", "timestamp": "2018-04-02T16:05:11+00:00"}, True),
            ("create_integration_link", {}, False),
        ],
    )
    def test_an_answer_is_judged(self, name: str, value: Json, fits: bool) -> None:
        assert answer(name).is_valid(value) is fits
