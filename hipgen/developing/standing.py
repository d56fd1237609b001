"""A project that runs while somebody looks at it: prepared if hipgen knows how, started by its Procfile.

Of whatever making: nothing is written anew and nothing is watched. Knows nothing of who looks, or at what.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from hipgen import workspace
from hipgen.descriptor import compile_addon
from hipgen.developing import serving
from hipgen.developing.environment import environment_of, is_ready, prepare
from hipgen.developing.foreign import harmless
from hipgen.developing.needs import Needs, needs_of
from hipgen.developing.processes import LAST, free_port
from hipgen.developing.regenerating import SPEC_NAME
from hipgen.developing.serving import ADDRESS, PATIENCE, Serving, start_line
from hipgen.developing.variables import dotenv, variables
from hipgen.diagnostics import HipgenError
from hipgen.model import Addon
from hipgen.project import framework_of
from hipgen.source import parse
from hipgen.validate import SPEC, check

DATABASE = "DATABASE_URL"
SUFFIX = "ADDON_KEY_SUFFIX"
USUAL = (
    "/",
    "/addon.json",
    "/descriptor.json",
    "/capabilities",
    "/capabilities.json",
    "/atlassian-connect.json",
)
"""Where add-ons were seen to have their descriptor."""
PAUSE = 0.05
SECONDS = 5.0
LONGEST = 1_000_000


@asynccontextmanager
async def standing(root: Path, path: str | None, step: Callable[[str], None]) -> AsyncIterator[str]:
    """Run a project while the body of the `with` runs; the address of its descriptor.

    `path` says where that is below the project's address; else its addon.yaml tells, or usual places are
    looked at. Its data is kept in a folder that goes at the end, unless the environment names a database.
    `step` is told what is being done. Raises HipgenError when it doesn't start, with what it printed last.
    """
    line, project = start_line(root), _project(root)
    said: deque[str] = deque(maxlen=LAST)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hipgen-verify-"))
        port = free_port(ADDRESS, 0, "--port")
        running = Serving(root, port, said.append)
        around = {DATABASE: f"sqlite:///{folder}/addon.db", **os.environ}
        given = await _variables(root, project[1] if project else None, around, running.base_url, port, step)
        stack.push_async_callback(running.stop)
        step("Starting the add-on")
        await running.start(line, given, lambda: _listens(port))
        if running.status is not None or not _listens(port):
            raise _failure(await running.ended(), said)
        known = path or (_path(project[0], running.base_url, given.get(SUFFIX, "")) if project else None)
        yield await _descriptor(running.base_url, known)


def _project(root: Path) -> tuple[Addon, Needs] | None:
    """The add-on and what it needs, of a project that hipgen has made; None for any other."""
    lock = workspace.read_lock(root)
    if lock is None or not workspace.snapshot(root, [SPEC_NAME]):
        return None
    addon = check(parse(workspace.read_spec(root / SPEC_NAME), SPEC_NAME), SPEC).addon
    if addon is None:
        raise HipgenError(f"{root / SPEC_NAME}: mend this first; `hipgen validate` says what", status=1)
    return addon, needs_of(framework_of(root, lock.origin.framework))


async def _variables(
    root: Path,
    needs: Needs | None,
    around: Mapping[str, str],
    base: str,
    port: int,
    step: Callable[[str], None],
) -> dict[str, str]:
    """The environment of a project, prepared first where it is known how."""
    if needs is None:
        file = workspace.snapshot(root, [".env"]).get(".env", b"").decode("utf-8", "replace")
        return variables(around, dotenv(file), {}, base, port)
    environment = environment_of(root, needs)
    if not is_ready(root, needs, environment):
        step(f"Preparing {needs.environment}")
        await prepare(root, needs, environment, step, lambda _line: None)
    given = Serving(root, port, lambda _line: None).variables(needs, environment)
    return {**given, DATABASE: around[DATABASE]}


def _path(addon: Addon, base: str, suffix: str) -> str:
    descriptor = compile_addon(addon, base, key_suffix=suffix).descriptor
    return str(descriptor["links"]["self"]).removeprefix(base)


def _listens(port: int) -> bool:
    return serving.reached(ADDRESS, port)


async def _descriptor(base: str, path: str | None) -> str:
    """The address of the descriptor. Raises HipgenError when it is nowhere."""
    if path is not None:
        return base + path
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = await asyncio.to_thread(lambda: [each for each in USUAL if _is_descriptor(base + each)])
        if found:
            return base + found[0]
        await asyncio.sleep(PAUSE)
    raise HipgenError(f"no descriptor at {', '.join(USUAL)}: say where it is with --path")


def _is_descriptor(url: str) -> bool:
    """Whether a descriptor is at an address. Blocks for some seconds at most."""
    parts = urlsplit(url)
    asking = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        asking.request("GET", parts.path, headers={"Accept": "application/json"})
        found = json.loads(asking.getresponse().read(LONGEST))
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        asking.close()
    return isinstance(found, dict) and {"key", "links"} <= found.keys()


def _failure(status: int | None, said: deque[str]) -> HipgenError:
    lines = "".join(f"\n  {harmless(line)}" for line in said)
    how = f"has ended (status {status})" if status is not None else f"doesn't listen after {PATIENCE:g} s"
    return HipgenError(f"the add-on {how}:{lines}", status=1)
