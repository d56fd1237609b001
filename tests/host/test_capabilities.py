"""What the host says of itself, and the schema of descriptors in older drafts."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from jsonschema import Draft3Validator, Draft4Validator, Draft202012Validator

from hipgen.host import drafts
from hipgen.host.state import SCOPES
from hipgen.host.wire import Json
from hipgen.resources import folder
from tests.host.answers import answered, refused
from tests.host.worlds import BASE, ask, world_of_three

OWN: Json = json.loads((folder("schemas") / "descriptor.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("token", [None, "ann", "nobodys"])
def test_capabilities_are_in_the_recorded_shape(token: str | None) -> None:
    found = answered("get_capabilities", ask(world_of_three(), "GET", "/v2/capabilities", token=token))
    scopes = found["capabilities"]["hipchatApiProvider"].pop("availableScopes")
    assert {id: (scope["id"], scope["name"]) for id, scope in scopes.items()} == {
        id: (id, name) for id, name in SCOPES.items()
    }
    assert all(scope["description"] for scope in scopes.values())
    assert found == {
        "key": "hipchat",
        "name": "HipChat",
        "description": found["description"],
        "vendor": {"name": "hipgen", "url": BASE},
        "connect_server_api_version": 1,
        "links": {
            "self": f"{BASE}/v2/capabilities",
            "api": f"{BASE}/v2",
            "homepage": BASE,
            "subdomain": BASE,
        },
        "capabilities": {
            "hipchatApiProvider": {"url": f"{BASE}/v2/"},
            "oauth2Provider": {
                "authorizationUrl": f"{BASE}/users/authorize",
                "tokenUrl": f"{BASE}/v2/oauth/token",
            },
        },
    }


def test_empty_tokens_in_the_query_do_not_matter() -> None:
    reply = ask(world_of_three(), "GET", "/v2/capabilities", token=None, auth_token="", expand="")
    assert reply.status == 200


def served(draft: str | None = None) -> Json:
    path, world = "/v2/capabilities/addon/schema", world_of_three()
    reply = ask(world, "GET", path, token=None, draft=draft) if draft else ask(world, "GET", path, token=None)
    return answered("get_addon_capabilities_schema", reply)


def test_the_schema_comes_in_draft_4_unless_asked_otherwise() -> None:
    assert served() == served(draft="v4") == drafts.draft4(OWN)
    assert served()["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert served(draft="v2")["$schema"] == "http://json-schema.org/draft-02/schema#"


@pytest.mark.parametrize("draft", ["v3", "v6", "4", ""])
def test_another_draft_is_400(draft: str) -> None:
    reply = ask(world_of_three(), "GET", "/v2/capabilities/addon/schema", token=None, draft=draft)
    assert refused(reply)[0] == 400


def test_draft_4_is_valid_and_refers_to_itself_only() -> None:
    schema = drafts.draft4(OWN)
    Draft4Validator.check_schema(schema)
    text = json.dumps(schema)
    assert "$defs" not in text
    assert text.count('"$ref": "#/definitions/') == text.count('"$ref"') > 0


def as_draft3(node: Json) -> Json:
    """A schema of draft 2 for a validator of draft 3, which says `required` where it isn't `optional`."""
    match node:
        case {"properties": members, **rest}:
            shown = {
                name: {**as_draft3(each), "required": not each.get("optional", False)}
                for name, each in members.items()
            }
            return {**as_draft3(rest), "properties": shown}
        case dict():
            return {key: as_draft3(each) for key, each in node.items() if key not in ("optional", "$schema")}
        case list():
            return [as_draft3(each) for each in node]
        case _:
            return node


DESCRIPTOR: Json = {
    "key": "com.example.tides",
    "name": "Tides",
    "description": "Says when the water comes.",
    "links": {"self": "https://tides.example.com/"},
    "capabilities": {},
}
DIALOG = {"key": "ask", "url": "https://tides.example.com/ask", "title": {"value": "Ask"}}
ICON = {"url": "https://tides.example.com/i.png", "url@2x": "https://tides.example.com/i2.png"}
GLANCE = {"key": "tide", "name": {"value": "Tide"}, "icon": ICON}
CONDITION = {"condition": "user_is_admin"}


