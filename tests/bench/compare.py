"""hipgen beside the named tools on the same work: whole processes, in turns, as ratios of medians.

Run it by hand: `python tests/bench/compare.py [--runs 9]`. It installs hipgen and the others into an
environment of its own below .cache/, makes all inputs, and prints a Markdown table. Nothing in it is a test.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".cache" / "bench"
ANCHORS = ("check-jsonschema", "cookiecutter")
MANY = 1000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two commands that do the same work, and what is to be done before each run."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall clock in seconds and peak memory in MiB of one process."""

    seconds: float
    memory: float


def main() -> None:
    """Measure every pair and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        pairs = inputs(Path(folder))
        print("| job | hipgen: min, median, max | beside | min, median, max | ratio | peak memory |")
        print("|---|---|---|---|---|---|")
        for pair in pairs:
            print(row(pair, runs), flush=True)


def prepare() -> None:
    """Make the environment: hipgen from this tree, and the tools it is compared with."""
    if not (ENVIRONMENT / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)
    subprocess.run([*pip, str(ROOT), *ANCHORS], check=True)


def tool(name: str) -> str:
    """The path of a command in the environment."""
    return str(ENVIRONMENT / "bin" / name)


def inputs(folder: Path) -> list[Pair]:
    """Write the specs, the schema and a cookiecutter template of the same files; list what is compared."""
    spec = ROOT / "examples" / "incident-desk" / "addon.yaml"
    schema = folder / "addon.schema.json"
    schema.write_bytes(subprocess.run([tool("hipgen"), "schema"], check=True, capture_output=True).stdout)
    many = specs(folder / "many", spec)
    made, copied = folder / "made", folder / "copied"
    template = like(folder / "template", folder / "like", spec)
    generate = [tool("hipgen"), "generate", str(spec), "--out", str(made), "--framework", "flask"]
    cut = [tool("cookiecutter"), str(template), "--no-input", "-o", str(copied)]

    def afresh() -> None:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(copied, ignore_errors=True)

    check = [tool("check-jsonschema"), "--schemafile", str(schema)]
    python = [tool("python"), "-c"]
    return [
        Pair("`--version`", [tool("hipgen"), "--version"], [*python, "import click"]),
        Pair("`validate`, 1 spec", [tool("hipgen"), "validate", str(spec)], [*check, str(spec)]),
        Pair(f"`validate`, {MANY} specs", [tool("hipgen"), "validate", *many], [*check, *many]),
        Pair("`compile`", [tool("hipgen"), "compile", str(spec)], [*check, str(spec)]),
        Pair("`generate`, new", generate, cut, afresh),
    ]


def specs(folder: Path, spec: Path) -> list[str]:
    """Write different specs of about 80 lines each."""
    folder.mkdir()
    text = spec.read_text(encoding="utf-8")
    for number in range(MANY):
        different = text.replace("example.incident-desk", f"example.desk-{number}").replace(
            "INC-", f"I{number}-"
        )
        (folder / f"{number:04}.addon.yaml").write_text(different, encoding="utf-8")
    return [str(path) for path in sorted(folder.iterdir())]


def like(template: Path, project: Path, spec: Path) -> Path:
    """Make a cookiecutter template of as many files of the same size as the project has."""
    command = [tool("hipgen"), "generate", str(spec), "--out", str(project), "--framework", "flask"]
    subprocess.run(command, check=True, capture_output=True)
    inside = template / "{{cookiecutter.slug}}"
    for path in sorted(project.rglob("*")):
        if path.is_file():
            target = inside / path.relative_to(project)
            target.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            text = b"\0" not in data and "{" not in path.name
            raw = b"{% raw %}" + data + b"{% endraw %}\n{{cookiecutter.slug}}\n"
            target.write_bytes(raw if text and b"{%" not in data else data)
    manifest = {"slug": "project", "_copy_without_render": ["*.html"]}
    (template / "cookiecutter.json").write_text(json.dumps(manifest), encoding="utf-8")
    return template


def run(command: Sequence[str]) -> Measured:
    """Run a command to its end and measure it."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"this command fails: {' '.join(command[:6])}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def row(pair: Pair, runs: int) -> str:
    """Measure a pair in turns; one line of the table."""
    ours, theirs = [], []
    for _ in range(runs):
        pair.before()
        ours.append(run(pair.ours))
        theirs.append(run(pair.theirs))
    ratio = statistics.median(m.seconds for m in ours) / statistics.median(m.seconds for m in theirs)
    beside = Path(pair.theirs[0]).name + (" import click" if "-c" in pair.theirs else "")
    memory = f"{max(m.memory for m in ours):.0f} MiB, {max(m.memory for m in theirs):.0f} MiB"
    return f"| {pair.name} | {times(ours)} | {beside} | {times(theirs)} | {ratio:.2f} | {memory} |"


def times(measured: Sequence[Measured]) -> str:
    """Minimum, median and maximum in milliseconds."""
    seconds = sorted(m.seconds * 1000 for m in measured)
    return f"{seconds[0]:.0f}, {statistics.median(seconds):.0f}, {seconds[-1]:.0f} ms"


if __name__ == "__main__":
    main()
