"""Which change means what: the one table, read from the top, the first row that fits decides.

A row names a section (`""` the frame, `*` any), a path of words in it (`*` one step, `**` all that follows,
or nothing), what happened, and the id it has; then why; and where the plain sentence won't do, a better one:
`{item}` in it is the item, `{0}` the first step of the path, and so on. What fits no row has `ADDITION` or
`UNKNOWN`.

How the classes come about: an installation reads the descriptor anew with each update. It keeps nothing of
the old one but the address, the key, its credentials and the scopes that were approved (HipChat Connect:
update and re-install). So what the host looks up anew is safe. Breaking is what a person or another system
has noted down, typed or stored, and what is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hipgen.comparing.deltas import Delta, Path, What
from hipgen.diagnostics import Json

ADDED, REMOVED, CHANGED = What.ADDED, What.REMOVED, What.CHANGED
RENAMED, REORDERED = What.RENAMED, What.REORDERED
GONE = (REMOVED,)
ANY = tuple(What)
EITHER = (ADDED, REMOVED, CHANGED)
Test = Callable[[Json, Json], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `test` looks at the old and the new value."""

    section: str
    word: str
    whats: tuple[What, ...]
    id: str
    reason: str
    words: str = ""
    test: Test | None = None

    def fits(self, delta: Delta) -> bool:
        """Whether a change is one of this row."""
        return (
            self.section in {"*", delta.section}
            and (self.section != "*" or delta.section != "")
            and delta.what in self.whats
            and matches(self.word, delta.word)
            and (self.test is None or self.test(delta.old, delta.new))
        )


def matches(pattern: str, path: Path) -> bool:
    """Whether a path of words is one of a pattern."""
    steps = pattern.split("/") if pattern else []
    if steps and steps[-1] == "**":
        steps.pop()
        path = path[: len(steps)]
    return len(steps) == len(path) and all(
        step in {"*", word} for step, word in zip(steps, path, strict=True)
    )


def _turned_off(old: Json, new: Json) -> bool:
    return new is False


def _turned_on(old: Json, new: Json) -> bool:
    return old is False


def _to_none(old: Json, new: Json) -> bool:
    return bool(new == "none")


def _from_none(old: Json, new: Json) -> bool:
    return bool(old == "none")


def _to_some(old: Json, new: Json) -> bool:
    return isinstance(new, list) and bool(new)


def _raised(old: Json, new: Json) -> bool:
    """Whether either of two numbers has grown: `1:1` → `1:2`."""
    pairs = zip(*(map(int, str(each).split(":")) for each in (old, new)), strict=False)
    return any(after > before for before, after in pairs)


def _demanded(old: Json, new: Json) -> bool:
    return isinstance(new, dict) and new.get("required") is True and "default" not in new


NEXT = "the host reads it anew with the next update"
SERVE = f"{NEXT}; until then it calls the old address, so serve both for a while"
BESIDE = "the descriptor has nothing of it: installations don't notice"
SHOWN = "it is only shown"
KEPT = "links in messages and scripts open it by its old key"
ENTRY = "people who use it find it gone after the update"
SENDERS = "other systems post to the old address, and nobody tells them"
TIMES = "from now on it comes at other times"
STORED = "what installations have stored stays as it is, and may not fit"
TYPED = "what it heard before no longer reaches it"
HELD = "installations keep their old descriptor until an administrator approves it"
BACK = "the host sends people only to addresses of the descriptor"
UNKNOWN_REASON = "hipgen has no word for it and can't tell what the host makes of it: taken for the worst"

