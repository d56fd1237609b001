"""The table of control requests in the host's README is complete and true."""

from __future__ import annotations

import re
from pathlib import Path

import hipgen.host
import hipgen.testing
from hipgen.host.control import table

README = Path(hipgen.host.__file__).with_name("README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([A-Z]+ /control[^`]*)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
ANY = "any settings"
"""Settings are many, and change: `GET /control` lists them."""


def taken_members() -> dict[str, tuple[list[str], str]]:
    """What each request takes and does, as the code has it."""
    found = {}
    for taken in table():
        members = [name if name in taken.required else f"{name}?" for name in taken.body]
        members += [f"?{name}" for name in taken.query]
        found[f"{taken.method} {taken.path}"] = (members, taken.summary)
    return found


def test_every_control_request_is_in_the_table_with_what_it_takes() -> None:
    shown = {
        request: (re.findall(r"`([^`]+)`", takes), does)
        for request, takes, does, _answers in ROW.findall(README)
        if takes != ANY
    }
    known = taken_members()
    many = {request for request, takes, _does, _answers in ROW.findall(README) if takes == ANY}
    assert many == {"PATCH /control/settings"}
    assert shown == {request: told for request, told in known.items() if request not in many}


def test_the_example_is_the_one_that_is_run() -> None:
    """`tests/host/test_testing.py` runs the example of the module's documentation."""
    (example,) = re.findall(r"```python\n(from hipgen\.testing.*?)```", README, re.DOTALL)
    documented = "\n".join(line.removeprefix("    ") for line in (hipgen.testing.__doc__ or "").splitlines())
    assert example in documented
