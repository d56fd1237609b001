"""A person lets a generated add-on act for them: the question, calls in their name, renewal and the end."""

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from hipgen.testing import HipChat, running_host
from tests.generated.matrix import Case
from tests.generated.project import make, serving
from tests.generated.test_rest_client import EXAMPLE, FOLDER, first_of_each

pytestmark = pytest.mark.generated
HANDLERS = {"Python": "user.py", "JavaScript": "user.js"}


def asked(host: HipChat, text: str) -> str:
    """What the add-on answers to a message."""
    before = len(host.notifications("Harbour"))
    host.say("Harbour", f"/hello {text}")
    host.settle()
    (answer,) = host.notifications("Harbour")[before:]
    return unescape(str(answer["message"]))


def consent(browser: httpx.Client, link: str, answer: str) -> httpx.Response:
    """Follow the add-on's link to HipChat's question, answer it, and come back."""
    page = browser.get(link, follow_redirects=True)
    assert page.status_code == 200, page.text
    action = re.search(r'<form[^>]*action="([^"]*)"', page.text)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
    assert action is not None, page.text
    fields = {name: unescape(value) for name, value in hidden}
    address = urljoin(str(page.url), unescape(action[1]))
    return browser.post(address, data={**fields, "answer": answer}, headers={"Origin": origin(address)})


def origin(address: str) -> str:
    url = httpx.URL(address)
    return f"{url.scheme}://{url.netloc.decode()}"


@pytest.mark.parametrize(("language", "framework"), first_of_each())
def test_a_person_lets_the_addon_act(language: str, framework: Any, shelf: Path, tmp_path: Path) -> None:
    project = make(Case(framework, EXAMPLE), shelf)
    folder = tmp_path / "project"
    shutil.copytree(project.folder, folder, symlinks=True)
    (handler,) = (folder / "handlers").glob("hello.*")
    shutil.copy(FOLDER / HANDLERS[language], handler)
    with (
        running_host() as host,
        serving(replace(project, folder=folder), tmp_path, ADDON_ALLOWED_HOSTS="localhost") as addon,
        httpx.Client() as browser,
    ):
        host.add_room("Harbour")
        installed = host.install(addon.descriptor_url)
        link = asked(host, "low tide")
        assert link.startswith(f"{addon.url}/oauth/done?start=")

        denied = browser.get(consent(browser, link, "deny").headers["Location"])
        assert "does nothing in your name" in denied.text
        assert asked(host, "low tide").startswith(addon.url)

        back = consent(browser, link, "approve").headers["Location"]
        with httpx.Client() as other:
            assert other.get(back).status_code == 403  # not the browser that began
        assert browser.get(back).status_code == 200
        assert browser.get(back).status_code == 400  # once
        assert browser.get(f"{addon.url}/oauth/done?state=forged&code=x").status_code == 400

        assert asked(host, "high tide") == "done"
        topics = host.messages("Harbour", "topic")
        assert topics[-1]["message"].endswith("high tide"), topics

        host.expire_tokens(installed)
        assert asked(host, "ebb") == "done"
        assert asked(host, "revoke") == "revoked"
        assert asked(host, "flood").startswith(addon.url)

        browser.get(consent(browser, link, "approve").headers["Location"])
        assert asked(host, "ebb") == "done"
        host.uninstall(installed)
        assert b"high tide" not in addon.log.read_bytes()
