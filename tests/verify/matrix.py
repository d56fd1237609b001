"""Every framework with every example, on each database, by the whole of `hipgen verify`.

Run it by hand: `python -m tests.verify.matrix [--only FRAMEWORK …] [--example NAME …] [--database NAME …]`.
It makes the projects, starts each by its Procfile, and prints a Markdown table; it ends with 1 where a check
failed. The tests take a part of the same matrix (`tests/generated/test_conformance.py`).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from tests.generated import postgresql, redis
from tests.generated.matrix import Case, examples, frameworks
from tests.generated.project import Project, hipgen, make, serving

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL and Redis"
COLUMNS = (
    "framework",
    "example",
    "database",
    "passed",
    "notes",
    "skipped",
    "failed",
    "p50 ms",
    "p99 ms",
    "start s",
)
Variables = Callable[[], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Verified:
    """What the suite found: results by check, times of answers in seconds, and all that was said."""

    checks: dict[str, str]
    half: float
    most: float
    start: float
    said: str

    @property
    def results(self) -> Counter[str]:
        """How many checks came to each result."""
        return Counter(self.checks.values())

    @property
    def failed(self) -> list[str]:
        """The checks that found an error, or what a strict run takes for one."""
        return [check for check, result in self.checks.items() if result in ("error", "warning")]


@contextmanager
def databases() -> Iterator[dict[str, Variables]]:
    """What tells an add-on of a new, empty database, by its name; servers start when one is asked for."""
    with ExitStack() as running:

        @cache
        def servers() -> tuple[postgresql.Cluster, str]:
            return running.enter_context(postgresql.cluster()), running.enter_context(redis.server())

        def served() -> dict[str, str]:
            cluster, queue = servers()
            return {"DATABASE_URL": cluster.database(), "REDIS_URL": queue}

        yield {SQLITE: dict, POSTGRESQL: served}


def verified(project: Project, place: Path, variables: dict[str, str]) -> Verified:
    """Start a project and make every check of it."""
    began = time.perf_counter()
    with serving(project, place, ADDON_ALLOWED_HOSTS="localhost,127.0.0.1", **variables) as addon:
        start = time.perf_counter() - began
        done = hipgen("verify", addon.descriptor_url, "--strict", "--format", "json")
    assert done.stdout, done.stderr
    said = json.loads(done.stdout)
    results = {check["id"]: check["result"] for check in said["checks"]}
    answers = said["answers"]
    return Verified(results, answers["p50"], answers["p99"], start, done.stdout + done.stderr)


def row(case: Case, database: str, found: Verified) -> str:
    """A row of the table."""
    counts = (found.results["passed"], found.results["note"], found.results["skipped"], len(found.failed))
    figures = (f"{1000 * found.half:.1f}", f"{1000 * found.most:.1f}", f"{found.start:.2f}")
    cells = (case.framework.name, case.example.name, database, *map(str, counts), *figures)
    return f"| {' | '.join(cells)} |"


def chosen(names: list[str], specs: list[str]) -> list[Case]:
    """The cases of some frameworks and some of the shipped examples."""
    wanted = [example for example in examples() if example.shipped and example.name in specs]
    return [Case(one, example) for one in frameworks() if one.name in names for example in wanted]


def main() -> int:
    """Verify every case that was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    shipped = [example.name for example in examples() if example.shipped]
    known_frameworks = [framework.name for framework in frameworks()]
    both = [SQLITE, POSTGRESQL]
    parser.add_argument("--only", nargs="+", choices=known_frameworks, default=known_frameworks)
    parser.add_argument("--example", nargs="+", choices=shipped, default=shipped)
    parser.add_argument("--database", nargs="+", choices=both, default=both)
    asked = parser.parse_args()
    print(f"| {' | '.join(COLUMNS)} |\n|---|---|---|{'--:|' * (len(COLUMNS) - 3)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory() as shelf, databases() as known:
        for case, database in product(chosen(asked.only, asked.example), asked.database):
            with tempfile.TemporaryDirectory() as place:
                found = verified(make(case, Path(shelf)), Path(place), known[database]())
            failed += len(found.failed)
            print(row(case, database, found), flush=True)
            if found.failed:
                print(found.said, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
