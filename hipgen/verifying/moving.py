"""Having an add-on do what it does: everything that HipChat and people bring about, once or again.

Knows that some of it makes an add-on call the REST API, and finds out what; not what it should call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

from hipgen.diagnostics import Json
from hipgen.host.state import Installation, Webhook
from hipgen.verifying import Unmet
from hipgen.verifying.pages import Form
from hipgen.verifying.trial import Trial, api_calls

LASTING = frozenset({"room_created", "room_deleted", "room_archived", "room_unarchived"})
"""Events after which a room isn't what it was."""

Act = Callable[[], Awaitable[object]]


async def exercised(trial: Trial) -> Installation:
    """The installation of all checks, once everything has happened to it: each webhook called, each page
    looked at, its forms sent. Raises Unmet when there is none.
    """
    installation = await trial.installed()
    if not trial.is_exercised:
        for act in _acts(trial, installation, anew=False):
            async with trial.watched():
                await act()
        trial.is_exercised = True
    return installation


async def moving(trial: Trial, installation: Installation) -> Act:
    """Something that makes the add-on call the REST API, to be done again. Raises Unmet if nothing does."""
    for act in _acts(trial, installation, anew=True):
        before = trial.mark()
        await act()
        await trial.settled()
        if any(entry.installation == installation.oauth_id for entry in api_calls(trial.since(before))):
            return act
    raise Unmet("nothing that was tried makes it call the REST API")


def _acts(trial: Trial, installation: Installation, *, anew: bool) -> Iterator[Act]:
    """Everything that can be done to an installation; with `anew` only what can be done again."""

    async def happen(hook: Webhook) -> None:
        with suppress(Unmet):
            await trial.delivery(installation, hook, anew=anew)

    async def use(kind: str, body: Json) -> None:
        with suppress(Unmet):
            for form in await trial.forms(installation, kind, body):
                await trial.send(form)

    for _at, hook in trial.hooks(installation):
        if not (anew and hook.event in LASTING):
            yield lambda hook=hook: happen(hook)  # type: ignore[misc]  # bound now
    for _at, kind, body in trial.subject.views():
        yield lambda kind=kind, body=body: use(kind, body)  # type: ignore[misc]  # bound now


async def settings_form(trial: Trial) -> Form:
    """The form of the configuration page. Raises Unmet when there is none that a browser sends by itself."""
    installation = await trial.installed()
    for _at, body in trial.subject.modules("configurable"):
        for form in await trial.forms(installation, "configurable", body):
            return form
    raise Unmet("its configuration page has no form that is posted")
