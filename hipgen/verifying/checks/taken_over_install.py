"""A stranger can take over an installation.

An OAuth id is no secret: tokens carry it. Who posts a known one with credentials of a host of their own
must not get the place of the true host, or they sign as that host from then on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.refusing import HOUR, WRONG, shows
from hipgen.verifying.subject import INSTALLABLE, SIGNED
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV215", Severity.ERROR
SOURCE = "as seen in Atlassian's own framework, which answers 409; inferred"
NEEDS = (INSTALLABLE, SIGNED)
AT = ("capabilities", "installable", "callbackUrl")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Post a known installation in the name of another host that gives tokens to everybody."""
    installation = await trial.fresh()
    liar, token = trial.liar, {"access_token": "liar" * 10, "token_type": "bearer", "expires_in": HOUR}
    scopes = " ".join(installation.scopes)
    tokens = liar.serve("/thief/token", {**token, "scope": scopes, "group_id": 1, "group_name": "Thieves"})
    document = await trial.rest("GET", "/capabilities", "")
    capabilities = {**document["capabilities"], "oauth2Provider": {"tokenUrl": tokens}}
    links = {**document["links"], "self": liar.at("/thief/capabilities")}
    address = liar.serve("/thief/capabilities", {**document, "links": links, "capabilities": capabilities})
    await trial.announce(installation, capabilitiesUrl=address, oauthSecret=WRONG)
    # What takes any signature is another check's matter.
    stolen = await trial.probe(installation, trial.token(installation, WRONG))
    anything = await trial.probe(installation, trial.token(installation, f"another {WRONG}"))
    if shows(stolen) and not shows(anything):
        yield Fault("it takes the secret of a stranger for an installation that it knows", AT)
    elif not await trial.is_open(installation):
        yield Fault("a stranger's post makes it refuse the tokens of the true host", AT)
