"""Installations as records: made, changed, discarded with all that hangs on them. One OAuth client each.

Knows nothing of the calls that go with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hipgen.host import oauth
from hipgen.host.chat import Person, Room
from hipgen.host.connect.fetching import Fetched
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation, Webhook
from hipgen.host.table import Table
from hipgen.host.wire import Json
from hipgen.host.world import World

SECRET = 40
"""Letters and digits of a secret, as captured; some add-ons keep it in columns of 50."""


def place(room: Room | None) -> int | None:
    """Where an installation is: a room's id, or None for the group."""
    return None if room is None else room.id


def existing(world: World, key: str, room_id: int | None) -> Installation | None:
    """The installation of an add-on in a room, or the one for the group (`room_id` None)."""
    found = world.state.installations.of("room", room_id)
    return next((one for one in found if one.key == key), None)


def before(world: World, made: Installation) -> tuple[Installation, ...]:
    """The installations of the same add-on in the same place that were made before one."""
    same = [one for one in world.state.installations.of("room", made.room) if one.key == made.key]
    numbered = [one.oauth_id for one in same].index(made.oauth_id)
    return tuple(same[:numbered])


def administers(person: Person, room: Room | None) -> bool:
    """Whether a person may install there: group administrators anywhere, as documented; a room's owner and
    administrators in their room.
    """
    return person.is_admin if room is None else oauth.administers(person, room)


def refuse_place(descriptor: Json, room: Room | None) -> None:
    """Raises Refused (400) where the descriptor doesn't allow the place: both levels are allowed unless it
    says otherwise.
    """
    installable = descriptor.get("capabilities", {}).get("installable", {})
    if room is None and installable.get("allowGlobal") is False:
        raise Refused(
            400, f"{descriptor['name']} can't be installed for the whole group: allowGlobal is false"
        )
    if room is not None and installable.get("allowRoom") is False:
        raise Refused(400, f"{descriptor['name']} can't be installed in a room: allowRoom is false")


def create(world: World, fetched: Fetched, room: Room | None, by: Person | None, base: str) -> Installation:
    """A new OAuth client: credentials and webhooks are in force at once."""
    made = Installation(
        world.ids.uuid(),
        _number(world, fetched.descriptor["key"]),
        world.ids.secret(SECRET),
        fetched.descriptor["key"],
        fetched.url,
        fetched.descriptor,
        base,
        world.now(),
        place(room),
        None if by is None else by.id,
    )
    world.state.installations[made.oauth_id] = made
    declare(world, made)
    return made


def _number(world: World, key: str) -> int:
    """The numeric id of an add-on: the same for all of its installations."""
    known = world.state.installations.first_of("key", key)
    return known.number if known else world.state.next_number("addon")


def change(world: World, installation: Installation, fetched: Fetched, base: str) -> Installation:
    """The same client with another descriptor: webhooks replaced, tokens cut to the scopes it has now."""
    changed = replace(
        installation,
        descriptor=fetched.descriptor,
        url=fetched.url,
        base=base,
        pending=None,
        updated=world.now(),
    )
    world.state.installations[changed.oauth_id] = changed
    declare(world, changed)
    tokens = world.state.tokens
    for token in tokens.of("installation", changed.oauth_id):
        kept = tuple(scope for scope in token.scopes if scope in changed.scopes)
        if kept != token.scopes:
            tokens[token.token] = replace(token, scopes=kept)
    return changed


def declare(world: World, installation: Installation) -> None:
    """Make the webhooks that stand in the descriptor. One that was there before keeps its number."""
    hooks = world.state.webhooks
    before = [one for one in hooks.of("installation", installation.oauth_id) if one.declared]
    numbers = {_identity(hook): hook.id for hook in before}
    kept = set()
    for body in installation.capabilities.get("webhook", ()):
        hook = webhook_of(world, body, installation.room, installation.oauth_id, 0)
        number = numbers.pop(_identity(hook), None) or world.state.next_number("webhook")
        hooks[number] = replace(hook, id=number, declared=True)
        kept.add(number)
    for hook in before:
        if hook.id not in kept:
            del hooks[hook.id]


def _identity(hook: Webhook) -> tuple[str | None, ...]:
    return ("key", hook.key) if hook.key else (hook.event, hook.url, hook.pattern)


def webhook_of(world: World, body: Json, room: int | None, oauth_id: str | None, number: int) -> Webhook:
    """A webhook of the descriptor's members. An empty name, pattern or key counts as none, as clients send
    it.
    """
    return Webhook(
        number,
        body["url"],
        body["event"],
        world.now(),
        body.get("name") or None,
        body.get("pattern") or None,
        body.get("key") or None,
        body.get("authentication") or "none",
        room,
        oauth_id,
    )


def discard(world: World, installation: Installation) -> None:
    """Make an installation dead: credentials, tokens, codes, webhooks, modules, glances, links."""
    state, oauth_id = world.state, installation.oauth_id
    state.installations.pop(oauth_id, None)
    tables: tuple[Table[Json, Json], ...] = (
        state.tokens,
        state.refreshes,
        state.codes,
        state.webhooks,
        state.links,
        state.extensions,
        state.glances,
        state.passed_on,
    )
    for table in tables:
        for key in table.keys_of("installation", oauth_id):
            del table[key]
    waiting = state.installables
    for key in [key for key, record in waiting.items() if record.document["oauthId"] == oauth_id]:
        del waiting[key]


def forget_glances(world: World, installation: Installation) -> None:
    """Forget what was pushed to glances that are gone."""
    known = glance_keys(world, installation)
    glances = world.state.glances
    for key in glances.keys_of("installation", installation.oauth_id):
        if glances[key].key not in known:
            del glances[key]


def glance_keys(world: World, installation: Installation, room: int | None = None) -> frozenset[str]:
    """The glances of an installation, those made over REST too; `room` leaves out those of other rooms."""
    declared = {body["key"] for body in installation.capabilities.get("glance", ())}
    made = (
        one.key
        for one in world.state.extensions.values()
        if one.installation == installation.oauth_id
        and one.kind == "glance"
        and (room is None or one.room in (None, room))
    )
    return frozenset({*declared, *made})


def document(world: World, installation: Installation, *, secret: bool = True) -> Mapping[str, Json]:
    """What an add-on is told, as captured: `roomId` for a room's installation only; `groupId` in updates too
    (inferred: harmless).
    """
    return {
        "capabilitiesUrl": f"{installation.base}/v2/capabilities",
        "oauthId": installation.oauth_id,
        **({"oauthSecret": installation.secret} if secret else {}),
        "groupId": world.state.group.id,
        **({} if installation.room is None else {"roomId": installation.room}),
    }
