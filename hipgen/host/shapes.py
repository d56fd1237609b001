"""How people, rooms, messages and webhooks look in JSON: references, full entities, versions and dates.

As described in HipChat's API reference and seen in recorded answers. Every link begins with `base`. Knows
nothing of requests.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, tzinfo
from urllib.parse import quote

from hipgen.host.chat import Attachment, Message, Person, Presence, Room
from hipgen.host.state import Emoticon, Installation, Webhook
from hipgen.host.wire import Json
from hipgen.host.world import World

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
XMPP_HOST = "hipchat.local"


def seconds(moment: datetime | None) -> str | None:
    """A date as on rooms and people: `2016-01-01T10:00:00+00:00`."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def micros(moment: datetime, zone: tzinfo = UTC) -> str:
    """A date as in history: six decimals and an offset."""
    return moment.astimezone(zone).isoformat(timespec="microseconds")


def version(kind: str, id: int | str, revision: int) -> str:
    """Eight characters of 0-9A-Z that change with each revision of an object."""
    number = int.from_bytes(hashlib.sha256(f"{kind}/{id}/{revision}".encode()).digest()[:8])
    return "".join(DIGITS[number // 36**place % 36] for place in range(8))


def person_link(id: int, base: str) -> str:
    return f"{base}/v2/user/{id}"


def room_link(id: int, base: str) -> str:
    return f"{base}/v2/room/{id}"


def file_link(id: str, name: str, base: str) -> str:
    """Where a file is read: no token needed, the id is the secret."""
    return f"{base}/files/{id}/{quote(name, safe='')}"


def picture(photo: str | None, base: str) -> str | None:
    """The address of a photo or avatar: a file of this host, or an address as it is."""
    if photo is None or "://" in photo:
        return photo
    return file_link(photo, "picture", base)


def person_ref(person: Person, base: str) -> Json:
    """The short form of a person: owner, sender, member, mention."""
    return {
        "id": person.id,
        "links": {"self": person_link(person.id, base)},
        "mention_name": person.mention_name,
        "name": person.name,
        "version": version("user", person.id, person.revision),
    }


def somebody(world: World, id: int | None, base: str) -> Json:
    """The short form of a person by id; None for one who isn't known."""
    person = world.chat.person(id) if id is not None else None
    return None if person is None else person_ref(person, base)


def presence(presence: Presence | None) -> Json:
    """Presence: null when offline; otherwise `is_online` always, the rest when known."""
    if presence is None or not presence.online:
        return None
    known = {"status": presence.status, "idle": presence.idle, "show": presence.show}
    client = {"client": {"type": presence.client, "version": None}} if presence.client else {}
    return {
        "is_online": True,
        **{name: value for name, value in known.items() if value is not None},
        **client,
    }


def person_full(world: World, person: Person, base: str) -> Json:
    """The full form of a person."""
    group = world.state.group
    return {
        **person_ref(person, base),
        "xmpp_jid": f"{group.id}_{person.id}@chat.{XMPP_HOST}",
        "email": person.email,
        "title": person.title,
        "timezone": person.timezone,
        "roles": list(person.roles),
        "is_group_admin": person.is_admin,
        "is_guest": person.is_guest,
        "is_deleted": person.is_deleted,
        "last_active": seconds(person.last_active),
        "created": seconds(person.created),
        "presence": presence(person.presence),
        "photo_url": picture(person.photo, base),
        "group": {"id": group.id, "name": group.name, "links": {"self": f"{base}/v2/group/{group.id}"}},
    }


def room_links(room: Room, base: str) -> Json:
    """Links of a room: `members` for every room, as from the end of 2016."""
    link = room_link(room.id, base)
    return {
        "members": f"{link}/member",
        "participants": f"{link}/participant",
        "self": link,
        "webhooks": f"{link}/webhook",
    }


def room_ref(room: Room, base: str) -> Json:
    """The short form of a room, as in lists and webhook payloads."""
    return {
        "id": room.id,
        "is_archived": room.is_archived,
        "links": room_links(room, base),
        "name": room.name,
        "privacy": room.privacy,
        "version": version("room", room.id, room.revision),
    }


def room_full(world: World, room: Room, base: str) -> Json:
    """The full form of a room: `participants`, `owner`, `guest_access_url`, `statistics` always there."""
    slug = room.name.lower().replace(" ", "_")
    found = (world.chat.person(id) for id in room.present)
    return {
        **room_ref(room, base),
        "xmpp_jid": f"{world.state.group.id}_{slug}@conf.{XMPP_HOST}",
        "topic": room.topic,
        "is_guest_accessible": room.guest_key is not None,
        "guest_access_url": f"{base}/g/{room.guest_key}" if room.guest_key else None,
        "avatar_url": picture(room.avatar, base),
        "delegate_admin_visibility": room.delegate_admin_visibility,
        "created": seconds(room.created),
        "last_active": seconds(room.last_active),
        "owner": somebody(world, room.owner, base),
        "participants": [person_ref(person, base) for person in found if person],
        "statistics": {"links": {"self": f"{room_link(room.id, base)}/statistics"}},
    }


def room_statistics(room: Room, base: str) -> Json:
    return {
        "messages_sent": room.messages_sent,
        "last_active": seconds(room.last_active),
        "links": {"self": f"{room_link(room.id, base)}/statistics"},
    }


def roles(room: Room, person: int) -> list[str]:
    """`room_roles` of a member or participant."""
    return ["room_admin"] if person == room.owner or person in room.admins else ["room_member"]


def file_info(file: Attachment, base: str) -> Json:
    """A file as messages and webhooks show it; `thumb_url` for images only."""
    link = file_link(file.id, file.name, base)
    thumb = {"thumb_url": link} if file.is_image else {}
    return {"name": file.name, "size": file.size, **thumb, "url": link}


def message(world: World, said: Message, base: str, zone: tzinfo = UTC) -> Json:
    """A message as in history and webhooks: `from` a string for notifications; the card a string of JSON."""
    shared = {
        "id": said.id,
        "date": micros(said.date, zone),
        "type": said.type,
        "message": said.text,
        "mentions": [ref for id in said.mentions if (ref := somebody(world, id, base))],
    }
    links = {"message_links": list(said.links)} if said.links else {}
    if said.type != "notification":
        sender = somebody(world, said.sender, base) or said.label
        file = {"file": file_info(said.file, base)} if said.file else {}
        return {**shared, "from": sender, **file, **links}
    return {**shared, "from": said.label, **_notification(said), **links}


def _notification(said: Message) -> Json:
    found: dict[str, Json] = {"message_format": said.format, "color": said.color}
    if said.by is not None:
        found["notification_sender"] = {
            name: value
            for name, value in (("type", said.by.type), ("id", said.by.id), ("client_id", said.by.client_id))
            if value is not None
        }
    if said.attach_to:
        found["attach_to"] = said.attach_to
    if said.card is not None:
        found["card"] = json.dumps(said.card, ensure_ascii=False)
    return found


def client_ref(world: World, installation: Installation, base: str) -> Json:
    """An OAuth client, as the sender of a topic change or the creator of a webhook."""
    room = world.chat.room(installation.room) if installation.room is not None else None
    return {
        "id": installation.oauth_id,
        "name": installation.name,
        "allowed_scopes": list(installation.scopes),
        "room": room_ref(room, base) if room else None,
        "links": {"self": f"{base}/v2/oauth/client/{installation.oauth_id}"},
    }


def webhook_link(hook: Webhook, base: str) -> str:
    """Where a webhook is read: below its room by number, or the global one by key."""
    if hook.room is not None:
        return f"{room_link(hook.room, base)}/webhook/{hook.id}"
    return f"{base}/v2/extension/webhook/{quote(hook.key or str(hook.id), safe='')}"


def webhook_ref(hook: Webhook, base: str) -> Json:
    """A webhook as in lists."""
    shown = {
        "id": hook.id,
        "url": hook.url,
        "event": hook.event,
        "pattern": hook.pattern,
        "name": hook.name,
        "authentication": hook.authentication,
        "links": {"self": webhook_link(hook, base)},
    }
    return {**shown, "key": hook.key} if hook.key else shown


def webhook_full(world: World, hook: Webhook, base: str) -> Json:
    """A webhook by itself: with its room (null for a global one), its creator and its date."""
    room = world.chat.room(hook.room) if hook.room is not None else None
    installation = world.state.installations.get(hook.installation or "")
    creator = client_ref(world, installation, base) if installation else somebody(world, hook.creator, base)
    return {
        **webhook_ref(hook, base),
        "room": room_ref(room, base) if room else None,
        "creator": creator,
        "created": seconds(hook.created),
    }


def emoticon_ref(emoticon: Emoticon, base: str) -> Json:
    return {
        "id": emoticon.id,
        "links": {"self": f"{base}/v2/emoticon/{emoticon.id}"},
        "shortcut": emoticon.shortcut,
        "type": emoticon.type,
        "url": emoticon.url,
    }


def emoticon_full(world: World, emoticon: Emoticon, base: str) -> Json:
    return {
        **emoticon_ref(emoticon, base),
        "width": emoticon.width,
        "height": emoticon.height,
        "audio_path": emoticon.audio_path,
        "creator": somebody(world, emoticon.creator, base),
    }
