"""Importing old messages and files: refused, and why.

HipChat's API reference is known to have had these four operations, for add-ons that Atlassian admitted one by
one, with the scope `import_data`. What they took is not recorded anywhere, nor even their verbs and paths.
An answer of success to a body that somebody guessed would say that it works with HipChat, which nobody knows;
so after token, scope and path were checked the answer is 501.
"""

from __future__ import annotations

from typing import NoReturn

from hipgen.host.api import Visit, answers
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply

UNKNOWN = "What this operation of HipChat's took is not recorded anywhere, so it is not offered here"


@answers("import_room_history")
def import_room_history(visit: Visit) -> Reply:
    """Old messages into a room."""
    visit.room()
    _refuse()


@answers("import_room_file")
def import_room_file(visit: Visit) -> Reply:
    """An old file into a room."""
    visit.room()
    _refuse()


@answers("import_privatechat_history")
def import_privatechat_history(visit: Visit) -> Reply:
    """Old messages between two people."""
    visit.somebody()
    _refuse()


@answers("import_privatechat_file")
def import_privatechat_file(visit: Visit) -> Reply:
    """An old file between two people."""
    visit.somebody()
    _refuse()


def _refuse() -> NoReturn:
    raise Refused(501, UNKNOWN)
