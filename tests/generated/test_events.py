"""Every framework with every example: what happens in rooms (webhooks) and outside (inbound routes)."""

import hashlib
import hmac
import json
import re
import time
from functools import cache
from typing import Any

import pytest
from hypothesis import find
from hypothesis import strategies as st

from tests.generated import judge, wire
from tests.generated.host import Host, Installation
from tests.generated.matrix import Example, cases, has
from tests.generated.project import RunningAddon
from tests.generated.tokens import FORGERIES

pytestmark = pytest.mark.generated


def with_hooks(example: Example) -> bool:
    """Examples with a webhook that is served by the project and signed."""
    hooks = example.items("webhooks")
    return example.installable and any("url" not in hook and hook.get("auth") != "none" for hook in hooks)


def with_open_hooks(example: Example) -> bool:
    return example.installable and any(hook.get("auth") == "none" for hook in example.items("webhooks"))


every_listener = pytest.mark.parametrize("addon", cases(with_hooks), indirect=True)
every_open = pytest.mark.parametrize("addon", cases(with_open_hooks), indirect=True)
every_inbound = pytest.mark.parametrize("addon", cases(has("inbound")), indirect=True)


def signed_hook(installation: Installation) -> Any:
    return next(hook for hook in installation.own("webhook") if hook["authentication"] == "jwt")


@cache
def matching(pattern: str | None) -> str:
    """A short text that a pattern finds something in."""
    if pattern is None:
        return "good morning"
    return str(find(st.from_regex(pattern), lambda text: bool(text) and text.isprintable()))


def assert_answered(answer: wire.Answer) -> None:
    """Nothing to say, or a notification that the host would post."""
    assert answer.status in (200, 204), answer
    if answer.status == 204:
        assert answer.body == b""
        return
    assert answer.headers["content-type"].startswith("application/json")
    assert judge.faults("notification", answer.json()) == []


