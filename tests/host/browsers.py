"""A browser without scripts: keeps cookies, reads the forms of a page and sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from hipgen.host.core import finish, handle
from hipgen.host.wire import Reply, Request
from hipgen.host.world import World
from tests.host.worlds import BASE, Addon


@dataclass
class Form:
    """A form of a page: where it goes, its hidden fields, its labelled fields and its buttons."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Collects the forms of a page, and the ids that labels name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.found.append(Form(given["action"]))
            case "input" if given.get("type") == "hidden":
                self.found[-1].hidden[given["name"]] = given["value"]
            case "input" | "select" | "textarea":
                self.found[-1].names.append(given["name"])
            case "button" if "name" in given:
                self.found[-1].buttons.append((given["name"], given["value"]))
            case "script":
                self.scripts += 1


@dataclass
class Browser:
    """Goes to pages of a world, whose add-ons are `addon`; `page` is the last one."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)
    addon: Addon = field(default_factory=Addon)
    page: str = ""

    def go(self, address: str) -> Reply:
        """Load a page."""
        path, _mark, query = address.partition("?")
        return self._send(Request("GET", path, query, self._headers(), b"", BASE))

    def send(self, form: Form, headers: dict[str, str] | None = None, /, **fields: str) -> Reply:
        """Send a form with its hidden fields and these, as a browser would."""
        body = urlencode({**form.hidden, **fields}).encode()
        sent = {"content-type": "application/x-www-form-urlencoded", "origin": BASE, **(headers or {})}
        return self._send(Request("POST", form.action, "", {**self._headers(), **sent}, body, BASE))

    def form(self, action: str) -> Form:
        """The first form of the page that goes to an address."""
        return next(form for form in Forms(self.page).found if form.action == action)

    def be(self, person: int) -> None:
        """Be somebody else from now on."""
        self.go("/people")
        assert self.send(self.form("/people"), person=str(person)).status == 302

    def _headers(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _send(self, request: Request) -> Reply:
        answer = handle(self.world, request)
        reply = answer if isinstance(answer, Reply) else finish(answer, self.addon)
        for name, value in reply.headers:
            if name == "Set-Cookie":
                cookie, _equals, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
        self.page = reply.body.decode()
        return reply
