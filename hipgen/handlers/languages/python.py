"""Python read by its own `ast`: the names of a module, its functions' parameters and annotations.

The grammar is that of the Python which runs hipgen. Nothing is imported or run.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from platform import python_version_tuple

from hipgen.handlers.values import (
    Broken,
    Function,
    Parameters,
    Range,
    Shown,
    Surface,
    Thing,
    Typed,
    Unknown,
)
from hipgen.source.lines import Lines

TITLE = f"Python {'.'.join(python_version_tuple()[:2])}"
GENERATED = "_generated"
DYNAMIC = frozenset({"globals", "vars", "exec", "eval"})
"""Functions by which a module can give itself names that no reader sees."""
NO_FUNCTIONS = {
    ast.List: "a list",
    ast.Tuple: "a tuple",
    ast.Dict: "a dict",
    ast.Set: "a set",
    ast.JoinedStr: "a text",
}
Defined = ast.FunctionDef | ast.AsyncFunctionDef


def keep_name(wanted: str, function: str) -> str:
    """How a module has a function under another name too."""
    return f"`{wanted} = {function}`"


def read(text: str) -> Surface:
    """Read a module; broken where it isn't Python, or too deep for the reader."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # doubtful escapes are for the person's own linter
            module = ast.parse(text)
    except SyntaxError as error:
        return Surface(broken=Broken(_error(text, error), error.msg))
    except (ValueError, RecursionError, MemoryError) as error:
        return Surface(broken=Broken((0, 0), str(error)))
    reading = _Reading(Lines(text))
    reading.block(module.body)
    reading.look_around(module)
    return Surface(reading.names, more=reading.more, mentions=frozenset(reading.mentions))


def _error(text: str, error: SyntaxError) -> Range:
    """The place of a mistake: its column counts characters, and may lie behind the line's end."""
    lines = Lines(text)
    line = min(error.lineno or 1, len(lines.all)) - 1
    start = lines.starts[line] + min(max((error.offset or 1) - 1, 0), len(lines.all[line]))
    same = error.end_lineno == error.lineno and (error.end_offset or 0) > (error.offset or 0)
    end = start + (error.end_offset or 0) - (error.offset or 0) if same else start + 1
    return start, min(end, lines.starts[line] + len(lines.all[line]))


