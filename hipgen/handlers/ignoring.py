"""Comments in a handler's file that let a finding stand: `# hipgen: ignore[HG514] reason`, or with `//`.

They mean what they mean in a spec: their own line, or the next with something on it where they stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from hipgen.diagnostics import Diagnostic
from hipgen.source.ignores import Ignore, apply_ignores
from hipgen.source.lines import Lines

COMMENT = re.compile(r"(?:#|//|/\*)[ \t]*hipgen:[ \t]*ignore\[([^\]\r\n]*)\]([^\r\n]*)")


def settled(
    file: str, text: str, found: Iterable[Diagnostic], *, known: Collection[str], checked: Collection[str]
) -> tuple[Diagnostic, ...]:
    """What is left to say of a file, with what is wrong with its comments.

    `checked` are those of the `known` ids that were looked for: an ignore of another is not called unused.
    """
    ignores = tuple(_ignores(text)) if "ignore" in text else ()
    return apply_ignores(found, ignores, file=file, known=known, checked=checked).diagnostics


def first_line(text: str) -> int:
    """The offset of the first line with more than such a comment: where a finding of the whole file is."""
    lines = Lines(text)
    for start, line in zip(lines.starts, lines.all, strict=True):
        if line.strip() and not COMMENT.match(line.strip()):
            return start
    return 0


def _ignores(text: str) -> Iterator[Ignore]:
    lines = Lines(text)
    for match in COMMENT.finditer(text):
        span = lines.span(*match.span())
        ids = tuple(word.strip() for word in match[1].split(",") if word.strip())
        yield Ignore(
            ids, match[2].strip().removesuffix("*/").strip(), _meant(lines, span.line, span.column), span
        )


def _meant(lines: Lines, line: int, column: int) -> int:
    if lines.all[line - 1][: column - 1].strip():
        return line
    following = (n for n in range(line + 1, len(lines.all) + 1) if _says(lines.all[n - 1]))
    return next(following, line)


def _says(line: str) -> bool:
    return bool(line.strip()) and not COMMENT.match(line.strip())
