"""Accounts: adding, changing and deleting people, their mention names and passwords.

Knows nothing of HTTP and of who may do it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from hipgen.host import acts
from hipgen.host.chat import Person, Presence
from hipgen.host.refusal import Refused
from hipgen.host.state import Password
from hipgen.host.world import World

COST = {"n": 2**14, "r": 8, "p": 1}
"""Of scrypt: about 50 ms and 16 MiB a password."""
RESERVED = frozenset({"all", "here"})
"""What reaches everybody in a room is nobody's name."""


@dataclass(frozen=True, slots=True)
class Account:
    """What can be said of a person: `password` None leaves it as it is; a new person has none then."""

    name: str
    email: str | None
    mention_name: str | None = None
    title: str = ""
    timezone: str = "UTC"
    roles: tuple[str, ...] | None = None
    is_admin: bool = False
    is_guest: bool = False
    password: str | None = None
    presence: Presence | None = None


def add(world: World, account: Account, created: datetime | None = None) -> Person:
    """A new person.

    Without a mention name one is made from the name. Raises Refused (400): e-mail address or mention name
    taken, or a time zone that doesn't exist.
    """
    _check(world, account, None)
    id = world.state.next_number("user", 1 + max((person.id for person in world.chat.people()), default=0))
    person = Person(
        id,
        account.name,
        account.mention_name or free_mention_name(world, account.name),
        account.email,
        created or world.now(),
        title=account.title,
        timezone=account.timezone,
        roles=account.roles if account.roles is not None else ("user",),
        is_admin=account.is_admin,
        is_guest=account.is_guest,
        presence=account.presence,
    )
    _put(world, person)
    if account.password:
        set_password(world, person, account.password)
    return person


def change(world: World, person: Person, account: Account) -> Person:
    """A person as the account says, in full; roles and presence stay where it says nothing of them.

    Raises Refused (400) as `add` does.
    """
    _check(world, account, person)
    changed = replace(
        person,
        name=account.name,
        email=account.email,
        mention_name=account.mention_name or person.mention_name,
        title=account.title,
        timezone=account.timezone,
        roles=person.roles if account.roles is None else account.roles,
        is_admin=account.is_admin,
        presence=account.presence or person.presence,
    )
    if account.password:
        set_password(world, person, account.password)
    return revise(world, person, changed)


def revise(world: World, person: Person, changed: Person) -> Person:
    """Put a changed person in place of the old one, with a new revision if anything differs."""
    if changed == person:
        return person
    changed = replace(changed, revision=person.revision + 1)
    _put(world, changed)
    return changed


def remove(world: World, person: Person) -> None:
    """Mark somebody deleted: they leave their rooms, and their tokens, grants and password are gone."""
    for room in tuple(world.chat.rooms()):
        left = acts.leave(world, room, person)
        members = tuple(id for id in left.members if id != person.id)
        admins = tuple(id for id in left.admins if id != person.id)
        if (members, admins) != (left.members, left.admins):
            acts.change_room(world, left, members=members, admins=admins)
    state = world.state
    state.passwords.pop(person.id, None)
    for table in (state.tokens, state.refreshes, state.codes):
        for key in [key for key, record in table.items() if record.person == person.id]:
            del table[key]
    revise(world, person, replace(person, is_deleted=True, presence=None))


def free_mention_name(world: World, name: str) -> str:
    """A mention name made from a name: its letters and digits, with a number if somebody has it."""
    base = re.sub(r"[\W_]+", "", name) or "Person"
    if base.casefold() not in RESERVED and world.chat.person_called(base) is None:
        return base
    number = 2
    while world.chat.person_called(f"{base}{number}") is not None:
        number += 1
    return f"{base}{number}"


def set_password(world: World, person: Person, password: str) -> None:
    """Keep a password, salted and stretched."""
    salt = world.ids.secret(20)
    world.state.passwords[person.id] = Password(person.id, salt, _digest(password, salt))


def right_password(world: World, person: Person, password: str) -> bool:
    """Whether that is the person's password. It takes as long where there is none."""
    kept = world.state.passwords.get(person.id) or Password(person.id, "", "")
    return hmac.compare_digest(_digest(password, kept.salt), kept.digest)


def _digest(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt.encode(), dklen=32, **COST).hex()


def _put(world: World, person: Person) -> None:
    world.chat.put_person(person)
    world.push("person", {"id": person.id})


def _check(world: World, account: Account, person: Person | None) -> None:
    """Raises Refused (400). The wordings are inferred: none was recorded."""
    own = None if person is None else person.id
    if account.email is not None:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", account.email):
            raise Refused(400, f"{account.email} is not an email address")
        holder = world.chat.person_at(account.email)
        if holder is not None and holder.id != own:
            raise Refused(400, "A user with this email already exists")
    if account.mention_name:
        holder = world.chat.person_called(account.mention_name)
        if holder is not None and holder.id != own:
            raise Refused(400, f"Mention name {account.mention_name} is already taken")
        if account.mention_name.casefold() in RESERVED or re.search(r"[\s@]", account.mention_name):
            raise Refused(400, f"Mention name {account.mention_name} is not allowed")
    if not _is_timezone(account.timezone):
        raise Refused(400, f"Timezone {account.timezone} is unknown")


def _is_timezone(name: str) -> bool:
    """Whether it is a name of the IANA's."""
    try:
        return name == "UTC" or ZoneInfo(name).key == name
    except (ValueError, OSError, KeyError):
        return False
