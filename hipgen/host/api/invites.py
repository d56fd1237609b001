"""Inviting somebody to the group."""

from __future__ import annotations

from hipgen.host import people, shapes
from hipgen.host.api import Visit, answers
from hipgen.host.api.users import may_administer
from hipgen.host.people import Account
from hipgen.host.wire import Reply, json_reply


@answers("invite_user_to_group")
def invite_user_to_group(visit: Visit) -> Reply:
    """Whoever is invited is in the group at once: this host sends no mail that they could answer.

    The answer, a person in full, is what one client reads.
    """
    may_administer(visit)
    body = visit.body
    person = people.add(visit.world, Account(body["name"], body["email"], title=body.get("title") or ""))
    return json_reply(200, shapes.person_full(visit.world, person, visit.base))