def descriptors() -> Iterator[Json]:
    """Good and bad ones: each member left out, and capabilities that reach every corner of the schema."""
    yield DESCRIPTOR
    for name in DESCRIPTOR:
        yield {key: value for key, value in DESCRIPTOR.items() if key != name}
        yield {**DESCRIPTOR, name: 7}
    yield from ({**DESCRIPTOR, "capabilities": capabilities} for capabilities in CAPABILITIES)


CAPABILITIES: list[Json] = [
    {"hipchatApiConsumer": {"scopes": ["view_room"], "fromName": "T", "avatar": {"url": "x"}}},
    {"hipchatApiConsumer": {"scopes": ["view_everything"]}},
    {"hipchatApiConsumer": {}},
    {"installable": {"allowRoom": True, "callbackUrl": "x"}},
    {"installable": {"allowRoom": "yes"}},
    {"webhook": [{"event": "room_enter", "url": "x"}]},
    {"webhook": [{"event": "room_left", "url": "x"}]},
    {"webhook": {"event": "room_enter", "url": "x"}},
    {"glance": [GLANCE]},
    {"glance": [{**GLANCE, "target": "ask"}]},
    {"glance": [{**GLANCE, "target": {"key": "ask", "options": {}}}]},
    {"glance": [{**GLANCE, "target": {"options": {}}}]},
    {"glance": [{**GLANCE, "target": 7}]},
    {"glance": [{**GLANCE, "conditions": [CONDITION]}]},
    {"glance": [{**GLANCE, "conditions": [{"type": "or", "conditions": [CONDITION]}]}]},
    {"glance": [{**GLANCE, "conditions": [{"type": "xor", "conditions": [CONDITION]}]}]},
    {"glance": [{**GLANCE, "conditions": [{"type": "or"}]}]},
    {"glance": [{**GLANCE, "conditions": [{"condition": "glance_matches", "params": {}}]}]},
    {"glance": [{**GLANCE, "conditions": [{"condition": 7}]}]},
    {"glance": [{**GLANCE, "name": {"value": "Tide", "more": 1}}]},
    {"glance": [{**GLANCE, "name": {"value": ""}}]},
    {"glance": [{**GLANCE, "key": "no spaces allowed"}]},
    {"dialog": [DIALOG]},
    {"dialog": [{**DIALOG, "options": {"size": {"width": "400px", "height": "50%"}}}]},
    {"dialog": [{**DIALOG, "options": {"size": "huge"}}]},
    {"dialog": [{key: value for key, value in DIALOG.items() if key != "title"}]},
    {"action": [{"key": "a", "name": {"value": "A"}, "location": "hipchat.input.action", "target": "ask"}]},
    {"action": [{"key": "a", "name": {"value": "A"}, "location": "nowhere", "target": "ask"}]},
    {"webPanel": [{**DIALOG, "name": {"value": "P"}, "location": "hipchat.sidebar.right"}]},
    {"externalPage": [{"key": "e", "name": {"value": "E"}, "url": "x", "more": 1}]},
    {"oauth2Consumer": {"redirectionUrls": ["x"]}},
    {"oauth2Consumer": {}},
    {"somethingNew": {"x": 1}},
]


def test_every_draft_judges_alike() -> None:
    judges = (
        Draft202012Validator(OWN),
        Draft4Validator(drafts.draft4(OWN)),
        Draft3Validator(as_draft3(drafts.draft2(OWN))),
    )
    verdicts = [tuple(judge.is_valid(each) for judge in judges) for each in descriptors()]
    different = [each for each, verdict in zip(descriptors(), verdicts, strict=True) if len(set(verdict)) > 1]
    assert different == []
    assert {verdict[0] for verdict in verdicts} == {True, False}


def test_a_keyword_that_would_get_lost_is_refused() -> None:
    for translate in (drafts.draft4, drafts.draft2):
        with pytest.raises(ValueError, match="propertyNames"):
            translate({"propertyNames": {"pattern": "^a"}})
