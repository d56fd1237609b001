"""The `.hipgen.toml` that holds for a file: looked for in its folder and those above, read once a process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hipgen.diagnostics import Diagnostic, HipgenError

if TYPE_CHECKING:
    from hipgen.configuring import Config

NAME = ".hipgen.toml"


@dataclass(frozen=True)
class Weighing:
    """What a config says of the files below its folder; without one nothing changes."""

    file: Path | None = None
    config: Config | None = None

    @property
    def strict(self) -> bool:
        """Whether warnings fail."""
        return self.config is not None and self.config.strict

    @property
    def listing(self) -> bool:
        """Whether the rules for a listing apply."""
        return self.config is not None and self.config.marketplace

    def weighed(self, name: str, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """The findings in a file as the config weighs them."""
        if self.config is None or self.file is None:
            return found
        from hipgen.configuring import weighed

        return weighed(self.config, self.below(name), found)

    def below(self, name: str) -> str:
        """A file's path below the config's folder, with slashes."""
        assert self.file is not None
        return Path(os.path.relpath(Path(name).absolute(), self.file.parent)).as_posix()


def weighing_of(name: str) -> Weighing:
    """The config for a file, which may be the name of standard input. Raises HipgenError for a wrong one."""
    return _above(Path(name).absolute().parent)


def forget() -> None:
    """Read the files anew: one was written."""
    _above.cache_clear()


@cache
def _above(folder: Path) -> Weighing:
    file = folder / NAME
    if file.is_file():
        return _read(file)
    return _above(folder.parent) if folder != folder.parent else Weighing()


def _read(file: Path) -> Weighing:
    import tomllib

    from hipgen.configuring import read_config
    from hipgen.explained import every

    shown = os.path.relpath(file)
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HipgenError(f"{shown}: {error}") from error
    return Weighing(file, read_config(data, shown, every()))
