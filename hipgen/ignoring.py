"""Comments that let stand what is found: put into a spec, one above every line with a finding.

Pure text. Which findings those are, and why they may stand, says who asks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from hipgen.diagnostics import Diagnostic

SYNTAX = "HG0"
"""The family of what makes a text unreadable: no comment lets that stand."""


def with_ignores(text: str, found: Iterable[Diagnostic], reason: str) -> str:
    """The text with a comment for every line on which something is found that a comment can let stand."""
    ids: dict[int, set[str]] = {}
    for diagnostic in found:
        if not diagnostic.id.startswith(SYNTAX):
            ids.setdefault(diagnostic.span.line, set()).add(diagnostic.id)
    lines = text.splitlines(keepends=True)
    for line in sorted(ids, reverse=True):
        margin = len(lines[line - 1]) - len(lines[line - 1].lstrip())
        comment = f"{' ' * margin}# hipgen: ignore[{', '.join(sorted(ids[line]))}] {reason}\n"
        lines.insert(line - 1, comment)
    return "".join(lines)


def as_config(path: str, found: Iterable[Diagnostic], reason: str) -> str:
    """The same for a file that has no comments, as a table for the end of a `.hipgen.toml`."""
    ids = sorted({each.id for each in found if not each.id.startswith(SYNTAX)})
    if not ids:
        return ""
    said = json.dumps(reason)
    rules = "".join(f'{id_} = {{severity = "off", reason = {said}}}\n' for id_ in ids)
    return f"\n[[paths]]\nmatch = {json.dumps(path)}\n[paths.rules]\n{rules}"
