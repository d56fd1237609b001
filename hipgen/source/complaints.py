"""libyaml's complaints in plain words, with a place and a way out.

A table from what libyaml says to what a person can act on; the words of PyYAML's own parser are known as
well, since it steps in where libyaml is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from hipgen.source.lines import Lines
from hipgen.source.tree import Problem, Range

_ESCAPED = re.compile(r"\\.?")


class _Complaint(NamedTuple):
    """One error of the parser, ready to be looked at."""

    text: str
    context: int
    problem: int
    lines: Lines

    @property
    def char(self) -> str:
        return self.text[self.problem : self.problem + 1]

    def line(self, offset: int) -> tuple[int, str]:
        return self.lines.line_at(min(offset, len(self.text)))

    def indent(self, offset: int) -> int:
        line = self.line(offset)[1]
        return len(line) - len(line.lstrip(" "))


def reword(error: Any, text: str) -> Problem:
    """Say what a `MarkedYAMLError` means."""
    said = f"{error.context or ''}: {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    problem = mark.index if mark else 0
    context = error.context_mark.index if error.context_mark else problem
    complaint = _Complaint(text, context, problem, Lines(text))
    tab = _tab(complaint)
    if tab is not None:
        return tab
    for pattern, explain in _TABLE:
        if re.search(pattern, said):
            return explain(complaint)
    return _syntax(f"not YAML: {error.problem or error.context or 'unreadable'}", problem)


def _syntax(message: str, start: int, fix: str = "", label: str = "", first: Range | None = None) -> Problem:
    return Problem("HG001", message, start, start + 1, fix, label, first, "opened here" if first else "")


def _tab(at: _Complaint) -> Problem | None:
    """Tabs before the first word of a line are behind many errors, whatever the parser calls them."""
    for offset in (at.problem, at.context):
        start, line = at.line(offset)
        found = re.match(r"[ ]*(?:[-?] +)*(\t)", line)
        if found and offset >= start + found.start(1):
            place = start + found.start(1)
            return Problem(
                "HG009",
                "a tab in the indentation",
                place,
                place + 1,
                "indent with spaces",
                "YAML allows spaces only",
            )
    return None


def _second_colon(at: _Complaint) -> Problem:
    start, line = at.line(at.problem)
    before = line[: at.problem - start]
    if ": " in before or re.search(r":\t", before):
        return _syntax(
            "a second `: ` on one line", at.problem, "quote the value", "in a value without quotes"
        )
    first = len(line) - len(line.lstrip())
    return _syntax(
        "this line is indented deeper, but the line above already has its value",
        start + first,
        "indent it like the key above, or quote the whole text",
    )


def _no_colon(at: _Complaint) -> Problem:
    start, line = at.line(at.context)
    first = start + len(line) - len(line.lstrip())
    fix = "write `key: value`, with a space after the colon"
    word = line.strip()
    message = "no `: ` on this line, where a key is expected"
    if re.match(r"""[^\s"']+:\S""", word):
        message = "no space after the colon"
    return Problem("HG001", message, first, first + max(len(word), 1), fix)


def _open_quote(at: _Complaint) -> Problem:
    quote = at.text[at.context : at.context + 1]
    way = "write `''` for a single quote inside" if quote == "'" else 'write `\\"` for a double quote inside'
    return _syntax(f"the quote `{quote}` that begins here is never closed", at.context, f"close it; {way}")


def _open_bracket(at: _Complaint) -> Problem:
    bracket = at.text[at.context : at.context + 1]
    closing = {"[": "]", "{": "}"}.get(bracket, "}")
    what = "list" if closing == "]" else "mapping"
    fix = f"put a comma between two members, and `{closing}` at the end"
    on_later_line = at.line(at.problem)[0] > at.line(at.context)[0]
    if on_later_line or at.problem >= len(at.text.rstrip()):
        return _syntax(f"the {what} that begins here is not closed by `{closing}`", at.context, fix)
    first = (at.context, at.context + 1)
    return _syntax(f"expected `,` or `{closing}` in this {what}", at.problem, fix, "", first)


def _no_key(at: _Complaint) -> Problem:
    start, line = at.line(at.problem)
    column = at.problem - start
    before = line[:column].rstrip()
    if not before:
        return _indentation(at)
    if before[-1] in "'\"":
        fix = (
            "write `''` for a quote inside single quotes"
            if before[-1] == "'"
            else 'write `\\"` for a quote inside'
        )
        return _syntax("text after the closing quote", at.problem, fix)
    return _syntax(
        "this can't follow here", at.problem, "begin a new line with `key: value`, or quote the value"
    )


