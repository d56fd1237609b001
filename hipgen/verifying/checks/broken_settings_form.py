"""The form of the configuration page can't be sent.

The page's own form, filled in and sent with whatever token stands in it, is taken: a 2xx, or a redirect.
What its fields say may be refused with a 400 or 422.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.moving import settings_form
from hipgen.verifying.refusing import shown
from hipgen.verifying.subject import SETTINGS
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV610", Severity.ERROR
SOURCE = "HipChat's guide, `Configuration page`"
NEEDS = (SETTINGS,)
AT = ("capabilities", "configurable", "url")
JUDGED = frozenset({400, 422})
"""What a form is answered whose fields say what they mustn't."""


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Fill the form in and send it."""
    form = await settings_form(trial)
    answer = await trial.send(form)
    taken = isinstance(answer, Answer) and (answer.status < 400 or answer.status in JUDGED)
    if not taken:
        yield Fault(f"the configuration page's own form is refused: {shown(answer)}", AT)
