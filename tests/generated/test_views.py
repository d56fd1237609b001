"""Every framework with every example: what people see, which is glances, views and the settings page."""

import re
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.generated import judge, page, wire
from tests.generated.host import Host, Installation
from tests.generated.matrix import Example, cases, has
from tests.generated.project import RunningAddon
from tests.generated.tokens import FORGERIES

pytestmark = pytest.mark.generated

FRAMED = ("webPanel", "dialog")
KINDS = (*FRAMED, "externalPage")


def with_settings(example: Example) -> bool:
    configuration = example.spec.get("configuration")
    return example.installable and isinstance(configuration, dict) and bool(configuration.get("settings"))


every_glancing = pytest.mark.parametrize("addon", cases(has("glances")), indirect=True)
every_viewing = pytest.mark.parametrize("addon", cases(has("sidebar", "dialogs", "pages")), indirect=True)
every_set = pytest.mark.parametrize("addon", cases(with_settings), indirect=True)


def views(installation: Installation) -> list[tuple[str, Any]]:
    return [(kind, view) for kind in KINDS for view in installation.own(kind)]


@every_glancing
def test_a_glance_answers_the_browser(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    for glance in installation.own("glance"):
        answer = host.glance(installation, glance["key"])
        assert answer.status == 200, answer
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert judge.faults("glance-response", answer.json()) == []
        assert len(answer.json()["label"]["value"]) > 0
        again = host.glance_url(installation, glance["queryUrl"])
        assert [wire.get(again).status, wire.get(again).status] == [200, 200], "a glance may be loaded again"
    assert host.refusals() == []


@every_glancing
def test_a_glance_answers_a_preflight(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    for glance in installation.own("glance"):
        asked = {"Origin": host.url, "Access-Control-Request-Method": "GET"}
        answer = wire.send("OPTIONS", glance["queryUrl"], headers=asked)
        assert answer.status == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "GET" in answer.headers["access-control-allow-methods"]


@every_glancing
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_glance_is_closed_to_strangers(addon: RunningAddon, host: Host, forgery: str) -> None:
    installation = host.install(addon.descriptor_url)
    token = FORGERIES[forgery](installation.credentials, installation.room)
    for glance in installation.own("glance"):
        said = {} if token is None else {"signed_request": token}
        answer = wire.get(wire.with_query(glance["queryUrl"], **said), {"Origin": host.url})
        assert answer.status == 401, answer
        assert answer.headers["access-control-allow-origin"] == "*", "the client reads the error too"


def policy(answer: wire.Answer) -> dict[str, list[str]]:
    """The content security policy, by directive."""
    said = answer.headers["content-security-policy"].split(";")
    return {words[0]: words[1:] for words in (directive.split() for directive in said) if words}


@every_viewing
def test_a_view_is_shown_in_the_hosts_frame_only(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    for kind, view in views(installation):
        answer = host.view(installation, kind, view["key"])
        assert answer.status == 200, answer
        assert answer.headers["content-type"].startswith("text/html")
        assert "x-frame-options" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "no-store" in answer.headers["cache-control"]
        rules = policy(answer)
        assert rules["default-src"] == ["'none'"]
        framers = set(rules["frame-ancestors"])
        if kind in FRAMED and view.get("authentication", "jwt") == "jwt":
            assert framers == {host.url}
        else:  # a tab of its own, or opened by nobody knows whom: no other host is named to whoever asks
            assert framers <= {host.url, "'none'"}
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & set(rules["script-src"])
    assert host.refusals() == []


@every_viewing
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_view_is_a_whole_page(addon: RunningAddon, host: Host, theme: str) -> None:
    installation = host.install(addon.descriptor_url)
    for kind, view in views(installation):
        answer = host.view(installation, kind, view["key"], theme)
        shown = page.read(answer.text)
        assert shown.title
        assert not shown.inline_scripts, "the page's own policy would stop it"
        assert not re.search(r"\{\{ *[a-z]|\{% *(if|for|end)", answer.text), (
            "a template that wasn't filled in"
        )
        from_host = f"{host.url}/atlassian-connect/all.js"
        if view.get("authentication", "jwt") == "jwt":
            assert (from_host in shown.scripts) is (kind in FRAMED)
        sheets = re.findall(r'<link[^>]+href="([^"]+)"', answer.text)
        for source in {*shown.scripts, *sheets} - {from_host}:
            here = urljoin(view["url"], source)
            assert here.startswith(addon.url), "neither the add-on's own nor this host's"
            assert wire.get(here).status == 200, source


@every_viewing
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_view_is_closed_to_strangers(addon: RunningAddon, host: Host, forgery: str) -> None:
    installation = host.install(addon.descriptor_url)
    token = FORGERIES[forgery](installation.credentials, installation.room)
    said = {} if token is None else {"signed_request": token}
    for _kind, view in views(installation):
        if view.get("authentication", "jwt") != "jwt":
            continue
        url = wire.with_query(view["url"].replace("{", "").replace("}", ""), **said)
        headers = {} if token is None else {"Authorization": f"JWT {token}"}
        assert wire.get(url).status == 401
        assert wire.post_json(url, {}, headers).status == 401
        assert "text/html" in wire.get(url).headers["content-type"]


@every_viewing
def test_a_view_may_be_loaded_again(addon: RunningAddon, host: Host) -> None:
    """The client reloads a frame with the very same token when the theme changes."""
    installation = host.install(addon.descriptor_url)
    for _kind, view in views(installation):
        url = host.view_url(installation, view)
        assert [wire.get(url).status, wire.get(url).status] == [200, 200]


def settings_form(answer: wire.Answer) -> page.Form:
    assert answer.status in (200, 400, 422), answer
    return next(form for form in page.read(answer.text).forms if form.method == "post")


def settings(addon: RunningAddon) -> list[dict[str, Any]]:
    return list(addon.example.spec["configuration"]["settings"])


def valid(addon: RunningAddon) -> dict[str, str | None]:
    """A valid value for every field, none of them the default."""
    return {setting["key"]: other_value(setting) for setting in settings(addon)}


def other_value(setting: dict[str, Any]) -> str:
    match setting.get("type", "text"):
        case "choice":
            return next(str(one) for one in reversed(setting["choices"]) if one != setting.get("default"))
        case "url":
            return "https://tracker.example.com/a?b=1&c=2"
        case "integer":
            return "7"
        case "number":
            return "2.5"
        case "boolean":
            return "on"
        case _:
            return 'a "quoted" <value> & more'


def post_settings(addon: RunningAddon, form: page.Form, fields: page.Pairs) -> wire.Answer:
    action = form.action if form.action.startswith("http") else addon.url + form.action
    return wire.post_form(action, fields)


def visible(answer: wire.Answer) -> dict[str, str]:
    return settings_form(answer).values()


@every_set
def test_settings_are_kept(addon: RunningAddon, host: Host) -> None:
    installation, other = host.install(addon.descriptor_url), host.install(addon.descriptor_url)
    form = settings_form(host.configuration(installation))
    sent = valid(addon)
    answer = post_settings(addon, form, form.filled(sent))
    assert answer.status == 200, answer
    assert "saved" in page.read(answer.text).text.lower()
    shown, untouched = visible(host.configuration(installation)), visible(host.configuration(other))
    for setting in settings(addon):
        key = setting["key"]
        match setting.get("type"):
            case "secret":
                assert not shown.get(key)
            case "boolean":
                assert key in shown
            case _:
                assert shown[key] == sent[key]
                assert untouched[key] != sent[key], "settings of one room showed in another"
    assert host.refusals() == []


@every_set
def test_a_secret_is_never_shown_back(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    form = settings_form(host.configuration(installation))
    secret = {
        one["key"]: f"never-shown-{one['key']}" for one in settings(addon) if one.get("type") == "secret"
    }
    pages = (post_settings(addon, form, form.filled(valid(addon) | secret)), host.configuration(installation))
    for value in secret.values():
        assert not [shown for shown in pages if value in shown.text]
        assert value not in addon.log.read_text("utf-8", "replace")


@every_set
def test_settings_need_the_token_of_the_form(addon: RunningAddon, host: Host) -> None:
    installation, other = host.install(addon.descriptor_url), host.install(addon.descriptor_url)
    form = settings_form(host.configuration(installation))
    sent = form.filled(valid(addon))
    ((name, own),) = form.values(hidden=True).items()
    rest = [pair for pair in sent if pair != (name, own)]
    assert len(rest) == len(sent) - 1
    for token in (None, "", "not.a.token", host.token(installation), host.token(other)):
        answer = post_settings(addon, form, rest if token is None else [(name, token), *rest])
        assert answer.status == 401, f"{token}: {answer}"
    assert visible(host.configuration(installation)) == form.values()


@every_set
def test_the_token_of_the_form_opens_nothing_else(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    form = settings_form(host.configuration(installation))
    (own,) = form.values(hidden=True).values()
    url = installation.capabilities["configurable"]["url"]
    assert wire.get(wire.with_query(url, signed_request=own)).status == 401
    for _kind, view in views(installation):
        if view.get("authentication", "jwt") == "jwt":
            assert wire.get(wire.with_query(view["url"], signed_request=own)).status == 401


@every_set
def test_values_of_the_wrong_kind_are_refused(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    form = settings_form(host.configuration(installation))
    wrong = {"url": "javascript:alert(1)", "choice": "none of these", "integer": "seven", "number": "x"}
    bad = [(one, wrong[one["type"]]) for one in settings(addon) if one.get("type") in wrong]
    bad += [(one, "") for one in settings(addon) if one.get("required")]
    for setting, value in bad:
        answer = post_settings(addon, form, form.filled(valid(addon) | {setting["key"]: value}))
        assert answer.status in (400, 422), f"{setting['key']}={value!r}: {answer}"
        assert setting["label"] in page.read(answer.text).text
    assert visible(host.configuration(installation)) == form.values()


@every_set
@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_settings_page_is_closed_to_strangers(addon: RunningAddon, host: Host, forgery: str) -> None:
    installation = host.install(addon.descriptor_url)
    token = FORGERIES[forgery](installation.credentials, installation.room)
    said = {} if token is None else {"signed_request": token}
    url = installation.capabilities["configurable"]["url"]
    assert wire.get(wire.with_query(url, xdmhost=host.url, **said)).status == 401
