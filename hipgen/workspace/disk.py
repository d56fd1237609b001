"""The few operations by which anything on the disk changes, and where a project's path may lead.

`Disk` is handed around as a value, so that a test can let any one of its operations fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from hipgen.diagnostics import HipgenError


class Disk:
    """What changes files and folders. Every method is one operation that may fail with an OSError."""

    def make_folder(self, path: Path) -> None:
        """Make one folder."""
        path.mkdir()

    def write(self, path: Path, data: bytes, *, executable: bool = False, mode: int | None = None) -> None:
        """Write a new file; permissions as new files get them here, or `mode`."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o777 if executable else 0o666), "wb") as file:
            file.write(data)
            if mode is not None:
                fresh = os.fstat(file.fileno()).st_mode & 0o111 if executable else 0
                path.chmod(mode | fresh)

    def sync(self, paths: Iterable[Path]) -> None:
        """Wait until files are on the disk, safe from a power cut. All at once costs little more than one."""
        for path in paths:
            with path.open("rb") as file:
                os.fsync(file.fileno())

    def second(self, source: Path, target: Path) -> None:
        """Give a file a second name, under which it stays when the first is replaced; or a safe copy."""
        try:
            target.hardlink_to(source)
        except OSError:
            shutil.copy2(source, target)
            self.sync([target])

    def replace(self, source: Path, target: Path) -> None:
        """Move a file over another, in one instant."""
        source.replace(target)

    def delete(self, path: Path) -> None:
        """Delete a file."""
        path.unlink()

    def delete_folder(self, path: Path) -> None:
        """Delete an empty folder."""
        path.rmdir()


def make_folders(path: Path, disk: Disk) -> list[Path]:
    """Make a folder and those above it; the ones that were made, topmost first. On failure, none is left."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    made: list[Path] = []
    try:
        for folder in reversed(missing):
            disk.make_folder(folder)
            made.append(folder)
    except OSError:
        delete_folders(made, disk)
        raise
    return made


def delete_folders(made: list[Path], disk: Disk) -> None:
    """Delete those folders that are empty, the last first."""
    for folder in reversed(made):
        with suppress(OSError):
            disk.delete_folder(folder)


class Places:
    """Where a project's paths really are, links followed; folders are looked at once, so use it at once."""

    def __init__(self, root: Path) -> None:
        self.home = os.path.realpath(root)
        self.folders: dict[str, str] = {}

    def of(self, path: str) -> Path:
        """The place of a path. Refused when that is outside of the project, or within `.git`."""
        return Path(self.real(path))

    def real(self, path: str) -> str:
        """The place of a path as a text: a run asks for hundreds, and each `Path` takes a while to make."""
        folder, _, name = path.rpartition("/")
        if folder not in self.folders:
            self.folders[folder] = os.path.realpath(os.path.join(self.home, folder))  # noqa: PTH118 - quick
        real = os.path.join(self.folders[folder], name)  # noqa: PTH118 - quick
        if name in {".", ".."} or os.path.islink(real):  # noqa: PTH114 - quick
            real = os.path.realpath(real)
        inside = real == self.home or real.startswith(self.home.rstrip(os.sep) + os.sep)
        if not inside or f"{os.sep}.git{os.sep}" in real[len(self.home.rstrip(os.sep)) :] + os.sep:
            raise HipgenError(
                f"{path} is a link that leaves the project ({real}): replace it by a file of its own"
            )
        return real


def place(root: Path, path: str) -> Path:
    """Where a project's path really is, as `Places` says."""
    return Places(root).of(path)


def why(error: OSError) -> str:
    """The system's reason, for the end of a sentence."""
    return (error.strerror or str(error)).lower()
