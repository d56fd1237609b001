"""The add-on is slow to answer.

A host waits some seconds and doesn't try again. One answer in a hundred taking over a quarter of that
leaves no room for a busy day: store what comes in, answer, and work on it afterwards.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault, percentile
from hipgen.verifying.moving import exercised
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV801", Severity.WARNING
SOURCE = "inferred: HipChat's own limit for webhooks is not known, 10 s is assumed"
NEEDS = ()
SHARE, PARTS = 0.99, 4


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Look at how long all answers took so far."""
    await exercised(trial)
    within = percentile(trial.answers(), SHARE)
    if within > trial.timeout / PARTS:
        yield Fault(
            f"one answer in a hundred takes {within:.1f} s or more, of {trial.timeout:g} s that a host waits"
        )
