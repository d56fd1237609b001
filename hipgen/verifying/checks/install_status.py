"""The add-on answers an installation with another status than 200.

Any 2xx was taken: frameworks that ran for years answered 201 or 204. But 200 is what is documented.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV219", Severity.NOTE
SOURCE = "HipChat's descriptor schema, `callbackUrl`: an installation succeeds on 200"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post a true installation and look at the status."""
    answer = await trial.announce(await trial.unannounced())
    if isinstance(answer, Answer) and answer.fine and answer.status != HTTPStatus.OK:
        yield Fault(f"it answers an installation with {answer.status}, not 200", AT)
