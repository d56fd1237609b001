"""A view doesn't show a page.

Asked as HipChat's client asks, signed if it is to be, in light and in dark, every view, dialog, page and
configuration page answers 200 with HTML.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault
from hipgen.verifying.pages import no_page
from hipgen.verifying.subject import VIEW
from hipgen.verifying.trial import Trial

ID, SEVERITY = "HV601", Severity.ERROR
SOURCE = "HipChat's guide, `Dialogs and sidebar views`"
NEEDS = (VIEW,)
THEMES = ("light", "dark")


async def check(trial: Trial) -> AsyncIterator[Fault]:
    """Ask for every page."""
    installation = await trial.installed()
    for at, kind, body in trial.subject.views():
        for theme in THEMES:
            answer = await trial.ask("GET", trial.view(installation, kind, body, theme), follows=True)
            if why := no_page(answer):
                yield Fault(f"{kind} `{body.get('key', kind)}` shows no page ({theme}): {why}", at)
                break
