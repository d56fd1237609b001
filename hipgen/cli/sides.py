"""Where the two sides of a comparison come from: files, standard input, addresses, revisions of git.

Knows how to name and to read them, with bounds; nothing of what is in them.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from hipgen.cli.common import SPEC_NAME, STDIN, read
from hipgen.diagnostics import HipgenError
from hipgen.source import MAX_BYTES, Document, parse

GIT = "git:"
WEB = re.compile(r"https?://", re.IGNORECASE)
DATA = re.compile(r"data:", re.IGNORECASE)
SECONDS = 20
"""As long as an address or git may take."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A file in a revision, as git writes it: `REV:PATH`, or `REV:./PATH` from the folder `where`.

    `shown`: what people call it.
    """

    name: str
    shown: str
    where: Path = Path()


def sides(old: str | None, new: str | None, against: str | None) -> tuple[Document, Document]:
    """Read both sides. With `against`, the one argument is the new side and the old is that file there.

    Raises HipgenError for what can't be read, and for arguments that don't go together.
    """
    if against is None:
        if old is None:
            raise HipgenError("say what to compare with: `hipgen diff OLD NEW`, or --against git:REV")
        first: str | Revision = old
        second = new or SPEC_NAME
    else:
        if new is not None:
            raise HipgenError("--against says what OLD is: give one file with it")
        second = old or SPEC_NAME
        first = _revision_of(against, second)
    if first == STDIN == second:
        raise HipgenError("both sides can't be standard input")
    return side(first), side(second)


def side(name: str | Revision) -> Document:
    """Read what a name means; a file that is there comes before a revision.

    Raises HipgenError when it can't be read.
    """
    if isinstance(name, Revision):
        return _from_git(name)
    if WEB.match(name):
        return _from_web(name)
    if DATA.match(name):
        return parse(_from_data(name), "<data>")
    if name == STDIN or Path(name).exists():
        return read(name)
    if ":" in name:
        return _from_git(_named(name))
    try:
        return read(name)
    except HipgenError as error:
        hint = f"; a file in a revision of git is written {name}:{SPEC_NAME}" if "." not in name else ""
        raise HipgenError(f"{error}{hint}") from error


def _revision_of(against: str, file: str) -> Revision | str:
    """What `--against` names: a revision has the same file, unless it says which."""
    if WEB.match(against) or DATA.match(against):
        return against
    revision = against.removeprefix(GIT)
    if ":" in revision:
        return _named(revision)
    if file == STDIN or WEB.match(file) or DATA.match(file):
        raise HipgenError(f"say which file of {revision}: --against {GIT}{revision}:PATH")
    return Revision(f"{revision}:./{Path(file).name}", f"{revision}:{file}", Path(file).parent)


def _named(name: str) -> Revision:
    return Revision(name.removeprefix(GIT), name.removeprefix(GIT))


def _from_git(revision: Revision) -> Document:
    name, shown = revision.name, revision.shown
    if name.startswith("-"):
        raise HipgenError(f"{shown}: this is no revision of git")
    command = ["git", "cat-file", "blob", "--end-of-options", name]
    environment = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603  (a list, and the name can't be an option)
            command,
            cwd=revision.where,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        why = "there is no such folder" if not revision.where.is_dir() else "git isn't installed"
        raise HipgenError(f"cannot read {shown}: {why}") from error
    except subprocess.TimeoutExpired as error:
        raise HipgenError(f"cannot read {shown}: no answer from git within {SECONDS} s") from error
    if done.returncode != 0:
        raise HipgenError(f"cannot read {shown}: {_said(done.stderr)}")
    return parse(done.stdout, shown)


def _said(errors: bytes) -> str:
    """The first line of what git says, without its mark."""
    line = (errors.decode("utf-8", "replace").strip().splitlines() or ["git refuses it"])[0]
    if line.endswith("bad file"):
        return "it is no file there"
    return line.removeprefix("fatal: ").removeprefix("error: ").rstrip(".")


def _from_web(address: str) -> Document:
    """What is at an address, named without a password. Raises HipgenError, in one line."""
    if find_spec("httpx") is None:
        raise HipgenError("an address needs more than the rest of hipgen: pip install 'hipgen[host]'")
    import asyncio

    from hipgen.host.server.outgoing import Caller
    from hipgen.host.wire import Answer, Call
    from hipgen.host.wirelog import masked_url

    call = Call("GET", address, (("Accept", "application/json"),), timeout=SECONDS, limit=MAX_BYTES)
    answer = asyncio.run(Caller().make(call))
    shown = masked_url(address)
    if not isinstance(answer, Answer):
        raise HipgenError(f"cannot read {shown}: {answer.reason}")
    if answer.status != 200:
        raise HipgenError(f"cannot read {shown}: it answered {answer.status}")
    return parse(answer.body, shown)


def _from_data(address: str) -> bytes:
    """What stands in a `data:` URL. Raises HipgenError for one without content."""
    # Imported here: it takes as long as all the rest, and is mostly not needed.
    from urllib.request import DataHandler, Request

    try:
        with DataHandler().data_open(Request(address)) as content:  # noqa: S310  (it opens nothing)
            return content.read(MAX_BYTES + 1)
    except ValueError as error:
        raise HipgenError("cannot read the data: URL: it holds nothing that can be decoded") from error
