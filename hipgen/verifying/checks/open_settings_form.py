"""Anybody can change the settings.

The form of a signed configuration page carries a token of the add-on's own or the one that the page came
with. Without it nobody knows whose settings are meant, or that it was their administrator who sent it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.moving import settings_form
from hipgen.verifying.subject import SETTINGS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV611", Severity.ERROR
SOURCE = "HipChat's guide, `Configuration page`; inferred for forms"
NEEDS = (SETTINGS,)
AT = ("capabilities", "configurable", "url")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Send the form without what it hides in itself and in its address."""
    form = await settings_form(trial)
    answer = await trial.send(form, hidden=False)
    if isinstance(answer, Answer) and answer.status < 400:
        yield Fault(f"the settings can be changed without a token: it answered {answer.status}", AT)
