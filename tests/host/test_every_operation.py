"""Every operation of the REST API: its documented success with a valid answer, and its documented errors.

What an error needs is made from the operation's own row: a token that is missing, unknown, expired, without
the scope or of the wrong kind; a room, person or thing that isn't there; a body that is not JSON, not an
object, or lacks what it needs; a limit that is spent.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator

from hipgen.host.api import handlers
from hipgen.host.state import SCOPES, Token, TokenKind
from hipgen.host.wire import Reply
from hipgen.host.world import World
from hipgen.operations import Operation, answer_schema, body_schema, objects, operations
from tests.host.examples import Example, example, world
from tests.host.worlds import START, ask

ALL = tuple(operations().values())
WITH_TOKEN = tuple(each for each in ALL if not each.access & {"anonymous", "basic_auth"})
KINDS = {"user": "ann", "group_client": "group", "room_client": "room"}


NOT_OFFERED = 501
"""What the four imports answer once the caller was admitted: nobody recorded what they took."""
CLOSED = {"create_room_external_page", "create_global_external_page"}
"""The descriptor's schema lets external pages have no members but its own."""


def wanted(operation: Operation) -> int:
    return operation.success if operation.attested else NOT_OFFERED


def named(operation: Operation) -> str:
    return operation.name


def call(made: World, operation: Operation, how: Example, **changed: Any) -> Reply:
    path = operation.path
    for name, value in {**how.path, **changed.get("path", {})}.items():
        path = path.replace(f"{{{name}}}", quote(value, safe="@"))
    return ask(
        made,
        operation.method,
        changed.get("as_path", path),
        changed.get("body", how.body),
        token=changed.get("token", how.token),
        headers={**how.headers, **changed.get("headers", {})},
        raw=changed.get("raw", how.raw),
        **{**how.query, **changed.get("query", {})},
    )


@cache
def error_schema() -> Draft202012Validator:
    return Draft202012Validator({"$ref": "#/$defs/Error", **objects()})


def assert_error(reply: Reply, status: int) -> None:
    assert reply.status == status, (reply.status, reply.body[:300])
    assert list(error_schema().iter_errors(reply.json())) == []
    assert reply.json()["error"]["code"] == status
    assert reply.header("X-Ratelimit-Remaining") is not None


def test_every_operation_has_a_function_and_every_function_an_operation() -> None:
    assert set(handlers()) == set(operations())


@pytest.mark.parametrize("operation", ALL, ids=named)
class TestSuccess:
    def test_it_answers_as_documented(self, operation: Operation) -> None:
        reply = call(world(), operation, example(operation))
        assert reply.status == wanted(operation), reply.body[:500]
        if not operation.attested:
            return
        schema = answer_schema(operation)
        if schema is None:
            assert reply.body == b""
        else:
            assert [error.message for error in Draft202012Validator(schema).iter_errors(reply.json())] == []
        if operation.location or operation.success == 302:
            assert "://" in (reply.header("Location") or "")
        for name in ("X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset"):
            assert int(reply.header(name) or "x") > 0
        assert (reply.header("X-FloodControl-Remaining") is not None) == operation.flood

    def test_doubled_and_final_slashes_do_not_matter(self, operation: Operation) -> None:
        how = example(operation)
        path = operation.path
        for name, value in how.path.items():
            path = path.replace(f"{{{name}}}", quote(value, safe="@"))
        reply = call(world(), operation, how, as_path=path.replace("/", "//") + "/")
        assert reply.status == wanted(operation)

    def test_unknown_parameters_and_members_are_ignored(self, operation: Operation) -> None:
        how = example(operation)
        open_body = isinstance(how.body, dict) and operation.name not in CLOSED
        body = {**how.body, "zz": [1]} if open_body else how.body
        reply = call(world(), operation, how, body=body, query={"zz": "1", "fields": "id"})
        assert reply.status == wanted(operation)


@pytest.mark.slow
@pytest.mark.parametrize("operation", WITH_TOKEN, ids=named)
class TestTokens:
    def test_the_token_may_stand_in_the_query(self, operation: Operation) -> None:
        how = example(operation)
        reply = call(world(), operation, how, token=None, query={"auth_token": how.token})
        assert reply.status == wanted(operation)

    def test_auth_test_answers_202_and_runs_nothing(self, operation: Operation) -> None:
        made = world()
        reply = call(made, operation, example(operation), query={"auth_test": "true"}, headers={}, raw=b"")
        assert reply.status == 202
        assert reply.json()["success"]["code"] == 202
        assert made.drain() == ()

    @pytest.mark.parametrize("query", [{}, {"auth_test": "true"}], ids=["plain", "auth_test"])
    def test_no_token_is_401(self, operation: Operation, query: dict[str, str]) -> None:
        reply = call(world(), operation, example(operation), token=None, query=query)
        assert_error(reply, 401)
        assert reply.json()["error"]["message"].startswith("Authenticated requests only.")

    def test_an_unknown_token_is_401(self, operation: Operation) -> None:
        reply = call(world(), operation, example(operation), token="nobodys")
        assert_error(reply, 401)
        assert reply.json()["error"]["message"] == "Invalid OAuth session"

    def test_an_expired_token_is_401(self, operation: Operation) -> None:
        made = world()
        made.state.tokens["late"] = Token("late", TokenKind.PERSONAL, tuple(SCOPES), START, START, person=1)
        assert_error(call(made, operation, example(operation), token="late"), 401)

    def test_a_missing_scope_is_403_and_401_for_auth_test(self, operation: Operation) -> None:
        if not operation.scopes:
            assert operation.group in {"Integrations", "OAuth Sessions"}
            return
        made = world()
        how = example(operation)
        assert how.token is not None
        given = made.state.tokens[how.token]
        others = tuple(scope for scope in SCOPES if scope not in operation.scopes)
        made.state.tokens[how.token] = Token(
            given.token, given.kind, others, START, None, given.installation, given.person, given.room
        )
        reply = call(made, operation, how)
        assert_error(reply, 403)
        wanted = ", ".join(f"u'{scope}'" for scope in operation.scopes)
        said = f"This action requires one of the following scopes: [{wanted}]"
        assert reply.json()["error"]["message"] == said
        assert_error(call(made, operation, how, query={"auth_test": "true"}), 401)

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_wrong_kind_of_token_is_403(self, operation: Operation, kind: str) -> None:
        if kind in operation.access:
            return
        assert_error(call(world(), operation, example(operation), token=KINDS[kind]), 403)


