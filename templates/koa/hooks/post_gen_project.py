"""Completes a project that plain cookiecutter made: adds the layers that this framework's template extends.

hipgen stacks the layers itself and never runs this. Cookiecutter knows one template at a time, so here the
parents named by `extends` are rendered beside the project, by cookiecutter's own functions, and what the
project doesn't have yet is moved in. It knows no framework: every framework's template has the same file.
"""

import json
import sys
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from cookiecutter.environment import StrictEnvironment
from cookiecutter.generate import generate_files

CONTEXT = json.loads({{ cookiecutter | json | py }})
TEMPLATE = Path(CONTEXT["_repo_dir"]).resolve()
PROJECT = Path.cwd()


def manifest(template: Path) -> dict:
    return json.loads((template / "cookiecutter.json").read_text(encoding="utf-8"))["_hipgen"]


def complete() -> None:
    """Add the parents' files, nearest parent first."""
    template, each = TEMPLATE, dict(manifest(TEMPLATE)["each"])
    for path in empty_files(PROJECT):
        path.unlink()
    while parent := manifest(template)["extends"]:
        template = template.parent / parent
        each |= manifest(template)["each"]
        add(template, each)


def add(template: Path, each: dict) -> None:
    """Add a template's files: most of them once, those of `each` once for every item of a collection."""
    patterns = [pattern for pattern in each if (template / "{% raw %}{{cookiecutter.slug}}{% endraw %}" / pattern).exists()]
    single = {name(pattern, CONTEXT["_item"]) for pattern in patterns}
    move(template, CONTEXT["_item"], lambda path: path not in single)
    for pattern in patterns:
        for item in CONTEXT["_addon"][each[pattern]["of"]]:
            move(template, item, name(pattern, item).__eq__)


def move(template: Path, item: dict, wanted) -> None:
    """Render a template for one item, and keep the wanted files that the project doesn't have."""
    with TemporaryDirectory() as folder:
        made = Path(generate_files(str(template), context(item), folder, accept_hooks=False))
        skipped = set(empty_files(made))
        for path in sorted(made.rglob("*")):
            target = PROJECT / path.relative_to(made)
            if path.is_file() and path not in skipped and not target.exists() and wanted(str(path.relative_to(made))):
                target.parent.mkdir(parents=True, exist_ok=True)
                copyfile(path, target)


def empty_files(folder: Path) -> list:
    """The files that a condition in their template left without content."""
    kept = ("__init__.py", ".gitkeep")
    return [p for p in folder.rglob("*") if p.is_file() and p.name not in kept and not p.read_bytes().strip()]


def name(pattern: str, item: dict) -> str:
    return StrictEnvironment(context=context(item)).from_string(pattern).render(context(item))


def context(item: dict) -> dict:
    return {"cookiecutter": {**CONTEXT, "_item": item or CONTEXT["_addon"]["handlers"][0]}}


sys.path.insert(0, str(TEMPLATE))  # where `_extensions` finds the filters
complete()
