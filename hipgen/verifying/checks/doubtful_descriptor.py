"""The descriptor contradicts itself, or asks for what can't work.

Targets that name nothing, keys given twice, patterns that match everything: what `hipgen validate` says of
a descriptor. Each finding has the id of its own rule, which `hipgen explain` tells of.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.validate import DESCRIPTOR
from hipgen.validate import check as judge
from hipgen.verifying import Fault
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV103", Severity.WARNING
SOURCE = "HipChat's guide, `Add-on descriptor`; each rule says more"
NEEDS = ()
OF_A_DEPLOYMENT = frozenset({"HG301", "HG302"})
"""Rules about addresses, which are those of a machine under trial."""


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask the rules for descriptors; that it is served by this machine is no fault here."""
    for found in judge(trial.subject.document, DESCRIPTOR).diagnostics:
        if found.id not in OF_A_DEPLOYMENT:
            yield Fault(found.message, found.pointer, found.severity, found.id)
