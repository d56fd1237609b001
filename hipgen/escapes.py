"""The one way of a spec's string into a file: a Jinja filter for every kind of place it can land in.

Used by hipgen's own rendering and by plain cookiecutter (as an `_extensions` entry of a template). It knows
the grammars of the places (Python, JavaScript, JSON, TOML, YAML, shell, HTML, Markdown, comments) and
nothing of add-ons. Every filter takes any text, control and bidirectional characters included, and
gives text that means just that value there and does nothing else.
"""

from __future__ import annotations

import html as _html
import json as _json
import re
import shlex
import unicodedata
from typing import TYPE_CHECKING, Any

from jinja2.ext import Extension

if TYPE_CHECKING:
    from jinja2 import Environment

COMMENT_LENGTH = 100


def _invisible(character: str) -> bool:
    """Whether a reader of source code can't see it or is misled by it: controls, bidi marks, separators."""
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def _escape_invisible(text: str, *, astral: str) -> str:
    """Escape what `_invisible` names; `astral` is `U` for `\\U0001f600`, `u` for a surrogate pair."""
    if text.isprintable():  # as Python has it, which knows of more that isn't: most texts by far
        return text

    def one(character: str) -> str:
        if not _invisible(character):
            return character
        code = ord(character)
        if code < 0x10000:
            return f"\\u{code:04x}"
        if astral == "U":
            return f"\\U{code:08x}"
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"

    return "".join(map(one, text))


def _json_text(value: Any, indent: int | None, *, sort: bool = False) -> str:
    text = _json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=sort)
    # Line breaks of the layout are the only controls that `dumps` leaves; strings hold them escaped already.
    return "\n".join(_escape_invisible(line, astral="u") for line in text.split("\n"))


def json(value: Any, indent: int | None = None) -> str:
    """Write a JSON document or value."""
    return _json_text(value, indent)


def js(value: Any, indent: int | None = None) -> str:
    """Write a JavaScript literal that may also stand inside a `<script>` element."""
    text = _json_text(value, indent).replace("</", "\\u003c/").replace("<!--", "\\u003c!--")
    # A plain `__proto__` in an object literal would set the prototype instead of a member.
    return re.sub(r'(?<!\\)"__proto__":', '["__proto__"]:', text)


def py(value: Any) -> str:
    """Write a Python literal of JSON data, strings in double quotes."""
    match value:
        case None | bool():
            return repr(value)
        case str():
            return _python_string(value)
        case dict():
            return "{" + ", ".join(f"{py(key)}: {py(member)}" for key, member in value.items()) + "}"
        case tuple():
            inside = ", ".join(map(py, value))
            return f"({inside},)" if len(value) == 1 else f"({inside})"
        case list():
            return "[" + ", ".join(map(py, value)) + "]"
        case _:
            return repr(value)


def _python_string(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    quote = "'" if '"' in text and "'" not in text else '"'
    return quote + _escape_invisible(plain.replace(quote, "\\" + quote), astral="U") + quote


def toml(value: Any) -> str:
    """Write a TOML value: basic strings, arrays, inline tables."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            body = value.replace("\\", "\\\\").replace('"', '\\"')
            return '"' + _escape_invisible(body, astral="U") + '"'
        case list() | tuple():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{toml(key)} = {toml(member)}" for key, member in value.items()) + " }"
        case None:
            raise ValueError("TOML has no null")
        case _:
            return repr(value)


def yaml(value: Any) -> str:
    """Write a YAML value in flow style, in the form that readers of YAML 1.1 and of 1.2 agree on."""
    match value:
        case str():
            body = value.replace("\\", "\\\\").replace('"', '\\"')
            return '"' + _escape_invisible(body, astral="U") + '"'
        case float():
            # YAML 1.1 takes 1e+16 for a text: it wants the point.
            return re.sub(r"^(-?\d+)e", r"\1.0e", repr(value))
        case list() | tuple():
            return "[" + ", ".join(map(yaml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{yaml(key)}: {yaml(member)}" for key, member in value.items()) + "}"
        case _:
            return _json.dumps(value)


def sh(value: Any) -> str:
    """Quote one word for a POSIX shell; line breaks stay inside the quotes."""
    return shlex.quote(str(value).replace("\0", ""))


def html(value: Any) -> str:
    """Escape for HTML text and for quoted attributes; control characters that HTML forbids are dropped."""
    return _html.escape(_printable(str(value)), quote=True)


def comment(value: Any) -> str:
    """One line of at most 100 characters that can stand in any comment or docstring and end none of them."""
    text = " ".join("".join(" " if _invisible(c) else c for c in str(value)).split())
    text = text.replace("\\", "/").replace("*/", "* /").replace("/*", "/ *")
    text = re.sub(r"--(?=!?\s*>)", "- -", text)  # `--!>` ends a comment of HTML, too
    text = text.replace('"""', "'''").replace("<!--", "< !--").replace("{", "(").replace("}", ")")
    text = re.sub(r'"+$', "'", text)
    return text if len(text) <= COMMENT_LENGTH else text[: COMMENT_LENGTH - 1].rstrip() + "…"


def md(value: Any) -> str:
    """Escape for a line of Markdown, table cells included: no markup of the text's own survives."""
    text = " ".join(_printable(str(value)).split())
    text = re.sub(r"([\\`*_\[\]|~$])|^([-+#>]|\d+[.)])", r"\\\g<0>", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _printable(text: str) -> str:
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"} else "�" for c in text)


FILTERS = {f.__name__: f for f in (comment, html, js, json, md, py, sh, toml, yaml)}


class Escapes(Extension):
    """The filters above, for a Jinja environment."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters.update(FILTERS)
