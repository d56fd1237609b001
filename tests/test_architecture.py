"""The shape of the code: imports point one way, few touch the outside, third parties are known in one place.

Reads the source with `ast`; runs none of it.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from hipgen.language import language

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "hipgen"

LAYERS = (
    (
        "ambiguity",
        "searching",
        "diagnostics",
        "resources",
        "names",
        "pictures",
        "patterns",
        "cron",
        "formula",
        "merge",
        "nearest",
        "rendered",
        "elements",
    ),
    ("accepting", "prepared"),
    ("conditions", "language", "operations", "source", "escapes", "entries"),
    ("accepted", "clients", "handlers", "model", "schemas", "words"),
    ("addresses", "bind", "routes"),
    ("backwards", "canonical", "descriptor", "listing", "paths", "repairing"),
    (
        "ignoring",
        "importer",
    ),
    ("readback",),
    ("comparing",),
    ("rules", "schema"),
    ("bodies",),
    ("explained", "validate", "verifying", "host"),
    ("configuring", "editing", "fixing"),
    ("context", "frameworks"),
    ("outside",),
    ("imported", "render", "examples"),
    ("plan",),
    ("lock",),
    ("contested",),
    ("workspace",),
    ("ejecting", "moving"),
    ("project", "discovery"),
    ("handling",),
    ("report",),
    ("developing", "editor"),
    ("building", "cli", "testing"),
)
"""A module may import those of layers above it here, and of its own: what is lower knows more."""

THIRD_PARTIES = {
    "yaml": {"source"},
    "jsonschema": {"schema", "validate", "host"},
    "referencing": {"validate"},
    "jinja2": {"render", "escapes", "host"},
    "click": {"cli"},
    "cronsim": {"cron"},
    "hatchling": {"building"},
    "tomlkit": {"entries"},
    "ruamel": {"entries"},
    "tree_sitter": {"handlers"},
    "tree_sitter_javascript": {"handlers"},
    "cookiecutter": {"workspace/templates"},
    "pytest": {"testing"},
    "jwt": {"host/connect"},
    "nh3": {"host/markup"},
    "regex": {"searching"},
    "msgspec": {"host/store"},
    "trustme": {"host/certificates"},
    "httpx": {"host/server/outgoing"},
    "uvicorn": {"host/server/listeners"},
    "pygls": {"editor/server"},
    "lsprotocol": {"editor/server"},
    "rich": {"cli/verify", "developing/screen"},
    "dotenv": {"developing/variables"},
}
"""Every distribution that hipgen may import, and where."""

OUTSIDE = {
    *("workspace", "resources", "prepared", "building", "discovery", "cli", "testing", "clients/__main__"),
    *("host/server", "host/store", "host/certificates", "verifying/suite", "verifying/browser"),
    *(
        f"developing/{module}"
        for module in (
            "environment",
            "outlet",
            "processes",
            "screen",
            "serving",
            "session",
            "standing",
            "watching",
        )
    ),
}
"""Where disk, environment, sockets and processes may be touched, the clock read and dice thrown."""

FORBIDDEN = frozenset(
    [
        "os",
        "sys",
        "subprocess",
        "shutil",
        "tempfile",
        "socket",
        "socketserver",
        "http",
        "urllib.request",
        "random",
        "secrets",
        "time",
        "datetime",
        "glob",
        "pathlib",
        "signal",
        "threading",
        "multiprocessing",
    ]
)
PURE_PARTS = {
    "pathlib": {"PurePosixPath", "Path"},
    "http": {"HTTPStatus"},
    "datetime": {"UTC", "date", "datetime", "timedelta", "timezone", "tzinfo"},
}
"""Parts that are only values: a `Path` opens nothing by itself, a `datetime` is no clock; what opens a file
or reads the clock is looked for by name."""

TOUCHING = frozenset(
    [
        "read_text",
        "write_text",
        "read_bytes",
        "write_bytes",
        "mkdir",
        "unlink",
        "rmdir",
        "rename",
        "exists",
        "is_file",
        "is_dir",
        "iterdir",
        "rglob",
        "stat",
        "environ",
        "getenv",
        "getcwd",
        "cwd",
        "urlopen",
        "Popen",
        "system",
        "listdir",
    ]
)
CLOCK = frozenset(["now", "today", "utcnow"])
READERS_OF_SHIPPED_FOLDERS = {
    *("accepted", "language", "operations", "schemas", "frameworks", "examples"),
    *("host/api/capabilities", "host/bodies", "host/connect/glances", "host/web/pages", "host/web/statics"),
}
"""Modules that read what ships with hipgen, through the folder that `resources` names."""
READING = frozenset(["read_text", "read_bytes", "iterdir", "is_file", "is_dir"])


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def within(path: Path, places: set[str]) -> bool:
    """Whether a file is one of some modules or lies in one of some packages, as `host/server` names it."""
    own = path.relative_to(PACKAGE).with_suffix("").as_posix()
    return any(f"{own}/".startswith(f"{place}/") for place in places)


def unit(path: Path) -> str:
    """The module or package of the top level that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a file imports, wherever it does."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.ImportFrom():
                yield "relative import"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    if unit(path) in {"__init__", "__main__"}:
        return
    layer = {name: number for number, names in enumerate(LAYERS) for name in names}
    own = unit(path)
    known = [name.split(".")[1] for name in imports(path) if name.startswith("hipgen.")]
    upward = {name for name in known if name in layer and name != own and layer[name] > layer[own]}
    assert upward == set()
    assert {name for name in known if name not in layer} <= {"__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_parties_are_known_in_one_place(path: Path) -> None:
    used = {name.partition(".")[0] for name in imports(path)} - sys.stdlib_module_names - {"hipgen"}
    assert used <= THIRD_PARTIES.keys(), "another dependency, or an import that is not absolute"
    assert {name for name in used if not within(path, THIRD_PARTIES[name])} == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_few_touch_the_outside(path: Path) -> None:
    if within(path, OUTSIDE):
        return
    named = {name for name in imports(path) if any(f"{name}.".startswith(f"{bad}.") for bad in FORBIDDEN)}
    pure = {f"{module}.{part}" for module, parts in PURE_PARTS.items() for part in parts}
    assert named - pure == set()
    allowed = READING if within(path, READERS_OF_SHIPPED_FOLDERS) else frozenset[str]()
    assert set(touches(path)) - allowed == set()


def touches(path: Path) -> Iterator[str]:
    """Calls of what opens files, asks the environment or the clock, or starts processes."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime" | "date"), attr=name)) if (
                name in CLOCK
            ):
                yield name
            case ast.Call(func=ast.Name(id="open")):
                yield "open"
            case ast.Call(func=ast.Attribute(attr=name)) if name in TOUCHING:
                yield name
            case ast.Attribute(attr="environ" as name):
                yield name


def test_every_module_opens_with_a_docstring() -> None:
    bare = [str(path) for path in modules() if not ast.get_docstring(tree(path))]
    assert bare == []


def test_no_module_is_long() -> None:
    sizes = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def frameworks() -> list[str]:
    """The template folders that are offered as frameworks, by their manifests."""
    manifests = sorted((ROOT / "templates").glob("*/cookiecutter.json"))
    read = {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in manifests}
    return [name for name, manifest in read.items() if manifest["_hipgen"].get("framework")]


def test_no_framework_is_named_in_the_code() -> None:
    assert len(frameworks()) >= 2
    words = re.compile(rf"\b({'|'.join(map(re.escape, frameworks()))})\b", re.IGNORECASE)
    named = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if words.search(line)
    }
    assert named == set()


def compared(path: Path) -> Iterator[tuple[int, str]]:
    """Texts that a file compares with: `==`, `in {…}`, `case "…"`."""
    for node in ast.walk(tree(path)):
        parts: list[ast.expr] = []
        match node:
            case ast.Compare(left=left, comparators=others):
                parts = [left, *others]
            case ast.MatchValue(value=value):
                parts = [value]
        for part in parts:
            members = part.elts if isinstance(part, ast.Set | ast.Tuple | ast.List) else [part]
            for member in members:
                if isinstance(member, ast.Constant) and isinstance(member.value, str):
                    yield member.lineno, member.value


def test_no_capability_is_special_to_the_code() -> None:
    """What a capability is stands in its schema; `if kind == "glance"` says that a note is missing there."""
    kinds = language().kinds
    special = {text for kind in kinds for text in (kind.section, kind.name, str(kind.descriptor))}
    roles = {word.route.role for kind in kinds for word in kind.shape.fields.values() if word.route}
    # The first three read HipChat's words; nothing here tells the others which capability it is.
    allowed = {"bodies": special, "canonical": special, "host": special, "routes": roles, "context": roles}
    named = {
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in modules()
        for line, text in compared(path)
        if text in special - allowed.get(unit(path), set())
    }
    assert named == set()
