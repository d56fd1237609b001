"""A webhook takes a token about a room that isn't the installation's.

An installation in a room gets tokens about that room alone; `context.room_id` says which. Another one there
means that something is wrong.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import webhooks
from hipgen.verifying.subject import ROOM, SIGNED_HOOKS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV411", Severity.NOTE
SOURCE = "HipChat's guide, `Understanding JWT for apps`; inferred"
NEEDS = (ROOM, SIGNED_HOOKS)


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Sign for a room that the installation isn't in."""
    room = await trial.room()
    wrong = {"claims": {"context": {"room_id": room, "roomId": room, "user_tz": "UTC"}}}
    async for fault in webhooks(trial, wrong, "a token about another room"):
        yield fault
