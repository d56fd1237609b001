"""The suite from start to end: the descriptor read, a host around the add-on, every check in its turn.

Reads the clock and opens sockets; prints nothing, but tells `heard` of each check as it begins and ends.
"""

from __future__ import annotations

import asyncio
import fnmatch
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Protocol

from hipgen.diagnostics import Diagnostic, HipgenError, Json, Pointer, Span
from hipgen.host.connect import descriptors
from hipgen.host.refusal import Refused
from hipgen.host.seed import plant
from hipgen.host.server.outgoing import Caller
from hipgen.host.server.running import Options, running
from hipgen.host.wire import Answer, Call
from hipgen.source import Document, parse
from hipgen.verifying import Check, Fault, Outcome, Unmet, Verdict, all_checks
from hipgen.verifying.liar import lying
from hipgen.verifying.subject import Subject
from hipgen.verifying.trial import HostRefusedError, Trial

COMPANY: Json = {
    "group": {"name": "Trial Works"},
    "users": [
        {"name": "Ada Quill", "mention_name": "Ada", "email": "ada@example.com", "admin": True},
        {"name": "Tom Berry", "mention_name": "Tom", "email": "tom@example.com"},
    ],
}


class Heard(Protocol):
    """Who is told how the run goes on."""

    def begins(self, check: Check, number: int, of: int) -> None: ...
    def ends(self, outcome: Outcome) -> None: ...


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked for: patterns of ids and names to check and to leave out, seconds for an answer."""

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    timeout: float = 10.0


def chosen(wishes: Wishes) -> tuple[Check, ...]:
    """The checks that somebody wants. Raises HipgenError for a pattern that fits none."""
    every = all_checks()
    for pattern in (*wishes.only, *wishes.without):
        if not any(_fits(check, pattern) for check in every):
            raise HipgenError(f"no check is called `{pattern}`; `hipgen explain` lists all")
    wanted = [one for one in every if not wishes.only or any(_fits(one, each) for each in wishes.only)]
    return tuple(one for one in wanted if not any(_fits(one, each) for each in wishes.without))


def _fits(check: Check, pattern: str) -> bool:
    names = check.id.lower(), check.name
    return any(fnmatch.fnmatchcase(name, pattern.lower()) for name in names)


async def verify(url: str, wishes: Wishes, heard: Heard) -> Verdict:
    """Verify the add-on whose descriptor is at an address.

    Raises HipgenError when there is no descriptor to go by.
    """
    checks = chosen(wishes)
    caller = Caller()
    options = Options(partial(plant, data=COMPANY), https_port=None, settings=_settings(wishes))
    try:
        async with running(options) as host, lying() as liar:
            subject = await _subject(caller, url, wishes.timeout)
            trial = Trial(host, liar, caller, subject, wishes.timeout)
            outcomes = await _Run(trial, heard, checks).all()
            answers = trial.answers()
    finally:
        await caller.close()
    return Verdict(url, outcomes, answers, {url: subject.document.text})


def _settings(wishes: Wishes) -> dict[str, object]:
    return {"delivery_timeout": wishes.timeout, "install_timeout": wishes.timeout, "view_proxy": "never"}


async def _subject(caller: Caller, url: str, timeout: float) -> Subject:
    """The add-on at an address, with what HipChat finds wrong with its descriptor. Raises HipgenError when
    nothing answers there.
    """
    answer = await caller.make(Call("GET", url, (("Accept", "application/json"),), timeout=timeout))
    if not isinstance(answer, Answer):
        raise HipgenError(f"{url}: {answer.reason}")
    if answer.status != 200:
        raise HipgenError(f"{url}: it answered {answer.status}, and no descriptor")
    document = parse(answer.body, url)
    try:
        descriptor, _notes = descriptors.check(document.data)
    except Refused as refusal:
        return Subject(url, document, {}, tuple(_troubles(refusal)))
    return Subject(url, document, descriptor)


def _troubles(refusal: Refused) -> Iterator[tuple[Pointer, str]]:
    """What HipChat says against a descriptor, each with its place."""
    problems = refusal.more.get("problems")
    if not problems:
        yield (), refusal.message
    for problem in problems or ():
        yield pointer_of(problem["pointer"]), problem["message"]


def pointer_of(text: str) -> Pointer:
    """A JSON Pointer as steps; what looks like a number counts as a place in a list."""
    steps = (step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])
    return tuple(int(step) if step.isdigit() else step for step in steps)


class _Run:
    """The checks of one run, each in its turn; those that wait begin first and end last."""

    def __init__(self, trial: Trial, heard: Heard, checks: Sequence[Check]) -> None:
        self._trial = trial
        self._heard = heard
        self._checks = checks

    async def all(self) -> tuple[Outcome, ...]:
        waiting = [check for check in self._checks if check.waits]
        tasks = [asyncio.create_task(self._turn(check)) for check in waiting]
        try:
            await asyncio.sleep(0)
            made = [await self._turn(check) for check in self._checks if not check.waits]
            made += [await task for task in tasks]
        finally:
            for task in tasks:
                task.cancel()
        return tuple(sorted(made, key=lambda outcome: outcome.check.id))

    async def _turn(self, check: Check) -> Outcome:
        async with self._trial.turn:
            self._heard.begins(check, self._checks.index(check) + 1, len(self._checks))
            began = perf_counter()
            found: list[Fault] = []
            skipped = self._lacking(check)
            if not skipped:
                try:
                    found = [fault async for fault in check.run(self._trial)]
                except (Unmet, HostRefusedError) as reason:
                    skipped = str(reason)
            findings = tuple(placed(self._trial.subject.document, check, fault) for fault in found)
            outcome = Outcome(check, findings, skipped, perf_counter() - began)
            self._heard.ends(outcome)
            return outcome

    def _lacking(self, check: Check) -> str:
        """Why a check doesn't apply to this add-on; nothing if it does."""
        subject = self._trial.subject
        if subject.troubles and not check.reads:
            return "HipChat doesn't take its descriptor"
        return next((need.lacks for need in check.needs if not need.holds(subject)), "")


def placed(document: Document, check: Check, fault: Fault) -> Diagnostic:
    """A fault as a finding, at its place in the descriptor."""
    span: Span = document.place(fault.at)
    return Diagnostic(
        document.name,
        fault.id or check.id,
        fault.severity or check.severity,
        fault.message,
        span,
        pointer=fault.at,
    )
