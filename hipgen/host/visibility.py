"""Conditions of a descriptor's modules: is the module shown, and if not, why?

Evaluates a list of conditions, as it stands in the descriptor, as HipChat's web client did; JavaScript's
rules of comparing hold. Only the client looked at conditions: they are no access control, and the host
signs what a hidden module asks for. Knows nothing of modules, rooms and messages beyond the values in
`Circumstances`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from hipgen.host.comparing import MISSING, at_path, greater, less, same, shown
from hipgen.host.markup import links_in
from hipgen.host.wire import Json
from hipgen.searching.jsregex import matches

DEEPEST = 50
"""Levels of groups that are looked at; the host's schema allows two."""


class Loading(Enum):
    """How far the data of a glance is."""

    PRESENT = auto()
    LOADING = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What conditions ask about. The parts that a kind of module doesn't have are left out.

    `message` holds the message parameters that an action is given, `card_metadata` and `glance_metadata` what
    the add-on sent as `metadata`, None if it sent none.
    """

    room_is_public: bool = True
    room_owner: int | str | None = None
    person: int | str | None = None
    is_admin: bool = False
    is_guest: bool = False
    message: Mapping[str, Json] | None = None
    card_style: str | None = None
    card_metadata: Mapping[str, Json] | None = None
    glance: Loading = Loading.PRESENT
    glance_metadata: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition, or a group of them, holds, why, and what it was made of."""

    holds: bool
    what: str
    why: str
    parts: tuple[Verdict, ...] = ()


class Unevaluable(Exception):  # noqa: N818 - says what the conditions are
    """Conditions over which the web client's code would have failed; the message says what is wrong."""


def visible(conditions: Json, circumstances: Circumstances) -> Verdict:
    """Evaluate a list of conditions; never raises. All must hold; no conditions always do.

    A glance that asks for `glance_matches` is hidden while its data is on the way and shown, in its error
    state, when the data could not be had, whatever its other conditions say. All as seen in the web client.
    """
    if conditions is None:
        return Verdict(True, "conditions", "there are none")
    try:
        verdict = _list(conditions, "conditions", circumstances, 0)
        waits = circumstances.glance is not Loading.PRESENT and _asks_for_data(conditions)
    except Unevaluable as error:
        return Verdict(False, "conditions", f"can't be evaluated, so none holds: {error}")
    if not waits:
        return verdict
    if circumstances.glance is Loading.FAILED:
        return Verdict(True, "conditions", "the glance's data could not be had: shown in its error state")
    return Verdict(False, "conditions", "the glance's data is still on the way")


def reasons(verdict: Verdict) -> tuple[str, ...]:
    """Return why a list of conditions does not hold: one line for each condition to blame."""
    if verdict.holds:
        return ()
    if verdict.parts:
        return tuple(reason for part in verdict.parts for reason in reasons(part))
    return (f"{verdict.what}: {verdict.why}",)


def _list(conditions: Json, what: str, circumstances: Circumstances, depth: int) -> Verdict:
    parts = _parts(conditions, circumstances, depth)
    failed = sum(not part.holds for part in parts)
    why = "all hold" if parts else "there are none"
    return Verdict(not failed, what, f"{failed} of {len(parts)} do not hold" if failed else why, parts)


def _parts(conditions: Json, circumstances: Circumstances, depth: int) -> tuple[Verdict, ...]:
    if not isinstance(conditions, list):
        raise Unevaluable(f"{shown(conditions)} is not a list of conditions")
    if depth > DEEPEST:
        raise Unevaluable(f"groups nest over {DEEPEST} levels")
    return tuple(_item(item, circumstances, depth) for item in conditions)


def _item(item: Json, circumstances: Circumstances, depth: int) -> Verdict:
    if not isinstance(item, dict):
        raise Unevaluable(f"{shown(item)} is not a condition")
    if "condition" in item:
        return _leaf(item, circumstances)
    kind = item.get("type") or "and"
    if not isinstance(kind, str):
        raise Unevaluable(f"{shown(kind)} is not the type of a group")
    members = item.get("conditions")
    match kind.lower():
        case "and":
            return _list(members, "and", circumstances, depth + 1)
        case "or":
            parts = _parts(members, circumstances, depth + 1)
            held = sum(part.holds for part in parts)
            return Verdict(held > 0, "or", f"{held} of {len(parts)} hold", parts)
        case _:
            _parts(members, circumstances, depth + 1)
            return Verdict(False, shown(kind), "the type of a group is `and` or `or`")


def _leaf(leaf: Mapping[str, Json], circumstances: Circumstances) -> Verdict:
    name, params = leaf["condition"], leaf.get("params")
    holds, why = _holds(name, params if isinstance(params, dict) else {}, circumstances)
    what = name if isinstance(name, str) and len(name) <= 100 else shown(name)
    if leaf.get("invert") is True:
        return Verdict(not holds, f"not {what}", why)
    return Verdict(holds, what, why)


Answer = tuple[bool, str]


