"""Emoticons: HipChat's own and the group's."""

from __future__ import annotations

from hipgen.host import paging, shapes
from hipgen.host.api import Visit, answers
from hipgen.host.refusal import Refused
from hipgen.host.state import Emoticon
from hipgen.host.wire import Reply, json_reply


@answers("get_emoticon")
def get_emoticon(visit: Visit) -> Reply:
    """An emoticon in full, by its number or by its shortcut without the parentheses."""
    key = visit.path["emoticon_id_or_key"]
    for emoticon in visit.world.state.emoticons.values():
        if key in (str(emoticon.id), emoticon.shortcut):
            return json_reply(200, shapes.emoticon_full(visit.world, emoticon, visit.base))
    raise Refused(404, f"Emoticon {key} not found")


@answers("get_all_emoticons")
def get_all_emoticons(visit: Visit) -> Reply:
    """Emoticons by number: `type` picks HipChat's own (global) or the group's."""
    found = sorted(visit.world.state.emoticons.values(), key=_number)
    page = paging.page(
        visit.request,
        [emoticon for emoticon in found if visit.query["type"] in ("all", emoticon.type)],
        visit.query["start-index"],
        visit.query["max-results"],
        lambda emoticon: shapes.emoticon_ref(emoticon, visit.base),
    )
    return json_reply(200, paging.expanded(visit.world, visit.request, page))


def _number(emoticon: Emoticon) -> int:
    return emoticon.id
