"""The descriptor says that it lives at another address than where it is.

HipChat reads it there again for every update, and compares the two.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV102", Severity.ERROR
SOURCE = "HipChat's guide, `Add-on descriptor`: `links.self`"
NEEDS = ()


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Compare the address with what stands at it."""
    said = trial.subject.descriptor["links"]["self"]
    if said != trial.subject.url:
        yield Fault(
            f"`links.self` is {said}, but the descriptor was read at {trial.subject.url}", ("links", "self")
        )
