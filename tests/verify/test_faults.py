"""Each check finds the fault that it is for, and no other check takes it for its own."""

from __future__ import annotations

import asyncio

import pytest

from hipgen.verifying import Outcome, Verdict, all_checks
from hipgen.verifying.suite import Wishes, verify
from tests.host import chromium
from tests.verify.reference import EVENTS, served

pytestmark = pytest.mark.slow

FEW = ("room_message", "room_enter")
LONG = ("HV301", "HV612")
"""Left out where they aren't the matter: one waits for a second, the other starts a browser."""
FAULTS: dict[str, tuple[str, ...]] = {
    "HV101": ("schema",),
    "HV102": ("self-link",),
    "HV103": ("target",),
    "HV104": ("type",),
    "HV105": ("picture",),
    "HV201": ("no-rooms",),
    "HV202": ("no-groups",),
    "HV203": ("rooms-only", "wrong-level"),
    "HV204": ("browser-forgets",),
    "HV205": ("browser-trusts",),
    "HV210": ("self-unchecked",),
    "HV211": ("unreachable",),
    "HV212": ("private",),
    "HV213": ("credentials",),
    "HV214": ("install-twice",),
    "HV215": ("takeover",),
    "HV216": ("install-json",),
    "HV217": ("text-numbers",),
    "HV218": ("install-size",),
    "HV219": ("install-204",),
    "HV301": ("old-token",),
    "HV302": ("gives-up",),
    "HV303": ("scope",),
    "HV304": ("api-body",),
    "HV401": ("refuses",),
    "HV402": ("hook-forged",),
    "HV403": ("hook-expired",),
    "HV404": ("hook-early",),
    "HV405": ("hook-issuer",),
    "HV406": ("hook-unsigned",),
    "HV407": ("hook-none",),
    "HV408": ("replay",),
    "HV409": ("hook-algorithm",),
    "HV410": ("hook-tenant",),
    "HV411": ("hook-room",),
    "HV412": ("header-only",),
    "HV420": ("needs-sender",),
    "HV421": ("hook-json",),
    "HV422": ("hook-size",),
    "HV423": ("answer",),
    "HV501": ("glance-schema",),
    "HV502": ("cors",),
    "HV503": ("preflight",),
    "HV504": ("glance-unsigned",),
    "HV505": ("glance-forged",),
    "HV506": ("glance-expired",),
    "HV507": ("glance-none",),
    "HV508": ("push",),
    "HV601": ("view-plain",),
    "HV602": ("frame",),
    "HV603": ("view-unsigned",),
    "HV604": ("view-forged",),
    "HV605": ("view-expired",),
    "HV606": ("view-none",),
    "HV607": ("view-once",),
    "HV608": ("view-moves",),
    "HV609": ("script",),
    "HV610": ("settings-refuse",),
    "HV611": ("settings-open",),
    "HV612": ("script-fails",),
    "HV701": ("uninstall-500",),
    "HV702": ("keeps",),
    "HV703": ("no-return",),
    "HV704": ("shared-fate",),
    "HV705": ("gone-nowhere",),
    "HV706": ("false-removal",),
    "HV707": ("update",),
    "HV708": ("no-updates", "again"),
    "HV801": ("slow",),
}
SOUND: dict[str, tuple[str, ...]] = {
    "all of it": (),
    "for rooms": ("rooms-only",),
    "without updates": ("no-updates",),
}
"""What is no fault, though it is told apart like one."""


class Quiet:
    """Nobody watches."""

    def begins(self, check: object, number: int, of: int) -> None: ...

    def ends(self, outcome: Outcome) -> None: ...


def verified(*faults: str, wishes: Wishes, events: tuple[str, ...] = FEW) -> Verdict:
    with served(*faults, events=events) as url:
        return asyncio.run(verify(url, wishes, Quiet()))


def found(verdict: Verdict) -> dict[str, list[str]]:
    """What was found, by check."""
    with_findings = (outcome for outcome in verdict.outcomes if outcome.findings)
    return {each.check.id: [finding.message for finding in each.findings] for each in with_findings}


def test_every_check_has_its_fault() -> None:
    assert [check.id for check in all_checks()] == list(FAULTS)


@pytest.mark.parametrize("id_", FAULTS)
def test_a_fault_is_found_by_its_check_alone(id_: str) -> None:
    if id_ == "HV612" and chromium.found() is None:
        pytest.skip("there is no Chromium here")
    without = tuple(each for each in LONG if each != id_)
    timeout = 2.0 if id_ == "HV801" else 10.0
    verdict = verified(*FAULTS[id_], wishes=Wishes(without=without, timeout=timeout))
    assert list(found(verdict)) == [id_], found(verdict)


@pytest.mark.parametrize("what", SOUND)
def test_a_sound_addon_passes_every_check(what: str) -> None:
    verdict = verified(*SOUND[what], wishes=Wishes(), events=EVENTS)
    assert found(verdict) == {}
    skipped = {outcome.check.id: outcome.skipped for outcome in verdict.outcomes if outcome.skipped}
    assert skipped.keys() <= {"HV202", "HV203", "HV612", "HV707", "HV708"}, skipped
    assert verdict.slowness(0.5) <= verdict.slowness(0.99)
