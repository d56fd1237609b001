"""Reading templates from outside: a folder, or a git repository that cookiecutter's own functions clone.

Reads manifests and project trees alone. Nothing of a template is run: no hooks, no extensions. A link in a
tree could bring in a file of the reader's own disk, so it is refused.
"""

from __future__ import annotations

import json
import logging
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
        return _layers(clone, clone.name), f"{public(address)}#{_commit(clone)}"


def public(address: str) -> str:
    """An address without what only some may know: password, user of a web address, query."""
    parts = urlsplit(address)
    person, _, host = parts.netloc.rpartition("@")
    user = person.partition(":")[0] if parts.scheme.endswith("ssh") else ""
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host, query=""))


def _cloned(address: str, revision: str, folder: Path) -> Path:
    from cookiecutter.exceptions import CookiecutterException
    from cookiecutter.vcs import clone

    if revision.startswith("-"):
        raise HipgenError(f"--template: `{revision}` is no revision")
    # It would log a command that failed: the address with its password, and a traceback.
    logging.getLogger("cookiecutter.vcs").disabled = True
    # Cookiecutter guesses the kind of a repository by its address; here it is always git.
    typed = address if "+" in address else f"git+{address}"
    try:
        return Path(clone(typed, checkout=revision or None, clone_to_dir=folder, no_input=True))
    except subprocess.CalledProcessError as error:
        reason = _reason(error.output.decode("utf-8", "replace"), address)
    except CookiecutterException as error:
        reason = _reason(str(error), address)
    raise HipgenError(f"--template {public(address)} can't be cloned: {reason}") from None


def _reason(said: str, address: str) -> str:
    """The last thing that git calls fatal, or all that was said, without credentials."""
    fatal = [line.removeprefix("fatal: ") for line in said.splitlines() if line.startswith("fatal: ")]
    person = urlsplit(address).netloc.rpartition("@")[0]
    reason = fatal[0] if fatal else said.strip()
    return reason.replace(f"{person}@", "") if person else reason


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
        layers = {each.name: _layer(_no_link(each), each.name) for each in inner}
    except OSError as error:
        raise HipgenError(f"--template {error.filename or folder}: {why(error)}") from error
    if not layers:
        raise HipgenError(f"--template {name}: there is no {MANIFEST} in it, nor in a folder of it")
    return layers


def _layer(folder: Path, name: str) -> Layer:
    try:
        manifest = json.loads(_no_link(folder / MANIFEST).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise HipgenError(f"template {name}: {MANIFEST} is not JSON: {error}") from None
    files: dict[str, bytes] = {}
    size = 0
    for path, file in _walk(folder / PROJECT, ""):
        size += file.stat().st_size
        if size > LIMIT:
            raise HipgenError(f"template {name}: its files are larger than {LIMIT} bytes in all")
        files[path] = file.read_bytes()
    return Layer(name, manifest, files, outside=True)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """The files below a folder, sorted; caches that Python leaves beside templates are no part of them."""
    for each in sorted(folder.iterdir()) if _no_link(folder).is_dir() else ():
        path = prefix + each.name
        if _no_link(each).is_file():
            yield path, each
        elif each.is_dir() and each.name != "__pycache__":
            yield from _walk(each, path + "/")


def _no_link(path: Path) -> Path:
    """The same path. Raises HipgenError for a link, and for a name that is no text."""
    shown = ascii(path.name)[1:-1]
    if path.is_symlink():
        raise HipgenError(f"--template: {shown} is a link; a template has files and folders alone")
    if any("\ud800" <= letter <= "\udfff" for letter in path.name):
        raise HipgenError(f"--template: the name {shown} is not UTF-8")
    return path
