"""After a removal the browser isn't led back.

HipChat sends it to `uninstalledUrl` with `redirect_url`, where the add-on sends it when it is done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlsplit

from hipgen.diagnostics import Severity
from hipgen.host.connect.install import after_removal
from hipgen.host.wire import Answer
from hipgen.verifying import Fault
from hipgen.verifying.refusing import led
from hipgen.verifying.subject import BROWSER_REMOVAL
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV705", Severity.WARNING
SOURCE = "HipChat's guide, `Installation flow`: uninstalling, by the browser"
NEEDS = (BROWSER_REMOVAL,)
AT = ("capabilities", "installable", "uninstalledUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Remove it and lead a browser there."""
    installation = await trial.fresh()
    await trial.uninstall(installation)
    address = after_removal(trial.world, installation, trial.host.http)
    assert address is not None
    answer = await trial.ask("GET", address)
    wanted = dict(parse_qsl(urlsplit(address).query))["redirect_url"]
    if not isinstance(answer, Answer) or answer.headers.get("location") != wanted:
        yield Fault(f"`uninstalledUrl` doesn't lead the browser to `redirect_url`: {led(answer)}", AT)
