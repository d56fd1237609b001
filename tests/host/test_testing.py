"""The client for tests in Python, and its fixtures, against a really started host."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

import hipgen.testing
from hipgen.testing import HipChat, HipChatError, hipchat, hipchat_host, running_host, wait_for

__all__ = ["hipchat", "hipchat_host"]
pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


class Greeter(BaseHTTPRequestHandler):
    """An add-on of a page: it answers every message that begins with /hello."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/glance"):
            content = {"label": {"type": "html", "value": "up"}, "metadata": {"up": True}}
            self.answer(content, ("Access-Control-Allow-Origin", "*"))
        elif self.path == "/healthz":
            self.answer({})
        else:
            self.answer(self.descriptor())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = body.get("item", {}).get("message", {})
        answer = {"message": f"Hello, {said['from']['name']}", "message_format": "text"} if said else {}
        self.answer(answer)

    def do_DELETE(self) -> None:
        self.answer({})

    def answer(self, value: Any, *headers: tuple[str, str]) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
        for name, text in (("Content-Type", "application/json"), *headers):
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def descriptor(self) -> Any:
        base = f"http://{self.headers['Host']}"
        icon = {"url": f"{base}/i.png", "url@2x": f"{base}/i2.png"}
        return {
            "key": "com.example.greeter",
            "name": "Greeter",
            "description": "Says hello.",
            "links": {"self": f"{base}/addon.json"},
            "capabilities": {
                "hipchatApiConsumer": {"scopes": ["send_notification"]},
                "installable": {"callbackUrl": f"{base}/installed"},
                "webhook": [
                    {
                        "url": f"{base}/hello",
                        "event": "room_message",
                        "pattern": "^/hello",
                        "authentication": "jwt",
                    }
                ],
                "glance": [
                    {
                        "key": "up",
                        "name": {"value": "Up"},
                        "icon": icon,
                        "queryUrl": f"{base}/glance",
                        "target": "page",
                    }
                ],
                "webPanel": [
                    {
                        "key": "page",
                        "name": {"value": "Page"},
                        "url": f"{base}/page",
                        "location": "hipchat.sidebar.right",
                    }
                ],
                "action": [
                    {
                        "key": "show",
                        "name": {"value": "Show"},
                        "location": "hipchat.input.action",
                        "target": "page",
                    }
                ],
            },
        }

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests look at answers."""


@pytest.fixture(scope="module")
def greeter() -> Iterator[str]:
    """The address of the add-on."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Greeter)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_message_is_answered_and_the_call_can_be_made_again(hipchat: HipChat, greeter: str) -> None:
    room = hipchat.add_room("Harbour", topic="Boats")
    bo = hipchat.add_person("Bo Lund", mention_name="bo")
    installed = hipchat.install(f"{greeter}/addon.json", room="Harbour")
    assert (installed.key, installed.room, installed.scopes) == (
        "com.example.greeter",
        room,
        ("send_notification",),
    )
    hipchat.enter("Harbour", by="bo")
    hipchat.say("Harbour", "/hello there", by=bo)
    hipchat.say("Harbour", "nothing", by=bo)
    (answer,) = hipchat.notifications("Harbour")
    assert (answer["from"], answer["message"]) == ("Greeter", "Hello, Bo Lund")
    opened = hipchat.link(answer["id"], "page", {"parameters": {"depth": 3}}, by="bo")
    assert (opened.target["key"], opened.event, opened.parameters) == (
        "page",
        "receive-parameters",
        {"depth": 3},
    )
    (delivery,) = hipchat.deliveries(installed)
    assert (delivery.event, delivery.status, delivery.body["oauth_client_id"]) == (
        "room_message",
        200,
        installed.oauth_id,
    )
    assert hipchat.replay(delivery).status == 200
    forged = hipchat.forge(delivery, claims={"iss": "somebody"})
    assert forged.claims is not None
    assert forged.claims["iss"] == "somebody"
    assert len(hipchat.deliveries(installed)) == 3
    assert hipchat.wire(kind="skipped")[0]["note"] == "the pattern does not match"


def test_modules_are_seen_opened_and_removed(hipchat: HipChat, greeter: str) -> None:
    hipchat.add_room("Harbour")
    installed = hipchat.install(f"{greeter}/addon.json", room="Harbour")
    assert {module.key: module.visible for module in hipchat.modules("Harbour")} == {
        "page": True,
        "up": True,
        "show": True,
    }
    assert hipchat.glance(installed, "up", "Harbour").state == "content"
    assert hipchat.glances("Harbour") == []
    assert hipchat.view(installed, "page", room="Harbour").startswith(f"{greeter}/page?signed_request=")
    opened = hipchat.action(installed, "show", "Harbour")
    assert (opened.target["key"], opened.event, opened.parameters) == ("page", "show", {})
    assert hipchat.update(installed).pending == ()
    hipchat.uninstall(hipchat.reinstall("com.example.greeter"))
    assert hipchat.installations() == []


