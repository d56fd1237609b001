"""A framework's templates and an add-on's context → the project's files, in memory.

The dialect is cookiecutter's: the same templates render with plain cookiecutter, which a test compares.
Knows nothing of disks, of capabilities, or of what was there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from unicodedata import normalize

from jinja2 import Environment, StrictUndefined, Template, TemplateError

from hipgen.diagnostics import HipgenError, Json
from hipgen.escapes import Escapes
from hipgen.frameworks import Framework
from hipgen.pictures import draw
from hipgen.rendered import Ownership, RenderedFile

MARKS = ("{{", "{%", "{#")
"""A text without one of these is rendered to itself, and needs no compiling."""

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
            for member in addon[each[path]]:
                yield from _file(framework, path, data, {**variables, "_item": member}, member.get("id"))
        else:
            yield from _file(framework, path, data, variables, None)


def _file(
    framework: Framework, template: str, data: bytes, variables: Mapping[str, Json], item: str | None
) -> Iterator[RenderedFile]:
    """Render one template: its path, then its text. White space alone means that the file isn't wanted."""
    path = _text(template, template, framework.name, variables)
    if any(step.strip() in {"", ".", ".."} for step in path.split("/")):
        return
    if b"\0" not in data:
        text = _text(data.decode("utf-8"), template, framework.name, variables)
        if not text.strip() and not path.endswith(KEPT_EMPTY):
            return
        data = text.encode("utf-8")
    yield RenderedFile(path, data, framework.ownership(path), item)


def _text(text: str, template: str, framework: str, variables: Mapping[str, Json]) -> str:
    if not any(mark in text for mark in MARKS):
        return text
    try:
        return _template(text).render(cookiecutter=variables)
    except TemplateError as error:
        raise HipgenError(f"template {framework}: {template}: {error}") from error


@cache
def _environment() -> Environment:
    # Nothing is escaped by itself: templates name the filter for each place (see escapes.py).
    return Environment(  # noqa: S701 - as said above; autoescape knows HTML alone
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Escapes],
    )


@cache
def _template(text: str) -> Template:
    return _environment().from_string(text)