ROWS = (
    # The frame
    Row("", "key", EITHER, "HG620", "the host takes it for another add-on: nobody's installation is updated"),
    Row("", "base_url", (CHANGED,), "HG621",
        "installations read updates from, and call, the old address until they are updated"),
    Row("", "base_url", EITHER, "HG652", "one side doesn't say where it runs: if it moves, that breaks them"),
    Row("", "links/self", EITHER, "HG622", "installations read updates from the old address"),
    Row("", "scopes", (CHANGED,), "HG634", "installations lose their tokens, and every call fails",
        words="{item} gives up its access to HipChat's API", test=_to_none),
    Row("", "scopes", (CHANGED,), "HG640", HELD, "{item} asks for access to HipChat's API", test=_to_some),
    Row("", "scopes", (CHANGED,), "HG650", "it is access without a scope: nobody need approve that"),
    Row("", "scopes/*", (ADDED,), "HG640", HELD, "{item} asks for the scope `{1}`"),
    Row("", "scopes/*", GONE, "HG651", "tokens lose it with the update; nobody need approve that",
        "{item} no longer asks for the scope `{1}`"),
    Row("", "scopes", (REORDERED,), "HG656", "the set is the same"),
    Row("", "api_version", (CHANGED,), "HG636", "a host with an older API may refuse the update",
        test=_raised),
    Row("", "api_version", EITHER, "HG652", "it runs on older hosts too"),
    Row("", "framework", ANY, "HG657", BESIDE),
    Row("", "name/**", ANY, "HG655", SHOWN),
    Row("", "description/**", ANY, "HG655", SHOWN),
    Row("", "vendor/**", ANY, "HG655", SHOWN),
    Row("", "links/**", ANY, "HG655", SHOWN),
    Row("", "avatar/**", ANY, "HG655", SHOWN),
    Row("", "from_name", ANY, "HG655", SHOWN),
    Row("", "extra/capabilities/**", (REMOVED, CHANGED, REORDERED), "HG639", UNKNOWN_REASON),
    Row("", "extra/capabilities/**", (ADDED,), "HG650", "hipgen has no word for it; installations get it"),
    Row("", "extra/**", ANY, "HG657", "the host reads no such member beside `capabilities`"),

    # Where it is installed, and how it is told
    Row("install", "", GONE, "HG631", "nobody can install it any more"),
    Row("install", "room", (CHANGED,), "HG631", "rooms can't install it any more, nor again",
        test=_turned_off),
    Row("install", "global", (CHANGED,), "HG631", "groups can't install it any more, nor again",
        test=_turned_off),
    Row("install", "room", (CHANGED,), "HG652", "rooms may install it now"),
    Row("install", "global", (CHANGED,), "HG652", "groups may install it now"),
    Row("install", "callback/**", (CHANGED,), "HG652",
        "credentials of installations are delivered from now on", test=_turned_on),
    Row("install", "callback/**", (CHANGED,), "HG623",
        "credentials of new installations are delivered to nobody", "{item}: `callback` is gone",
        test=_turned_off),
    Row("install", "callback/**", EITHER, "HG623",
        "until installations are updated, the host tells the old address when the add-on is removed"),
    Row("install", "update/**", (CHANGED,), "HG624",
        "each update makes new credentials, and what is kept by the old ones has no owner",
        "{item}: `update` is gone", test=_turned_off),
    Row("install", "update/**", EITHER, "HG652", "the host reads the new descriptor before it calls this"),
    Row("install", "installed/**", EITHER, "HG652", NEXT),
    Row("install", "uninstalled/**", EITHER, "HG652", NEXT),
    Row("install", "updated/**", EITHER, "HG652", NEXT),

    # What it hears
    Row("webhooks", "", GONE, "HG625", "what it answered to goes unanswered"),
    Row("webhooks", "", (RENAMED,), "HG654", "only the host knows its key, and reads it anew"),
    Row("webhooks", "key", EITHER, "HG654", "only the host knows its key, and reads it anew"),
    Row("webhooks", "event", EITHER, "HG630", TYPED),
    Row("webhooks", "command", EITHER, "HG630", "who types the old command gets no answer"),
    Row("webhooks", "pattern", (ADDED,), "HG630", "it heard every message, and now only some"),
    Row("webhooks", "pattern", GONE, "HG652", "it hears every message now"),
    Row("webhooks", "pattern", (CHANGED,), "HG653",
        "messages that matched before may not match now: try both"),
    Row("webhooks", "auth", (CHANGED,), "HG652", "requests are no longer signed: anybody can post to it",
        test=_to_none),
    Row("webhooks", "auth", (CHANGED,), "HG652",
        "requests are signed from the next update on: until then they aren't", test=_from_none),
    Row("webhooks", "help", ANY, "HG657", BESIDE),
    Row("inbound", "", GONE, "HG633", SENDERS),
    Row("inbound", "", (RENAMED,), "HG654", "senders know its address, not its key"),
    Row("inbound", "path", EITHER, "HG633", SENDERS),
    Row("inbound", "secret", EITHER, "HG657",
        "set the new variable where it runs first: without it every post is refused"),
    Row("schedules", "", GONE, "HG652", "nothing happens at its times any more"),
    Row("schedules", "", (RENAMED,), "HG654", "only the project knows its key"),
    Row("schedules", "cron", EITHER, "HG652", TIMES),
    Row("schedules", "time_zone", EITHER, "HG652", TIMES),

    # What it shows
    Row("glances", "", GONE, "HG627", ENTRY),
    Row("glances", "", (RENAMED,), "HG654",
        "the host reads it anew; updates pushed under the old key are refused"),
    Row("actions", "", GONE, "HG627", ENTRY),
    Row("actions", "", (RENAMED,), "HG654", "the host reads it anew"),
    Row("sidebar", "", GONE, "HG626", ENTRY),
    Row("sidebar", "", (RENAMED,), "HG632", KEPT),
    Row("dialogs", "", GONE, "HG626", ENTRY),
    Row("dialogs", "", (RENAMED,), "HG632", KEPT),
    Row("pages", "", GONE, "HG626", ENTRY),
    Row("pages", "", (RENAMED,), "HG632", KEPT),
    Row("admin_page", "", GONE, "HG626", "administrators find it gone after the update"),
    Row("glances", "data/**", (CHANGED,), "HG652", "the glance has no content of its own any more",
        test=_turned_off),
    Row("glances", "data/**", EITHER, "HG652", SERVE),
    Row("dialogs", "primary/**", ANY, "HG652", NEXT),
    Row("dialogs", "secondary/**", ANY, "HG652", NEXT),
    Row("dialogs", "size/**", ANY, "HG652", NEXT),
    Row("dialogs", "style", ANY, "HG652", NEXT),
    Row("dialogs", "filter/**", ANY, "HG652", NEXT),
    Row("dialogs", "hint/**", ANY, "HG655", SHOWN),
    Row("actions", "location", ANY, "HG652", "people find it in another menu"),

    # Settings
    Row("configuration", "", GONE, "HG626", "nobody can look at or change the settings any more"),
    Row("configuration", "room_admins", (CHANGED,), "HG626",
        "rooms' administrators can't open their settings any more", test=_turned_off),
    Row("configuration", "room_admins", (CHANGED,), "HG652",
        "rooms' administrators may open the settings of their rooms"),
    Row("configuration", "settings/*", GONE, "HG628", "what installations have stored in it is lost",
        "setting `{1}` is gone"),
    Row("configuration", "settings/*", (ADDED,), "HG629",
        "no installation has a value for it, and handlers expect one", "setting `{1}` is new and required",
        test=_demanded),
    Row("configuration", "settings/*", (ADDED,), "HG650", "installations start with its default",
        "setting `{1}` is new"),
    Row("configuration", "settings/*/type", EITHER, "HG629", STORED, "setting `{1}` has another type"),
    Row("configuration", "settings/*/choices", GONE, "HG652", "every value is allowed",
        "setting `{1}` has no `choices` any more"),
    Row("configuration", "settings/*/choices", (ADDED, CHANGED), "HG629", STORED,
        "setting `{1}` has other `choices`"),
    Row("configuration", "settings/*/choices/*", GONE, "HG629", STORED,
        "setting `{1}` has no choice `{3}` any more"),
    Row("configuration", "settings/*/choices/*", (ADDED,), "HG652", "every stored value still fits",
        "setting `{1}` has a choice `{3}` more"),
    Row("configuration", "settings/*/choices", (REORDERED,), "HG656", SHOWN,
        "the `choices` of setting `{1}` stand in another order"),
    Row("configuration", "settings/*/required", (CHANGED,), "HG652", "every stored value still fits",
        "setting `{1}` may be left empty", test=_turned_off),
    Row("configuration", "settings/*/required", EITHER, "HG629",
        "installations that left it empty have no value", "setting `{1}` is required"),
    Row("configuration", "settings/*/default", ANY, "HG652", "it counts where nothing is stored",
        "setting `{1}` has another default"),
    Row("configuration", "settings/*/label", ANY, "HG655", SHOWN, "setting `{1}` has another label"),
    Row("configuration", "settings", (REORDERED,), "HG656", SHOWN, "the settings stand in another order"),

    # Authorisation
    Row("oauth", "", GONE, "HG635", "people can't authorise the add-on any more"),
    Row("oauth", "redirects/*", GONE, "HG635", BACK, "{item} no longer sends people back to `{1}`"),
    Row("oauth", "redirects/*", (ADDED,), "HG650", NEXT, "{item} may send people back to `{1}`"),
    Row("oauth", "redirects", (REORDERED,), "HG656", "the set is the same"),
    Row("oauth", "redirects", EITHER, "HG635", BACK),
    Row("oauth_provider", "", GONE, "HG635", "nobody can be authorised with the add-on any more"),
    Row("oauth_provider", "authorization/**", (REMOVED, CHANGED), "HG635",
        "tokens and links of the old address are worth nothing"),
    Row("oauth_provider", "token/**", (REMOVED, CHANGED), "HG635",
        "tokens of the old address are worth nothing"),

    # Beside the descriptor
    Row("cards", "**", ANY, "HG657", BESIDE),
    Row("marketplace", "**", ANY, "HG657", BESIDE),

    # What sections have in common
    Row("*", "", (ADDED,), "HG650", "installations get it with the next update"),
    Row("*", "", (REORDERED,), "HG656", "things of equal weight are shown in this order",
        "{item} stand in another order"),
    Row("*", "name/**", ANY, "HG655", SHOWN),
    Row("*", "title/**", ANY, "HG655", SHOWN),
    Row("*", "icon/**", ANY, "HG655", SHOWN),
    Row("*", "path", ANY, "HG652", SERVE),
    Row("*", "auth", (CHANGED,), "HG652", "the page is asked for without a signature: anybody can open it",
        test=_to_none),
    Row("*", "auth", (CHANGED,), "HG652", "the page is asked for with a signature from the next update on",
        test=_from_none),
    Row("*", "weight", ANY, "HG652", "it is shown in another place"),
    Row("*", "when", ANY, "HG652", "others see it than before: compare both"),
    Row("*", "opens/**", ANY, "HG652", NEXT),
)  # fmt: skip

ADDITION = Row("", "", (ADDED,), "HG650", "hipgen has no word for it; what wasn't there before can't be lost")
UNKNOWN = Row("", "", ANY, "HG639", UNKNOWN_REASON)
WHOLE = frozenset({"when"})
"""Words of items whose value is one thing, however deep it is."""


def row_of(delta: Delta) -> Row:
    """The row of a change."""
    fitting = (row for row in ROWS if row.fits(delta))
    return next(fitting, ADDITION if delta.what is ADDED else UNKNOWN)


def whole(section: str, word: Path) -> bool:
    """Whether a word's value is compared as one."""
    return bool(section) and len(word) == 1 and word[0] in WHOLE