def test_what_people_do_reaches_the_room(hipchat: HipChat) -> None:
    hipchat.add_room("Harbour", members=[hipchat.add_person("Bo Lund", mention_name="bo")])
    said = hipchat.say("Harbour", "look", by="bo", file=("kite.png", "image/png", b"\x89PNG"))
    hipchat.say("Harbour", "nice", reply_to=said)
    hipchat.topic("Harbour", "Kites")
    hipchat.notify("Harbour", "wind rising", color="red")
    hipchat.exit("Harbour", by="bo")
    hipchat.tell("bo", "psst")
    assert [one["type"] for one in hipchat.messages("Harbour")] == [
        "message",
        "message",
        "topic",
        "notification",
    ]
    assert [(one["message"], one["color"]) for one in hipchat.notifications("Harbour")] == [
        ("wind rising", "red")
    ]
    hipchat.archive("Harbour")
    with pytest.raises(HipChatError, match="the room 'Harbour' is archived"):
        hipchat.say("Harbour", "hello?")
    hipchat.unarchive("Harbour")
    hipchat.delete_room("Harbour")
    with pytest.raises(HipChatError) as refused:
        hipchat.messages("Harbour")
    assert refused.value.status == 404


def test_time_tokens_and_settings_are_the_tests(hipchat: HipChat) -> None:
    token = hipchat.make_token(room=hipchat.add_room("Harbour"))
    assert hipchat.configure(addon_token_lifetime=60)["addon_token_lifetime"] == 60
    before = hipchat.control("GET", "/clock")["now"]
    hipchat.advance(86400)
    assert hipchat.control("GET", "/clock")["now"] > before
    assert hipchat.expire_tokens(token=token) == 1
    assert hipchat.expire_tokens() == 0


def test_each_test_has_the_host_as_it_was_at_the_start(hipchat: HipChat) -> None:
    rooms = hipchat.control("GET", "/rooms")
    settings = hipchat.control("GET", "/settings")
    hipchat.add_room("Harbour")
    hipchat.configure(rate_limits=True)
    hipchat.reset()
    after = hipchat.control("GET", "/rooms")
    assert [room["name"] for room in after["items"]] == [room["name"] for room in rooms["items"]]
    assert hipchat.control("GET", "/settings") == settings
    with urlopen(f"{hipchat.url}/v2/user?auth_token={hipchat.token}") as answer:
        assert answer.status == 200


def test_a_client_may_leave_it_to_the_test_to_settle(hipchat: HipChat, greeter: str) -> None:
    hipchat.add_room("Harbour")
    hipchat.install(f"{greeter}/addon.json", room="Harbour")
    hasty = HipChat(hipchat.url, settles=False)
    for number in range(20):
        hasty.say("Harbour", f"/hello {number}")
    hasty.settle()
    assert len(hasty.notifications("Harbour")) == 20


def test_a_reset_goes_through_the_file_that_keeps_the_state(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "host.db"))
    with running_host(*state) as host:
        host.add_room("Harbour")
        host.reset()
        host.add_room("Pier")
        token = host.token
    with running_host(*state) as host:
        names = [room["name"] for room in host.control("GET", "/rooms")["items"]]
        assert "Pier" in names
        assert "Harbour" not in names
        assert host.token == token


def test_waiting_ends_with_what_was_wrong() -> None:
    with pytest.raises(TimeoutError, match=r"isn't there after 0\.2 s"):
        wait_for("http://127.0.0.1:9/healthz", 0.2)


def test_a_host_that_does_not_start_says_why() -> None:
    with pytest.raises(RuntimeError, match="no-such-seed"), running_host("--seed", "no-such-seed.yaml"):
        pytest.fail("it started")


def test_the_example_of_the_documentation_runs(greeter: str, tmp_path: Path) -> None:
    text = hipgen.testing.__doc__ or ""
    example = text[text.index("    from hipgen.testing import") : text.index("The host runs")]
    code = textwrap.dedent(example).replace("http://127.0.0.1:8000", greeter)
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["hipgen.testing"]\n', "utf-8")
    (tmp_path / "test_example.py").write_text(code, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), "."],
        cwd=tmp_path,
        env={**_environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
