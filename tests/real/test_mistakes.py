"""What real descriptors have wrong with them: each rule, and the files in which it finds something.

Read one by one: nothing here is a false alarm. The material lies beside the project (`tests/shared.py`).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from hipgen.diagnostics import Severity
from hipgen.source import parse
from hipgen.validate import check
from tests.shared import SHARED, shared_files

FOUND = {
    "HG103": (
        "BeatC__hipchat-reminddr-addon__1",
        "BenevolentNeko-zz__hipchat-table-tennis-rankings__1",
        "Binary-Eater__hipchat-stackoverflow-bot__1",
        "RedWolves__hipchat-ace-boilerplate__1",
        "jojeesorg__chef-hipchat-plugin__1",
        "leapfrogtechnology__music__1",
        "markwryan__hipgif__1",
        "mgurov__hipchat-down-timer__1",
        "mkobaly__hipchatBot__1",
        "partsalliance__aam_hipchat_bot__1",
        "valdemarpereira__hipchat-plugin-survey__1",
        "wwalser__dotachat__1",
    ),
    "HG202": ("davidrjonas__hipchat-sensu__1",),
    "HG203": (
        "DWAH1__Waterproof__1",
        "closeio__flask-hipchat-addon__1",
        "harrigan__hipchat-segment-io-add-on__1",
        "rberrelleza__hc-standup__1",
        "tdreid__hc-alias-crisp__1",
        "unknown__find_string-28046489966__1",
    ),
    "HG204": (
        "Prepel__SongWhipper__1",
        "RedWolves__hipchat-ace-boilerplate__1",
        "amysimmons__hipchat-addon__1",
        "leapfrogtechnology__music__1",
        "mkobaly__hipchatBot__1",
        "partsalliance__aam_hipchat_bot__1",
        "unknown__find_string-26193079563__1",
        "valdemarpereira__hipchat-plugin-survey__1",
    ),
    "HG205": (
        "RedWolves__hipchat-ace-boilerplate__1",
        "amysimmons__hipchat-addon__1",
        "gtzenky__hipchat-note__1",
        "leapfrogtechnology__music__1",
        "mkobaly__hipchatBot__1",
        "partsalliance__aam_hipchat_bot__1",
        "sauce-archives__hipchat-dance-party-service__1",
        "unknown__find_string-26193079563__1",
    ),
    "HG210": (
        "davidrjonas__hipchat-sensu__1",
        "mgurov__hipchat-down-timer__1",
        "unknown__find_string-28046489966__1",
    ),
    "HG223": (
        "BeatC__hipchat-reminddr-addon__1",
        "BenevolentNeko-zz__hipchat-table-tennis-rankings__1",
        "Binary-Eater__hipchat-stackoverflow-bot__1",
        "GorillaStack__serverless-hipchat-sns-cloudwatch-alarms__1",
        "RedWolves__hipchat-ace-boilerplate__1",
        "amysimmons__hipchat-addon__1",
        "jojeesorg__chef-hipchat-plugin__1",
        "mgurov__hipchat-down-timer__1",
        "mkobaly__hipchatBot__1",
        "partsalliance__aam_hipchat_bot__1",
        "unknown__find_string-4584895166__1",
        "valdemarpereira__hipchat-plugin-survey__1",
    ),
    "HG224": (
        "Prepel__SongWhipper__1",
        "dayflower__hiptail__1",
        "joelleibow-wf__app_frameworks_metrics__1",
        "jsdw__hs-hipchat-to-websocket__1",
        "satoryu__dajare__1",
        "shunirr__hipchat-addon-test__1",
    ),
    "HG225": ("markwryan__hipgif__1",),
    "HG227": ("ryan-nauman__randy-savage__1",),
    "HG301": (
        "jsdw__hs-hipchat-to-websocket__1",
        "shunirr__hipchat-addon-test__1",
    ),
    "HG302": ("valdemarpereira__hipchat-plugin-survey__1",),
    "HG304": (
        "BeatC__hipchat-reminddr-addon__1",
        "BenevolentNeko-zz__hipchat-table-tennis-rankings__1",
        "closeio__flask-hipchat-addon__1",
        "dayflower__hiptail__1",
        "gerardvh__SListener__1",
        "herbertrlee__hipchat_gae__1",
        "jojeesorg__chef-hipchat-plugin__1",
        "jsdw__hs-hipchat-to-websocket__1",
        "lap-tran__hipchat-music__1",
        "markwryan__hipgif__1",
        "mkobaly__hipchatBot__1",
        "partsalliance__aam_hipchat_bot__1",
        "praxent__praxent-watson-hack__2",
        "rberrelleza__hc-standup__1",
        "rberrelleza__hiptsi__1",
        "ryan-nauman__randy-savage__1",
        "satoryu__dajare__1",
        "shunirr__hipchat-addon-test__1",
        "stripe-contrib__pagerbot__1",
        "tdreid__hc-alias-crisp__1",
        "thepoofy__hipchat-bot__1",
        "unknown__find_string-6404666069__1",
        "wwalser__dotachat__1",
    ),
    "HG305": (
        "BeatC__hipchat-reminddr-addon__1",
        "jojeesorg__chef-hipchat-plugin__1",
        "kgkolev__hipchat-guest-history__1",
        "laurentkempe__HipChatConnect__1",
        "markwryan__hipgif__1",
        "mkobaly__hipchatBot__1",
        "partsalliance__aam_hipchat_bot__1",
        "ryan-nauman__randy-savage__1",
        "shunirr__hipchat-addon-test__1",
        "wwalser__dotachat__1",
        "yolohq__hipchat_freshdesk_addon__1",
    ),
    "HG306": ("yolohq__hipchat_freshdesk_addon__1",),
    "HG308": ("lap-tran__hipchat-music__1",),
    "HG309": (
        "rberrelleza__hiptsi__1",
        "valdemarpereira__hipchat-plugin-survey__1",
    ),
    "HG405": (
        "gerardvh__SListener__1",
        "praxent__praxent-watson-hack__1",
        "praxent__praxent-watson-hack__2",
        "satoryu__dajare__1",
        "unknown__find_string-6404666069__1",
    ),
    "HG406": (
        "davidrjonas__hipchat-sensu__1",
        "kgkolev__hipchat-guest-history__1",
        "lap-tran__hipchat-music__1",
        "ulwanski__jennifer-bot__1",
    ),
    "HG410": ("tdreid__hc-alias-crisp__1",),
    "HG601": ("joelleibow-wf__app_frameworks_metrics__2",),
    "HG602": (
        "getsentry__sentry-hipchat-ac__1",
        "lap-tran__hipchat-music__1",
        "markwryan__hipgif__1",
        "rberrelleza__hiptsi__1",
        "tdreid__hc-alias-crisp__1",
        "thepoofy__hipchat-bot__1",
        "wwalser__dotachat__1",
    ),
}


@cache
def found() -> dict[str, list[str]]:
    """The files in which each id is found, each once, in order."""
    files = defaultdict[str, dict[str, None]](dict)
    for path in shared_files("corpus/descriptors/*.json"):
        for diagnostic in check(parse(path.read_bytes(), path.name)).diagnostics:
            files[diagnostic.id][path.stem] = None
    return {id_: sorted(names) for id_, names in files.items()}


class TestMistakes:
    __test__ = SHARED is not None

    @pytest.mark.parametrize("rule", FOUND)
    def test_a_rule_finds_its_mistake_in_these_files_and_no_others(self, rule: str) -> None:
        assert found()[rule] == sorted(FOUND[rule])

    def test_no_other_rule_finds_anything(self) -> None:
        assert sorted(found()) == sorted(FOUND)

    def test_what_the_host_takes_is_no_error(self) -> None:
        """The one error is a lone webhook, which the host's schema refuses."""
        errors = {
            (path.stem, each.id)
            for path in shared_files("corpus/descriptors/*.json")
            for each in check(parse(path.read_bytes(), path.name)).diagnostics
            if each.severity is Severity.ERROR
        }
        assert errors == {(name, "HG103") for name in FOUND["HG103"]}
