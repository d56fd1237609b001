"""Text of YAML or JSON → `Document`: plain data, and a place for every pointer.

YAML 1.2 with bounds (size, depth, aliases), all of JSON. Bad input is never an exception, always a
diagnostic of the family HG0xx. Knows nothing of add-ons, of schemas, or of where the text comes from; this
package alone knows `yaml`.
"""

from __future__ import annotations

from hipgen.diagnostics import Diagnostic, Explained, Placed, Severity, ordered
from hipgen.source import decode, ignores, yaml_reader
from hipgen.source.decode import MAX_BYTES
from hipgen.source.document import Document
from hipgen.source.explained import SYNTAX_RULES
from hipgen.source.ignores import Ignore, Settled, apply_ignores
from hipgen.source.lines import Lines
from hipgen.source.tree import MAX_DEPTH, Node, Problem, Reading
from hipgen.source.yaml_reader import MAX_ALIASED

__all__ = [
    "MAX_ALIASED",
    "MAX_BYTES",
    "MAX_DEPTH",
    "SYNTAX_RULES",
    "Document",
    "Explained",
    "Ignore",
    "Lines",
    "Settled",
    "apply_ignores",
    "parse",
]


def parse(data: bytes | str, name: str) -> Document:
    """Read a text; what is wrong with it is in `diagnostics`. A name that ends in `.json` means JSON only."""
    text, problem = decode.decode(data)
    lines = Lines(text)
    if problem is not None:
        return Document(name, text, None, _placed(name, lines, [problem]), (), lines, lambda: None)
    reading, is_json = _read(text, name)
    problems = [*reading.problems, *_root_problems(reading, text)]
    found, misread = ((), ()) if is_json else ignores.find(text, lines, reading.root)
    diagnostics = _placed(name, lines, [*problems, *misread])
    grow = (lambda: _json(text, careful=True).root) if is_json else (lambda: reading.root)
    return Document(name, text, reading.data, diagnostics, found, lines, grow)


def _read(text: str, name: str) -> tuple[Reading, bool]:
    """Choose the reader; of two that fail, the one that got further knew better what was meant."""
    if name.lower().endswith(".json"):
        return (_json(text), True) if text.strip() else (Reading(), True)
    if not text.lstrip(" \t\r\n").startswith(("{", "[")):
        return yaml_reader.read(text), False
    as_json = _json(text)
    if as_json.root is not None or not as_json.problems:
        return as_json, True
    as_yaml = yaml_reader.read(text)
    if as_yaml.root is not None or _reach(as_yaml) > _reach(as_json):
        return as_yaml, False
    return as_json, True


def _json(text: str, *, careful: bool = False) -> Reading:
    from hipgen.source import json_reader  # most files are YAML and don't need it

    return json_reader.careful(text) if careful else json_reader.read(text)


def _reach(reading: Reading) -> int:
    return max((problem.start for problem in reading.problems), default=0)


def _root_problems(reading: Reading, text: str) -> list[Problem]:
    """An empty file, or one that holds something else than a mapping."""
    if reading.problems and reading.data is None:
        return []
    if reading.data is None and not _says_null(text):
        return [Problem("HG012", "the file is empty", 0, 0, "begin with `hipgen init`, or name another file")]
    if isinstance(reading.data, dict):
        return []
    kind = _KINDS[type(reading.data)]
    start = len(text) - len(text.lstrip())
    fix = "write `key: value`, with a space after the colon" if isinstance(reading.data, str) else ""
    node = reading.root or Node(start, len(text.rstrip()))
    message = f"the file holds {kind}, not a mapping of keys to values"
    return [Problem("HG013", message, node.start, node.end, fix)]


_KINDS = {
    list: "a list",
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
}


def _says_null(text: str) -> bool:
    return any(line.strip(" \t-.") and not line.lstrip().startswith(("#", "%")) for line in text.splitlines())


def _placed(name: str, lines: Lines, problems: list[Problem]) -> tuple[Diagnostic, ...]:
    return ordered(
        Diagnostic(
            file=name,
            id=problem.id,
            severity=_SEVERITIES[problem.id],
            message=problem.message,
            span=lines.span(problem.start, problem.end),
            label=problem.label,
            related=Placed(lines.span(*problem.first), problem.first_label) if problem.first else None,
            fix=problem.fix,
        )
        for problem in problems
    )


_SEVERITIES: dict[str, Severity] = {rule.id: rule.severity for rule in SYNTAX_RULES}
