"""Anybody can remove an installation.

The `DELETE` is unsigned, and an OAuth id is no secret. When it is true the credentials are dead already: an
add-on asks for a token, and keeps the installation if it gets one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE, SIGNED
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV706", Severity.WARNING
SOURCE = "HipChat's older guidance: verify a removal by asking for a token"
NEEDS = (INSTALLABLE, SIGNED)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Send the DELETE while the installation lives."""
    installation = await trial.fresh()
    path, question, query = trial.subject.installable["callbackUrl"].partition("?")
    await trial.ask("DELETE", f"{path.removesuffix('/')}/{installation.oauth_id}{question}{query}")
    if not await trial.is_open(installation):
        yield Fault("it forgets an installation because a stranger said so: HipChat still has it", AT)
