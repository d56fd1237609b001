"""Data → YAML that every reader takes alike: what YAML 1.1 and 1.2 read differently is quoted.

Knows YAML and nothing of what is written.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from hipgen.diagnostics import Json
from hipgen.source.scalars import NoJsonError, plain

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
"""Controls, and what some readers take for the end of a line: only double quotes hold these escaped."""


class _Dumper(yaml.SafeDumper):
    """PyYAML's dumper with our quoting, and lists indented below their keys."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # PyYAML quotes what YAML 1.1 reads as something else than a text; what only 1.2 does is ours to quote.
    style = '"' if UNSEEN.search(text) else None if _stays_text(text) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _stays_text(text: str) -> bool:
    try:
        return isinstance(plain(text), str)
    except NoJsonError:
        return False


_Dumper.add_representer(str, _text)


def write(data: Json) -> str:
    """Write data as YAML: block style, source order, no folded lines."""
    return yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000, default_flow_style=False
    )
