"""Avatars of rooms and of the group. Photos of people are elsewhere."""

from __future__ import annotations

from dataclasses import replace

from hipgen.host import acts, pictures, shapes
from hipgen.host.api import Visit, answers
from hipgen.host.api.groups import group_of
from hipgen.host.api.rooms import own_room
from hipgen.host.api.users import may_administer
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply, redirect


@answers("get_room_avatar")
def get_room_avatar(visit: Visit) -> Reply:
    """Lead to the avatar: 302, as for the group's; one transcription of the reference says 304."""
    return _led(visit, visit.room().avatar)


@answers("update_room_avatar")
def update_room_avatar(visit: Visit) -> Reply:
    """Set the avatar of a room, which comes in base64."""
    room = own_room(visit)
    avatar = pictures.keep(visit.world, visit.body["avatar"])
    pictures.forget(visit.world, room.avatar)
    acts.change_room(visit.world, room, avatar=avatar)
    return Reply(204)


@answers("delete_room_avatar")
def delete_room_avatar(visit: Visit) -> Reply:
    """Take the avatar of a room away."""
    room = own_room(visit)
    pictures.forget(visit.world, room.avatar)
    acts.change_room(visit.world, room, avatar=None)
    return Reply(204)


@answers("get_group_avatar")
def get_group_avatar(visit: Visit) -> Reply:
    """Lead to the avatar of the group."""
    return _led(visit, group_of(visit).avatar)


@answers("update_group_avatar")
def update_group_avatar(visit: Visit) -> Reply:
    """Set the avatar of the group."""
    may_administer(visit)
    group = group_of(visit)
    avatar = pictures.keep(visit.world, visit.body["avatar"])
    pictures.forget(visit.world, group.avatar)
    visit.world.state.group = replace(group, avatar=avatar)
    return Reply(204)


@answers("delete_group_avatar")
def delete_group_avatar(visit: Visit) -> Reply:
    """Take the avatar of the group away."""
    may_administer(visit)
    group = group_of(visit)
    pictures.forget(visit.world, group.avatar)
    visit.world.state.group = replace(group, avatar=None)
    return Reply(204)


def _led(visit: Visit, avatar: str | None) -> Reply:
    """To a picture. Raises Refused: 404 where there is none (inferred)."""
    address = shapes.picture(avatar, visit.base)
    if address is None:
        raise Refused(404, "Avatar not found")
    return redirect(address)
