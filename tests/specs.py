"""Specs in short for tests: a frame around the words that matter, and what comes of them.

Knows the functions of the pipeline and nothing of what is right: that stands in the tests.
"""

from __future__ import annotations

import re

from hipgen.descriptor import compile_addon
from hipgen.diagnostics import Json, Severity
from hipgen.model import Addon
from hipgen.names import Naming
from hipgen.source import parse
from hipgen.validate import SPEC, Checked, check

BASE = "https://addon.example.com"
FRAME = {
    "hipgen": "1",
    "key": "com.example.sample",
    "name": "Sample",
    "description": "Says what it is for.",
    "base_url": BASE,
}
LISTED = """\
vendor: {name: Example Ltd, url: https://example.com}
links: {homepage: https://example.com/sample}
avatar: static/avatar.png
marketplace:
  tagline: Coffee without a meeting
  categories: [Fun]
  support_url: https://example.com/support
  privacy_url: https://example.com/privacy
"""
"""What a listing needs, a block for each word."""
PLAIN = Naming()


def framed(block: str, *, listing: bool = False) -> str:
    """Complete a block of words to a spec, or to one that could be listed.

    What the block says itself stays, and what it has as a comment (`# vendor: …`) stays out.
    """
    given = {line.partition(":")[0] for line in block.splitlines()}
    frame = "".join(f"{word}: {value}\n" for word, value in FRAME.items() if word not in given)
    listed = re.split(r"^(?=\w)", LISTED, flags=re.MULTILINE)[1:] if listing else []
    return (
        frame
        + block
        + "".join(part for part in listed if not {word := part.partition(":")[0], f"# {word}"} & given)
    )


def checked(text: str, *, listing: bool = False) -> Checked:
    """Check the text of a spec, or of another kind of document, which begins with a brace."""
    kind = None if text.startswith("{") else SPEC
    return check(parse(text, "addon.yaml"), kind, listing=listing)


def found(text: str, *severities: Severity, listing: bool = False) -> list[str]:
    """The ids of what is found in a text, of some severities only, with what is said."""
    diagnostics = checked(text, listing=listing).diagnostics
    return [f"{d.id} {d.message}" for d in diagnostics if not severities or d.severity in severities]


def errors(text: str) -> list[str]:
    """The errors in a text."""
    return found(text, Severity.ERROR)


def addon_of(text: str) -> Addon:
    """The add-on of a text that must be without an error."""
    result = checked(text)
    assert result.addon is not None, [f"{d.id} {d.message} {d.label}" for d in result.diagnostics]
    return result.addon


def compiled(block: str, base_url: str = BASE, key_suffix: str = "") -> Json:
    """The descriptor of a block of words in a frame."""
    return compile_addon(addon_of(framed(block)), base_url, key_suffix=key_suffix).descriptor
