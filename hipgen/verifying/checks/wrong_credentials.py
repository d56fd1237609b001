"""The add-on takes credentials that don't work.

An add-on asks for a token with the new credentials before it answers; a refusal aborts the installation.
Without that anybody can fill its store, or overwrite what is in it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.refusing import WRONG
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV213", Severity.ERROR
SOURCE = "HipChat's guide, `Server-side installation`"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post an installation with another secret than the host's."""
    answer = await trial.announce(await trial.unannounced(), oauthSecret=WRONG)
    if isinstance(answer, Answer) and answer.fine:
        yield Fault(f"it takes a secret for which the host gives no token: it answered {answer.status}", AT)
