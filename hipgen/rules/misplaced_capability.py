"""A capability beside `capabilities` instead of in it.

The host reads capabilities only below `capabilities`; at the root it ignores them without a word.

Bad:

    extra: {webhook: [{event: room_enter, url: 'https://example.com/hook'}]}

Good:

    webhooks:
      - {key: newcomer, event: room_enter, url: 'https://example.com/hook'}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.language import language
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG601", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the names of capabilities among the root's extra members."""
    words = {kind.descriptor: kind.section for kind in language().kinds if kind.descriptor}
    for member in addon.extra:
        if member in words:
            yield finding(
                ("extra", member),
                f"the host ignores `{member}` at the root",
                key=True,
                fix=f"write `{words[member]}`",
                in_json="move it into `capabilities`",
            )
