"""Which rooms a caller reaches, for every operation on a room; and that one scope of several will do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hipgen.host.chat import Room
from hipgen.host.world import World
from hipgen.operations import Operation, operations
from tests.host.answers import refused
from tests.host.examples import example, world
from tests.host.test_every_operation import call, named

IN_ROOMS = [each for each in operations().values() if "room_id_or_name" in each.path and each.attested]
FOR_ROOMS = [each for each in IN_ROOMS if "room_client" in each.access]
FOR_PEOPLE = [each for each in IN_ROOMS if "user" in each.access]
SEVERAL = [each for each in operations().values() if len(each.scopes) > 1]


def kept(made: World) -> list[Room]:
    return list(made.chat.rooms())


@pytest.mark.parametrize("operation", FOR_ROOMS, ids=named)
@pytest.mark.parametrize("key", ["Vault", "2"])
def test_a_client_of_a_room_reaches_no_other(operation: Operation, key: str) -> None:
    made = world()
    before = kept(made)
    reply = call(made, operation, example(operation), token="room", path={"room_id_or_name": key})
    assert refused(reply) == (403, "This token is not valid for this room")
    assert (kept(made), made.drain()) == (before, ())


@pytest.mark.parametrize("operation", FOR_PEOPLE, ids=named)
@pytest.mark.parametrize("key", ["Vault", "2"])
def test_a_private_room_is_not_there_for_others(operation: Operation, key: str) -> None:
    made = world()
    before = kept(made)
    reply = call(made, operation, example(operation), token="bo", path={"room_id_or_name": key})
    assert refused(reply) == (404, f"Room {key} not found")
    assert (kept(made), made.drain()) == (before, ())


@pytest.mark.parametrize("operation", FOR_PEOPLE, ids=named)
@pytest.mark.parametrize("change", [{"members": (1, 2)}, {"owner": 2}, {"admins": (2,)}], ids=str)
def test_a_private_room_is_there_for_who_belongs_to_it(
    operation: Operation, change: dict[str, tuple[int, ...]]
) -> None:
    made = world()
    vault = made.chat.room(2)
    assert vault is not None
    made.chat.put_room(replace(vault, **change))  # type: ignore[arg-type]  # names are checked by replace
    reply = call(made, operation, example(operation), token="bo", path={"room_id_or_name": "2"})
    assert b"Room 2 not found" not in reply.body


@pytest.mark.parametrize("operation", SEVERAL, ids=named)
def test_any_one_of_the_scopes_will_do(operation: Operation) -> None:
    how = example(operation)
    for scope in operation.scopes:
        made = world()
        assert how.token is not None
        made.state.tokens[how.token] = replace(made.state.tokens[how.token], scopes=(scope,))
        assert call(made, operation, how).status == operation.success
