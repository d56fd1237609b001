"""Every stage of the pipeline by itself: how long it takes for an add-on of so many items.

Run it by hand: `python tests/bench/stages.py [--items 20]`. Prints a Markdown table. Nothing in it is a test.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hipgen import frameworks
from hipgen.accepted import accepted
from hipgen.bind import bind
from hipgen.context import context
from hipgen.descriptor import compile_addon, encode
from hipgen.language import language
from hipgen.lock import decode
from hipgen.lock import encode as encode_lock
from hipgen.project import plan_project
from hipgen.render import render
from hipgen.rules import run
from hipgen.schema import validator
from hipgen.source import parse
from hipgen.validate import SPEC, check

BASE = "https://addon.example.com"
FRAMEWORK = "flask"
FRAME = f"""\
hipgen: 1
key: com.example.large
name: Large
description: An add-on of many items
base_url: {BASE}
framework: {FRAMEWORK}
"""
ITEMS = {
    "webhooks": "  - {{key: word-{0}, command: /word{0}, help: Say word {0}}}\n",
    "glances": "  - {{key: light-{0}, name: Light {0}, icon: static/light.png, opens: board-{0}}}\n",
    "sidebar": "  - {{key: board-{0}, name: Board {0}}}\n",
    "actions": "  - {{key: act-{0}, name: Act {0}, location: message, opens: ask-{0}}}\n",
    "dialogs": "  - {{key: ask-{0}, title: Ask {0}, size: medium}}\n",
}

Stages = dict[str, Callable[[], Any]]


def spec(items: int) -> str:
    """Write a good spec of so many items, of all kinds in turn."""
    sections: dict[str, list[str]] = {name: [] for name in ITEMS}
    groups = -(-items // len(ITEMS))
    for number in range(groups):
        for name in ITEMS:
            sections[name].append(ITEMS[name].format(number))
    return FRAME + "".join(f"{name}:\n{''.join(lines)}" for name, lines in sections.items())


def stages(text: str) -> Stages:
    """The stages as functions that ask for nothing more, each with what those before it give."""
    name = "addon.yaml"
    document = parse(text, name)
    checked = check(document, SPEC)
    assert checked.addon is not None, [f"{d.span.line}: {d.message}" for d in checked.diagnostics]
    addon, framework = checked.addon, frameworks.framework(FRAMEWORK)
    seen = context(
        addon,
        base_url=BASE,
        framework=framework.name,
        language=framework.language,
        naming=framework.naming,
    )
    empty = Path(tempfile.gettempdir()) / "hipgen-no-such-project"
    plan = plan_project(empty, checked, framework=FRAMEWORK, base_url=BASE)
    descriptor = compile_addon(addon, BASE).descriptor
    lock = encode_lock(plan.plan.lock)
    return {
        "parse": lambda: parse(text, name),
        "shape, made ahead": lambda: accepted(SPEC, document.data),
        "shape, by jsonschema": lambda: validator().is_valid(document.data),
        "bind": lambda: bind(document.data, language()),
        "rules": lambda: list(run(addon)),
        "check, all of that": lambda: check(parse(text, name), SPEC),
        "compile": lambda: compile_addon(addon, BASE),
        "write the descriptor": lambda: encode(descriptor),
        "render": lambda: render(framework, seen),
        "plan, with rendering": lambda: plan_project(empty, checked, framework=FRAMEWORK, base_url=BASE),
        "write and read the lock": lambda: decode(encode_lock(plan.plan.lock)) and decode(lock),
    }


def seconds(work: Callable[[], Any], *, at_least: float = 0.2) -> float:
    """Processor time of the shortest of several runs: what else the machine does makes them only longer."""
    gc.set_threshold(50_000, 20, 20)  # as the command line has it
    work()
    best, until = float("inf"), time.process_time() + at_least
    while best == float("inf") or time.process_time() < until:
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20)
    items = parser.parse_args().items
    print(f"| stage | ms for {items} items |\n|---|---|")
    for name, work in stages(spec(items)).items():
        print(f"| {name} | {seconds(work) * 1000:.3f} |", flush=True)


if __name__ == "__main__":
    main()
