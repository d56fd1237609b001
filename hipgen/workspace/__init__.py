"""The only reader and writer of the person's disk: it reads before the pipeline, and writes after it.

Writing is all or nothing: `apply` undoes itself when it fails, and `recover` undoes a run that was killed.
Knows what is to be written, not why.
"""

from hipgen.workspace.applying import apply, write_text_atomic
from hipgen.workspace.disk import Disk
from hipgen.workspace.exclusive import exclusive
from hipgen.workspace.journal import pending, recover
from hipgen.workspace.reading import read_bases, read_lock, read_spec, snapshot
from hipgen.workspace.stages import conflicts, enter_stages

__all__ = [
    "Disk",
    "apply",
    "conflicts",
    "enter_stages",
    "exclusive",
    "pending",
    "read_bases",
    "read_lock",
    "read_spec",
    "recover",
    "snapshot",
    "write_text_atomic",
]
