"""HipChat doesn't take the descriptor.

Nobody can install an add-on whose descriptor isn't JSON of the form that HipChat's own schema asks for.
Nothing else of the add-on is looked at.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV101", Severity.ERROR
SOURCE = "HipChat's descriptor schema, as its servers published it"
NEEDS = ()
READS = True


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Tell what HipChat has against it."""
    for at, message in trial.subject.troubles:
        yield Fault(message, at)
