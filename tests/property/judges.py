"""Is a rendered project what it should be? Each kind of file is read by what reads it in earnest.

Python by Python, JavaScript by Node, JSON, TOML and YAML by their parsers, pages by Jinja and an HTML parser.
Knows files by their endings and the contract of contexts; names no framework and no capability. Where texts
of the spec have to come back exactly, they are compared.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import shlex
import sys
import tomllib
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import CodeType, ModuleType

import jinja2
import yaml

from hipgen.diagnostics import Json
from hipgen.source import parse
from tests.property.node import Node
from tests.property.specs import MARKED

OURS, HANDLERS, PAGES = "_generated/", "handlers/", "views/"
HIDING = frozenset({"Cc", "Cf", "Zl", "Zp"})
SHOWN = frozenset({"glance", "view", "configuration"})
"""Roles whose handlers' titles are shown to people, and so are in the code as they are."""


@dataclass(frozen=True, slots=True)
class Project:
    """A rendered project: what its templates saw, and its files."""

    seen: Mapping[str, Json]
    files: Mapping[str, bytes]

    def ending(self, *suffixes: str) -> dict[str, str]:
        """The text files with one of these endings."""
        return {
            path: data.decode("utf-8")
            for path, data in self.files.items()
            if path.endswith(suffixes) and b"\0" not in data
        }


def texts_are_plain(project: Project) -> None:
    """Nothing was evaluated by accident, and code hides nothing from its readers."""
    for path, text in project.ending("").items():
        assert MARKED not in text, path
        assert not path.endswith(".md") or "<script" not in text, path
        if not path.endswith((".md", ".env.example")):
            assert {c for c in text if unicodedata.category(c) in HIDING} <= {"\n"}, path


def wanted(seen: Mapping[str, Json]) -> set[str]:
    """The texts of a spec that a project's code holds as data, in every language."""
    found = {seen["key"], seen["name"], seen["base_url"], *(seen["scopes"] or ()), *seen["based"]}
    for entry in seen["handlers"]:
        found |= {entry["id"], entry["command"], entry["secret"]}
        found |= {entry["title"]} if entry["role"] in SHOWN else set()
    for setting in seen["settings"]:
        found |= {setting["key"], setting["label"]}
        if setting["type"] == "choice":
            found |= set(setting["choices"])
        if isinstance(setting["default"], str):
            found.add(setting["default"])
    return found - {None}


def lacks(held: Sequence[str] | frozenset[str] | set[str], seen: Mapping[str, Json]) -> set[str]:
    """Which texts of the spec are not among those that the code holds."""
    helps = {entry["help"] for entry in seen["commands"]}
    return (wanted(seen) - set(held)) | {text for text in helps if not any(text in each for each in held)}


def python_holds(project: Project) -> None:
    """Every Python file compiles without a warning, what stands alone is importable, the texts are there."""
    files = project.ending(".py")
    held = {text for path, source in files.items() for text in read_python(path, source).texts}
    if files:
        patterns = {entry["pattern"] for entry in project.seen["handlers"]} - {None}
        assert patterns <= held
        missing = lacks(held, project.seen)
        assert not missing, missing
        import_alone(files)


@dataclass(frozen=True, slots=True)
class Python:
    """What a Python file holds: its code, the texts in it, and the modules that it imports."""

    code: CodeType
    texts: frozenset[str]
    imports: frozenset[str]


@lru_cache(maxsize=4096)
def read_python(path: str, source: str) -> Python:
    """Read a file. Its patterns have to compile too: they do so when the add-on starts."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        code = compile(source, path, "exec", dont_inherit=True)
        nodes = list(ast.walk(ast.parse(source)))
    for node in nodes:
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), "compile"), [ast.Constant(str(pattern)), *_]):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    re.compile(pattern)
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return Python(code, frozenset(texts), frozenset(_imports(nodes)))


def _imports(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{each.name}" for each in names)


class Importer(MetaPathFinder, InspectLoader):
    """Imports modules of a project that is only in memory, those that need no other package."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = {_module(path): path for path in files}
        self.sources = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self.files:
            return None
        package = self.files[fullname].endswith("__init__.py")
        found = spec_from_loader(fullname, self, origin="/" + self.files[fullname], is_package=package)
        if found is not None:
            found.has_location = True
        return found

    def get_code(self, fullname: str) -> CodeType:
        path = self.files[fullname]
        if path.endswith("__init__.py") and not self._closed(fullname, set()):
            return compile("", path, "exec")  # what stands in the package can be imported all the same
        return read_python(path, self.sources[path]).code

    def get_source(self, fullname: str) -> str:
        return self.sources[self.files[fullname]]

    def alone(self) -> list[str]:
        """The generated modules that need the standard library and each other only."""
        return [
            name
            for name, path in self.files.items()
            if path.startswith((OURS, HANDLERS)) and "test" not in path and self._closed(name, set())
        ]

    def _closed(self, name: str, under_way: set[str]) -> bool:
        """Whether a module, or a thing in one, needs only what `alone` says."""
        above, _, _ = name.rpartition(".")
        if name not in self.files:
            return above in self.files or name.partition(".")[0] in sys.stdlib_module_names
        if name in under_way:
            return True
        under_way.add(name)
        path = self.files[name]
        return all(self._closed(each, under_way) for each in read_python(path, self.sources[path]).imports)


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def import_alone(files: Mapping[str, str]) -> None:
    """Import what can be imported without the project's dependencies: settings, cards, constants."""
    importer = Importer(files)
    tops = {name.partition(".")[0] for name in importer.files}
    sys.meta_path.insert(0, importer)
    try:
        for name in importer.alone():
            importlib.import_module(name)
    finally:
        sys.meta_path.remove(importer)
        for name in [each for each in sys.modules if each.partition(".")[0] in tops - {"tests", "app"}]:
            del sys.modules[name]