@dataclass
class _Reading:
    """A module on its way to a surface: a later binding of a name counts, as when it is run."""

    lines: Lines
    names: dict[str, Shown] = field(default_factory=dict)
    generated: dict[str, str] = field(default_factory=dict)  # names here → names in generated modules
    foreign: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    more: bool = False

    def block(self, statements: list[ast.stmt]) -> None:
        """Bind what statements bind, those inside of `if`, `try` and the like too."""
        for statement in statements:
            self.statement(statement)
            for inner in _blocks(statement):
                self.block(inner)

    def statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.bind(statement.name, self.function(statement))
            case ast.ClassDef(name=name):
                self.bind(name, Thing(self.named(statement, "class", name), "a class"))
            case ast.Import(names=names):
                for alias in names:
                    self.imported(alias.asname or alias.name.partition(".")[0], alias.name, "")
            case ast.ImportFrom(names=names):
                for alias in names:
                    self.imported(alias.asname or alias.name, statement.module or "", alias.name)
            case (
                ast.Assign(targets=[ast.Name() as target], value=value)
                | ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value)
            ):
                self.bind(target.id, self.value(target, value))
            case ast.Delete(targets=targets):
                for gone in targets:
                    self.names.pop(getattr(gone, "id", ""), None)
            case ast.If() | ast.Try() | ast.TryStar() | ast.AnnAssign():
                pass
            case _:
                for node in _own(statement):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        self.bind(node.id, Unknown())

    def bind(self, name: str, shown: Shown) -> None:
        self.names[name] = shown
        self.foreign.add(name)
        self.generated.pop(name, None)

    def imported(self, name: str, module: str, original: str) -> None:
        self.mentions |= {*module.split("."), original}
        if name == "*":
            self.more = True
            return
        self.bind(name, Unknown())
        if GENERATED in module.split("."):
            self.generated[name] = original
            self.foreign.discard(name)

    def look_around(self, module: ast.Module) -> None:
        """What stands anywhere: imports inside of functions, and what gives names only when it is run."""
        self.more = self.more or "__getattr__" in self.names
        for node in ast.walk(module):
            match node:
                case ast.Global(names=names):
                    for name in names:
                        self.names.setdefault(name, Unknown())
                case ast.Call(func=ast.Name(id=name)) if name in DYNAMIC:
                    self.more = True
                case ast.Import(names=names):
                    self.mentions |= {step for alias in names for step in alias.name.split(".")}
                case ast.ImportFrom(module=source, names=names):
                    self.mentions |= {*(source or "").split("."), *(alias.name for alias in names)}

    def value(self, target: ast.Name, value: ast.expr) -> Shown:
        match value:
            case ast.Lambda(args=arguments):
                return Function(self.range(target), _parameters(arguments))
            case ast.Name(id=other) if isinstance(self.names.get(other), Function | Thing):
                return self.names[other]
            case ast.Constant(value=constant) if constant is not ...:
                return Thing(self.range(target), "a text" if isinstance(constant, str) else f"`{constant!r}`")
            case _:
                what = NO_FUNCTIONS.get(type(value))
                return Thing(self.range(target), what) if what else Unknown()

    def function(self, node: Defined) -> Function:
        # A decorator may make a function of other parameters out of it.
        parameters = None if node.decorator_list else _parameters(node.args)
        arguments = [*node.args.posonlyargs, *node.args.args, *filter(None, [node.args.vararg])]
        annotation = arguments[0].annotation if arguments else None
        typed = None
        if annotation is not None:
            typed = Typed(frozenset(self.types(annotation)), self.range(annotation))
        return Function(self.named(node, "def", node.name), parameters, typed)

    def types(self, annotation: ast.expr) -> Iterator[str]:
        """The names in an annotation, those that are a person's own left out."""
        for node in ast.walk(annotation):
            match node:
                case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in self.generated:
                    yield name
                case ast.Name(id=name) if name not in self.foreign:
                    yield self.generated.get(name) or name
                case ast.Constant(value=str(quoted)):
                    yield from self.quoted(quoted)

    def quoted(self, text: str) -> Iterator[str]:
        try:
            yield from self.types(ast.parse(text, mode="eval").body)
        except (SyntaxError, ValueError, RecursionError):
            return

    def named(self, node: Defined | ast.ClassDef, word: str, name: str) -> Range:
        """The place of the name behind `def` or `class`."""
        start = self.offset(node.lineno, node.col_offset)
        found = re.compile(rf"(?:async\s+)?{word}\s+(?={name}\b)").match(self.lines.text, start)
        at = found.end() if found else start
        return at, at + (len(name) if found else 1)

    def range(self, node: ast.expr) -> Range:
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return self.offset(node.lineno, node.col_offset), end

    def offset(self, line: int, column: int) -> int:
        """An offset in characters; `ast` counts a line's bytes."""
        text = self.lines.all[line - 1] if line <= len(self.lines.all) else ""
        return self.lines.starts[line - 1] + len(text.encode("utf-8")[:column].decode("utf-8", "ignore"))


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for name in ("body", "orelse", "finalbody"):
        yield getattr(statement, name, [])
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement that are no statements themselves."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from ast.walk(child)


def _parameters(arguments: ast.arguments) -> Parameters:
    positional = [*arguments.posonlyargs, *arguments.args]
    needed = positional[: len(positional) - len(arguments.defaults)]
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return Parameters(
        tuple(argument.arg for argument in needed),
        bool(positional or arguments.vararg),
        tuple(argument.arg for argument, default in named if default is None),
    )
