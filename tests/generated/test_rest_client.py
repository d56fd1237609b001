"""The REST clients of generated projects against the table: every operation, as it goes over the wire.

One process a language makes all calls, one after the other; each meets a world in which it succeeds, behind a
socket. What arrived there is compared with the table's row.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest

from hipgen.clients import Method, methods
from hipgen.clients.written import written
from hipgen.host.core import finish, handle
from hipgen.host.wire import Reply, Request
from hipgen.names import spell
from hipgen.operations import Operation, operations
from tests.generated.matrix import ROOT, Case, Example, one_of_a_language
from tests.generated.project import Project, make
from tests.host.examples import example, world
from tests.host.worlds import Addon

FOLDER = Path(__file__).with_name("rest_clients")
EXAMPLE = Example("rest-client", FOLDER / "rest-client.yaml")
SCOPES = sorted(EXAMPLE.spec["scopes"])
ROWS = list(zip(operations().values(), methods(), strict=True))
PROGRAMS = {"Python": ("python", "calls.py", 2), "JavaScript": ("node", "calls.js", 1)}
"""What makes the calls in a language, and how often: there are two clients in Python."""


def _found(program: str, project: Project) -> str:
    """A program as the project's own environment has it."""
    found = shutil.which(program, path=project.variables["PATH"])
    assert found is not None
    return found


SAMPLES: dict[str, Any] = {
    "date": "2030-01-01T00:00:00+00:00",
    "timezone": "UTC",
    "end-date": "2014-01-01T00:00:00+00:00",
}


def test_what_is_written_of_the_table_is_in_the_templates() -> None:
    """`python -m hipgen.clients` writes it anew."""
    stale = [
        name for name, text in written().items() if (ROOT / "templates" / name).read_text("utf-8") != text
    ]
    assert stale == []


