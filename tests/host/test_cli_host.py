"""`hipgen host` as a command: the four lines, its options, its end, and that killing it loses nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

SEED = """
users:
  - {name: Bob Smith, mention_name: Bob, email: bob@example.com, admin: true}
rooms: [{name: Dev Room, owner: Bob}]
tokens: [{token: tok, user: Bob}]
"""
COMMAND = [sys.executable, "-W", "error", "-m", "hipgen", "host"]
FREE = ["--port", "0", "--https-port", "0"]


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A running host and its four lines; it is killed at the end if it still runs."""
    with subprocess.Popen(
        [*COMMAND, *FREE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, [process.stdout.readline().rstrip("\n") for _ in range(4)]
        finally:
            process.kill()


def asked(base: str, path: str, token: str, body: Any = None, context: ssl.SSLContext | None = None) -> Any:
    request = urllib.request.Request(base + path, headers={"Authorization": f"Bearer {token}"})
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=5, context=context) as answer:
        return json.loads(answer.read() or b"null")


def refused(*arguments: str) -> tuple[int, str]:
    """Exit status and standard error of a host that doesn't start."""
    ran = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=20, check=False)
    assert ran.stdout == ""
    return ran.returncode, ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_four_lines_lead_to_a_host_that_ends_when_told(number: signal.Signals) -> None:
    with started() as (process, (http, https, authority, token)):
        context = ssl.create_default_context(cafile=authority)
        assert asked(http, "/v2/room/Lobby", token)["owner"]["mention_name"] == "Ada"
        assert asked(https, "/v2/room/Lobby", token, context=context)["name"] == "Lobby"
        process.send_signal(number)
        _out, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (0, "")
    assert not Path(authority).exists()


@pytest.mark.slow
def test_options_choose_seed_state_file_and_no_https(tmp_path: Path) -> None:
    seed, state, wrong = tmp_path / "seed.yaml", tmp_path / "state", tmp_path / "wrong.yaml"
    seed.write_text(SEED)
    arguments = [
        "--seed",
        str(seed),
        "--state",
        str(state),
        "--no-https",
        "--token-lifetime",
        "7",
        "--view-proxy",
        "always",
        "--verbose",
    ]
    with started(*arguments) as (process, (http, https, authority, token)):
        assert (https, authority, token) == ("", "", "tok")
        settings = asked(http, "/control/settings", token)
        assert (settings["addon_token_lifetime"], settings["view_proxy"]) == (7, "always")
        asked(http, "/v2/room/1/message?auth_token=tok", "tok", {"message": "kept"})
        asked(http, "/v2/room/1?auth%5Ftoken=tok", "tok")
        assert refused(*FREE, "--state", str(state)) == (
            2, f"hipgen: {state} is in use by another host; stop it, or name another file\n"
        )  # fmt: skip
        process.terminate()
        _out, err = process.communicate(timeout=10)
    assert "POST /v2/room/1/message?auth_token=*** 201" in err
    assert "GET /v2/room/1?auth%5Ftoken=*** 200" in err
    (tmp_path / "bell.json").write_text('{"key": "com.example.bell", "url": "http://localhost:1/d.json"}')
    with started(*arguments, "--catalogue", str(tmp_path)) as (process, (http, _https, _authority, _token)):
        listings = asked(http, "/control/listings", "tok")["items"]
        assert [listing["key"] for listing in listings] == ["com.example.bell"]
        assert [item["message"] for item in asked(http, "/v2/room/1/history", "tok")["items"]] == ["kept"]
        process.terminate()
        _out, err = process.communicate(timeout=10)
    assert f"{state} has a group already; the seed was not planted" in err
    wrong.write_text(SEED.replace("owner: Bob", "owner: Bo").replace("- {name", "- {nme: 1, name"))
    status, said = refused(*FREE, "--seed", str(wrong))
    assert status == 1
    assert "nme" in said
    wrong.write_text(SEED.replace("owner: Bob", "owner: Bo"))
    status, said = refused(*FREE, "--seed", str(wrong))
    assert status == 1
    assert f"{wrong}:4:33" in said
    assert "`Bo` is nobody's mention name" in said


@pytest.mark.slow
def test_what_keeps_it_from_starting_is_told_with_a_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert refused("--port", port) == (
            2,
            f"hipgen: port {port} is taken; choose another with --port N, or --port 0 for one that is free\n",
        )
    missing = tmp_path / "no" / "ca.pem"
    assert refused(*FREE, "--ca-file", str(missing)) == (
        2, f"hipgen: cannot write {missing}: No such file or directory\n"
    )  # fmt: skip


@pytest.mark.slow
def test_another_address_than_loopback_is_warned_of() -> None:
    with started("--host", "0.0.0.0") as (process, (http, _https, _authority, token)):
        assert asked(http, "/v2/room/Lobby", token)["name"] == "Lobby"
        process.terminate()
        _out, err = process.communicate(timeout=10)
    assert err.startswith("hipgen: 0.0.0.0 may be reached by other machines")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from hipgen.cli import host
    from hipgen.diagnostics import HipgenError

    monkeypatch.setattr(host, "find_spec", lambda _name: None)
    with pytest.raises(HipgenError, match=r"pip install 'hipgen\[host\]'"):
        CliRunner().invoke(host.command, [], catch_exceptions=False)


def posting(http: str, name: str, said: list[tuple[str, str]], stop: threading.Event) -> None:
    """Post messages until told to stop or nobody answers; remembers those that were acknowledged."""
    number = 0
    while not stop.is_set():
        number += 1
        text = f"{name} {number}"
        try:
            answer = asked(http, "/v2/room/1/message", "tok", {"message": text})
        except (OSError, HTTPException):
            return
        said.append((answer["id"], text))


@pytest.mark.slow
def test_killing_it_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    seed, state = tmp_path / "seed.yaml", tmp_path / "state"
    seed.write_text(SEED)
    arguments = ["--seed", str(seed), "--state", str(state), "--no-https"]
    said: list[tuple[str, str]] = []
    for round in range(3):
        with started(*arguments) as (process, (http, *_rest)):
            stop = threading.Event()
            writers = [
                threading.Thread(target=posting, args=(http, f"{round}/{number}", said, stop))
                for number in range(4)
            ]
            for writer in writers:
                writer.start()
            stop.wait(0.7)
            os.kill(process.pid, signal.SIGKILL)
            for writer in writers:
                writer.join(10)
    assert len(said) > 30
    assert len({id for id, _text in said}) == len(said)
    with started(*arguments) as (_process, (http, *_rest)):
        kept = [asked(http, f"/v2/room/1/history/{id}", "tok")["message"] for id, _text in said]
        room = asked(http, "/v2/room/1/statistics", "tok")
    assert [item["message"] for item in kept] == [text for _id, text in said]
    assert room["messages_sent"] >= len(said)
