"""The add-on takes an installation from a host that isn't what it says.

The post to `callbackUrl` is unsigned. What proves its origin is the capabilities document behind
`capabilitiesUrl`: its `links.self` must be that very address.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV210", Severity.ERROR
SOURCE = "HipChat's guide, `Server-side installation`"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post an installation whose document, from a false host, names the true one."""
    installation = await trial.unannounced()
    false = trial.liar.serve("/false/capabilities", await trial.rest("GET", "/capabilities", ""))
    answer = await trial.announce(installation, capabilitiesUrl=false)
    if isinstance(answer, Answer) and answer.fine:
        why = "whose `links.self` is not where it was read"
        yield Fault(
            f"it takes an installation with a capabilities document {why}: it answered {answer.status}", AT
        )
