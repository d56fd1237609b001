"""Read an HTML page as far as these tests need: title, text, scripts, forms with their fields.

A form is read as a browser would send it back, in its order, so that a test can change one field and leave
the rest. Two fields may have one name: then a hidden one and a visible one are told apart by kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class Field:
    """A field of a form; a value of None isn't sent."""

    name: str
    kind: str
    value: str | None = None
    choices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def values(self, *, hidden: bool = False) -> dict[str, str]:
        """What a person sees in the fields, or what the page keeps to itself."""
        return {
            one.name: one.value
            for one in self.fields
            if one.value is not None and (one.kind == "hidden") is hidden
        }

    def field(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name and one.kind != "hidden")

    def filled(self, changes: Mapping[str, str | None]) -> Pairs:
        """What a browser sends once these fields were changed; None clears a box or drops a field."""
        entered = [
            (one.name, one.value if one.kind == "hidden" else changes.get(one.name, one.value))
            for one in self.fields
        ]
        return [(name, value) for name, value in entered if value is not None]


@dataclass(slots=True)
class Page:
    title: str = ""
    text: str = ""
    scripts: list[str] = field(default_factory=list)
    inline_scripts: int = 0
    forms: list[Form] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._inside = ""
        self._field: Field | None = None
        self._chosen = False  # whether an option said that it is selected
        self._picked = False  # whether the option being read is the one to be sent
        self._own_text = False  # whether its text is its value

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        match tag:
            case "title" | "script":
                self._inside = tag
                if "src" in said:
                    self.page.scripts.append(said["src"])
                elif tag == "script" and said.get("type", "module") in ("module", "text/javascript"):
                    self.page.inline_scripts += 1
            case "form":
                self.page.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
            case "input" | "textarea" | "select" if said.get("name") and "disabled" not in said:
                self._begin(tag, said)
            case "option":
                self._inside = "option"
                self._option(said)

    def _begin(self, tag: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text") if tag == "input" else tag
        begun = self._field = Field(said["name"], kind)
        if tag == "textarea":
            self._inside, begun.value = "textarea", ""
        elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in said):
            begun.value = said.get("value", "on" if kind == "checkbox" else "")
        self._chosen = False
        if self.page.forms:
            self.page.forms[-1].fields.append(begun)

    def _option(self, said: dict[str, str]) -> None:
        """The first option is chosen until another one says that it is."""
        if self._field is None:
            return
        self._field.choices.append(said.get("value", ""))
        self._own_text = "value" not in said
        self._picked = "selected" in said or (not self._chosen and len(self._field.choices) == 1)
        self._chosen = self._chosen or "selected" in said
        if self._picked:
            self._field.value = self._field.choices[-1]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        match self._inside:
            case "title":
                self.page.title += data.strip()
            case "script":
                return
            case "textarea" if self._field is not None:
                self._field.value = (self._field.value or "") + data
            case "option" if self._field is not None and self._own_text:
                self._field.choices[-1] += data.strip()
                if self._picked:
                    self._field.value = self._field.choices[-1]
        self.page.text += data


def read(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page
