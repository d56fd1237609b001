"""The REST API's front: finds the operation, admits the caller, counts, checks, and lets the operation
answer.

In this order: path (404), method (405), token and scope (401, 403), rate limit (429), `auth_test`, content
type and body (400). Every answer carries the rate-limit headers. Knows no operation by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite

from hipgen.host import limits
from hipgen.host.access import BAD_SESSION, Caller, admit, caller_of, presented
from hipgen.host.api import Handler, Visit, handlers
from hipgen.host.bodies import check, envelope
from hipgen.host.refusal import Refused
from hipgen.host.routing import Routes
from hipgen.host.wire import Json, Reply, Request, json_reply
from hipgen.host.wirelog import masked_body, masked_headers, masked_url
from hipgen.host.world import World
from hipgen.operations import Operation, Parameter, body_schema, operations

PREFIX = "/v2"
ACCEPTED = "This auth_token has access to use this method."
"""As documented for `auth_test`."""
TEXT_FORMATS = {"text/plain": "text", "text/html": "html"}
INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
"""How JSON escapes half a character of those that UTF-16 writes as two."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation and the function that answers it."""

    operation: Operation
    handler: Handler


@cache
def routes() -> Routes[Endpoint]:
    """All operations. Raises KeyError when one of them has no function."""
    found: Routes[Endpoint] = Routes()
    for operation in operations().values():
        found.add(operation.method, operation.path, Endpoint(operation, handlers()[operation.name]))
    return found


def serve(world: World, request: Request) -> Reply:
    """Answer a request below /v2, and note it in the wire log."""
    caller: list[Caller] = []
    reply = _answered(world, request, caller)
    _note(world, request, reply, caller[0] if caller else None)
    return reply


def turned_away(world: World, path: str, refusal: Refused) -> Reply:
    """A refusal of a request that no operation saw, such as one with too long a body: below /v2 with the
    headers that every answer carries, since a client that misses them tells of nothing else.
    """
    first = next((part for part in path.split("/") if part), "")
    reply = refused(refusal)
    return _limited(world, None, lambda: reply) if f"/{first}" == PREFIX else reply


def refused(refusal: Refused) -> Reply:
    """HipChat's error envelope for a refusal."""
    body = envelope(refusal.status, refusal.message, **refusal.more)
    return json_reply(refusal.status, body, *refusal.headers)


def _answered(world: World, request: Request, admitted: list[Caller]) -> Reply:
    try:
        endpoint, path = _endpoint(request)
        caller = _admitted(world, request, endpoint.operation)
    except Refused as refusal:
        reply = refused(refusal)
        return _limited(world, None, lambda: reply)
    if caller:
        admitted.append(caller)
    if _testing(request):
        accepted = {"code": 202, "type": "Accepted", "message": ACCEPTED}
        return _limited(world, caller, lambda: json_reply(202, {"success": accepted}))
    return _limited(world, caller, lambda: _run(world, request, endpoint, path, caller))


def _endpoint(request: Request) -> tuple[Endpoint, Mapping[str, str]]:
    """The operation of a path and method. Raises Refused: 404, 405."""
    found = routes().find(request.path) or routes().find(_spelt(request.path))
    if found is None:
        raise Refused(404, "Not found")
    methods, path = found
    method = "GET" if request.method == "HEAD" else request.method
    if method not in methods:
        raise Refused(405, "Method not allowed", (("Allow", ", ".join(sorted(methods))),))
    return methods[method], path


def _spelt(path: str) -> str:
    """A path with the kind of an extension as the descriptor spells it: clients write `webpanel` too."""
    before, extension, after = path.partition("/extension/")
    kind, slash, key = after.lstrip("/").partition("/")
    return f"{before}{extension}{_kinds().get(kind.lower(), kind)}{slash}{key}"


@cache
def _kinds() -> Mapping[str, str]:
    """The kinds of extensions as spelt in the operations' paths, by their lower case."""
    after = (operation.path.partition("/extension/")[2] for operation in operations().values())
    return {kind.lower(): kind for kind in (path.partition("/")[0] for path in after) if kind}


def _testing(request: Request) -> bool:
    return (request.asked("auth_test") or "").lower() == "true"


def _admitted(world: World, request: Request, operation: Operation) -> Caller | None:
    """The caller. Raises Refused: 401, 403; for `auth_test` always 401, as documented, even for a missing
    scope, and without a token that is good even where none is asked for.
    """
    try:
        caller = admit(world, request, operation)
        return caller_of(world, presented(request)) if caller is None and _testing(request) else caller
    except Refused as refusal:
        if _testing(request) and refusal.status != 401:
            raise Refused(401, BAD_SESSION) from refusal
        raise


def _limited(world: World, caller: Caller | None, run: Callable[[], Reply]) -> Reply:
    """What `run` answers, counted as a call; or a 429."""
    try:
        headers = limits.spend(world, limits.calls(world, caller))
    except Refused as refusal:
        return refused(refusal)
    reply = run()
    return replace(reply, headers=(*reply.headers, *headers))