KEYED = [
    (operation, name, key)
    for operation in ALL
    for name, key in (
        ("room_id_or_name", "Nowhere"),
        ("room_id_or_name", "99"),
        ("user_id_or_email", "@Nobody"),
        ("id_or_email", "nobody@example.com"),
        ("message_id", "none"),
        ("webhook_id", "99"),
        ("key", "none"),
        ("emoticon_id_or_key", "none"),
        ("group_id", "99"),
        ("token", "none"),
        ("integration_id_or_key", "none"),
        ("access_token", "none"),
    )
    if f"{{{name}}}" in operation.path and not (operation.method == "PUT" and name == "key")
]


@pytest.mark.parametrize(
    ("operation", "name", "key"), KEYED, ids=[f"{row[0].name}-{row[1]}-{row[2]}" for row in KEYED]
)
def test_what_is_not_there_is_404(operation: Operation, name: str, key: str) -> None:
    reply = call(world(), operation, example(operation), path={name: key})
    assert_error(reply, 404)
    if name == "room_id_or_name":
        assert reply.json()["error"]["message"] == f"Room {key} not found"


WRITES = [each for each in ALL if "application/json" in each.content_types]
REQUIRING = [
    each for each in WRITES if (body_schema(each) or {}).get("required") or "$ref" in (each.body or {})
]


@pytest.mark.slow
@pytest.mark.parametrize("operation", WRITES, ids=named)
class TestBodies:
    @pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b'{"a": ', b"[" * 100_000])
    def test_malformed_json_is_400(self, operation: Operation, raw: bytes) -> None:
        headers = {"content-type": "application/json"}
        assert_error(call(world(), operation, example(operation), body=None, raw=raw, headers=headers), 400)

    @pytest.mark.parametrize("body", [[], "text", 7])
    def test_a_body_that_is_no_object_is_400(self, operation: Operation, body: object) -> None:
        reply = call(world(), operation, example(operation), body=body, raw=None, headers=JSON_TYPE)
        assert_error(reply, 400)

    def test_another_content_type_is_400(self, operation: Operation) -> None:
        headers = {"content-type": "application/xml"}
        reply = call(world(), operation, example(operation), body=None, raw=b"<a/>", headers=headers)
        assert_error(reply, 400)
        assert reply.json()["error"]["message"] == "Invalid content type: application/xml"


JSON_TYPE = {"content-type": "application/json"}
LACKING = [
    (operation, name) for operation in WRITES for name in (body_schema(operation) or {}).get("required", ())
]


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "name"), LACKING, ids=[f"{row[0].name}-{row[1]}" for row in LACKING])
class TestRequiredMembers:
    def test_a_missing_one_is_400_and_named(self, operation: Operation, name: str) -> None:
        how = example(operation)
        body = {key: value for key, value in (how.body or {}).items() if key != name}
        reply = call(world(), operation, how, body=body, raw=None, headers=JSON_TYPE)
        assert_error(reply, 400)
        assert name in reply.json()["error"]["message"]

    def test_one_of_another_type_is_400_and_named(self, operation: Operation, name: str) -> None:
        how = example(operation)
        reply = call(
            world(), operation, how, body={**(how.body or {}), name: {}}, raw=None, headers=JSON_TYPE
        )
        wrong: Any = {}
        if reply.status < 400:
            wrong = 7.5
            reply = call(
                world(), operation, how, body={**(how.body or {}), name: wrong}, raw=None, headers=JSON_TYPE
            )
        assert_error(reply, 400)
        assert str(reply.json()["error"]["field"]).split(".")[0] == name


@pytest.mark.slow
@pytest.mark.parametrize("operation", ALL, ids=named)
class TestLimits:
    def test_a_spent_limit_is_429(self, operation: Operation) -> None:
        made = world()
        made.state.configure(rate_limits=True, addon_calls=0, user_calls=0)
        assert_error(call(made, operation, example(operation)), 429)

    def test_another_method_is_405(self, operation: Operation) -> None:
        made = world()
        reply = ask(made, "PATCH", operation.path.replace("{", "").replace("}", ""))
        assert_error(reply, 405)
        assert operation.method in (reply.header("Allow") or "")


@pytest.mark.parametrize("operation", [each for each in ALL if each.flood], ids=named)
def test_flood_control_is_429_after_thirty(operation: Operation) -> None:
    made = world()
    made.state.configure(rate_limits=True, flood=2)
    statuses = [call(made, operation, example(operation)).status for _ in range(3)]
    assert statuses == [operation.success, operation.success, 429]
