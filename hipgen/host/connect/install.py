"""Installing, updating and removing add-ons, with the calls that HipChat made for it.

Credentials work before the add-on is told of them, since add-ons ask for a token while they answer; they are
dead before it is told of its removal. Nothing is held while a call is out. Knows nothing of pages.
"""

from __future__ import annotations

from dataclasses import replace

from hipgen.host.chat import Person, Room
from hipgen.host.connect import installations
from hipgen.host.connect.calls import ask, callable_url, post, with_query
from hipgen.host.connect.fetching import Fetched, by_key, fetch
from hipgen.host.refusal import Refused
from hipgen.host.state import Installable, Installation, Pending
from hipgen.host.wire import Answer, Call, Flow
from hipgen.host.world import World

__all__ = [
    "Fetched",
    "after_removal",
    "after_update",
    "browser_steps",
    "by_key",
    "fetch",
    "install",
    "reinstall",
    "removal",
    "uninstall",
    "update",
]
TOKEN = 20
"""Letters and digits of an installable's token, as captured."""


def install(
    world: World, fetched: Fetched, room: Room | None, by: Person | None, base: str
) -> Flow[Installation]:
    """Install an add-on in a room or, without one, for the group; or install it anew where it is already.

    `by` None is the host itself. `base` is the address of the host that the add-on is told. Who calls this
    has the approval of a person for the descriptor's scopes. Anew: as `reinstall`.

    Raises Refused: 400 where the descriptor doesn't allow the place, 403 for who may not install there, 502
    when the add-on's answer isn't a 2xx. Then nothing of it stays.
    """
    installations.refuse_place(fetched.descriptor, room)
    if by is not None and not installations.administers(by, room):
        raise Refused(403, f"{by.name} may not install add-ons {'here' if room else 'for the group'}")
    for note in fetched.notes:
        world.log.add(world.now(), "none", "note", note=note, room=installations.place(room))
    old = installations.existing(world, fetched.descriptor["key"], installations.place(room))
    if old is not None:
        return (yield from _again(world, old, fetched, by, base))
    made = installations.create(world, fetched, room, by, base)
    yield from _tell_of(world, made)
    _announce(world, made, "installed")
    return made


def reinstall(world: World, installation: Installation) -> Flow[Installation]:
    """Install an add-on once more where it is, with its descriptor read anew.

    As documented: with `updateCallbackUrl` the credentials stay and that address is told, without the secret;
    otherwise there are new ones, and `callbackUrl` is told. Without either the descriptor changes in silence.

    Raises Refused as `fetch` and `install` do; the old installation then stays as it was.
    """
    fetched = yield from _fetched_again(world, installation)
    return (yield from _again(world, installation, fetched, None, installation.base))


def update(world: World, installation: Installation, approved: bool = False) -> Flow[Installation]:
    """Read the descriptor anew and put it in force.

    Scopes that it adds wait in `pending` for a person's approval, the old descriptor staying in force; so do
    those that weren't there yet when a person approved.

    Raises Refused: 409 for an add-on whose descriptor has no address (a `data:` URL); as `fetch`; 502 as
    `install`.
    """
    if installation.url is None:
        raise Refused(409, "The descriptor came without an address: there is nothing to read anew")
    fetched = yield from _fetched_again(world, installation)
    installation = _still_there(world, installation)
    wanted = fetched.descriptor.get("capabilities", {}).get("hipchatApiConsumer", {}).get("scopes", ())
    added = tuple(scope for scope in wanted if scope not in installation.scopes)
    seen = installation.pending.added_scopes if installation.pending else added
    if added and not (approved and set(added) <= set(seen)):
        held = replace(installation, pending=Pending(fetched.descriptor, added, world.now()))
        world.state.installations[held.oauth_id] = held
        _announce(world, held, "pending")
        return held
    return (yield from _again(world, installation, fetched, None, installation.base))


def uninstall(world: World, installation: Installation) -> Flow[None]:
    """Remove an add-on. All of it is dead before it is told; what it answers doesn't matter."""
    call = removal(world, installation)
    if call is not None:
        yield from ask(world, "uninstall", call, installation=installation.oauth_id, room=installation.room)


def removal(world: World, installation: Installation) -> Call | None:
    """Make an installation dead; the DELETE to send, if the add-on wants to be told.

    The id is one segment at the end of `callbackUrl`'s path, before a query (that is inferred). Unsigned.
    """
    if installation.oauth_id not in world.state.installations:
        return None
    installations.discard(world, installation)
    _announce(world, installation, "uninstalled")
    callback = installation.capabilities.get("installable", {}).get("callbackUrl")
    if not callback:
        return None
    path, question, query = callback.partition("#")[0].partition("?")
    address = f"{path.removesuffix('/')}/{installation.oauth_id}{question}{query}"
    return Call("DELETE", address, timeout=world.state.settings.install_timeout)


def browser_steps(
    world: World, installation: Installation, base: str, relay_state: str | None = None
) -> str | None:
    """Where a browser goes after an installation: `installedUrl` with the one-time address of the
    installation document, or None where the descriptor has none. `base` is where the browser reached the
    host.
    """
    return _steps(world, installation, base, "installedUrl", relay_state)


def after_update(world: World, installation: Installation, base: str) -> str | None:
    """Where a browser goes after an update: `updatedUrl`, else `installedUrl`."""
    declared = installation.capabilities.get("installable", {}).get("updatedUrl")
    return _steps(world, installation, base, "updatedUrl" if declared else "installedUrl", None)


