"""The front of the REST API: tokens, paths, methods, content types and bodies, before any operation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipgen.host.chat import Room
from hipgen.host.core import handle
from hipgen.host.wire import Reply, Request
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, heard, newest, room, said
from tests.host.worlds import BASE, START, ask

NO_TOKEN = "Authenticated requests only. See https://www.hipchat.com/docs/apiv2/auth for more information."
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
NOTIFY, MESSAGE, TOPIC = "/v2/room/1/notification", "/v2/room/1/message", "/v2/room/1/topic"


@pytest.fixture
def world() -> World:
    return harbour_world()


def send(world: World, method: str, path: str, raw: bytes = b"", type_: str | None = None) -> Reply:
    """Send bytes as they are, with Ann's token."""
    headers = {} if type_ is None else {"content-type": type_}
    return ask(world, method, path, raw=raw, headers=headers)


TOKENS: list[tuple[str | None, str, int, str]] = [
    ("Bearer ann", "", 200, ""),
    ("bearer ann", "", 200, ""),
    ("BEARER ann", "", 200, ""),
    ("bEaReR    ann  ", "", 200, ""),
    (None, "auth_token=ann", 200, ""),
    (None, "auth_token=&auth_token=ann", 200, ""),
    ("Bearer ", "auth_token=ann", 200, ""),
    ("Bearer", "auth_token=ann", 200, ""),
    ("Basic YW5uOmFubg==", "auth_token=ann", 200, ""),
    ("JWT ann", "auth_token=ann", 200, ""),
    ("Bearer ann", "auth_token=nobodys", 200, ""),
    ("Bearer nobodys", "auth_token=ann", 401, "Invalid OAuth session"),
    (None, "auth_token=nobodys", 401, "Invalid OAuth session"),
    (None, "auth_token=Ann", 401, "Invalid OAuth session"),
    (None, "auth_token=%FF", 401, "Invalid OAuth session"),
    (None, "", 401, NO_TOKEN),
    (None, "auth_token=", 401, NO_TOKEN),
    (None, "auth_token", 401, NO_TOKEN),
    (None, "token=ann", 401, NO_TOKEN),
    (None, "AUTH_TOKEN=ann", 401, NO_TOKEN),
    ("Bearer   ", "", 401, NO_TOKEN),
    ("ann", "", 401, NO_TOKEN),
    ("Basic YW5uOmFubg==", "", 401, NO_TOKEN),
]


@pytest.mark.parametrize(("header", "query", "status", "message"), TOKENS)
def test_a_token_is_found_where_it_may_stand(
    world: World, header: str | None, query: str, status: int, message: str
) -> None:
    headers = {} if header is None else {"authorization": header}
    reply = ask_as_is(world, "GET", "/v2/room/1", query, headers)
    assert reply.status == status
    if status == 401:
        assert refused(reply) == (401, message)
        assert reply.json()["error"]["type"] == "Unauthorized"


def ask_as_is(
    world: World, method: str, path: str, query: str = "", headers: dict[str, str] | None = None
) -> Reply:
    """Ask with a query string and headers as they are."""
    answer = handle(world, Request(method, path, query, headers or {}, b"", BASE))
    assert isinstance(answer, Reply)
    return answer


@pytest.mark.parametrize("query", ["auth_token=&token=", "auth_token=nobodys", ""])
def test_capabilities_ask_for_no_token(world: World, query: str) -> None:
    assert ask_as_is(world, "GET", "/v2/capabilities", query).status == 200


PATHS = [
    ("/v2/room/Dev%20Room", "Dev Room"),
    ("/v2/room/Dev%20Room/", "Dev Room"),
    ("/v2//room//Dev%20Room", "Dev Room"),
    ("/v2/%72oom/Dev Room", "Dev Room"),
    ("/v2/room/a%2Fb", "a/b"),
    ("/v2/room/a%2fb", "a/b"),
    ("/v2/room/a%252Fb", "a%2Fb"),
    ("/v2/room/a+b", "a+b"),
    ("/v2/room/a%2Bb", "a+b"),
    ("/v2/room/100%", "100%"),
    ("/v2/room/K%C3%BCche", "Küche"),
    ("/v2/room/Küche", "Küche"),
    ("/v2/room/%F0%9F%9A%A2", "🚢"),
    ("/v2/room/%3F%23%26%2C", "?#&,"),
    ("/v2/room/..", ".."),
    ("/v2/room/" + "n" * 50, "n" * 50),
    ("/v2/room/" + "%F0%9F%9A%A2" * 50, "🚢" * 50),
]


