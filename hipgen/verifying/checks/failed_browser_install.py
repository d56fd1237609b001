"""The add-on doesn't install by way of the browser.

HipChat sends the browser to `installedUrl` with `installable_url`, a one-time address of the credentials,
and `redirect_url`, where the add-on sends the browser when it is done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlsplit

from hipgen.diagnostics import Severity
from hipgen.host.connect.install import browser_steps
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.subject import BROWSER_INSTALL
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV204", Severity.ERROR
SOURCE = "HipChat's guide, `Client-side installation`"
NEEDS = (BROWSER_INSTALL,)
AT = ("capabilities", "installable", "installedUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Lead a browser there with credentials that the add-on hasn't heard of."""
    installation = await trial.unannounced()
    address = browser_steps(trial.world, installation, trial.host.http)
    assert address is not None
    answer = await trial.ask("GET", address)
    if not isinstance(answer, Answer):
        yield Fault(f"`installedUrl` doesn't answer: {answer.reason}", AT)
        return
    wanted = dict(parse_qsl(urlsplit(address).query))["redirect_url"]
    where = answer.headers.get("location")
    if not 300 <= answer.status < 400 or where != wanted:
        led = f"to {where}" if where else "nowhere"
        yield Fault(f"it answered {answer.status} and leads the browser {led}, not to `redirect_url`", AT)
    elif not await trial.is_open(installation):
        yield Fault("it leads the browser back, but refuses the installation's tokens afterwards", AT)
