"""Every framework with every example: descriptor, installation, update, removal.

The add-on is met over HTTP only, by a host that speaks as HipChat did or lies as an attacker would.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.generated import judge, wire
from tests.generated.host import Host, Installation
from tests.generated.listener import Canned
from tests.generated.matrix import cases
from tests.generated.project import RunningAddon

pytestmark = pytest.mark.generated

every_case = pytest.mark.parametrize("addon", cases(), indirect=True)
every_installable = pytest.mark.parametrize(
    "addon", cases(lambda example: example.installable), indirect=True
)


def signed_probes(host: Host, installation: Installation) -> Iterator[wire.Answer]:
    """Ask for everything of the add-on that only an installed host gets, with true tokens of that host."""
    for hook in installation.own("webhook"):
        if hook.get("authentication") == "jwt":
            yield host.webhook(installation, hook, "anything")
    for kind in ("webPanel", "dialog", "externalPage"):
        for view in installation.own(kind):
            if view.get("authentication", "jwt") == "jwt":
                yield host.view(installation, kind, view["key"])
    for glance in installation.own("glance"):
        yield host.glance(installation, glance["key"])


def is_open(host: Host, installation: Installation) -> bool:
    """Whether the add-on knows this installation; every signed route must be of one opinion."""
    statuses = [answer.status for answer in signed_probes(host, installation)]
    assert statuses, "an example with nothing signed can't be tested so"
    assert all(200 <= status < 300 for status in statuses) or set(statuses) == {401}, statuses
    return statuses[0] != 401


def registered(host: Host, addon: RunningAddon, *, everywhere: bool | None = None) -> Installation:
    return host.register(addon.compiled(), everywhere=everywhere)


@every_case
def test_the_descriptor_served_is_the_one_compiled(addon: RunningAddon) -> None:
    answer = wire.get(addon.descriptor_url)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json() == addon.compiled()
    assert judge.faults("descriptor", answer.json()) == []


@every_case
def test_what_is_not_there_is_not_found(addon: RunningAddon) -> None:
    health = wire.get(f"{addon.url}/healthz")
    assert (health.status, health.json()) == (200, {"status": "ok"})
    missing = wire.get(f"{addon.url}/no/such/page")
    assert missing.status == 404
    assert missing.headers["content-type"].startswith("application/json")
    assert wire.post_json(addon.descriptor_url, {}).status == 405
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2faddon.yaml", "/.env"):
        assert wire.get(addon.url + path).status in (400, 404)


@every_installable
def test_it_installs_where_the_descriptor_allows(addon: RunningAddon, host: Host) -> None:
    offered = addon.compiled()["capabilities"]["installable"]
    for everywhere, allowed in ((False, offered["allowRoom"]), (True, offered["allowGlobal"])):
        installation = registered(host, addon, everywhere=everywhere)
        answer = host.announce(installation)
        assert answer.status == (200 if allowed else 400), answer
        assert is_open(host, installation) is allowed
    assert host.refusals() == []


@every_installable
def test_numbers_may_come_as_text(addon: RunningAddon, host: Host) -> None:
    installation = registered(host, addon)
    room = {} if installation.room_id is None else {"roomId": str(installation.room_id)}
    assert host.announce(installation, groupId="5512", **room).status == 200
    assert is_open(host, installation)


@every_installable
def test_a_host_that_lies_about_itself_is_refused(addon: RunningAddon, host: Host) -> None:
    installation = registered(host, addon)
    for lie in ("https://api.example.com/v2/capabilities", f"{host.capabilities_url}/", host.url):
        host.altered["/links/self"] = lie
        assert host.announce(installation).status == 400
    assert not is_open(host, installation)
    assert not host.token_requests


@every_installable
def test_wrong_credentials_are_refused(addon: RunningAddon, host: Host) -> None:
    impostor = host.impostor(registered(host, addon))
    assert host.announce(impostor).status == 400
    assert not is_open(host, impostor)


def broken_bodies(told: dict[str, Any]) -> Iterator[Any]:
    """Installation requests that no host ever sent."""
    for name in ("capabilitiesUrl", "oauthId", "oauthSecret"):
        yield {other: value for other, value in told.items() if other != name}
        yield told | {name: 7}
        yield told | {name: ""}
    yield told | {"groupId": "not a number"}
    yield told | {"roomId": {"id": 1}}
    yield from ([told], "text", None, 7, {})
    addresses = ("ftp://127.0.0.1/c", "file:///etc/hostname", "javascript:1", "http://", "//127.0.0.1/", "x")
    yield from (told | {"capabilitiesUrl": address} for address in addresses)


@every_installable
def test_a_broken_installation_request_is_refused(addon: RunningAddon, host: Host) -> None:
    installation = registered(host, addon)
    url = installation.capabilities["installable"]["callbackUrl"]
    for body in broken_bodies(host.body(installation)):
        answer = wire.post_json(url, body)
        assert answer.status == 400, f"{body!r}: {answer}"
    typed = {"Content-Type": "application/json"}
    assert wire.send("POST", url, b"{", typed).status == 400
    assert wire.send("POST", url, b'{"a": "\xff"}', typed).status == 400
    assert wire.post_json(url, host.body(installation) | {"more": "x" * 1_100_000}).status == 413
    assert not is_open(host, installation)


@every_installable
@pytest.mark.parametrize("name", ["localhost", "0.0.0.0", "[::1]", "[::ffff:7f00:1]", "10.255.255.1"])
def test_a_private_address_is_refused_unless_named(addon: RunningAddon, host: Host, name: str) -> None:
    installation = registered(host, addon)
    address = f"http://{name}:{host.port}/v2/capabilities"
    host.altered["/links/self"] = address
    assert host.announce(installation, capabilitiesUrl=address).status == 400
    assert not host.log, "the add-on called a private address"


@every_installable
@pytest.mark.parametrize(
    "pointer", ["/capabilities/oauth2Provider/tokenUrl", "/capabilities/hipchatApiProvider/url"]
)
def test_addresses_in_the_document_are_checked_too(addon: RunningAddon, host: Host, pointer: str) -> None:
    installation = registered(host, addon)
    host.altered[pointer] = f"http://localhost:{host.port}/v2/oauth/token"
    assert host.announce(installation).status == 400
    assert not host.token_requests
    assert not is_open(host, installation)


@every_installable
def test_only_browsers_go_to_the_homepage(addon: RunningAddon, host: Host) -> None:
    installation = registered(host, addon)
    host.altered["/links/homepage"] = "https://chat.example.invalid"
    assert host.announce(installation).ok
    assert is_open(host, installation)
    host.altered["/links/homepage"] = "javascript:alert(1)"
    assert host.announce(registered(host, addon)).status == 400


@every_installable
def test_a_document_from_elsewhere_or_without_end_is_refused(addon: RunningAddon, host: Host) -> None:
    installation = registered(host, addon)
    typed = {"Content-Type": "application/json"}
    answers = (
        Canned(302, headers={"Location": f"{host.url}/elsewhere"}),
        Canned(200, b"[]", typed),
        Canned(200, b"{", typed),
        Canned(200, b'{"links": 1}', typed),
        Canned(200, b'{"padding": "' + b"x" * 1_200_000 + b'"}', typed),
        Canned(404, b"{}", typed),
        Canned(500, b"", typed),
    )
    for canned in answers:
        host.canned["/v2/capabilities"] = canned
        assert host.announce(installation).status in (400, 502), canned.status
    assert not host.calls("GET", "/elsewhere")
    assert not host.token_requests
    assert not is_open(host, installation)


@every_installable
def test_a_known_installation_keeps_its_host(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    with Host() as thief:
        thief.clients[installation.oauth_id] = installation
        assert thief.announce(installation).status == 409
    assert is_open(host, installation)
    assert host.announce(host.impostor(installation)).status == 400
    assert is_open(host, installation)
    assert host.announce(installation).ok


@every_installable
def test_an_update_keeps_the_installation(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    url = installation.capabilities["installable"].get("updateCallbackUrl")
    if url is None:
        assert addon.example.spec["install"]["update"] is False
        return
    assert host.update(installation).status == 200
    assert is_open(host, installation)
    with Host() as thief:
        assert thief.update(installation).status == 409
    moved = host.body(installation) | {"roomId": 7, "groupId": 7}
    del moved["oauthSecret"]
    assert wire.post_json(url, moved).ok, "anybody could have sent it, so that it changes nothing"
    assert is_open(host, installation)
    assert host.update(host.register(installation.descriptor)).status == 404


@every_installable
def test_an_uninstalled_host_is_a_stranger(addon: RunningAddon, host: Host) -> None:
    installation, other = host.install(addon.descriptor_url), host.install(addon.descriptor_url)
    assert is_open(host, installation)
    assert host.uninstall(installation).status == 204
    assert not is_open(host, installation)
    assert is_open(host, other)
    assert host.send_delete(installation).status == 204, "a second removal finds nothing and is fine"


@every_installable
def test_a_removal_that_the_host_never_made_is_refused(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    assert host.send_delete(installation).status == 403
    assert is_open(host, installation)


@every_installable
def test_a_host_that_is_gone_can_be_removed(addon: RunningAddon, host: Host) -> None:
    with Host() as leaving:
        installation = leaving.install(addon.descriptor_url)
    assert host.send_delete(installation).status == 204
    assert not is_open(host, installation)


@every_installable
def test_the_log_tells_no_secret(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    token = host.token(installation)
    impostor = host.impostor(host.register(installation.descriptor))
    host.announce(host.impostor(installation))
    host.announce(impostor)
    for hook in installation.own("webhook"):
        host.webhook(installation, hook, "anything", token=token)
        wire.get(wire.with_query(hook["url"], signed_request=token))
        wire.send("POST", hook["url"], b"{", {"Authorization": f"JWT {token}"})
    list(signed_probes(host, installation))
    host.forget_tokens()
    host.uninstall(installation)
    log = addon.log.read_text("utf-8", "replace")
    secrets = [installation.secret, token, *host.grants, *addon.example.secrets.values()]
    assert not [secret for secret in secrets if secret in log]
    assert "signed_request=ey" not in log