_checked: set[int] = set()


def javascript_holds(project: Project, node: Node) -> None:
    """Every script is one for Node; those that stand alone can be evaluated and hold the texts."""
    scripts = project.ending(".js", ".mjs")
    new = {path: text for path, text in scripts.items() if hash((path, text)) not in _checked}
    assert node.errors(new) == {}
    _checked.update(hash(pair) for pair in new.items())
    if any(path.startswith(OURS) for path in scripts):
        modules = node.texts(scripts, OURS)
        missing = lacks({text for texts in modules.values() for text in texts}, project.seen)
        assert not missing, missing


def data_holds(project: Project, spec: Json) -> None:
    """JSON, TOML and YAML parse, and hold the descriptor and the spec's texts as they are."""
    documents = {path: json.loads(text) for path, text in project.ending(".json").items()}
    documents |= {path: tomllib.loads(text) for path, text in project.ending(".toml").items()}
    for path, text in project.ending(".yaml", ".yml").items():
        documents[path] = yaml.safe_load(text)
        assert parse(text, path).data == documents[path]
    assert json.dumps(documents["_generated/descriptor.json"]) == json.dumps(project.seen["descriptor"])
    for name in ("pyproject.toml", "package.json"):
        if name in documents:
            assert spec["description"] in set(_texts(documents[name]))


def _texts(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from (text for member in value.values() for text in _texts(member))
        case list():
            yield from (text for member in value for text in _texts(member))


def environment_holds(project: Project) -> None:
    """The sample of the environment is assignments, one for each variable, the address as it is."""
    for text in project.ending(".env.example").values():
        words = [word.split("=", 1) for word in shlex.split(text, comments=True)]
        assigned = dict(reversed(words))  # a variable of the spec may have a name of ours
        assert assigned["ADDON_BASE_URL"] == project.seen["base_url"]
        assert {entry["name"] for entry in project.seen["environment"]} <= assigned.keys()
        assert all(re.fullmatch(r"[A-Z_][A-Z0-9_]*", name) for name in assigned)


def pages_hold(project: Project, plain: Project, texts: Callable[[str], str]) -> None:
    """Pages with hostile texts have the elements of pages with plain ones: no text becomes markup."""
    for entry in project.seen["views"]:
        path = f"{PAGES}{entry['module']}.html"
        hostile = page(project.files[path].decode(), sample(project.seen, entry, texts))
        benign = page(plain.files[path].decode(), sample(plain.seen, entry, lambda text: "x"))
        assert elements(hostile) == elements(benign), path
        assert MARKED not in hostile


@cache
def page(text: str, variables: str) -> str:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.ChainableUndefined)
    return environment.from_string(text).render(json.loads(variables))


def sample(seen: Mapping[str, Json], entry: Json, texts: Callable[[str], str]) -> str:
    """What a view's template is given, with every text passed through `texts`; as JSON."""
    settings = [
        {
            **{word: texts(setting[word]) for word in ("key", "label")},
            "type": setting["type"],
            "choices": [texts(choice) for choice in setting["choices"]],
            "value": texts("v") + "!",
            "required": setting["required"],
            "set": True,
            "error": texts("e") + "!",
        }
        for setting in seen["settings"]
    ]
    given = {word: texts(word) for word in ("host", "base", "path", "token", "action", "theme")}
    items = [{"title": texts("t"), "detail": texts("d")}]
    more = {"name": texts(seen["name"]), "title": texts(entry["title"]), "saved": True}
    return json.dumps({**given, **more, "settings": settings, "items": items})


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(" ".join([tag, *(name for name, _ in attrs)]))

    def handle_endtag(self, tag: str) -> None:
        self.found.append("/" + tag)

    def handle_comment(self, data: str) -> None:
        self.found.append("!--")

    def handle_decl(self, decl: str) -> None:
        self.found.append("!" + decl)


def elements(text: str) -> list[str]:
    """The elements of a page with the names of their attributes, in order."""
    parser = _Elements()
    parser.feed(text)
    parser.close()
    return parser.found