def _run(
    world: World, request: Request, endpoint: Endpoint, path: Mapping[str, str], caller: Caller | None
) -> Reply:
    operation = endpoint.operation
    flood: limits.Headers = ()
    try:
        query = {parameter.name: _typed(request, parameter) for parameter in operation.query}
        visit = Visit(world, request, operation, path, query, None, caller)
        visit = replace(visit, body=_body(request, operation))
        if operation.flood:
            flood = limits.spend(world, limits.messages(world, _place(visit)))
        world.by_addon = caller is not None and caller.installation is not None
        reply = endpoint.handler(visit)
    except Refused as refusal:
        reply = refused(refusal)
    finally:
        world.by_addon = False
    return replace(reply, headers=(*reply.headers, *flood)) if flood else reply


def _place(visit: Visit) -> str:
    """What messages are counted by: the room or the person they go to."""
    if "room_id_or_name" in visit.path:
        return f"room/{visit.room().id}"
    return f"user/{visit.somebody().id}"


def _typed(request: Request, parameter: Parameter) -> Json:
    """A query parameter as its schema says. Raises Refused (400) for a value that doesn't fit."""
    text = request.asked(parameter.name)
    if text is None:
        return parameter.schema.get("default")
    value: Json = text
    if parameter.schema.get("type") == "integer":
        value = int(text) if INTEGER.fullmatch(text) else text
    elif parameter.schema.get("type") == "boolean":
        value = {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    schema = {"type": "object", "properties": {parameter.name: dict(parameter.schema)}}
    problem = check({parameter.name: value}, schema)
    if problem is not None:
        raise problem.refusal()
    return value


def _body(request: Request, operation: Operation) -> Json:
    """The body of a write, checked. Raises Refused (400) for a content type or body that isn't taken."""
    if not operation.content_types or operation.method in {"GET", "DELETE"}:
        return None
    if request.body.strip():
        value = _sent(request, operation)
    elif operation.body_in_query:
        value = dict(request.query)
    elif not operation.body_required:
        return None
    else:
        value = _sent(request, operation)
    apart = request.content_type.startswith("multipart/")
    return None if value is None and (apart or not operation.body_required) else _checked(value, operation)


def _sent(request: Request, operation: Operation) -> Json:
    """The body by its content type; None for multipart, which the operation takes apart itself."""
    type_ = request.content_type
    if not any(type_ == name or _both_multipart(type_, name) for name in operation.content_types):
        raise Refused(400, f"Invalid content type: {type_ or None}")
    return None if type_.startswith("multipart/") else _parsed(request, operation, type_)


def _checked(value: Json, operation: Operation) -> Json:
    """A body with its aliases resolved. Raises Refused (400) for one that its schema rejects."""
    if isinstance(value, dict):
        for alias, name in operation.aliases.items():
            if alias in value and name not in value:
                value = {**value, name: value[alias]}
    problem = check(value, body_schema(operation) or {})
    if problem is not None:
        raise problem.refusal()
    return value


def _both_multipart(one: str, other: str) -> bool:
    return one.startswith("multipart/") and other.startswith("multipart/")


def _parsed(request: Request, operation: Operation, type_: str) -> Json:
    """A body as the JSON it stands for: a form's fields are members, a text is a notification's message."""
    if type_ == "application/x-www-form-urlencoded":
        return _fields(request, operation)
    if type_ in TEXT_FORMATS:
        return {
            "message": request.body.decode("utf-8", "replace"),
            "message_format": TEXT_FORMATS[type_],
        }
    try:
        return _json(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The request body is not valid JSON") from error


def _fields(request: Request, operation: Operation) -> Json:
    """A form's fields as members. JSON text where a text isn't taken, such as a card's, is what it says
    (inferred: a form has no other way to send an object).
    """
    members: dict[str, Json] = dict(request.form())
    schema = body_schema(operation) or {}
    while (problem := check(members, schema)) is not None and problem.validation == "type":
        text = members.get(problem.field)
        if not isinstance(text, str) or not text.startswith("{"):
            break
        try:
            members[problem.field] = _json(text.encode())
        except (ValueError, RecursionError):
            break
    return members


def _json(body: bytes) -> Json:
    """JSON in UTF-8 that can be given back as such: without NaN and the like; half a character becomes `?`.

    Raises ValueError for anything else.
    """
    value = json.loads(body.decode("utf-8-sig"), parse_constant=_finite, parse_float=_finite)
    if SURROGATE.search(body):
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    return value


def _finite(number: str) -> float:
    value = float(number)
    if not isfinite(value):
        raise ValueError(f"{number[:20]} is not a number of JSON")
    return value


def _note(world: World, request: Request, reply: Reply, caller: Caller | None) -> None:
    """Note a call in the wire log, masked."""
    answer_type = reply.header("content-type") or ""
    question = f"?{request.query_string}" if request.query_string else ""
    world.log.add(
        world.now(),
        "in",
        "rest",
        method=request.method,
        url=masked_url(f"{request.base}{request.path}{question}"),
        headers=masked_headers(request.headers),
        body=masked_body(request.body, request.content_type),
        status=reply.status,
        answer_headers=masked_headers(reply.headers),
        answer=masked_body(reply.body, answer_type),
        installation=caller.installation.oauth_id if caller and caller.installation else None,
    )
