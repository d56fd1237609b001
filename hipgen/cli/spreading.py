"""Work on many files, spread over processes where that pays. The results come in order, as from one process.

Knows how large the work is and how many processors there are; not what is done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")

WORTH = 384 * 1024
"""Bytes of specs that take three times as long to check as it takes to start other processes."""

AT_ONCE = 32
"""Files that are given out at a time, at most: few enough that the processes end together."""


def spread(work: Callable[[str], Result], names: Sequence[str]) -> Iterator[Result]:
    """What `work` gives for every file, in order; `work` and its results can be pickled."""
    processes = min(_processors(), len(names))
    if processes < 2 or _size(names) < WORTH:
        yield from map(work, names)
        return
    from multiprocessing import get_context  # slow to import

    # A fork has all modules there already. Elsewhere it is not safe, so the others start from nothing.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    share = max(1, min(AT_ONCE, len(names) // (processes * 4)))
    with context.Pool(processes, _heedless) as pool:
        yield from pool.imap(work, names, share)


def _heedless() -> None:
    """Leave Ctrl-C to the process that started this one, which then ends it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _size(names: Sequence[str]) -> int:
    """How many bytes there are to read; what can't be looked at counts for nothing."""
    total = 0
    for name in names:
        with suppress(OSError, ValueError):
            total += os.stat(name).st_size  # noqa: PTH116 - a Path for each of thousands takes longer
    return total
