"""What a project needs before it runs, and what is watched while it does, as its templates' manifests say.

Pure: values, and the comparison of versions. Starts nothing and names no language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from hipgen.diagnostics import HipgenError
from hipgen.frameworks import Framework

ALWAYS_WATCHED = ("Procfile", ".env")
"""Files that say how a project is started, whatever it is written in."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program that runs a project: its name, the command that prints its version, the oldest version that
    will do, and where there are newer ones.
    """

    name: str
    version: str
    least: str
    source: str

    def complaint(self, printed: str | None) -> str | None:
        """What is wrong with what the command printed (None: it can't be run); None if nothing."""
        if printed is None:
            return (
                f"{self.name} isn't installed: this project needs {self.least} or newer, from {self.source}"
            )
        found = re.search(r"\d+(?:\.\d+)*", printed)
        if found is None or older(found.group(), self.least):
            which = (
                f"{self.name} {found.group()}" if found else f"{self.name}, which doesn't tell its version,"
            )
            return f"{which} is too old: this project needs {self.least} or newer, from {self.source}"
        return None


@dataclass(frozen=True, slots=True)
class Needs:
    """The note `development` of a manifest. Commands are for the shell, in the project's folder.

    `environment` is the folder with what the project depends on, `programs` the folder of programs in it;
    `active` names the variable of an environment that a person has activated. `make` makes one where there is
    none, `install` fills it, again whenever one of the `described` files changes. `watch` are patterns of
    paths.
    """

    program: Program
    environment: str
    install: str
    described: tuple[str, ...]
    watch: tuple[str, ...]
    make: str | None = None
    active: str | None = None
    programs: str | None = None
    variables: Mapping[str, str] | None = None


def needs_of(framework: Framework) -> Needs:
    """What a framework's projects need. Raises HipgenError where its manifests don't say."""
    note = framework.note("development")
    if note is None:
        raise HipgenError(
            f"the templates of {framework.title} don't say how a project is prepared (`development`)"
        )
    program = note["needs"]
    return Needs(
        program=Program(program["name"], program["version"], program["least"], program["from"]),
        environment=note["environment"],
        install=note["install"],
        described=tuple(note["described"]),
        watch=(*note["watch"], *note["described"], *ALWAYS_WATCHED),
        make=note.get("make"),
        active=note.get("active"),
        programs=note.get("programs"),
        variables=note.get("variables", {}),
    )


def older(version: str, least: str) -> bool:
    """Whether one version comes before another: numbers between dots, missing ones count as 0."""
    mine, wanted = ([int(part) for part in text.split(".")] for text in (version, least))
    width = max(len(mine), len(wanted))
    return mine + [0] * (width - len(mine)) < wanted + [0] * (width - len(wanted))


def seal(install: str, place: str, described: Iterable[bytes | None]) -> str:
    """What an environment was filled for: the command, the project's folder, the texts of its files."""
    digest = sha256(f"{install}\0{place}".encode("utf-8", "surrogateescape"))
    for data in described:
        digest.update(b"\0-" if data is None else b"\0+" + sha256(data).digest())
    return digest.hexdigest()
