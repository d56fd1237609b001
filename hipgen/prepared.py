"""What is worked out of the shipped files once, as Python modules: the language, its validators, the
templates.

A wheel has these modules: the build makes them (`building.py`), an installation may be read-only. In a
checkout they are made when first wanted and kept beside hipgen's own bytecode, in `__pycache__`, under a
stamp of all that they are made of. That is the one folder whose code is as safe to run as hipgen itself:
whoever may write there may change hipgen, which Python runs from there (so `PYTHONPYCACHEPREFIX` and `-B`
hold here as well). A folder of caches elsewhere could be another's. Knows nothing of what is made.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any

from hipgen.resources import folder

PACKAGE = "_prepared"
"""The package of a wheel that holds the modules."""

Stamp = tuple[str | tuple[str, int, int], ...]
"""The mark of the libraries; of each file its path, size and time of change: Python stamps bytecode so."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A module that is made: its name, the function that writes its source, and what that depends on.

    `folder` is a shipped folder or one in it, `makers` are hipgen's own modules. `libraries` are modules of
    others that must be the very same where this one is used: a wheel may meet another version than its build.
    """

    name: str
    make: Callable[[], str]
    folder: str
    makers: tuple[str, ...]
    libraries: tuple[str, ...] = ()

    def source(self) -> str:
        """The whole source, with a mark of the libraries."""
        return f"MARK = {_mark(self.libraries)!r}\n\n{self.make()}"

    def names(self) -> dict[str, Any]:
        """What the module defines: from the wheel, as it was kept, or made now."""
        return _names(self)


@cache
def _names(part: Prepared) -> dict[str, Any]:
    shipped = _shipped(part)
    return _run(part, _kept(part)) if shipped is None else shipped


def _shipped(part: Prepared) -> dict[str, Any] | None:
    try:
        names = vars(import_module(f"hipgen.{PACKAGE}.{part.name}"))
    except ModuleNotFoundError:
        return None
    return names if names["MARK"] == _mark(part.libraries) else None


@cache
def _mark(libraries: tuple[str, ...]) -> str:
    """What tells one version of libraries from another."""
    if not libraries:
        return ""
    from hashlib import sha256

    digest = sha256()
    for name in libraries:
        spec = import_module(name).__spec__
        loader: Any = spec and spec.loader
        digest.update(loader.get_data(spec and spec.origin))
    return digest.hexdigest()


def _run(part: Prepared, code: CodeType) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": f"hipgen.{PACKAGE}.{part.name}"}
    exec(code, names)  # noqa: S102 - made of shipped files, and kept where hipgen's own code is
    return names


def _kept(part: Prepared) -> CodeType:
    stamp, file = _stamp(part), _file(part)
    code = _read(file, stamp) if file and stamp else None
    if code is None:
        code = compile(part.source(), f"<hipgen: {part.name}>", "exec", dont_inherit=True)
        if file and stamp and not sys.dont_write_bytecode:
            _write(file, MAGIC_NUMBER + marshal.dumps((stamp, code)))
    return code


def _file(part: Prepared) -> Path | None:
    """Where Python itself would keep the bytecode of such a module; None where it keeps none."""
    with suppress(NotImplementedError):
        return Path(cache_from_source(str(Path(__file__).with_name(f"prepared-{part.name}.py"))))
    return None


def _stamp(part: Prepared) -> Stamp | None:
    """What the module is made of, as it is now; None inside a zip, where nothing is kept."""
    kind, _, inner = part.folder.partition("/")
    shipped = folder(kind)
    own = Path(__file__).parent
    if not isinstance(shipped, Path):
        return None
    shipped /= inner
    makers = [own / f"{name}.py" for name in (*part.makers, "prepared")]
    try:
        files = ((file.name, file.stat()) for file in makers)
        own_files = ((name, stat.st_size, stat.st_mtime_ns) for name, stat in files)
        return (_mark(part.libraries), *sorted(_stats(shipped)), *own_files)
    except OSError:
        return None


def _stats(top: Path | str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(top) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _stats(entry.path)
            else:
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns


def _read(file: Path, stamp: Stamp) -> CodeType | None:
    """The code that was kept, if it is still that of the stamp. A broken file is no file."""
    try:
        data = file.read_bytes()
        if not data.startswith(MAGIC_NUMBER):
            return None
        found, code = marshal.loads(data[len(MAGIC_NUMBER) :])  # noqa: S302 - see the module's text
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return code if found == stamp and isinstance(code, CodeType) else None


def _write(file: Path, data: bytes) -> None:
    """Put the whole file in place at once, since another process may read or write it now; if possible."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("xb") as stream:
                stream.write(data)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
