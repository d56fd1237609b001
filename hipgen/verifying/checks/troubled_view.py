"""A view doesn't work in a browser.

Headless Chromium shows every view that HipChat frames in a frame of a page at the host's own address. It
must be let in, show something, and bring about no error: no script that fails, nothing that the page's own
policy stops. Without a Chromium on this machine (the variable `CHROMIUM` names one) the check is skipped,
and pages are looked at as texts alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault, Unmet
from hipgen.verifying.browser import browsing, path
from hipgen.verifying.subject import VIEW
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV612", Severity.WARNING
SOURCE = "HipChat's guide, `Dialogs and sidebar views`; inferred for errors of scripts"
NEEDS = (VIEW,)
FRAMED = frozenset({"webPanel", "dialog", "configurable", "adminPage"})


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Frame every view."""
    program = path()
    if program is None:
        raise Unmet("there is no Chromium here: its pages were looked at as texts alone")
    installation, page = await trial.installed(), f"{trial.host.http}/trial"
    async with browsing(program) as browser:
        for at, kind, body in trial.subject.views():
            if kind not in FRAMED:
                continue
            name = f"{kind} `{body.get('key', kind)}`"
            looked = await browser.frame(page, trial.view(installation, kind, body))
            if not looked.is_framed:
                yield Fault(f"{name} isn't let into a frame by Chromium", at)
            elif looked.is_empty:
                yield Fault(f"{name} shows nothing in Chromium", at)
            for complaint in looked.complaints if looked.is_framed else ():
                yield Fault(f"{name} troubles Chromium: {trial.world.log.hidden(complaint)}", at)