def after_removal(world: World, installation: Installation, base: str) -> str | None:
    """Where a browser goes after a removal: the document tells which installation is gone."""
    return _steps(world, installation, base, "uninstalledUrl", None)


def _steps(
    world: World, installation: Installation, base: str, member: str, relay_state: str | None
) -> str | None:
    address = installation.capabilities.get("installable", {}).get(member)
    if not address:
        return None
    if not callable_url(address):
        note = f"{member} is not an http or https address: no browser is led there"
        world.log.add(world.now(), "none", "note", note=note, installation=installation.oauth_id)
        return None
    token = world.ids.secret(TOKEN)
    document = dict(installations.document(world, installation))
    world.state.installables[token] = Installable(token, installation.number, installation.key, document)
    room = "" if installation.room is None else f"?room={installation.room}"
    values = {
        "installable_url": f"{installation.base}/v2/addon/{installation.number}/installable/{token}",
        "redirect_url": f"{base}/addons/{room}",
    }
    # The name of the returned parameter isn't documented: that it is the one of the install link is inferred.
    return with_query(address, values if relay_state is None else {**values, "relayState": relay_state})


def _fetched_again(world: World, installation: Installation) -> Flow[Fetched]:
    """The descriptor as it is now. Raises Refused as `fetch`; 400 when it is another add-on's."""
    if installation.url is None:
        return Fetched(installation.descriptor, None)
    fetched = yield from fetch(world, installation.url)
    if fetched.descriptor["key"] != installation.key:
        raise Refused(400, f"The descriptor there is of {fetched.descriptor['key']} now")
    return fetched


def _again(
    world: World, old: Installation, fetched: Fetched, by: Person | None, base: str
) -> Flow[Installation]:
    old = _still_there(world, old)
    installable = fetched.descriptor.get("capabilities", {}).get("installable", {})
    if installable.get("updateCallbackUrl") or not installable.get("callbackUrl"):
        changed = yield from _kept(world, old, fetched, base)
    else:
        changed = yield from _renewed(world, old, fetched, by, base)
    _announce(world, changed, "updated")
    return changed


def _kept(world: World, old: Installation, fetched: Fetched, base: str) -> Flow[Installation]:
    """The same credentials: the new descriptor is in force while the add-on is told, and stays if it does
    agree.
    """
    tokens = {key: one for key, one in world.state.tokens.items() if one.installation == old.oauth_id}
    changed = installations.change(world, old, fetched, base)
    address = changed.capabilities.get("installable", {}).get("updateCallbackUrl")
    agreed = False
    try:
        if address:
            body = installations.document(world, changed, secret=False)
            yield from _posted(world, changed, "update", address, body)
        agreed = True
    finally:
        if not agreed and world.state.installations.get(old.oauth_id) == changed:
            world.state.installations[old.oauth_id] = old
            installations.declare(world, old)
            for key in tokens.keys() & world.state.tokens.keys():
                world.state.tokens[key] = tokens[key]
    changed = _still_there(world, changed)
    installations.forget_glances(world, changed)
    return changed


def _renewed(
    world: World, old: Installation, fetched: Fetched, by: Person | None, base: str
) -> Flow[Installation]:
    """New credentials in place of the old ones, which die (that is inferred) once the add-on has agreed.

    Of several installations at once in one place the last one that was begun and agreed to stays.
    """
    room = world.chat.room(old.room) if old.room is not None else None
    if by is None and old.installed_by is not None:
        by = world.chat.person(old.installed_by)
    made = installations.create(world, fetched, room, by, base)
    yield from _tell_of(world, made)
    for other in installations.before(world, made):
        installations.discard(world, other)
    return made


def _tell_of(world: World, made: Installation) -> Flow[None]:
    """Tell an add-on of its new credentials. When it doesn't agree, or nobody waits any more, they go."""
    address = made.capabilities.get("installable", {}).get("callbackUrl")
    agreed = False
    try:
        if address:
            yield from _posted(world, made, "install", address, installations.document(world, made))
            _still_there(world, made)
        agreed = True
    finally:
        if not agreed:
            installations.discard(world, made)


def _posted(world: World, installation: Installation, kind: str, address: str, body: object) -> Flow[None]:
    """Post to an add-on. Raises Refused (502) unless a 2xx comes back: the schema's text says 200, but
    add-ons that ran answered 201 and 204 too.
    """
    call = post(address, body, world.state.settings.install_timeout)
    more = {"installation": installation.oauth_id, "room": installation.room}
    answer = yield from ask(world, kind, call, **more)
    what = "installation" if kind == "install" else "update"
    if not isinstance(answer, Answer):
        raise Refused(502, f"{installation.name} did not take the {what}: {answer.reason}")
    if not answer.fine:
        raise Refused(502, f"{installation.name} did not take the {what}: it answered {answer.status}")
    if answer.status != 200:
        note = f"the {what} was answered with {answer.status}: taken, though 200 is what is documented"
        world.log.add(world.now(), "none", "note", note=note, **more)


def _still_there(world: World, installation: Installation) -> Installation:
    """An installation as it is now. Raises Refused (409) if it was removed in the meantime."""
    known = world.state.installations.get(installation.oauth_id)
    if known is None:
        raise Refused(409, f"{installation.name} was removed in the meantime")
    return known


def _announce(world: World, installation: Installation, what: str) -> None:
    data = {"what": what, "installation": installation.oauth_id, "key": installation.key}
    world.push("installation", data, room=installation.room)
