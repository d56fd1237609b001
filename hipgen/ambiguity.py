"""Which patterns some texts make slow: those that can read one text in more and more ways.

A pattern becomes an automaton; where one text leads from a state back to it along two paths, each round
doubles the ways, and a search that fails tries all of them (exponential ambiguity, as Weideman and others
define it). Reads patterns with Python's own parser. Knows nothing of add-ons.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

MOST_STATES = 160
"""Pairs of states are looked at: twice the states, four times the work; patterns of people are smaller."""

MOST_PATHS = 400
"""Ways from a state that read nothing."""

COPIES = 12
"""A counted repeat of more rounds than this is taken for an endless one."""

SAMPLES = "aZ5_ \t\n-.é"
"""A character of each kind that the classes of patterns tell apart."""

FLAGS = re.compile(r"\(\?[aiLmsux]+\)")


def explosive(pattern: str) -> bool:
    """Whether some texts take exponentially long. False too for a pattern that is too large to be told."""
    tree = _parsed(pattern)
    if tree is None:
        return False
    automaton = _Automaton(_alphabet(tree))
    try:
        end = automaton.sequence(tree, automaton.state())
        return any(automaton.is_ambiguous(state, end) for state in automaton.read_into())
    except _TooLargeError:
        return False


def _parsed(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return re._parser.parse(FLAGS.sub("", pattern))  # type: ignore[attr-defined]
        except (re.error, OverflowError, RecursionError):
            return None


def _alphabet(tree: Any) -> str:
    """Characters enough to tell the classes of a pattern apart: its own, and one of each kind."""
    own = {chr(code) for name, code in _walk(tree) if name in {"LITERAL", "NOT_LITERAL"}}
    ranges = {chr(code) for name, pair in _walk(tree) if name == "RANGE" for code in pair}
    return "".join(sorted(own | ranges | set(SAMPLES)))


def _walk(node: Any) -> Iterator[tuple[str, Any]]:
    """Every operation in a tree, with what it is applied to."""
    if isinstance(node, tuple) and len(node) == 2 and hasattr(node[0], "name"):
        yield node[0].name, node[1]
        yield from _walk(node[1])
    elif isinstance(node, Iterable) and not isinstance(node, str | bytes):
        for member in node:
            yield from _walk(member)


class _TooLargeError(Exception):
    """The automaton would have more states than are looked at."""


@dataclass(slots=True)
class _Automaton:
    """States, what leads from one to another: a set of characters, or nothing at all."""

    alphabet: str
    reads: list[list[tuple[frozenset[str], int]]] = field(default_factory=list)
    skips: list[list[int]] = field(default_factory=list)
    guards: set[tuple[int, int]] = field(default_factory=set)
    ways: dict[int, list[tuple[tuple[int, ...], frozenset[str], int]]] = field(default_factory=dict)

    def state(self) -> int:
        """A new state."""
        if len(self.reads) >= MOST_STATES:
            raise _TooLargeError
        self.reads.append([])
        self.skips.append([])
        return len(self.reads) - 1

    def read_into(self) -> list[int]:
        """The states that a character leads to, each once."""
        return sorted({to for edges in self.reads for _, to in edges})

    def sequence(self, tree: Any, start: int) -> int:
        """Read a sequence from a state on; the state after it."""
        for operation, argument in tree:
            start = self._one(operation.name, argument, start)
        return start

    def _one(self, name: str, argument: Any, start: int) -> int:
        match name:
            case "SUBPATTERN":
                return self.sequence(argument[-1], start)
            case "ATOMIC_GROUP":
                return self._guarded(start)  # it gives nothing back, so it multiplies nothing
            case "BRANCH":
                end = self.state()
                for branch in argument[1]:
                    self.skips[self.sequence(branch, self._after(start))].append(end)
                return end
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(int(argument[0]), int(argument[1]), argument[2], start)
            case "AT" | "ASSERT" | "ASSERT_NOT" | "POSSESSIVE_REPEAT" | "GROUPREF" | "GROUPREF_EXISTS":
                return self._guarded(start)
            case _:
                end = self.state()
                self.reads[start].append((self._characters(name, argument), end))
                return end

    def _after(self, start: int) -> int:
        end = self.state()
        self.skips[start].append(end)
        return end

    def _guarded(self, start: int) -> int:
        """A step that reads nothing and may fail."""
        end = self._after(start)
        self.guards.add((start, end))
        return end

    def _repeat(self, least: int, most: int, body: Any, start: int) -> int:
        endless = most > COPIES
        for _ in range(min(least, COPIES) - (1 if endless and least else 0)):
            start = self.sequence(body, start)
        if not endless:
            end = self.state()
            for _ in range(most - least):
                self.skips[start].append(end)
                start = self.sequence(body, start)
            self.skips[start].append(end)
            return end
        head = self._after(start)
        tail = self.sequence(body, head)
        self.skips[tail].append(head)
        return self._after(tail if least else head)

    def _characters(self, name: str, argument: Any) -> frozenset[str]:
        match name:
            case "LITERAL":
                return frozenset({chr(argument)})
            case "NOT_LITERAL":
                return frozenset(self.alphabet) - {chr(argument)}
            case "ANY":
                return frozenset(self.alphabet) - {"\n"}
            case "IN":
                negated = argument[0][0].name == "NEGATE"
                members = argument[1:] if negated else argument
                found = {c for c in self.alphabet if any(_holds(op.name, arg, c) for op, arg in members)}
                return frozenset(self.alphabet) - found if negated else frozenset(found)
            case _:
                return frozenset(self.alphabet)

    def is_ambiguous(self, state: int, end: int) -> bool:
        """Whether one text leads from a state back to it along two paths, and what follows may fail."""
        if self._ends_freely(state, end):
            return False
        seen: set[tuple[int, int, bool]] = set()
        waiting = [(state, state, False)]
        while waiting:
            for pair in self._steps(*waiting.pop()):
                if pair == (state, state, True):
                    return True
                if pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)
        return False

    def _steps(self, one: int, other: int, parted: bool) -> Iterator[tuple[int, int, bool]]:
        """Where two paths come that read the same character; whether they have parted by then."""
        for (path, characters, to), (path2, characters2, to2) in product(self._ways(one), self._ways(other)):
            if characters & characters2:
                yield to, to2, parted or path != path2

    def _ways(self, state: int) -> list[tuple[tuple[int, ...], frozenset[str], int]]:
        """The characters that can be read from a state, each way there told apart by the steps it takes."""
        if state not in self.ways:
            self.ways[state] = [
                ((*path, number), characters, to)
                for path in self._paths(state)
                for number, (characters, to) in enumerate(self.reads[path[-1]])
            ]
        return self.ways[state]

    def _paths(self, state: int) -> Iterator[tuple[int, ...]]:
        """The ways from a state along steps that read nothing, none of them taken twice."""
        waiting: list[tuple[int, ...]] = [(state,)]
        for _ in range(MOST_PATHS):
            if not waiting:
                return
            path = waiting.pop()
            yield path
            taken = set(pairwise(path))
            waiting += [(*path, to) for to in self.skips[path[-1]] if (path[-1], to) not in taken]
        raise _TooLargeError

    def _ends_freely(self, state: int, end: int) -> bool:
        """Whether the pattern's end is reached from a state with nothing read and nothing that can fail."""
        seen, waiting = {state}, [state]
        while waiting:
            here = waiting.pop()
            for to in self.skips[here]:
                if to not in seen and (here, to) not in self.guards:
                    seen.add(to)
                    waiting.append(to)
        return end in seen


def _holds(name: str, argument: Any, character: str) -> bool:
    """Whether a member of a class holds a character."""
    match name:
        case "LITERAL":
            return bool(ord(character) == argument)
        case "RANGE":
            return bool(argument[0] <= ord(character) <= argument[1])
        case "CATEGORY":
            letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[argument.name.rpartition("_")[2]]
            inverted = "NOT" in argument.name
            return bool(re.fullmatch(rf"\{letter.upper() if inverted else letter}", character))
    return False
