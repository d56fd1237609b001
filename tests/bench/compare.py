"""hipgen beside the named tools on the same work: whole processes, in turns, as ratios of medians.

Run it by hand: `python tests/bench/compare.py [--runs 9] [--only WORD]`. It installs hipgen and the others
into an environment of its own below .cache/, makes all inputs, and prints a Markdown table. Nothing in it is
a test.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".cache" / "bench"
ANCHORS = ("check-jsonschema", "cookiecutter", "copier")
SPEC = ROOT / "examples" / "incident-desk" / "addon.yaml"
FRAMEWORK = "flask"
MANY = 1000
WHO = ("-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false")
MARKS = {
    "variable_start_string": "[[", "variable_end_string": "]]", "block_start_string": "[%",
    "block_end_string": "%]", "comment_start_string": "[#", "comment_end_string": "#]",
}  # fmt: skip
"""Marks of copier's templates: the project's files are full of the usual ones."""


def nothing(number: int) -> None:
    """What is done before a run that needs nothing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two commands that do the same work; `reach` is the ratio to reach, `before` is done before each round.

    `folder` is where the other's command runs; `fails` says that both are to find a mistake.
    """

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    reach: float | None = None
    before: Callable[[int], None] = nothing
    folder: Path | None = None
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall clock and processor time in seconds, and peak memory in MiB, of one process."""

    seconds: float
    processor: float
    memory: float


def main() -> None:
    """Measure every pair and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--only", default="", help="only the jobs that have this in their names")
    options = parser.parse_args()
    prepare()
    day = datetime.datetime.now(tz=datetime.UTC).date()
    kind = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{day}, {kind}, Python {platform.python_version()}, medians of {options.runs} runs in turns\n")
    with tempfile.TemporaryDirectory() as folder:
        print("| job | hipgen: min, median, max | beside | min, median, max | ratio | of CPU | to reach |")
        print("|---|---|---|---|---|---|---|")
        for pair in pairs(Path(folder)):
            if options.only in pair.name:
                print(row(pair, options.runs), flush=True)


def prepare() -> None:
    """Make the environment: hipgen from this tree, and the tools it is compared with."""
    if not (ENVIRONMENT / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, str(ROOT), *ANCHORS], check=True)
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)


def tool(name: str) -> str:
    """The path of a command in the environment."""
    return str(ENVIRONMENT / "bin" / name)


def pairs(folder: Path) -> Iterator[Pair]:
    """Write the inputs, and list what is compared."""
    hipgen = tool("hipgen")
    yield Pair("`--version`", [hipgen, "--version"], [tool("python"), "-c", "import click"], 1.5)
    yield from checking(folder / "specs")
    yield from generating(folder / "projects")


def checking(folder: Path) -> Iterator[Pair]:
    """Specs: a good one, a bad one, many."""
    folder.mkdir()
    schema = folder / "addon.schema.json"
    schema.write_bytes(subprocess.run([tool("hipgen"), "schema"], check=True, capture_output=True).stdout)
    many = specs(folder / "many")
    bad = folder / "bad.addon.yaml"
    bad.write_text(SPEC.read_text(encoding="utf-8").replace("event:", "evnt:", 1), encoding="utf-8")
    ours, theirs = [tool("hipgen"), "validate"], [tool("check-jsonschema"), "--schemafile", str(schema)]
    one = str(SPEC)
    yield Pair("`validate`, 1 spec", [*ours, one], [*theirs, one], 0.35)
    yield Pair("`validate`, 1 bad spec", [*ours, str(bad)], [*theirs, str(bad)], fails=True)
    yield Pair("`validate`, 100 specs", [*ours, *many[:100]], [*theirs, *many[:100]])
    yield Pair(f"`validate`, {MANY:,} specs", [*ours, *many], [*theirs, *many], 0.125)
    yield Pair("`compile`", [tool("hipgen"), "compile", one], [*theirs, one])


def specs(folder: Path) -> list[str]:
    """Write different specs of about 80 lines each."""
    folder.mkdir()
    text = SPEC.read_text(encoding="utf-8")
    for number in range(MANY):
        different = text.replace("example.incident-desk", f"example.desk-{number}").replace(
            "INC-", f"I{number}-"
        )
        (folder / f"{number:04}.addon.yaml").write_text(different, encoding="utf-8")
    return [str(path) for path in sorted(folder.iterdir())]


def generating(folder: Path) -> Iterator[Pair]:
    """A project made anew, after an edit of a line, and with nothing new."""
    made, kept, copied = folder / "made", folder / "kept", folder / "copied"
    generate = [tool("hipgen"), "generate", str(SPEC), "--framework", FRAMEWORK, "--out"]
    subprocess.run([*generate, str(kept)], check=True, capture_output=True)
    files = {
        path.relative_to(kept).as_posix(): path.read_bytes()
        for path in sorted(kept.rglob("*"))
        if path.is_file() and ".hipgen" not in path.parts
    }
    cut = [tool("cookiecutter"), str(cookiecutter(folder / "cut", files)), "--no-input", "-o", str(copied)]

    def afresh(number: int) -> None:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(copied, ignore_errors=True)

    yield Pair("`generate`, new", [*generate, str(made)], cut, 0.5, afresh)
    project = copier(folder, files)
    again, update = (
        [tool("hipgen"), "generate", str(kept / "addon.yaml")],
        [tool("copier"), "update", "--defaults"],
    )
    edit = partial(edited, kept / "addon.yaml", project)
    clean = partial(cleaned, project)
    for name, more, reach, before in (
        ("a line edited", [], 0.1, edit),
        ("`--check`", ["--check"], 0.08, clean),
    ):
        theirs = [*update, "--data-file", str(folder / "answers.yml")]
        yield Pair(f"`generate`, {name}", [*again, *more], theirs, reach, before, project)


def cookiecutter(template: Path, files: dict[str, bytes]) -> Path:
    """Make a cookiecutter template of the files; each text has one thing to fill in."""
    for path, data in files.items():
        target = template / "{{cookiecutter.slug}}" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        literal = b"\0" in data or b"{%" in data or b"{{" in data
        filled = b"{% raw %}" + data + b"{% endraw %}\n{{cookiecutter.slug}}\n"
        target.write_bytes(data if literal else filled)
    manifest = {"slug": "project", "_copy_without_render": [path for path in files if b"{" in files[path]]}
    (template / "cookiecutter.json").write_text(json.dumps(manifest), encoding="utf-8")
    return template


def copier(folder: Path, files: dict[str, bytes]) -> Path:
    """Make a copier template of the files in a repository, and a project of it in another."""
    template, project = folder / "template", folder / "project"
    for path, data in files.items():
        target = template / "files" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if b"\0" in data else b"[% raw %]" + data + b"[% endraw %]")
    (template / "files" / "LINE").write_text("[[ line ]]\n", encoding="utf-8")
    memory = template / "files" / "[[_copier_conf.answers_file]]"
    memory.write_text("[[ _copier_answers | to_nice_yaml ]]", encoding="utf-8")
    settings = {"_subdirectory": "files", "_templates_suffix": "", "_envops": MARKS, "line": {"type": "str"}}
    (template / "copier.yml").write_text(json.dumps(settings), encoding="utf-8")
    commit(template)
    git(template, "tag", "1.0")
    answers = folder / "answers.yml"
    answers.write_text("line: the first\n", encoding="utf-8")
    make = [tool("copier"), "copy", "--defaults", "--data-file", str(answers), str(template), str(project)]
    subprocess.run(make, check=True, capture_output=True)
    commit(project)
    return project


def edited(spec: Path, project: Path, number: int) -> None:
    """Edit a line of the spec, and an answer."""
    lines = spec.read_text(encoding="utf-8").splitlines(keepends=True)
    mended = [
        f"description: Edited {number} times\n" if line.startswith("description:") else line for line in lines
    ]
    spec.write_text("".join(mended), encoding="utf-8")
    (project.parent / "answers.yml").write_text(f"line: edited {number} times\n", encoding="utf-8")
    commit(project)


def cleaned(project: Path, number: int) -> None:
    """Commit what the update before has changed, as copier demands."""
    commit(project)


def git(folder: Path, *arguments: str) -> None:
    """Run git quietly."""
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    """Commit all that is in a folder."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "-m", "As it is")