@every_listener
def test_every_webhook_is_answered(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    for hook in installation.own("webhook"):
        text = matching(hook.get("pattern"))
        assert re.search(hook.get("pattern", ""), text)
        assert_answered(host.webhook(installation, hook, text))
    assert host.refusals() == []


@every_listener
def test_a_command_is_answered_whatever_follows_it(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    commands = [hook["command"] for hook in addon.example.items("webhooks") if "command" in hook]
    tails = ("", " ", " db is slow", "\tx", "\nline\nline", " <b>&\"'", " \u202etxet 🔥", " " + "long " * 900)
    for hook in installation.own("webhook"):
        for text in (command + tail for command in commands for tail in tails):
            if re.search(hook.get("pattern", ""), text) and hook["event"] == "room_message":
                assert_answered(host.webhook(installation, hook, text))
    assert host.refusals() == []


@every_listener
def test_a_message_that_does_not_match_is_passed_over(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    for hook in installation.own("webhook"):
        others = [one for one in installation.own("webhook") if one["url"] == hook["url"]]
        if all("pattern" in one and not re.search(one["pattern"], "~~~") for one in others):
            assert host.webhook(installation, hook, "~~~").status == 204
        assert host.webhook(installation, hook, "~~~", event="room_of_the_future").status == 204


@every_listener
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_is_refused(addon: RunningAddon, host: Host, forgery: str) -> None:
    installation = host.install(addon.descriptor_url)
    for hook in installation.own("webhook"):
        if hook["authentication"] == "jwt":
            token = FORGERIES[forgery](installation.credentials, installation.room)
            text = matching(hook.get("pattern"))
            answer = host.webhook(installation, hook, text, token=token)
            assert answer.status == 401, answer


@every_listener
def test_a_token_is_good_once(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    hook = signed_hook(installation)
    token = host.token(installation)
    text = matching(hook.get("pattern"))
    assert host.webhook(installation, hook, text, token=token).ok
    assert host.webhook(installation, hook, text, token=token).status == 401
    assert host.webhook(installation, hook, text, token=host.token(installation)).ok
    unnamed = host.token(installation, jti=None)
    for _ in range(2):
        assert host.webhook(installation, hook, text, token=unnamed).ok, "tokens of one second may be equal"


@every_listener
def test_half_a_character_harms_nothing(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    hook = signed_hook(installation)
    body = json.dumps(host.event(installation, hook, matching(hook.get("pattern")) + " \ud83d"))
    headers = {"Authorization": f"JWT {host.token(installation)}", "Content-Type": "application/json"}
    assert_answered(wire.send("POST", hook["url"], body.encode(), headers))
    for view in installation.own("webPanel"):
        assert wire.get(wire.with_query(view["url"], signed_request=host.token(installation))).status == 200


@every_listener
def test_a_token_is_taken_wherever_hosts_put_it(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    hook = signed_hook(installation)
    body = host.event(installation, hook, matching(hook.get("pattern")))
    for scheme in ("JWT", "jwt", "Jwt"):
        headers = {"Authorization": f"{scheme} {host.token(installation)}"}
        assert wire.post_json(hook["url"], body, headers).ok
    url = wire.with_query(hook["url"], signed_request=host.token(installation))
    assert wire.post_json(url, body).ok
    bearer = {"Authorization": f"Bearer {host.token(installation)}"}
    assert wire.post_json(hook["url"], body, bearer).status == 401
    bad_first = {"Authorization": "JWT not.a.token"}
    url = wire.with_query(hook["url"], signed_request=host.token(installation))
    assert wire.post_json(url, body, bad_first).status == 401, "the header goes first"


@every_listener
def test_a_clock_may_be_a_little_off(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    hook = signed_hook(installation)
    now = int(time.time())
    for changes in ({"exp": now - 20}, {"iat": now + 20}, {"nbf": now + 20}):
        token = host.token(installation, **changes)
        assert host.webhook(installation, hook, matching(hook.get("pattern")), token=token).ok


@every_listener
def test_one_installation_cannot_speak_for_another(addon: RunningAddon, host: Host) -> None:
    mine, other = host.install(addon.descriptor_url), host.install(addon.descriptor_url)
    hook = signed_hook(mine)
    assert host.webhook(mine, hook, "x", oauth_client_id=other.oauth_id).status == 400
    assert host.webhook(mine, hook, "x", oauth_client_id=None).ok
    if mine.room_id is not None:
        elsewhere = host.token(mine, context={"room_id": other.room})
        assert host.webhook(mine, hook, "x", token=elsewhere).status == 401


@every_listener
def test_a_broken_event_is_refused(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    url = signed_hook(installation)["url"]

    def post(body: bytes) -> int:
        headers = {"Authorization": f"JWT {host.token(installation)}", "Content-Type": "application/json"}
        return wire.send("POST", url, body, headers).status

    for body in (b"", b"{", b"[]", b"7", b'"text"', b"\xff\xfe", b"null"):
        assert post(body) == 400, body
    assert post(b'{"event": "' + b"x" * 1_100_000 + b'"}') == 413
    assert wire.get(url).status == 405


@every_listener
def test_senders_may_be_missing_or_plain_text(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    for hook in installation.own("webhook"):
        whole = host.event(installation, hook, matching(hook.get("pattern")))
        for sender in (None, "Kettle", {"id": 7}, {"name": "Somebody"}):
            item = json.loads(json.dumps(whole["item"]))
            place = item.get("message", item)
            place["from" if "message" in item else "sender"] = sender
            assert_answered(host.webhook(installation, hook, item=item))


@every_open
def test_an_unsigned_webhook_knows_its_installation(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    for hook in installation.own("webhook"):
        if hook["authentication"] == "none":
            text = matching(hook.get("pattern"))
            assert_answered(host.webhook(installation, hook, text))
            for stranger in ("00000000-0000-4000-8000-000000000000", None, 7, ""):
                answer = host.webhook(installation, hook, text, oauth_client_id=stranger)
                assert 400 <= answer.status < 500, answer


def post_inbound(addon: RunningAddon, item: Any, body: bytes, seal: str | None, **query: str) -> wire.Answer:
    headers = {"Content-Type": "application/json"} | ({} if seal is None else {"X-Hub-Signature-256": seal})
    url = addon.url + item.get("path", f"/inbound/{item['key']}")
    return wire.send("POST", wire.with_query(url, **query), body, headers)


def seal_of(secret: str, body: bytes) -> str:
    return f"sha256={hmac.new(secret.encode('utf-8'), body, hashlib.sha256).hexdigest()}"


@every_inbound
def test_an_inbound_post_needs_its_signature(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    body = b'{"title": "db is slow", "text": "db is slow"}'
    for item in addon.example.items("inbound"):
        right = seal_of(addon.example.secrets[item["secret"]], body)
        plain = right.removeprefix("sha256=")
        bad = (None, "", "sha256=", plain, seal_of("wrong", body), f"sha1={plain}", right[:-2])
        for seal in bad:
            answer = post_inbound(addon, item, body, seal, installation=installation.oauth_id)
            assert answer.status == 401, f"{seal}: {answer}"
        assert post_inbound(addon, item, body + b" ", right).status == 401
        answer = post_inbound(addon, item, body, right, installation=installation.oauth_id)
        assert answer.status == 202, answer
        assert isinstance(answer.json()["delivered"], int)
    assert host.refusals() == []
