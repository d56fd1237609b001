"""The add-on lets a stranger have it call private addresses.

Whoever posts to `callbackUrl` chooses the address that the add-on calls next. One that leads into its own
network must not be called, unless somebody has allowed it by name: projects of hipgen by
`ADDON_ALLOWED_HOSTS`. Here this machine's own names, `localhost` and `127.0.0.1`, count as allowed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.subject import INSTALLABLE
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV212", Severity.WARNING
SOURCE = "inferred: server-side request forgery"
NEEDS = (INSTALLABLE,)
AT = ("capabilities", "installable", "callbackUrl")
NAMES = ("0.0.0.0", "[::ffff:127.0.0.1]")  # noqa: S104 - called, not listened at


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post installations from other names of this machine, and see whether they are called."""
    document = await trial.rest("GET", "/capabilities", "")
    for number, host in enumerate(NAMES):
        path = f"/private/{number}"
        address = trial.liar.at(path, host)
        trial.liar.serve(path, {**document, "links": {**document["links"], "self": address}})
        await trial.announce(await trial.unannounced(), capabilitiesUrl=address)
        if trial.liar.calls(path):
            yield Fault(f"it calls {address} for whoever posts that to `callbackUrl`", AT)