def _indentation(at: _Complaint) -> Problem:
    column = at.indent(at.context)
    if at.indent(at.problem) == column and at.char == "-":
        return _syntax(
            "a list item among the members of a mapping", at.problem, "give the list a key: `key:`"
        )
    fix = "indent it like the lines it belongs to"
    return _syntax("the indentation of this line fits no line above", at.problem, fix)


def _no_dash(at: _Complaint) -> Problem:
    if at.indent(at.problem) != at.indent(at.context):
        return _indentation(at)
    return _syntax(
        "a list item must begin with `- `", at.problem, "put `- ` before it, or change its indentation"
    )


def _late_list(at: _Complaint) -> Problem:
    return _syntax("a list can't begin here", at.problem, "put `- ` on a line of its own, or quote the value")


def _no_value(at: _Complaint) -> Problem:
    if not at.char.strip():
        return _syntax("a value is missing here", at.problem)
    sign = "a backtick" if at.char == "`" else f"`{at.char}`"
    message = f"a value can't begin with {sign}"
    return _syntax(message, at.problem, "quote the value, or remove the character")


def _escape(at: _Complaint) -> Problem:
    found = _ESCAPED.match(at.text, at.problem) or _ESCAPED.match(at.text, at.problem - 1)
    start, end = found.span() if found else (at.problem, at.problem + 1)
    message = f"`{at.text[start:end]}` is not an escape that YAML knows"
    fix = "use single quotes, in which a backslash is a backslash, or double it"
    return Problem("HG001", message, start, end, fix)


def _code(at: _Complaint) -> Problem:
    start = at.text.rfind("\\", 0, at.problem + 1)
    start = start if start >= at.context else at.problem
    message = "this escape is no character"
    return Problem("HG001", message, start, max(at.problem, start + 1), "write the character itself")


def _star(at: _Complaint) -> Problem:
    sign = at.text[at.context : at.context + 1]
    message = f"a value can't begin with `{sign}`"
    return _syntax(message, at.context, "quote the value")


def _tag(at: _Complaint) -> Problem:
    found = re.compile(r"\S+").match(at.text, at.context)
    end = found.end() if found else at.context + 1
    message = f"the tag `{at.text[at.context : end]}` is not allowed here"
    fix = "remove the tag; quote the value if it is a text that begins with `!`"
    return Problem("HG003", message, at.context, end, fix)


def _directive(at: _Complaint) -> Problem:
    fix = "quote the text, or remove the line"
    return _syntax("a line that begins with `%` is a directive to the reader", at.context, fix)


def _leftover(at: _Complaint) -> Problem:
    fix = "remove it, or indent it as a part of the document"
    return _syntax("nothing may follow the end of the document", at.problem, fix)


def _block(at: _Complaint) -> Problem:
    sign = at.text[at.context : at.context + 1]
    message = f"`{sign}` begins a text on the lines below; nothing may follow it on this line"
    return _syntax(message, at.context, f"quote a value that begins with `{sign}`, or move the text down")


def _colon_in_flow(at: _Complaint) -> Problem:
    return _syntax("a `:` in a value without quotes", at.problem, "quote the value")


def _question(at: _Complaint) -> Problem:
    return _syntax("`?` can't stand here", at.problem, "quote the text if it begins with `? `")


def _late_tab(at: _Complaint) -> Problem:
    place = max(at.text.rfind("\t", 0, at.problem + 1), 0)
    return Problem("HG009", "a tab in the indentation", place, place + 1, "indent with spaces")


_TABLE: tuple[tuple[str, Callable[[_Complaint], Problem]], ...] = (
    (r"found a tab character", _late_tab),
    (r"found unexpected ':'", _colon_in_flow),
    (r"mapping keys are not allowed", _question),
    (r"found character .*cannot start any token", _no_value),
    (r"found unexpected end of stream|quoted scalar: found unexpected document", _open_quote),
    (r"found unknown escape character", _escape),
    (r"quoted scalar: (?:did not find expected hex|expected escape|found invalid Unicode)", _code),
    (r"block scalar", _block),
    (r"mapping values are not allowed", _second_colon),
    (r"could not find expected ':'", _no_colon),
    (r"flow (?:sequence|mapping): ", _open_bracket),
    (r"block mapping: ", _no_key),
    (r"block collection: ", _no_dash),
    (r"sequence entries are not allowed", _late_list),
    (r"(?:node content|block node)", _no_value),
    (r"scanning an? (?:alias|anchor)", _star),
    (r"tag", _tag),
    (r"directive", _directive),
    (r"<document start>", _leftover),
)
