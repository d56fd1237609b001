"""The stream that a person reads, which may go while there is something to say.

A terminal is closed, the other end of a pipe has enough: from then on nothing is written, nothing fails, and
whoever asked is told. Knows nothing of what is written.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TextIO


class Outlet(io.TextIOBase):
    """A stream in front of another one. `when_gone` is called once, from whichever thread wrote last."""

    def __init__(self, stream: TextIO) -> None:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an arrow isn't worth an end where there are none
        self._stream = stream
        self._is_gone = False
        self.when_gone: Callable[[], object] = lambda: None

    @property
    def encoding(self) -> str:  # type: ignore[override]  # typeshed has a variable there
        """What the stream is written in."""
        return self._stream.encoding or "utf-8"

    def isatty(self) -> bool:
        """Whether a person sits in front of it."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The stream's own, by which the size of a terminal is asked."""
        return self._stream.fileno()

    def write(self, text: str) -> int:
        """Write, if anybody reads."""
        self._try(partial(self._stream.write, text))
        return len(text)

    def flush(self) -> None:
        """Have it read now, if anybody reads."""
        self._try(self._stream.flush)

    def _try(self, act: Callable[[], object]) -> None:
        if self._is_gone:
            return
        try:
            act()
        except OSError:
            self._is_gone = True
            # What is still in the buffer would fail once more when the process ends.
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            self.when_gone()
