"""Reading templates from outside: a folder, or a git repository that cookiecutter's own functions clone.

Reads manifests and project trees alone. Nothing of a template is run: no hooks, no extensions. A link in a
tree could bring in a file of the reader's own disk, so it is refused.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from hipgen.diagnostics import HipgenError
from hipgen.frameworks import PROJECT, Layer
from hipgen.workspace.disk import why

MANIFEST = "cookiecutter.json"
LIMIT = 16 * 1024 * 1024
"""How many bytes the files of one template may have in all."""
COMMIT = re.compile(r"[0-9a-f]{40,64}")


def read_templates(where: str) -> tuple[Mapping[str, Layer], str]:
    """The layers at a folder or a git address (`ADDRESS#REVISION`), by name, and where they are from.

    A folder is one template, or holds several. The second is empty for a folder, whose place is one person's
    only; for a repository its address without credentials, and the commit.
    Raises HipgenError for what can't be cloned or read.
    """
    from cookiecutter.repository import is_repo_url

    if not is_repo_url(where):
        return _layers(Path(where), Path(where).resolve().name), ""
    with tempfile.TemporaryDirectory(prefix="hipgen-template-") as folder:
        address, _, revision = where.partition("#")
        clone = _cloned(address, revision, Path(folder))
        return _layers(clone, clone.name), f"{_public(address)}#{_commit(clone)}"


def _cloned(address: str, revision: str, folder: Path) -> Path:
    from cookiecutter.exceptions import CookiecutterException
    from cookiecutter.vcs import clone

    if revision.startswith("-"):
        raise HipgenError(f"--template: `{revision}` is no revision")
    # Cookiecutter guesses the kind of a repository by its address; here it is always git.
    typed = address if "+" in address else f"git+{address}"
    try:
        return Path(clone(typed, checkout=revision or None, clone_to_dir=folder, no_input=True))
    except CookiecutterException as error:
        reason = str(error).replace(address, _public(address))
        raise HipgenError(f"--template {_public(address)}: {reason}") from None
    except (OSError, subprocess.CalledProcessError):
        raise HipgenError(
            f"--template {_public(address)} can't be cloned: try `git clone` with it, which says why"
        ) from None


def _public(address: str) -> str:
    """An address without the user's name and password."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if parts.netloc else address


def _commit(clone: Path) -> str:
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"],  # noqa: S607 - the person's own git
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout.strip()
    return said if COMMIT.fullmatch(said) else ""


def _layers(folder: Path, name: str) -> dict[str, Layer]:
    try:
        if (folder / MANIFEST).is_file():
            return {name: _layer(folder, name)}
        inner = sorted(each for each in folder.iterdir() if (each / MANIFEST).is_file())
    except OSError as error:
        raise HipgenError(f"--template {folder}: {why(error)}") from error
    if not inner:
        raise HipgenError(f"--template {name}: there is no {MANIFEST} in it, nor in a folder of it")
    return {each.name: _layer(each, each.name) for each in inner}


def _layer(folder: Path, name: str) -> Layer:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise HipgenError(f"template {name}: {MANIFEST}: {why(error)}") from error
    except (ValueError, RecursionError) as error:
        raise HipgenError(f"template {name}: {MANIFEST} is not JSON: {error}") from None
    files: dict[str, bytes] = {}
    size = 0
    for path, file in _walk(folder / PROJECT, ""):
        files[path] = file.read_bytes()
        size += len(files[path])
        if size > LIMIT:
            raise HipgenError(f"template {name}: its files are larger than {LIMIT} bytes in all")
    return Layer(name, manifest, files, outside=True)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """The files below a folder, sorted; caches that Python leaves beside templates are no part of them."""
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        path = prefix + each.name
        if each.is_symlink():
            raise HipgenError(f"--template: {path} is a link; a template has files and folders alone")
        if each.is_file():
            yield path, each
        elif each.is_dir() and each.name != "__pycache__":
            yield from _walk(each, path + "/")
