"""Regeneration beside copier, cruft and cookiecutter: who keeps a person's code, and how long it takes.

Run it by hand: `python -m tests.bench.regeneration [--runs 5] [--only scenarios|times]`. It installs the four
into an environment of their own below .cache/, makes templates and projects of the same files, plays every
scenario with each tool, and prints Markdown. Nothing in it is a test.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.updating import (
    DESCRIPTION,
    MINE,
    NAMES,
    STUB,
    TEMPLATE,
    Project,
    Ran,
    commit,
    prepare,
    texts,
    times_of,
)


def main() -> None:
    """Play the scenarios, measure, and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=["scenarios", "times"])
    options = parser.parse_args()
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        if options.only != "times":
            scenarios(Path(folder))
        if options.only != "scenarios":
            times(Path(folder), options.runs)


def renamed(project: Project) -> Ran:
    project.answers["key"] = "greet"
    return project.update()


def moved(project: Project) -> Ran:
    project.newer({'"""The slash command': '"""This is the slash command'}, ("handlers/", "hooks/"))
    return project.update()


def removed(project: Project) -> Ran:
    project.answers["hello"] = "no"
    return project.update()


def back(project: Project) -> Ran:
    removed(project)
    commit(project.root)
    project.answers["hello"] = "yes"
    return project.update()


def line_edited(project: Project) -> Ran:
    project.newer({STUB: "return event.help or None"})
    return project.update()


def manifest(project: Project) -> Ran:
    name = "pyproject.toml"
    project.edit(
        name, f'description = "{DESCRIPTION}"', f'description = "{DESCRIPTION}"\nkeywords = ["{MINE}"]'
    )
    project.answers["text"] = "Says what the answers want."
    return project.update()


def one_entry(project: Project) -> Ran:
    project.edit("pyproject.toml", DESCRIPTION, MINE)
    project.answers["text"] = "Says what the answers want."
    return project.update()


def generated(project: Project) -> Ran:
    name = "_generated/registry.py"
    text = (project.root / name).read_text(encoding="utf-8")
    first = text.splitlines()[0]
    project.edit(name, first, f"# {MINE}\n{first}")
    project.newer({'"""What serves what': '"""Which handler serves what'})
    return project.update()


def nothing(project: Project) -> Ran:
    return project.update()


SCENARIOS: dict[str, tuple[str, Callable[[Project], Ran]]] = {
    "item renamed": ("handlers/hello.py", renamed),
    "newer template moves the file and edits its header": ("handlers/hello.py", moved),
    "item removed": ("handlers/hello.py", removed),
    "newer template edits the line that the person replaced": ("handlers/hello.py", line_edited),
    "item removed, then back": ("handlers/hello.py", back),
    "manifest edited by both, two entries": ("pyproject.toml", manifest),
    "manifest edited by both, one entry": ("pyproject.toml", one_entry),
    "generated file edited by hand": ("_generated/registry.py", generated),
    "nothing changed": ("handlers/hello.py", nothing),
}


def scenarios(folder: Path) -> None:
    """Play every scenario with every tool; a line of the table each."""
    every = ("hipgen", *NAMES)
    print(f"| change | {' | '.join(_title(name) for name in every)} |")
    print("|---" * (len(every) + 1) + "|")
    for number, (title, (place, change)) in enumerate(SCENARIOS.items()):
        cells = [outcome(Project(name, folder / f"{number}-{name}"), place, change) for name in every]
        print(f"| {title} | {' | '.join(cells)} |", flush=True)
    print()


def _title(name: str) -> str:
    return {"hipgen": "hipgen generate", "cookiecutter": "cookiecutter -f", "cruft": "cruft update -y"}.get(
        name, f"{name} update"
    )


def outcome(project: Project, place: str, change: Callable[[Project], Ran]) -> str:
    """Play a scenario: where the person's code is afterwards, whether that was said, the exit status."""
    project.start()
    if place.startswith("handlers/"):
        project.edit(place, STUB, f"{MINE}\n    {STUB}")
    ran = change(project)
    kept = [name for name, text in texts(project.root).items() if MINE in text]
    marks = [name for name, text in texts(project.root).items() if "<<<<<<<" in text]
    rest = [name for name in texts(project.root) if name.endswith(".rej")]
    names = {name for path in (place, *kept, *rest, *marks) for name in (path, Path(path).name)}
    said = any(name in ran.text for name in {*names, f"`{Path(place).stem}`"})
    words = ["**lost**"] if not kept else ["kept"] if kept == [place] else [f"kept in {', '.join(kept)}"]
    if place.startswith("handlers/") and kept:
        words += ["reached" if _reached(project.root, kept) else "not reached"]
    words += ["marks in the file"] if place in marks else []
    words += [f"{Path(name).name} left" for name in rest]
    written = sum(1 for name, when in times_of(project.root).items() if project.before.get(name) != when)
    words += ["named" if said else "not named", f"{written} written", f"exit {ran.status}"]
    return ", ".join(words)


def _reached(root: Path, kept: Sequence[str]) -> bool:
    """Whether the registry imports one of the files in which the person's code is."""
    registry = (root / "_generated" / "registry.py").read_text(encoding="utf-8").splitlines()
    return any(f"import {name.removesuffix('.py').replace('/', '.')}" in registry for name in kept)


def times(folder: Path, runs: int) -> None:
    """Measure updates of projects with as many files of the same sizes; ratios of medians."""
    print("| job | hipgen: min, median, max | beside | min, median, max | ratio |")
    print("|---|---|---|---|---|")
    for more in (4, 49):
        ours = Project("hipgen", folder / f"times-{more}-hipgen", more=more)
        ours.start()
        copies = _literal(ours.root)
        others = [Project(name, folder / f"times-{more}-{name}") for name in ("copier", "cruft")]
        for other in others:
            other.start(copies)
        for job, edits in (("a one-line edit", True), ("nothing new", False)):
            measured = {
                p.name: [measure(p, number, edits) for number in range(runs)] for p in (ours, *others)
            }
            for other in others:
                ratio = statistics.median(measured["hipgen"]) / statistics.median(measured[other.name])
                what = f"{job}, {more + 1} items, {len(copies)} files"
                cells = [what, _spread(measured["hipgen"]), _title(other.name), _spread(measured[other.name])]
                print(f"| {' | '.join(cells)} | {ratio:.2f} |", flush=True)


def _literal(root: Path) -> dict[str, str]:
    """The files of a project as a template that gives them back as they are."""
    found = texts(root)
    left = {*TEMPLATE, "addon.yaml", "handlers/hello.py"}
    raw = {path: text for path, text in found.items() if "{%" not in text and path not in left}
    return {path: f"[% raw %]{text}[% endraw %]" for path, text in raw.items()}


def measure(project: Project, number: int, edits: bool) -> float:
    """Seconds of one update; what it has changed is committed afterwards, outside of the measure."""
    if edits:
        project.answers["text"] = f"Says what it is for, number {number}."
    command = project.updating()
    if project.name != "hipgen":
        commit(project.root)
    start = time.perf_counter()
    ran = project.run(*command)
    seconds = time.perf_counter() - start
    project.must(ran)
    commit(project.root)
    return seconds


def _spread(seconds: Sequence[float]) -> str:
    found = sorted(1000 * each for each in seconds)
    return f"{found[0]:.0f}, {statistics.median(found):.0f}, {found[-1]:.0f} ms"


if __name__ == "__main__":
    main()
