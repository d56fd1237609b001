"""A framework's templates and an add-on's context → the project's files, in memory.

The dialect is cookiecutter's: the same templates render with plain cookiecutter, which a test compares.
Knows nothing of disks, of capabilities, or of what was there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from unicodedata import normalize

from jinja2 import Environment, StrictUndefined, Template, TemplateError

from hipgen.diagnostics import HipgenError, Json
from hipgen.escapes import Escapes
from hipgen.frameworks import Framework, layer_names, texts
from hipgen.pictures import draw
from hipgen.prepared import Prepared
from hipgen.rendered import Ownership, RenderedFile

MARKS = ("{{", "{%", "{#")
"""A text without one of these is rendered to itself, and needs no compiling."""

FAULTS = (TemplateError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What a template that is wrong may raise: Jinja's own errors, and those of the expressions in it."""

KEPT_EMPTY = ("__init__.py", ".gitkeep", "py.typed")


def render(framework: Framework, addon: Mapping[str, Json]) -> tuple[RenderedFile, ...]:
    """Render the project's files, sorted by path, with a plain picture wherever the spec names one.

    Raises HipgenError when a template is at fault.
    """
    files: dict[str, RenderedFile] = {}
    for file in _rendered(framework, addon):
        if file.path in files:
            raise HipgenError(f"template {framework.name}: two templates write {file.path}")
        files[file.path] = file
    for entry in addon["assets"]:
        picture = draw(entry["file"])
        if picture is not None and _free(entry["file"], files):
            files[entry["file"]] = RenderedFile(entry["file"], picture, Ownership.SEEDED)
    return tuple(files[path] for path in sorted(files))


def _free(path: str, files: Iterable[str]) -> bool:
    """Whether a path is no other's: not the same where letter case doesn't count, nor a folder of one."""
    wanted = _folded(path)
    others = [_folded(other) + "/" for other in files]
    return not any((wanted + "/").startswith(other) or other.startswith(wanted + "/") for other in others)


def _folded(path: str) -> str:
    return normalize("NFC", path).casefold()


def _rendered(framework: Framework, addon: Mapping[str, Json]) -> Iterator[RenderedFile]:
    each = framework.each
    variables = {"slug": addon["slug"], "_addon": addon, "_item": None}
    for path, data in framework.files().items():
        if path in each:
            for member in addon[each[path].of]:
                yield from _part(framework, path, data, {**variables, "_item": member})
        else:
            yield from _file(framework, path, data, variables)


def _part(
    framework: Framework, template: str, data: bytes, variables: Mapping[str, Json]
) -> Iterator[RenderedFile]:
    """Render an item's file, for the place that it has for this item."""
    item, part = variables["_item"], framework.each[template].name
    for file in _file(framework, template, data, variables):
        path = item["files"][part]
        home = file.path if file.path != path else None
        yield replace(file, path=path, item=item["id"], part=part, home=home)


def _file(
    framework: Framework, template: str, data: bytes, variables: Mapping[str, Json]
) -> Iterator[RenderedFile]:
    """Render one template: its path, then its text. White space alone means that the file isn't wanted."""
    path = _text(template, template, framework, variables)
    if any(step.strip() in {"", ".", ".."} for step in path.split("/")):
        return
    text = _decoded(data)
    if text is not None:
        text = _text(text, template, framework, variables)
        if not text.strip() and not path.endswith(KEPT_EMPTY):
            return
        data = text.encode("utf-8")
    yield RenderedFile(path, data, framework.ownership(path))


def _decoded(data: bytes) -> str | None:
    """The text of a template; None for a file that is none and goes over as it is."""
    try:
        return None if b"\0" in data else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _text(text: str, template: str, framework: Framework, variables: Mapping[str, Json]) -> str:
    if not any(mark in text for mark in MARKS):
        return text
    try:
        layers = tuple(layer.name for layer in framework.layers)
        return _template(text, layers).render(cookiecutter=variables)
    except FAULTS as error:
        raise HipgenError(f"template {framework.name}: {template}: {error}") from error


@cache
def _environment(kind: type[Environment] = Environment) -> Environment:
    # Nothing is escaped by itself: templates name the filter for each place (see escapes.py).
    return kind(
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Escapes],
    )


@cache
def _template(text: str, layers: tuple[str, ...]) -> Template:
    """The template of a text: made ahead if it is a shipped one, compiled now if not.

    What is compiled now may be anybody's: it sees the add-on and changes text, and reaches nothing else.
    """
    made = _made(layers).get(_name(text))
    if made is None:
        from jinja2.sandbox import SandboxedEnvironment

        return _environment(SandboxedEnvironment).from_string(text)
    environment = _environment()
    names = {"__file__": None, **made(environment)}
    return Template.from_module_dict(environment, names, environment.make_globals(None))


def _name(text: str) -> str:
    return f"t_{sha256(text.encode('utf-8')).hexdigest()}"


@cache
def _made(layers: tuple[str, ...]) -> Mapping[str, Json]:
    """What was made ahead of the templates of some layers, by the texts' names."""
    return {name: made for part in prepared(layers) for name, made in part.names().items()}


def prepared(layers: Iterable[str] | None = None) -> tuple[Prepared, ...]:
    """The templates of every layer, or of some, as modules that are made ahead."""
    shipped = layer_names()
    return tuple(
        Prepared(
            f"templates_{name}",
            partial(_written, name),
            f"templates/{name}",
            ("escapes", "frameworks", "render"),
            # What the one makes of a template runs with the other of the same Jinja.
            ("jinja2.compiler", "jinja2.runtime"),
        )
        for name in (shipped if layers is None else layers)
        if name in shipped
    )


def _written(layer: str) -> str:
    """A layer's templates as the source of a module: a function each, which gives what Jinja made of it."""
    parts = []
    for text in sorted({text for text in texts(layer) if any(mark in text for mark in MARKS)}):
        # `defer_init`: the environment is looked for when the template is rendered: the function's argument.
        code: str = _environment().compile(text, raw=True, defer_init=True)
        body = "".join(f"    {line}\n" for line in code.split("\n") if line)
        parts.append(f"def {_name(text)}(environment):\n{body}    return locals()\n")
    return "\n\n".join(parts)
