"""How a project is started: the `web:` line of its Procfile and its environment variables.

Pure: texts and mappings. Knows neither processes nor files.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from dotenv import dotenv_values

ALLOWED_HOSTS = "localhost,127.0.0.1"
"""The local HipChat's names: an add-on calls no other private address."""


def web_line(procfile: str) -> str | None:
    """The command of a Procfile's `web:` line, or None."""
    lines = (line.partition(":") for line in procfile.splitlines())
    return next(
        (command.strip() for name, _, command in lines if name.strip() == "web" and command.strip()), None
    )


def dotenv(text: str) -> dict[str, str]:
    """The variables of a `.env` file, without any expansion; a name without a value has an empty one."""
    found = dotenv_values(stream=io.StringIO(text), interpolate=False)
    return {name: value or "" for name, value in found.items()}


def variables(
    around: Mapping[str, str], file: Mapping[str, str], fixed: Mapping[str, str], base_url: str, port: int
) -> dict[str, str]:
    """The environment of a running add-on: what is around it goes over its `.env`, what makes it answer here
    goes over both. `fixed` are those of its language. An empty value in the file is none.
    """
    said = {name: value for name, value in file.items() if value}
    here = {"PORT": str(port), "ADDON_BASE_URL": base_url}
    hosts = {**said, **around}.get("ADDON_ALLOWED_HOSTS")
    allowed = f"{hosts},{ALLOWED_HOSTS}" if hosts else ALLOWED_HOSTS
    return {**fixed, **said, **around, **here, "ADDON_ALLOWED_HOSTS": allowed}
