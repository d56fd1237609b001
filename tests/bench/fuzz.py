"""Broken specs and descriptors, without end: no traceback, no hang, and every finding has its place.

Run it by hand: `python tests/bench/fuzz.py [--minutes 60] [--seed 0]`. It takes the examples, the corpus of
the tests and, where they lie beside the project, real descriptors; cuts them up, mixes them and bends them,
as text and as data; and checks each as `hipgen validate` does. It prints what it did, and ends with 1 at the
first input that fails, which it leaves in `fuzz-failure`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from hipgen.diagnostics import Json
from hipgen.source import parse
from hipgen.validate import check

ROOT = Path(__file__).resolve().parents[2]
SLOW = 5.0
"""Seconds of processor time that no input may take; the largest here have some ten thousand characters."""

PIECES = (
    "{", "}", "[", "]", ":", "- ", "\n", "\t", "'", '"', "\\", "|", ">", "&a ", "*a", "!!x ", "#", "---\n",
    "...\n", "<<: ", "\0", "\ufeff", "\u2028", "é", "😀", "0x1F", "1e999", ".nan", "~", "null", "yes",
    "2020-01-01", "(?P<", "(a+)+$", "{{ x }}", "${x}", "</script>", "http://", "data:", "a" * 300,
    "[" * 70, "9" * 5000,
)  # fmt: skip
VALUES: tuple[Json, ...] = (
    None, True, False, 0, -1, 10**30, 1.5, float("inf"), "", " ", "x" * 200, [], {}, [[]], {"": ""}, [None],
    {"key": 1}, "(", "\n", "none", "auto", "/x", "https://a.example", "{a}", {"all": []},
    {"not": "user_is_admin"},
)  # fmt: skip


def seeds() -> list[str]:
    """The texts to begin with."""
    files = [*ROOT.glob("examples/*/addon.yaml"), *ROOT.glob("tests/corpus/*/*.yaml")]
    files += [*ROOT.glob("tests/corpus/*/*.json"), *ROOT.parent.glob("shared/corpus/descriptors/*.json")]
    return [file.read_text(encoding="utf-8") for file in sorted(files)]


def cut(text: str, dice: random.Random, _: Sequence[str]) -> str:
    begin, end = sorted(dice.randint(0, len(text)) for _ in range(2))
    return text[:begin] + text[end:]


def insert(text: str, dice: random.Random, _: Sequence[str]) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice(PIECES) + text[at:]


def replace(text: str, dice: random.Random, _: Sequence[str]) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + chr(dice.choice((dice.randint(0, 127), dice.randint(0, 0xD7FF)))) + text[at + 1 :]


def double(text: str, dice: random.Random, _: Sequence[str]) -> str:
    begin, end = sorted(dice.randint(0, len(text)) for _ in range(2))
    return text[:end] + text[begin:end] + text[end:]


def splice(text: str, dice: random.Random, others: Sequence[str]) -> str:
    other = dice.choice(others)
    return text[: dice.randint(0, len(text))] + other[dice.randint(0, len(other)) :]


def bend(text: str, dice: random.Random, _: Sequence[str]) -> str:
    """Put another value anywhere into the data, and write them again; a text that holds none stays."""
    try:
        data = yaml.load(text, yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return text
    places: list[tuple[Json, Json]] = []
    waiting: list[Json] = [data]
    while waiting:
        value = waiting.pop()
        members = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for step, inner in members:
            places.append((value, step))
            waiting.append(inner)
    for above, step in dice.sample(places, min(len(places), dice.randint(1, 3))):
        above[step] = dice.choice(VALUES)
    try:
        return json.dumps(data) if dice.random() < 0.5 else str(yaml.safe_dump(data, sort_keys=False))
    except (TypeError, ValueError, yaml.YAMLError):
        return text


BENDS: tuple[Callable[[str, random.Random, Sequence[str]], str], ...] = (
    cut, insert, replace, double, splice, bend, bend, bend,
)  # fmt: skip


def wrong(text: str) -> tuple[str, Counter[str]]:
    """What is wrong with how a text is checked, nothing where all is well; and the ids that were found."""
    began = time.process_time()
    try:
        result = check(parse(text.encode("utf-8", "surrogatepass"), "addon.yaml"))
    except Exception as error:
        return f"{type(error).__name__}: {error}", Counter()
    if time.process_time() - began > SLOW:
        return "it took too long", Counter()
    lines = result.document.lines
    for each in result.diagnostics:
        span = each.span
        if not (1 <= span.line <= span.end_line <= len(lines) + 1 and 0 <= span.start <= span.end):
            return f"{each.id} has no place: {span}", Counter()
    return "", Counter(each.id for each in result.diagnostics)


def main() -> int:
    """Bend and check until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    dice, pool = random.Random(options.seed), seeds()
    began, count, clean, ids = time.monotonic(), 0, 0, Counter[str]()
    while time.monotonic() - began < options.minutes * 60:
        text = dice.choice(pool)
        for _ in range(dice.randint(1, 4)):
            text = dice.choice(BENDS)(text, dice, pool)[:20_000]
        said, found = wrong(text)
        if said:
            Path("fuzz-failure").write_bytes(text.encode("utf-8", "surrogatepass"))
            print(f"input {count} of seed {options.seed}: {said}; it is in ./fuzz-failure")
            return 1
        count += 1
        clean += not found
        ids.update(found.keys())
    print(f"{count:,} inputs of seed {options.seed} in {options.minutes:g} minutes: none failed")
    print(f"{clean:,} had nothing wrong; {len(ids)} ids were found in the others:")
    print(", ".join(f"{id_} {times:,}" for id_, times in sorted(ids.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
