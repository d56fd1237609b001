"""JavaScript read by tree-sitter: the exports of a module, their parameters, and the types in JSDoc.

tree-sitter reads any text and marks what it can't make sense of; it is imported when the first text is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from hipgen.handlers.values import Broken, Function, Parameters, Range, Shown, Surface, Thing, Typed, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

TITLE = "JavaScript"
GENERATED = "_generated"
FUNCTIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
    }
)
NO_FUNCTIONS = {
    "class_declaration": "a class",
    "class": "a class",
    "string": "a text",
    "template_string": "a text",
    "number": "a number",
    "object": "an object",
    "array": "an array",
    "regex": "a regular expression",
    "true": "`true`",
    "false": "`false`",
    "null": "`null`",
    "undefined": "`undefined`",
}
IMPORTED = re.compile(r"@import\s+(\*\s+as\s+[\w$]+|\{[^}]*\})\s*from\s*[\"']([^\"']+)[\"']")
TYPEDEF = re.compile(r"@typedef\s+\{import\([\"']([^\"']+)[\"']\)\.([\w$]+)\}\s+([\w$]+)")
OTHER_TYPE = re.compile(r"@(?:typedef|callback)\s+(?:\{.*\}\s+)?([\w$]+)")
PARAM = re.compile(r"@param\s+\{")
TYPE = re.compile(r"@type\s+\{")
INNER_IMPORT = re.compile(r"import\([\"']([^\"']*)[\"']\)\.([\w$]+)")
NAME = re.compile(r"(?<![\w$.\"'])[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")


def keep_name(wanted: str, function: str) -> str:
    """How a module has a function under another name too."""
    return f"`export {{ {function} as {wanted} }}`"


@cache
def _parser() -> Parser:
    import tree_sitter_javascript
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_javascript.language()))


def read(text: str) -> Surface:
    """Read a module; broken where tree-sitter had to skip or make up something."""
    data = text.encode("utf-8", "replace")
    root = _parser().parse(data).root_node
    reading = _Reading(data)
    if root.has_error:
        return Surface(broken=reading.broken(root))
    comments = [reading.text(node) for node in _all(root) if node.type == "comment"]
    reading.types_of("\n".join(comments))
    for statement in root.named_children:
        reading.declared(statement)
    for statement in root.named_children:
        if statement.type == "export_statement":
            reading.exported(statement)
    kept = {name: shown for name, shown in reading.local.items() if name not in reading.names}
    return Surface(reading.names, kept, reading.more, frozenset(reading.mentions(root)))


@dataclass
class _Reading:
    """A module on its way to a surface; places are offsets into its bytes until they leave."""

    data: bytes
    names: dict[str, Shown] = field(default_factory=dict)
    local: dict[str, Shown] = field(default_factory=dict)
    generated: dict[str, str] = field(default_factory=dict)  # names here → names in generated modules
    foreign: set[str] = field(default_factory=set)
    more: bool = False

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def range(self, start: int, end: int) -> Range:
        first = len(self.data[:start].decode("utf-8", "replace"))
        return first, first + len(self.data[start:end].decode("utf-8", "replace"))

    def at(self, node: Node) -> Range:
        return self.range(node.start_byte, node.end_byte)

    def broken(self, root: Node) -> Broken:
        """The first place that made no sense; what is missing is the better clue where both are there."""
        wrong = [node for node in _all(root) if node.is_error or node.is_missing]
        missing = [node for node in wrong if node.is_missing]
        node = (missing or wrong or [root])[0]
        if node.is_missing:
            return Broken(self.at(node), f"`{node.type}` is missing")
        inner = [child for child in node.children if child.is_error] or [node]
        end = self.data.find(b"\n", inner[0].start_byte)
        stop = inner[0].end_byte if end < 0 else min(end, inner[0].end_byte)
        return Broken(self.range(inner[0].start_byte, stop), "it is no part of a sentence of the language")

    def types_of(self, comments: str) -> None:
        """The types that comments bring: those of the generated modules, and those of others."""
        self.foreign |= set(OTHER_TYPE.findall(comments))
        for names, path in IMPORTED.findall(comments):
            for part in names.strip("{} ").split(","):
                original, _, alias = (word.strip() for word in part.partition(" as "))
                self.known(alias or original, "" if original == "*" else original, path)
        for path, original, alias in TYPEDEF.findall(comments):
            self.known(alias, original, path)

    def known(self, name: str, original: str, path: str) -> None:
        if GENERATED in path.split("/"):
            self.generated[name] = original
            self.foreign.discard(name)
        else:
            self.foreign.add(name)

    def declared(self, statement: Node) -> None:
        """Note what a statement declares, exported or not."""
        inner = statement.child_by_field_name("declaration") or statement
        name = inner.child_by_field_name("name")
        match inner.type:
            case "function_declaration" | "generator_function_declaration" if name:
                self.local[self.text(name)] = self.function(name, inner, statement)
            case "class_declaration" if name:
                self.foreign.add(self.text(name))
                self.local[self.text(name)] = Thing(self.at(name), "a class")
            case "lexical_declaration" | "variable_declaration":
                for each in inner.named_children:
                    self.variable(each, statement)
            case "import_statement":
                self.imported(inner)

    def imported(self, statement: Node) -> None:
        source = statement.child_by_field_name("source")
        path = self.text(source).strip("\"'") if source else ""
        for node in _all(statement):
            if node.type == "import_specifier":
                original, alias = (node.child_by_field_name(part) for part in ("name", "alias"))
                if original:
                    self.known(self.text(alias or original), self.text(original), path)
            if node.type == "identifier":
                self.local[self.text(node)] = Unknown()

    def variable(self, node: Node, statement: Node) -> None:
        name, value = (node.child_by_field_name(part) for part in ("name", "value"))
        if name is None:
            return
        if name.type != "identifier":
            for inner in _all(name):
                if inner.type in {"identifier", "shorthand_property_identifier_pattern"}:
                    self.local[self.text(inner)] = Unknown()
            return
        self.local[self.text(name)] = self.value(name, value, statement)

    def value(self, name: Node, value: Node | None, statement: Node) -> Shown:
        while value is not None and value.type == "parenthesized_expression":
            value = next((child for child in value.named_children if child.type != "comment"), None)
        if value is None:
            return Unknown()
        if value.type in FUNCTIONS:
            return self.function(name, value, statement)
        if value.type == "identifier":
            return self.local.get(self.text(value), Unknown())
        what = NO_FUNCTIONS.get(value.type)
        return Thing(self.at(name), what) if what else Unknown()

    def exported(self, statement: Node) -> None:
        """Show what a statement exports by its name; the default export has none."""
        if any(child.type == "default" for child in statement.children):
            return
        source = statement.child_by_field_name("source")
        inner = statement.child_by_field_name("declaration")
        clause = next((child for child in statement.named_children if child.type == "export_clause"), None)
        if inner is not None:
            once = _Reading(self.data, generated=self.generated, foreign=self.foreign)
            once.declared(statement)
            self.names |= {name: self.local[name] for name in once.local}
        for each in clause.named_children if clause else ():
            name, alias = (each.child_by_field_name(part) for part in ("name", "alias"))
            if name is not None:
                shown = Unknown() if source else self.local.get(self.text(name), Unknown())
                self.names[self.text(alias or name).strip("\"'")] = shown
        self.more = self.more or (source is not None and clause is None)

    def function(self, name: Node, node: Node, statement: Node) -> Function:
        parameters = [*_parameters(node)]
        needed = [each for each in parameters if each.type not in {"assignment_pattern", "rest_pattern"}]
        named = tuple(self.text(each).partition("\n")[0] for each in needed)
        return Function(self.at(name), Parameters(named), self.typed(node, statement, parameters))

    def typed(self, node: Node, statement: Node, parameters: list[Node]) -> Typed | None:
        """The type of the first parameter: in a comment before it, else in the one before the function."""
        comments = (
            [(before, TYPE) for before in (parameters[0].prev_sibling,) if before] if parameters else []
        )
        comments += [(before, PARAM) for before in (statement.prev_sibling,) if before]
        for comment, pattern in comments:
            text = self.text(comment)
            if comment.type == "comment" and text.startswith("/**") and (found := pattern.search(text)):
                inner = _braced(text, found.end())
                start = comment.start_byte + len(text[: found.end()].encode("utf-8"))
                at = self.range(start, start + len(inner.encode("utf-8")))
                return Typed(frozenset(self.types(inner)), at)
        return None

    def types(self, text: str) -> Iterator[str]:
        """The names in a type, those that are a person's own left out."""
        for path, name in INNER_IMPORT.findall(text):
            if GENERATED in path.split("/"):
                yield name
        for name in NAME.findall(INNER_IMPORT.sub(" ", text)):
            owner, _, rest = name.partition(".")
            if owner not in self.foreign:
                yield rest or self.generated.get(owner) or owner

    def mentions(self, root: Node) -> Iterator[str]:
        """The last steps of the paths that are imported, from anywhere."""
        for node in _all(root):
            if node.type == "string" and node.parent is not None:
                calls = node.parent.type == "arguments"
                if calls or node.parent.type in {"import_statement", "export_statement"}:
                    last = self.text(node).strip("\"'").rpartition("/")[2]
                    yield last.rpartition(".")[0] or last


def _all(node: Node) -> Iterator[Node]:
    """A node and all below it, in the order of the text; without recursion, as a text may be deep."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(each.children))


def _parameters(function: Node) -> Iterator[Node]:
    single = function.child_by_field_name("parameter")
    if single is not None:
        yield single
    inner = function.child_by_field_name("parameters")
    for each in inner.named_children if inner else ():
        if each.type != "comment":
            yield each


def _braced(text: str, start: int) -> str:
    """The text up to the brace that closes the one before `start`."""
    depth, end = 1, start
    while end < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    return text[start : end - 1]
