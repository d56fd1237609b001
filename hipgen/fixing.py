"""The fixes of diagnostics put into a text. Pure; knows nothing of what was wrong."""

from __future__ import annotations

from collections.abc import Iterable

from hipgen.diagnostics import Diagnostic


def fixed(text: str, diagnostics: Iterable[Diagnostic]) -> str:
    """Replace what has a replacement, from the end backwards; of two that overlap only the last."""
    replacements = (d.replacement for d in diagnostics if d.replacement is not None)
    rest = len(text)
    for replacement in sorted(set(replacements), key=lambda each: each.span.start, reverse=True):
        if replacement.span.end <= rest:
            text = text[: replacement.span.start] + replacement.text + text[replacement.span.end :]
            rest = replacement.span.start
    return text
