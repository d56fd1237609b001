"""What a build of the wheel adds: the modules that are worked out of the shipped files (`prepared.py`).

Called by hatchling, from pyproject.toml. Writes nothing into the source tree: an editable install has the
checkout's own files, which may change at any time, and gets no such modules.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

EDITABLE = "editable"


class Build(BuildHookInterface[Any]):
    """Puts the modules into the wheel, beside hipgen's own."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the modules to a folder of this build, and name that to hatchling."""
        if version == EDITABLE:
            return
        sys.path.insert(0, self.root)
        try:
            from hipgen import accepted, language, prepared, render, schemas
        finally:
            sys.path.remove(self.root)
        folder = Path(tempfile.mkdtemp(prefix="hipgen-build-"))
        self._made = folder
        parts = [language.PREPARED, *accepted.PREPARED.values(), schemas.PREPARED, *render.prepared()]
        for part in parts:
            (folder / f"{part.name}.py").write_text(part.source(), encoding="utf-8")
        text = '"""Made by the build of the wheel: see `hipgen.prepared`."""\n'
        (folder / "__init__.py").write_text(text, encoding="utf-8")
        build_data["force_include"][str(folder)] = f"hipgen/{prepared.PACKAGE}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the folder away again."""
        if version != EDITABLE:
            shutil.rmtree(self._made, ignore_errors=True)
