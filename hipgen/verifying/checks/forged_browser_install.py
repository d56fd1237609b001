"""Anybody can install the add-on by a link to `installedUrl`.

`installable_url` comes from the browser's address: whoever makes such a link chooses it. The credentials
there are worth as much as the capabilities document that they name, whose `links.self` must be its own
address.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.host.connect.calls import with_query
from hipgen.verifying import Fault
from hipgen.verifying.subject import BROWSER_INSTALL, SIGNED
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV205", Severity.ERROR
SOURCE = "HipChat's guide, `Client-side installation`; inferred for strangers"
NEEDS = (BROWSER_INSTALL, SIGNED)
AT = ("capabilities", "installable", "installedUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Lead a browser there with credentials of a stranger, whose document belongs to another host."""
    installation = await trial.unannounced()
    document = await trial.rest("GET", "/capabilities", "")
    false = trial.liar.serve("/browser/capabilities", document)
    link = trial.liar.serve("/browser/installable", trial.told(installation, capabilitiesUrl=false))
    values = {"installable_url": link, "redirect_url": f"{trial.host.http}/addons/"}
    await trial.ask("GET", with_query(trial.subject.installable["installedUrl"], values))
    if await trial.is_open(installation):
        yield Fault(
            "it takes credentials whose capabilities document says that it belongs to another host", AT
        )
