"""Comments that take findings out: `# hipgen: ignore[HG201] reason`.

At the end of a line for that line, on a line of its own for the next one. Finding them needs a text and the
places of its scalars; applying them is a pure function over diagnostics, which knows no rule by name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from hipgen.diagnostics import Diagnostic, Severity, Span, ordered
from hipgen.nearest import similar
from hipgen.source.lines import Lines
from hipgen.source.tree import Node, Problem, Range, walk
from hipgen.source.yaml_reader import trimmed

_COMMENT = r"(?:^|(?<=[ \t\r\n]))#[ \t]*hipgen:[ \t]*ignore\b([^\r\n]*)"
_FORM = r"[ \t]*\[([^\]]*)\](.*)\Z"
_SYNTAX = r"HG0[0-9]{2}\Z"


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment: the ids it takes out on `line`, and why."""

    ids: tuple[str, ...]
    reason: str
    line: int
    span: Span


@dataclass(frozen=True, slots=True)
class Settled:
    """What is left to say, and what was taken out on purpose."""

    diagnostics: tuple[Diagnostic, ...]
    ignored: tuple[Diagnostic, ...]


def find(text: str, lines: Lines, root: Node | None) -> tuple[tuple[Ignore, ...], tuple[Problem, ...]]:
    """Find the comments of a YAML text; those without ids in brackets are problems."""
    if "ignore" not in text or root is None:
        return (), ()
    found, problems = [], []
    matches = list(re.finditer(_COMMENT, text))
    scalars = sorted(_scalars(text, root)) if matches else []
    following = _following(lines) if matches else []
    for match in matches:
        if _inside(scalars, match.start()):
            continue
        form = re.match(_FORM, match.group(1))
        ids = tuple(word.strip() for word in form.group(1).split(",") if word.strip()) if form else ()
        start, end = match.start(), match.start() + len(match.group().rstrip())
        if not form or not ids:
            fix = "write `# hipgen: ignore[HG201] reason`"
            message = "this comment ignores nothing: it names no id"
            problems.append(Problem("HG093", message, start, end, fix))
            continue
        span = lines.span(start, end)
        found.append(Ignore(ids, form.group(2).strip(), _line_meant(lines, span, following), span))
    return tuple(found), tuple(problems)


def _scalars(text: str, root: Node) -> Iterator[Range]:
    for _, node in walk(root):
        yield from (node.keys or {}).values()
        if node.children is None:
            yield trimmed(text, node.start, node.end)


def _inside(scalars: list[Range], offset: int) -> bool:
    """Whether an offset lies in one of the ranges, which are in order and don't overlap."""
    at = bisect_right(scalars, offset, key=lambda place: place[0]) - 1
    return at >= 0 and offset < scalars[at][1]


def _following(lines: Lines) -> list[int]:
    """For every line the number of the next that has more than a comment on it; 0 if there is none."""
    following = [0] * len(lines.all)
    for number in range(len(lines.all) - 1, 0, -1):
        line = lines.all[number].lstrip()
        following[number - 1] = number + 1 if line and line[0] != "#" else following[number]
    return following


def _line_meant(lines: Lines, span: Span, following: list[int]) -> int:
    """The comment's own line, or the next with something on it if nothing stands before the comment."""
    if lines.all[span.line - 1][: span.column - 1].strip():
        return span.line
    return following[span.line - 1] or span.line


def apply_ignores(
    diagnostics: Iterable[Diagnostic],
    ignores: Iterable[Ignore],
    *,
    file: str,
    known: Collection[str],
    checked: Collection[str] | None = None,
) -> Settled:
    """Take out what the comments of `file` ignore, and say what is wrong with the comments.

    A comment without a reason takes its finding out and becomes an error in its place, so that one slip is
    one message. `checked` are the ids that were looked for in this run (all, if not given): an ignore of
    another is not called unused.
    """
    kept, ignored = [], []
    used: set[tuple[Ignore, str]] = set()
    by_line: dict[tuple[int, str], Ignore] = {}
    for ignore in ignores:
        for id_ in ignore.ids:
            by_line.setdefault((ignore.line, id_), ignore)
    for diagnostic in diagnostics:
        ignore_ = by_line.get((diagnostic.span.line, diagnostic.id)) if diagnostic.file == file else None
        if ignore_ is None or re.match(_SYNTAX, diagnostic.id):
            kept.append(diagnostic)
        else:
            used.add((ignore_, diagnostic.id))
            ignored.append(diagnostic)
    for ignore in ignores:
        kept.extend(_review(ignore, {id_ for i, id_ in used if i is ignore}, file, known, checked))
    return Settled(ordered(kept), ordered(ignored))


def _review(
    ignore: Ignore, used: set[str], file: str, known: Collection[str], checked: Collection[str] | None
) -> Iterator[Diagnostic]:
    said = Diagnostic(file, "", Severity.WARNING, "", ignore.span)
    if used and not ignore.reason:
        example = f"write `# hipgen: ignore[{', '.join(ignore.ids)}] reason`"
        message = f"{', '.join(sorted(used))} ignored without a reason"
        yield replace(said, id="HG090", severity=Severity.ERROR, message=message, fix=example)
    for id_ in ignore.ids:
        if re.match(_SYNTAX, id_):
            yield replace(said, id="HG093", message=f"{id_} can't be ignored", fix="mend the file")
        elif id_ not in known:
            near = similar(id_, known)
            label = f"did you mean `{near}`?" if near else ""
            yield replace(said, id="HG092", message=f"there is no rule `{id_}` to ignore", label=label)
        elif id_ not in used and (checked is None or id_ in checked):
            message = f"{id_} is ignored, but not found on line {ignore.line}"
            yield replace(said, id="HG091", message=message, fix="remove the comment")