@pytest.mark.parametrize(("path", "name"), PATHS, ids=lambda value: value[:30])
def test_a_path_is_decoded_once_by_segment(world: World, path: str, name: str) -> None:
    world.chat.put_room(Room(3, name, 1, START))
    full = answered("get_room", ask(world, "GET", path))
    assert (full["id"], full["name"], full["links"]["self"]) == (3, name, f"{BASE}/v2/room/3")


@pytest.mark.parametrize(
    "path", ["/v2", "/v2/", "/v2/rooms", "/V2/room", "/v2/Room", "/v2/room/1/x", "/v2/room/a/b/c/d/e"]
)
def test_a_path_of_nothing_is_404(world: World, path: str) -> None:
    assert refused(ask(world, "GET", path)) == (404, "Not found")


METHODS = [
    ("POST", "/v2/room/1", "DELETE, GET, PUT"),
    ("PATCH", "/v2/room", "GET, POST"),
    ("DELETE", "/v2/room/1/topic", "PUT"),
    ("GET", NOTIFY, "POST"),
    ("OPTIONS", "/v2/room/1/history", "GET"),
    ("get", "/v2/room", "GET, POST"),
]


@pytest.mark.parametrize(("method", "path", "allow"), METHODS)
def test_another_method_is_405_and_says_which(world: World, method: str, path: str, allow: str) -> None:
    reply = ask(world, method, path, token=None)
    assert (refused(reply), reply.header("Allow")) == ((405, "Method not allowed"), allow)


@pytest.mark.parametrize("path", ["/v2/room/1", "/v2/room", "/v2/capabilities", "/v2/room/9"])
def test_head_is_answered_as_get(world: World, path: str) -> None:
    head, get = ask(world, "HEAD", path), ask(world, "GET", path)
    assert (head.status, head.headers, head.body) == (get.status, get.headers, get.body)


TESTED: list[tuple[str, str, str | None, int]] = [
    ("GET", "/v2/room/1", "ann", 202),
    ("HEAD", "/v2/room/1", "ann", 202),
    ("GET", "/v2/room/nowhere", "ann", 202),
    ("DELETE", "/v2/room/1", "ann", 202),
    ("POST", MESSAGE, "bo", 202),
    ("POST", NOTIFY, "harbour", 202),
    ("POST", MESSAGE, "harbour", 401),
    ("POST", MESSAGE, "narrow", 401),
    ("DELETE", "/v2/room/1", "room", 401),
    ("GET", "/v2/room/1", "nobodys", 401),
    ("GET", "/v2/room/1", None, 401),
    ("GET", "/v2/capabilities", "ann", 202),
    ("GET", "/v2/capabilities", "nobodys", 401),
    ("GET", "/v2/capabilities", None, 401),
    ("GET", "/v2/nothing", "ann", 404),
    ("PATCH", "/v2/room/1", "ann", 405),
]


@pytest.mark.parametrize(("method", "path", "token", "status"), TESTED)
@pytest.mark.parametrize("flag", ["true", "True", "TRUE"])
def test_auth_test_says_whether_a_token_would_do_and_does_nothing(
    world: World, method: str, path: str, token: str | None, status: int, flag: str
) -> None:
    before = room(world)
    reply = ask(world, method, path, token=token, auth_test=flag)
    assert reply.status == status
    if status == 202:
        accepted = "This auth_token has access to use this method."
        assert reply.json() == {"success": {"code": 202, "type": "Accepted", "message": accepted}}
    assert (room(world), world.drain()) == (before, ())


@pytest.mark.parametrize("flag", ["false", "", "1", "no"])
def test_another_auth_test_is_none(world: World, flag: str) -> None:
    assert ask(world, "GET", "/v2/room/1", auth_test=flag).status == 200