@dataclass
class Wire:
    """What arrived, and a world for each call."""

    api: str = ""
    arrived: list[tuple[Request, int]] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Wire]:
    wire = Wire()

    class Answerer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, path, query, headers, content, "http://127.0.0.1")
            made = handle(world(), request)
            reply = made if isinstance(made, Reply) else finish(made, Addon())
            wire.arrived.append((request, reply.status))
            self.send_response(reply.status)
            for name, value in reply.headers:
                if name.lower() not in ("content-length", "connection"):
                    self.send_header(name, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answerer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    wire.api = f"http://127.0.0.1:{server.server_address[1]}/v2/"
    try:
        yield wire
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def query_of(operation: Operation) -> dict[str, Any]:
    """A value for every parameter of an operation's query."""
    known = {"not-before": "m-1" if "room_id_or_name" in operation.path else "p-1", **SAMPLES}
    return {each.name: known.get(each.name, sample(each.schema)) for each in operation.query}


def sample(schema: dict[str, Any]) -> Any:
    """A value that is good for a parameter, if its schema tells one."""
    told = (
        [schema["default"]] if "default" in schema else [*schema.get("examples", ()), *schema.get("enum", ())]
    )
    return told[0] if told else None


def body_of(operation: Operation) -> Any:
    """The example's body; what is None may as well be left out."""
    body = example(operation).body
    return {name: value for name, value in body.items() if value is not None} if body else body


def call_of(operation: Operation, method: Method) -> dict[str, Any]:
    """How an operation is called, for the programs in `rest_clients`."""
    how = example(operation)
    query = query_of(operation)
    body = body_of(operation)
    if method.encoding == "form":
        body = dict(parse_qsl((how.raw or b"").decode()))
    named = body or {} if method.members else query
    return {
        "python": method.name,
        "node": spell(method.name, "camel"),
        "path": [how.path[name] for name in placeholders(operation)],
        "query": query,
        "named": {spell(name, "snake"): value for name, value in named.items()},
        "flat": bool(method.members),
        "body": body,
        "file": method.encoding == "multipart",
        "token": how.token or "ann",
    }


def placeholders(operation: Operation) -> list[str]:
    return [each.name for each in operation.segments if not isinstance(each, str)]


def first_of_each() -> list[Any]:
    """Each language with the first of its frameworks."""
    first = one_of_a_language()
    return [pytest.param(language, framework, id=language) for language, framework in sorted(first.items())]


@pytest.mark.generated
@pytest.mark.parametrize(("language", "framework"), first_of_each())
def test_every_operation_is_sent_as_the_table_says(language: str, framework: Any, shelf: Path) -> None:
    program, file, times = PROGRAMS[language]
    project = make(Case(framework, EXAMPLE), shelf)
    calls = [call_of(operation, method) for operation, method in ROWS]
    with serving() as wire:
        asked = json.dumps({"api": wire.api, "scopes": SCOPES, "calls": calls})
        done = subprocess.run(
            [_found(program, project), str(FOLDER / file), str(project.folder)],
            input=asked,
            capture_output=True,
            text=True,
            env=project.variables,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert len(results) == len(wire.arrived) == times * len(ROWS), results
    wrong = {
        operation.name: found
        for (operation, _), result, (request, status) in zip(ROWS * times, results, wire.arrived, strict=True)
        if (found := differences(operation, request, status, result))
    }
    assert wrong == {}


def differences(operation: Operation, request: Request, status: int, result: dict[str, Any]) -> list[Any]:
    """Where a call departs from its row."""
    how = example(operation)
    path = operation.path
    for name, value in how.path.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    wanted = operation.success if operation.attested else 501
    sent = dict(parse_qsl(request.query_string))
    query = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in query_of(operation).items()
    }
    pairs = [
        ("status", status, wanted),
        ("verb", request.method, operation.method),
        ("path", quote(request.path, safe="/%"), path),
        ("query", {name: sent.get(name) for name in query}, query),
        ("more", set(sent) - set(query), set()),
        ("body", body_sent(operation, request), body_of(operation)),
    ]
    if operation.attested and operation.answer is not None:
        pairs.append(("answer", isinstance(result.get("answer"), dict), True))
    if operation.success == 302:
        pairs.append(("answer", "://" in str(result.get("answer")), True))
    return [pair for pair in pairs if pair[1] != pair[2]]


def body_sent(operation: Operation, request: Request) -> Any:
    """The JSON that arrived; files and forms are seen by what they are answered."""
    if "json" not in request.headers.get("content-type", ""):
        return body_of(operation)
    body = json.loads(request.body)
    return None if body == {} and body_of(operation) is None else body


LINKS = {"self": "https://h.example/v2/user"}
MORE = {**LINKS, "next": "https://h.example/v2/user?start-index=2&max-results=1000"}
TOKEN: Any = {}


def page(*ids: int, last: bool = False) -> Any:
    items = [{"id": each} for each in ids]
    return [200, {}, {"items": items, "startIndex": 0, "maxResults": 1000, "links": LINKS if last else MORE}]


def limited(**headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return [429, named, {"error": {"code": 429, "type": "Too Many Requests", "message": "slow down"}}]


def refused(status: int, message: str) -> Any:
    return [status, {}, {"error": {"code": status, "type": "", "message": message}}]


NEEDS = "This action requires one of the following scopes: [u'view_group']"
OUTCOMES: list[tuple[str, list[Any], list[Any]]] = [
    ("all pages are read", [TOKEN, page(1, 2), page(3, last=True)], [[1, 2, 3], []]),
    ("no more than asked for", [TOKEN, page(1, 2, 3), page(4, 5, 6)], [[1, 2, 3, 4, 5], []]),
    ("an empty page is the last", [TOKEN, page()], [[], []]),
    ("Retry-After is waited for", [TOKEN, limited(Retry_After="7"), page(1, last=True)], [[1], [7]]),
    ("seconds as reset", [TOKEN, limited(X_Ratelimit_Reset="9"), page(1, last=True)], [[1], [9]]),
    ("a time that is past", [TOKEN, limited(X_Ratelimit_Reset="1500000000"), page(1, last=True)], [[1], [1]]),
    (
        "flood control has a limit of its own",
        [
            TOKEN,
            limited(X_Ratelimit_Reset="300", X_FloodControl_Remaining="0", X_FloodControl_Reset="4"),
            page(1, last=True),
        ],
        [[1], [4]],
    ),
    ("too long a wait", [TOKEN, limited(Retry_After="31")], ["LimitReached", "31 s", []]),
    (
        "too long in all",
        [TOKEN, limited(Retry_After="20"), limited(Retry_After="20")],
        ["LimitReached", "20 s", [20]],
    ),
    (
        "a token that died is renewed once",
        [TOKEN, refused(401, "Invalid OAuth session"), TOKEN, page(1, last=True)],
        [[1], []],
    ),
    (
        "and no more than once",
        [TOKEN, refused(401, "Invalid OAuth session"), TOKEN, refused(401, "Invalid OAuth session")],
        ["HostError", "401", []],
    ),
    ("a scope that the host misses", [TOKEN, refused(403, NEEDS)], ["ScopeMissing", "view_group", []]),
    ("another refusal", [TOKEN, refused(403, "not here")], ["HostError", "not here", []]),
]


def as_wanted(result: list[Any], wanted: list[Any]) -> bool:
    if len(wanted) == 2:
        return result == wanted
    return result[0] == wanted[0] and wanted[1] in result[1] and result[2] == wanted[2]


@pytest.mark.generated
@pytest.mark.parametrize(("language", "framework"), first_of_each())
def test_pages_limits_and_refusals(language: str, framework: Any, shelf: Path) -> None:
    project = make(Case(framework, EXAMPLE), shelf)
    program, file, times = PROGRAMS[language]
    done = subprocess.run(
        [_found(program, project), str(FOLDER / file.replace("calls", "limits")), str(project.folder)],
        input=json.dumps([answers for _, answers, _ in OUTCOMES]),
        capture_output=True,
        text=True,
        env=project.variables,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert len(results) == times * len(OUTCOMES)
    wrong = {
        name: result
        for (name, _, wanted), result in zip(OUTCOMES * times, results, strict=True)
        if not as_wanted(result, wanted)
    }
    assert wrong == {}
