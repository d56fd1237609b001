"""What a command imports: no more than its work needs, since every import is paid for at every start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SPEC = Path(__file__).resolve().parents[1] / "examples" / "minimal" / "addon.yaml"
SCRIPT = """
import sys
from hipgen.cli import group
group(sys.argv[1:], standalone_mode=False)
print(*sorted(sys.modules), file=sys.stderr)
"""
REPORTING = ("jsonschema", "referencing", "attr", "hipgen.schema", "hipgen.explained", "hipgen.handlers")
"""What a good spec needs nothing of."""

NOT_IMPORTED = {
    ("--version",): (
        "yaml",
        "jsonschema",
        "jinja2",
        "hipgen.language",
        "hipgen.source",
        "hipgen.workspace",
        "hipgen.host",
    ),
    ("validate", str(SPEC)): (
        *REPORTING,
        "multiprocessing",
        "importlib.resources",
        "tree_sitter",
        "hipgen.handling",
        "jinja2",
        "cookiecutter",
        "tomlkit",
        "hipgen.plan",
        "hipgen.render",
        "hipgen.lock",
        "hipgen.host",
    ),
    ("compile", str(SPEC)): (
        *REPORTING,
        "jinja2",
        "cookiecutter",
        "tomlkit",
        "hipgen.plan",
        "hipgen.render",
        "hipgen.report",
    ),
    ("generate", str(SPEC), "--framework", "flask", "--dry-run"): (
        *REPORTING,
        "hipgen.moving",
        "hipgen.contested",
        "cookiecutter",
        "hipgen.report",
        "tomlkit",
        "hipgen.host",
        "tree_sitter",
    ),
    ("generate", str(SPEC), "--framework", "express", "--dry-run"): ("tree_sitter", "hipgen.report"),
    ("host", "--help"): ("hipgen.host", "uvicorn", "httpx", "yaml"),
    ("dev", "--help"): ("hipgen.developing", "hipgen.host", "uvicorn", "httpx", "yaml"),
    ("demo", "--help"): ("hipgen.developing", "hipgen.host", "uvicorn", "httpx", "yaml"),
}


@pytest.mark.parametrize("arguments", NOT_IMPORTED, ids=lambda arguments: arguments[0])
def test_a_command_imports_no_more_than_it_needs(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", SCRIPT, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    imported = set(ran.stderr.split())
    assert "hipgen.cli" in imported
    assert [name for name in NOT_IMPORTED[arguments] if name in imported] == []
