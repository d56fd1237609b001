"""What stands in a page: forms with their fields, scripts, and whether it may be framed.

Pure. Knows nothing of what should stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from hipgen.host.wire import Answer, Failure
from hipgen.verifying.subject import origin

FORM = ("Content-Type", "application/x-www-form-urlencoded")
UNSENT = frozenset({"submit", "button", "reset", "image", "file"})
HIDDEN = "hidden"
TICKED = frozenset({"checkbox", "radio"})
WORDS = {
    "url": "https://example.com/",
    "email": "ada@example.com",
    "number": "7",
    "time": "09:00",
    "date": "2017-05-04",
}
"""What a person may write into a field that is empty, by its kind."""


@dataclass(slots=True)
class Field:
    """A field of a form: its name, kind and value."""

    name: str
    kind: str
    value: str


@dataclass(slots=True)
class Form:
    """A form that is posted: where to, and its fields."""

    address: str
    fields: list[Field] = field(default_factory=list)

    def filled(self, *, hidden: bool = True) -> list[tuple[str, str]]:
        """What a browser sends once all that was empty is filled in; without `hidden` fields if told."""
        return [
            (each.name, each.value if each.value or each.kind == HIDDEN else WORDS.get(each.kind, "x"))
            for each in self.fields
            if hidden or each.kind != HIDDEN
        ]


class _Reader(HTMLParser):
    """Collects forms, with the values that a browser would send, and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, str, Form]] = []
        self.scripts: list[str] = []
        self._within: Field | None = None
        self._option: str | None = None
        self._is_chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        match tag:
            case "script" if said.get("src"):
                self.scripts.append(said["src"])
            case "form":
                self.forms.append((said.get("method", "get").lower(), said.get("action", ""), Form("")))
            case "input" | "textarea" | "select" if self.forms and said.get("name"):
                self._field(tag, said)
            case "option":
                self._ended()
                self._option = said.get("value", "") if "value" in said else None
                self._is_chosen = self._within is not None and ("selected" in said or not self._within.value)
                if self._is_chosen and self._within is not None:
                    self._within.value = self._option or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"option", "select", "textarea"}:
            self._ended()
        if tag in {"select", "textarea"}:
            self._within = None

    def handle_data(self, data: str) -> None:
        """The text of an option without a value is its value, that of a text area too."""
        is_text = self._within is not None and self._within.kind == "textarea"
        if self._within is not None and (is_text or (self._is_chosen and self._option is None)):
            self._within.value += data if is_text else data.strip()

    def _ended(self) -> None:
        self._option, self._is_chosen = None, False

    def _field(self, tag: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text").lower() if tag == "input" else tag
        if kind in UNSENT or (kind in TICKED and "checked" not in said):
            return
        value = said.get("value", "on" if kind in TICKED else "")
        made = Field(said["name"], kind, value)
        self.forms[-1][2].fields.append(made)
        self._within = made if tag != "input" else None


def scripts(answer: Answer | Failure) -> list[str]:
    """The addresses of the scripts of a page."""
    return _read(answer).scripts if isinstance(answer, Answer) else []


def _read(answer: Answer) -> _Reader:
    reader = _Reader()
    reader.feed(answer.body.decode("utf-8", "replace"))
    return reader


def posted_forms(answer: Answer | Failure, address: str) -> list[Form]:
    """The forms of a page that a browser would post, as they stand there."""
    found = _read(answer).forms if isinstance(answer, Answer) else []
    posted = [(action, form) for method, action, form in found if method == "post"]
    return [Form(urljoin(address, action), form.fields) for action, form in posted]


def no_page(answer: Answer | Failure) -> str:
    """Why an answer is no page, or nothing."""
    if not isinstance(answer, Answer):
        return answer.reason
    if answer.status != 200:
        return f"it answered {answer.status}"
    if answer.content_type not in {"text/html", "application/xhtml+xml"}:
        return f"it is {answer.content_type or 'of no type'}, not HTML"
    return "" if answer.body.strip() else "it is empty"


def unframed(answer: Answer, page: str, address: str) -> str:
    """Why a page of some origin can't frame an answer, or nothing."""
    policies = answer.headers.get("content-security-policy", "").split(",")
    named = [sources for policy in policies for sources in _ancestors(policy)]
    for sources in named:
        if not any(_admits(source, page, address) for source in sources):
            return f"frame-ancestors is {' '.join(sources) or 'empty'}"
    # Browsers look at the older header only where no policy speaks of frames.
    older = answer.headers.get("x-frame-options", "")
    if (
        not named
        and older
        and not (older.strip().upper() == "SAMEORIGIN" and origin(page) == origin(address))
    ):
        return f"X-Frame-Options is {older}"
    return ""


def _ancestors(policy: str) -> Iterator[list[str]]:
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name.lower() == "frame-ancestors":
            yield sources


def _admits(source: str, page: str, address: str) -> bool:
    """Whether a source of a policy covers a page."""
    parts, source = urlsplit(page), source.lower()
    if source in {"*", f"{parts.scheme}:"}:
        return True
    if source == "'self'":
        return origin(page) == origin(address)
    scheme, found, host = source.rpartition("://")
    if found and scheme != parts.scheme:
        return False
    name, _, port = host.partition("/")[0].partition(":")
    fits = parts.hostname == name or (name.startswith("*.") and (parts.hostname or "").endswith(name[1:]))
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return fits and (port == "*" or (int(port) if port.isdigit() else usual) == (parts.port or usual))
