"""Renamed items on the command line: the options, the question on a terminal, what is said of the answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from hipgen import workspace
from hipgen.cli.common import Command, show
from hipgen.diagnostics import Diagnostic, HipgenError, ordered
from hipgen.plan import Lock, Question, Renames
from hipgen.project import former, project_renames
from hipgen.validate import Checked

NEITHER = "neither"


def rename_options(function: Command) -> Command:
    """`--rename OLD=NEW` and `--no-rename`."""
    named = click.option(
        "--rename",
        metavar="OLD=NEW",
        multiple=True,
        help="The item OLD is called NEW now: carry its handler.",
    )
    refused = click.option("--no-rename", is_flag=True, help="Take no item for a renamed one but by `was`.")
    return refused(named(function))


def renames(root: Path, checked: Checked, said: Iterable[str], *, guess: bool, ask: bool) -> Renames:
    """The renamed items; ends the command with 3 where only a person can tell and none can be asked."""
    told = {**_told(root, checked, said)}
    found = project_renames(root, checked, told, guess=guess)
    if not found.questions:
        return found
    if not (ask and sys.stdin.isatty()):
        document = checked.document
        show({document.name: document.text}, ordered(_doubts(checked, found.questions)), "text", err=True)
        raise HipgenError("nothing was written: first say which items were renamed", status=3)
    answers = {new: each.old for each in found.questions if (new := _answer(each)) != NEITHER}
    return project_renames(root, checked, {**told, **found.pairs, **answers}, guess=False)


def _told(root: Path, checked: Checked, said: Iterable[str]) -> dict[str, str]:
    """Old ids by new ones. Raises HipgenError for an OLD or NEW that isn't, or isn't the only one."""
    assert checked.addon is not None
    lock = workspace.read_lock(root)
    now = {item.id for item in checked.addon.items}
    before = set(lock.remembered()) - now if lock else set[str]()
    told: dict[str, str] = {}
    for text in said:
        old, equals, new = text.partition("=")
        if not equals:
            raise HipgenError(f"--rename {text}: write OLD=NEW")
        pairs = [
            (a, b)
            for a in named(old, before)
            for b in named(new, now)
            if a.partition(":")[0] == b.partition(":")[0]
        ]
        if len(pairs) != 1:
            raise HipgenError(f"--rename {text}: {_which(old, before, new, now, len(pairs))}")
        if pairs[0][1] in told or pairs[0][0] in told.values():
            raise HipgenError(f"--rename {text}: one of them is renamed twice")
        told[pairs[0][1]] = pairs[0][0]
    return told


def named(name: str, ids: Iterable[str]) -> list[str]:
    """The ids that a person means by `key` or `section:key`, sorted."""
    return sorted(id_ for id_ in ids if name in {id_, id_.partition(":")[2]})


def _which(old: str, before: Iterable[str], new: str, now: Iterable[str], times: int) -> str:
    if times:
        return "several items are called so; write section:key"
    if not named(old, before):
        return f"no item that is gone from the spec was called `{old}`"
    if not named(new, now):
        return f"no item of the spec is called `{new}`"
    return "they are of different sections"


def _doubts(checked: Checked, questions: Iterable[Question]) -> Iterator[Diagnostic]:
    """What is asked, at the keys of the items that are new."""
    from hipgen.explained import RENAME

    assert checked.addon is not None
    places = {item.id: (*item.at, "key") for item in checked.addon.items}
    for each in questions:
        key = each.old.partition(":")[2]
        for new in each.candidates:
            yield Diagnostic(
                file=checked.document.name,
                id=RENAME.id,
                severity=RENAME.severity,
                message=f"{new} is new, and much like {each.old}, which is gone: was it renamed?",
                span=checked.document.place(places[new]),
                label="new",
                fix=f"say `was: {key}` here, or --rename {each.old}={new}; if it wasn't, --no-rename",
                pointer=places[new],
            )


def _answer(question: Question) -> str:
    """Ask for the new id of an item that is gone."""
    if len(question.candidates) == 1:
        new = question.candidates[0]
        yes = click.confirm(f"Is {new} the former {question.old}, renamed?", err=True)
        return new if yes else NEITHER
    choice = click.Choice([*question.candidates, NEITHER])
    return str(click.prompt(f"Which is the former {question.old}, renamed?", type=choice, err=True))


def said_of(found: Renames, lock: Lock | None) -> str:
    """What a person should know of the items that were taken for renamed ones."""
    items: Mapping[str, object] = {} if lock is None else {item.id: item.module for item in lock.items}
    return "".join(
        f"note: {new} is taken for the former {old}: its handler stays where it is, as `{items[new]}`"
        + (" (equal but for the key; --no-rename says otherwise)" if new in found.guessed else "")
        + "\n"
        for new, old in sorted(found.pairs.items())
        if items.get(new)
    )


def settled_words(root: Path, checked: Checked) -> str:
    """A line for every `was` that has done its work: the record of the last run knows the item's new key."""
    if checked.addon is None or not (pairs := former(checked.addon)):
        return ""
    try:
        lock = workspace.read_lock(root)
    except HipgenError:  # `generate` says what is wrong with it; here it is no matter
        return ""
    known = {item.id for item in lock.items} if lock else set[str]()
    before = set(lock.remembered()) if lock else set[str]()
    return "".join(
        f"note: {checked.document.name}: `was: {old.partition(':')[2]}` of {new} may go: hipgen knows\n"
        for new, old in pairs.items()
        if new in known and old not in before
    )
