"""Complete a project that plain cookiecutter made: add the layers below this one, one file per item, and tidy up.

A template of hipgen is a stack of layers (`extends` in `_hipgen`), of which cookiecutter renders the top one only. It
runs in the new project's folder. It knows no layer by name and is the same in every framework's template.
"""

import json
import os
import sys
from pathlib import Path

from cookiecutter.environment import StrictEnvironment
from cookiecutter.generate import generate_files

CONTEXT = {{ cookiecutter | py }}
PROJECT = Path.cwd()
EMPTY = ("__init__.py", ".gitkeep")


def main() -> None:
    """Render every layer, the framework's own first: what is there already stays."""
    layers = chain(template())
    # Each layer brings a module of the same name for the filters; any of them will do.
    sys.path.insert(0, str(layers[0][0]))
    for folder, _ in layers:
        for item in items(layers):
            render(folder, item)
    remove_strangers(layers)
    for path in PROJECT.rglob("*"):
        if path.is_file() and not path.name.endswith(EMPTY) and not path.read_bytes().strip():
            path.unlink()


def template() -> Path:
    """Find this template, whose folder cookiecutter may have been given relative to where it was started."""
    places = (Path(os.environ.get("PWD", ".")), Path(CONTEXT["_output_dir"]))
    names = (CONTEXT["_repo_dir"], CONTEXT["_template"])
    found = (place / name for name in names for place in places)
    return next(folder.resolve() for folder in found if (folder / "cookiecutter.json").is_file())


def chain(folder: Path) -> list[tuple[Path, dict]]:
    """List a template's layers and their manifests, from the top down."""
    manifest = json.loads((folder / "cookiecutter.json").read_text(encoding="utf-8"))["_hipgen"]
    parent = manifest["extends"]
    return [(folder, manifest), *(chain(folder.parent / parent) if parent else [])]


def items(layers: list[tuple[Path, dict]]) -> list[dict]:
    """List the items that have files of their own, or the sample where there are none."""
    found = {item["id"]: item for _, manifest in layers for name in manifest["each"].values() for item in CONTEXT["_addon"][name]}
    return list(found.values()) or [CONTEXT["_item"]]


def render(folder: Path, item: dict) -> None:
    """Render one layer for one item, without touching the files that exist."""
    generate_files(
        str(folder),
        context={"cookiecutter": {**CONTEXT, "_item": item}},
        output_dir=str(PROJECT.parent),
        overwrite_if_exists=True,
        skip_if_file_exists=True,
        accept_hooks=False,
    )


def remove_strangers(layers: list[tuple[Path, dict]]) -> None:
    """Remove the files of items that are of another kind than the file is for."""
    every = [*items(layers), CONTEXT["_item"]]
    for _, manifest in layers:
        for pattern, name in manifest["each"].items():
            wanted = {path_of(pattern, item) for item in CONTEXT["_addon"][name]}
            for path in {path_of(pattern, item) for item in every} - wanted:
                (PROJECT / path).unlink(missing_ok=True)


def path_of(pattern: str, item: dict) -> str:
    """Fill in the path of an item's file."""
    return StrictEnvironment(context={}).from_string(pattern).render(cookiecutter={**CONTEXT, "_item": item})


main()