TYPES: list[tuple[str, str | None, bytes, int, str]] = [
    (MESSAGE, JSON, b'{"message": "m"}', 201, ""),
    (MESSAGE, "application/json; charset=utf-8", b'{"message": "m"}', 201, ""),
    (MESSAGE, "application/json;charset=UTF-8", b'{"message": "m"}', 201, ""),
    (MESSAGE, "Application/JSON ; charset=utf-8", b'{"message": "m"}', 201, ""),
    (MESSAGE, JSON, b'\xef\xbb\xbf{"message": "m"}', 201, ""),
    (MESSAGE, JSON, b' \r\n\t{"message": "m"}\n', 201, ""),
    (MESSAGE, JSON, b'{"message": "first", "message": "m"}', 201, ""),
    (MESSAGE, None, b'{"message": "m"}', 400, "Invalid content type: None"),
    (MESSAGE, "", b'{"message": "m"}', 400, "Invalid content type: None"),
    (MESSAGE, "; charset=utf-8", b'{"message": "m"}', 400, "Invalid content type: None"),
    (MESSAGE, None, b"", 400, "Invalid content type: None"),
    (MESSAGE, FORM, b"message=m", 400, f"Invalid content type: {FORM}"),
    (MESSAGE, "text/plain", b"m", 400, "Invalid content type: text/plain"),
    (MESSAGE, "text/json", b'{"message": "m"}', 400, "Invalid content type: text/json"),
    (MESSAGE, "multipart/related", b"m", 400, "Invalid content type: multipart/related"),
    (MESSAGE, JSON, b"", 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b"message=m", 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b"{'message': 'm'}", 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "m",}', 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "m"} {}', 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "m\nn"}', 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "\xe9"}', 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, '{"message": "m"}'.encode("utf-16"), 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "m", "n": NaN}', 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "m", "n": -Infinity}', 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "m", "n": 1e999}', 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "m", "n": ' + b"9" * 5000 + b"}", 400, "The request body is not valid"),
    (MESSAGE, JSON, b"[" * 100_000, 400, "The request body is not valid JSON"),
    (MESSAGE, JSON, b'{"message": "m", "n": ' + b"[" * 70 + b"]" * 70 + b"}", 400, "nested too deep"),
    (MESSAGE, JSON, b"null", 400, "is not of type 'object'"),
    (MESSAGE, JSON, b'["message"]', 400, "is not of type 'object'"),
    (NOTIFY, FORM, b"message=m", 204, ""),
    (NOTIFY, f"{FORM}; charset=utf-8", b"message=m&color=green&notify=False", 204, ""),
    (NOTIFY, "text/plain", b"m", 204, ""),
    (NOTIFY, "text/html; charset=utf-8", b"m", 204, ""),
    (NOTIFY, FORM, b"", 400, "'message' is missing"),
    (NOTIFY, FORM, b"color=green", 400, "'message' is missing"),
    (NOTIFY, FORM, b"message=", 400, "'message'"),
    (NOTIFY, FORM, b"message=m&color=mauve", 400, "'color'"),
    (NOTIFY, FORM, b"message=m&card=%7B%7D", 400, "'card.style'"),
    (NOTIFY, FORM, b"message=m&card=%7B", 400, "Value u'{' for field 'card'"),
    (NOTIFY, FORM, b"message=m&card=x", 400, "Value u'x' for field 'card'"),
    (NOTIFY, "text/plain", b"", 400, "'message'"),
    (NOTIFY, "text/plain", b"m" * 10_001, 400, "'message'"),
    (NOTIFY, "application/xml", b"<m/>", 400, "Invalid content type: application/xml"),
    (NOTIFY, "TEXT/CSV;x=y", b"m", 400, "Invalid content type: text/csv"),
    (NOTIFY, None, b"m", 400, "Invalid content type: None"),
]


@pytest.mark.parametrize(
    ("path", "type_", "raw", "status", "message"), TYPES, ids=lambda value: repr(value)[:40]
)
def test_a_body_is_read_by_its_type_or_400(
    world: World, path: str, type_: str | None, raw: bytes, status: int, message: str
) -> None:
    reply = send(world, "POST", path, raw, type_)
    assert reply.status == status, reply.body
    if status == 400:
        assert message in refused(reply)[1]
        assert len(world.chat.history(1)) == 0
    else:
        assert newest(world).text == "m"


TEXTS: list[tuple[str, str, bytes, str]] = [
    (MESSAGE, JSON, '{"message": "é 🚢"}'.encode(), "é 🚢"),
    (MESSAGE, JSON, b'{"message": "\\u00e9 \\ud83d\\udea2"}', "é 🚢"),
    (MESSAGE, JSON, b'{"message": "half \\ud83d"}', "half ?"),
    (MESSAGE, JSON, b'{"message": "half \\uDEA2 \\ud83d\\udea2"}', "half ? 🚢"),
    (MESSAGE, JSON, b'{"message": "not \\\\ud83d"}', "not \\ud83d"),
    (MESSAGE, JSON, b'{"message": "a\\u0000b"}', "a\x00b"),
    (MESSAGE, JSON, b'{"message": "m", "\\ud83d": 1}', "m"),
    (NOTIFY, "text/plain", "é\nand <b>".encode(), "é\nand <b>"),
    (NOTIFY, "text/plain", b"\xff m", "� m"),
    (NOTIFY, "text/html", "<b>é</b><script>x</script>".encode(), "<b>é</b>"),
    (NOTIFY, FORM, b"message=%C3%A9+%26+m&message_format=text", "é & m"),
    (NOTIFY, FORM, b"message=first&message=m", "m"),
    (NOTIFY, FORM, b"message=a%FFb", "a�b"),
]