def run(command: Sequence[str], folder: Path | None = None, *, fails: bool = False) -> Measured:
    """Run a command to its end and measure it."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != int(fails):
        sys.exit(f"this command ends with {process.returncode}: {' '.join(command[:6])}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def row(pair: Pair, runs: int) -> str:
    """Measure a pair in turns; one line of the table."""
    ours, theirs = [], []
    for number in range(runs):
        pair.before(number)
        ours.append(run(pair.ours, fails=pair.fails))
        theirs.append(run(pair.theirs, pair.folder, fails=pair.fails))
    beside = Path(pair.theirs[0]).name + (" import click" if "-c" in pair.theirs else "")
    ratios = [
        statistics.median(map(of, ours)) / statistics.median(map(of, theirs))
        for of in (lambda m: m.seconds, lambda m: m.processor)
    ]
    cells = [pair.name, times(ours), beside, times(theirs), *(f"{ratio:.3f}" for ratio in ratios)]
    return f"| {' | '.join(cells)} | {'' if pair.reach is None else f'≤ {pair.reach}'} |"


def times(measured: Sequence[Measured]) -> str:
    """Minimum, median and maximum in milliseconds, and the peak of memory."""
    seconds = sorted(m.seconds * 1000 for m in measured)
    memory = max(m.memory for m in measured)
    return f"{seconds[0]:.0f}, {statistics.median(seconds):.0f}, {seconds[-1]:.0f} ms; {memory:.0f} MiB"


if __name__ == "__main__":
    main()
