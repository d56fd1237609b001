"""The stand-in host is strict where these tests lean on it; no generated project is needed to see that."""

import base64
from typing import Any

import jwt
import pytest

from tests.generated import page, tokens, wire
from tests.generated.host import Host, Installation
from tests.generated.tokens import FORGERIES

DESCRIPTOR = {
    "capabilities": {
        "hipchatApiConsumer": {"scopes": ["send_notification", "view_room"]},
        "glance": [{"key": "kettle"}],
    }
}


def asked(host: Host, installation: Installation, scope: str) -> wire.Answer:
    pair = f"{installation.oauth_id}:{installation.secret}".encode("ascii")
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}
    body = f"grant_type=client_credentials&scope={scope}".encode("ascii")
    return wire.send("POST", f"{host.api}/oauth/token", body, headers)


def call(host: Host, installation: Installation, path: str, value: Any, scope: str) -> int:
    token = asked(host, installation, scope).json()["access_token"]
    return wire.post_json(f"{host.api}{path}", value, {"Authorization": f"Bearer {token}"}).status


def test_tokens_are_for_known_clients_and_their_scopes() -> None:
    with Host() as host:
        known = host.register(DESCRIPTOR)
        assert (
            asked(host, known, "send_notification+view_room").json()["scope"] == "send_notification view_room"
        )
        assert asked(host, known, "admin_group").status == 400
        assert asked(host, host.impostor(known), "view_room").status == 401
        host.revoke(known)
        assert asked(host, known, "view_room").status == 401
        assert len(host.token_requests) == 4


def test_calls_need_scope_room_and_form() -> None:
    with Host() as host:
        known = host.register(DESCRIPTOR)
        here = f"/room/{known.room}/notification"
        good = {"message": "The kettle has boiled", "notify": True}
        assert call(host, known, here, good, "send_notification") == 204
        assert call(host, known, here, good, "view_room") == 403
        assert call(host, known, "/room/1/notification", good, "send_notification") == 403
        assert call(host, known, here, good | {"notify": "true"}, "send_notification") == 400
        assert wire.post_json(f"{host.api}{here}", good).status == 401
        assert host.notifications(known.room) == [good]
        pushed = f"/addon/ui/room/{known.room}"
        label = {"label": {"type": "html", "value": "96"}}
        for key, content, status in (("kettle", label, 204), ("other", label, 400), ("kettle", {}, 400)):
            glance = {"glance": [{"key": key, "content": content}]}
            assert call(host, known, pushed, glance, "view_room") == status


@pytest.mark.parametrize("name", FORGERIES)
def test_each_forgery_is_one(name: str) -> None:
    """A verifier that does as it should takes the true token and none of these."""
    signer = tokens.Credentials("5f1d0c3a", "s" * 40, 730155)

    def genuine(token: str | None) -> bool:
        try:
            said = jwt.decode(
                token or "", signer.secret, algorithms=["HS256"], options={"require": ["iss", "exp"]}
            )
        except jwt.InvalidTokenError:
            return False
        return bool(said["iss"] == signer.oauth_id)

    assert genuine(tokens.sign(signer, 730155))
    assert not genuine(FORGERIES[name](signer, 730155))


def test_a_form_is_read_as_a_browser_sends_it() -> None:
    shown = page.read(
        """<title>Settings</title><script src="/a.js"></script>
        <form method="POST" action="/configuration"><input type="hidden" name="t" value="&lt;1&gt;">
        <select name="s"><option value="low">Low</option><option selected>High</option></select>
        <input type="checkbox" name="on" checked><input type="checkbox" name="off">
        <textarea name="a">x &amp; y</textarea><input name="gone" disabled>
        <input name="t" value="seen"></form>"""
    )
    (form,) = shown.forms
    assert (shown.title, shown.scripts, shown.inline_scripts) == ("Settings", ["/a.js"], 0)
    assert (form.method, form.action) == ("post", "/configuration")
    assert form.values() == {"s": "High", "on": "on", "a": "x & y", "t": "seen"}
    assert form.values(hidden=True) == {"t": "<1>"}
    assert form.field("s").choices == ["low", "High"]
    sent = [("t", "<1>"), ("s", "low"), ("off", "on"), ("a", "x & y"), ("t", "new")]
    assert form.filled({"s": "low", "on": None, "off": "on", "t": "new"}) == sent