@pytest.mark.parametrize(("path", "type_", "raw", "text"), TEXTS, ids=lambda value: repr(value)[:40])
def test_what_is_said_comes_back_in_utf_8(world: World, path: str, type_: str, raw: bytes, text: str) -> None:
    assert send(world, "POST", path, raw, type_).status < 300
    reply = ask(world, "GET", "/v2/room/1/history")
    assert json.loads(reply.body.decode("utf-8"))["items"][0]["message"] == text
    assert reply.header("Content-Type") == "application/json; charset=utf-8"


DELETED: list[tuple[bytes, str | None]] = [
    (b"", None),
    (b"", FORM),
    (b"", "application/xml"),
    (b"x=y", FORM),
    (b"{", JSON),
    (b"\xff", "image/png"),
]


@pytest.mark.parametrize(("raw", "type_"), DELETED, ids=str)
def test_a_delete_is_not_looked_into(world: World, raw: bytes, type_: str | None) -> None:
    reply = send(world, "DELETE", "/v2/room/1", raw, type_)
    assert (reply.status, reply.body, reply.header("Content-Type")) == (204, b"", None)
    assert world.chat.room(1) is None


@pytest.mark.parametrize(
    ("raw", "type_"), [(b"", None), (b"", FORM), (b" \r\n", JSON), (b"{}", JSON)], ids=str
)
def test_a_body_that_may_be_left_out_may_be_empty(world: World, raw: bytes, type_: str | None) -> None:
    assert send(world, "PUT", "/v2/room/2/member/2", raw, type_).status == 204
    assert room(world, 2).members == (1, 2)


WRITES: list[tuple[str, str, Any, int]] = [
    ("PUT", TOPIC, {"topic": "Tides"}, 204),
    ("POST", NOTIFY, {"message": "m"}, 204),
    ("POST", "/v2/user/@Bo/message", {"message": "m"}, 204),
    ("POST", "/v2/room/1/reply", {"parent_message_id": "s-1", "message": "m"}, 204),
    ("POST", MESSAGE, {"message": "m"}, 201),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), WRITES, ids=lambda value: str(value)[:30])
def test_a_write_without_an_answer_is_204_without_an_entity(
    world: World, method: str, path: str, body: Any, status: int
) -> None:
    said(world, 1)
    reply = ask(world, method, path, body)
    assert reply.status == status
    assert ((reply.header("Content-Type"), reply.body) == (None, b"")) == (status == 204)


@pytest.mark.parametrize("base", ["http://localhost:8080", "https://chat.example.com:8443", "http://[::1]:1"])
def test_links_begin_where_the_caller_reached_the_host(world: World, base: str) -> None:
    headers = {"authorization": "Bearer ann"}
    answer = handle(world, Request("GET", "/v2/room", "expand=items", headers, b"", base))
    assert isinstance(answer, Reply)
    page = answer.json()
    links = [page["links"]["self"], *(link for item in page["items"] for link in item["links"].values())]
    assert all(link.startswith(f"{base}/v2/room") for link in links)
    assert page["items"][0]["owner"]["links"]["self"] == f"{base}/v2/user/1"


def test_no_secret_is_in_the_wire_log_or_an_error(world: World) -> None:
    token = "k" * 40
    reply = ask(world, "GET", "/v2/room/1", token=None, auth_token=token)
    ask(world, "GET", "/v2/room/1", token=token)
    assert [entry.status for entry in world.log] == [401, 401]
    assert token not in f"{reply.body!r}{reply.headers}{list(world.log)}"


def test_a_refused_write_makes_nothing_happen(world: World) -> None:
    happened = heard(world)
    for path, body in ((MESSAGE, {}), (NOTIFY, {"message": "m", "color": "mauve"}), ("/v2/room", {})):
        assert ask(world, "POST", path, body).status == 400
    assert (happened, world.drain()) == ([], ())