def _holds(name: Json, params: Mapping[str, Json], circumstances: Circumstances) -> Answer:
    match name:
        case "room_is_public":
            public = circumstances.room_is_public
            return public, f"the room is {'public' if public else 'private'}"
        case "user_is_admin":
            return circumstances.is_admin, f"the person is {_not(circumstances.is_admin)}an administrator"
        case "user_is_guest":
            return circumstances.is_guest, f"the person is {_not(circumstances.is_guest)}a guest"
        case "user_is_room_owner":
            owns = _is_person(circumstances.room_owner, circumstances)
            return owns, f"the person is {_not(owns)}the room's owner"
        case "message_matches" | "message_contains_link" | "message_sent_by_current_user":
            return _of_message(name, params, circumstances)
        case "card_matches":
            return _card_matches(params, circumstances)
        case "glance_matches":
            if circumstances.glance_metadata is None:  # before `metadata` is looked at, as seen for glances
                return False, "the glance's data has no metadata"
            return _entries_match(params.get("metadata"), circumstances.glance_metadata)
        case _:
            return False, "there is no such condition"


def _not(holds: bool) -> str:
    return "" if holds else "not "


def _is_person(identity: Json, circumstances: Circumstances) -> bool:
    """Compare ids as texts: the client had them as numbers in one place and as texts in another."""
    return identity is not None and str(identity) == str(circumstances.person)


def _of_message(name: str, params: Mapping[str, Json], circumstances: Circumstances) -> Answer:
    message = circumstances.message
    if message is None:
        return False, "there is no message"
    match name:
        case "message_contains_link":
            links = links_in(_text(message.get("body")))
            return bool(links), f"the message contains {'a link' if links else 'no link'}"
        case "message_sent_by_current_user":
            sent = _is_person(_member(message, "sender", "id"), circumstances)
            return sent, f"the message was {_not(sent)}sent by this person"
        case _:
            return _message_matches(params, message)


def _message_matches(params: Mapping[str, Json], message: Mapping[str, Json]) -> Answer:
    """Hold if all given parts do. A part that is null counts as not given (inferred)."""
    for part, found in (
        ("type", message.get("type", MISSING)),
        ("sender", _member(message, "sender", "name")),
    ):
        wanted = params.get(part)
        if wanted is not None and not same(found, wanted):
            return False, f"the {part} is {shown(found)}, not {shown(wanted)}"
    if (wanted := params.get("file_type")) is not None:
        found = _member(message, "media", "type")
        if "size" not in _mapping(message.get("media")):  # a link that was expanded is no file (inferred)
            return False, "the message has no file"
        if not same(_file_type(found), _file_type(wanted)):
            return False, f"the file's type is {shown(found)}, not {shown(wanted)}"
    if (regex := params.get("regex")) is not None:
        return _body_matches(regex, _text(message.get("body")))
    return True, "all that was asked of the message holds"


def _file_type(name: Json) -> Json:
    return "image" if name == "img" else name


def _body_matches(regex: Json, body: str) -> Answer:
    pattern, flags = _member({"regex": regex}, "regex", "pattern"), _mapping(regex).get("flags", "")
    if not isinstance(pattern, str):
        return False, "`regex` needs a `pattern`, a text"
    if not isinstance(flags, str):
        return False, f"{shown(flags)} is not a text of flags"
    found = matches(pattern, flags, body)
    return found.fits, found.why


def _card_matches(params: Mapping[str, Json], circumstances: Circumstances) -> Answer:
    """Hold if all given parts do: a card that is missing fails any of them, but holds if none is given."""
    wanted, style = params.get("style"), circumstances.card_style
    if wanted is not None and not same(MISSING if style is None else style, wanted):
        return False, f"the card's style is {shown(MISSING if style is None else style)}, not {shown(wanted)}"
    entries = params.get("metadata")
    if isinstance(entries, list) and circumstances.card_metadata is None:
        return False, "there is no metadata"
    return _entries_match(entries, circumstances.card_metadata or {})


def _entries_match(entries: Json, metadata: Mapping[str, Json]) -> Answer:
    if not isinstance(entries, list):
        return True, "nothing is asked of the metadata"
    for entry in entries:
        holds, why = _entry_matches(entry, metadata)
        if not holds:
            return False, why
    return True, "the metadata is as asked for"


def _entry_matches(entry: Json, metadata: Mapping[str, Json]) -> Answer:
    if not isinstance(entry, dict):
        raise Unevaluable(f"{shown(entry)} is not an entry of `metadata`")
    path = entry.get("attr")
    if not isinstance(path, str) or not path:
        return False, "an entry of `metadata` needs an `attr`"
    found = at_path(metadata, path)
    for word, compare, sign in (
        ("eq", same, "equal to"),
        ("lt", less, "less than"),
        ("gt", greater, "greater than"),
    ):
        if word in entry:
            holds = compare(found, entry[word])
            return holds, f"{shown(path)} is {shown(found)}, {_not(holds)}{sign} {shown(entry[word])}"
    return False, f"the entry for {shown(path)} has neither `eq` nor `lt` nor `gt`"


def _asks_for_data(conditions: Json) -> bool:
    """Say whether `glance_matches` occurs anywhere in conditions that could be evaluated."""
    return any(
        item.get("condition") == "glance_matches"
        if "condition" in item
        else _asks_for_data(item.get("conditions") or [])
        for item in conditions
    )


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _member(value: Mapping[str, Json], name: str, inner: str) -> Json:
    return _mapping(value.get(name)).get(inner, MISSING)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
