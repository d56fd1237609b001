"""Node as a judge of JavaScript: one process for all questions, as starting it is what takes time.

Knows how to ask `judge.mjs`; what is asked is for the tests to say.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from hipgen.diagnostics import Json

SCRIPT = Path(__file__).with_name("judge.mjs")


class Node:
    """A process that reads modules and evaluates expressions; a context manager."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None:
            raise FileNotFoundError("node")
        self._process = subprocess.Popen(
            [node, "--no-warnings", "--experimental-vm-modules", str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Node:
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.communicate()

    def errors(self, modules: Mapping[str, str]) -> dict[str, str]:
        """Say which of the modules `node --check` would refuse, and why."""
        found: dict[str, str] = self._ask({"modules": modules})
        return found

    def texts(self, modules: Mapping[str, str], below: str) -> dict[str, list[str]]:
        """Evaluate the modules of a folder that import nothing from outside; every text that each exports."""
        found: dict[str, list[str]] = self._ask({"modules": modules, "values": below})
        return found

    def evaluate(self, expressions: Sequence[str]) -> list[Json]:
        """The values of expressions."""
        return [json.loads(text) for text in self._ask({"expressions": list(expressions)})]

    def _ask(self, request: Json) -> Json:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        assert "failure" not in said, said["failure"]
        return said["answer"]
