"""Photos of people."""

from __future__ import annotations

from dataclasses import replace

from hipgen.host import people, pictures, shapes
from hipgen.host.api import Visit, answers
from hipgen.host.api.users import may_administer, may_change
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply, redirect

SIZES = frozenset({"small", "big"})


@answers("get_photo")
def get_photo(visit: Visit) -> Reply:
    """Lead to the photo. It is kept as it came: both sizes are the same picture.

    Raises Refused: 400 for another size, 404 for a person without a photo (inferred: the answer of HipChat
    for them was not recorded).
    """
    if visit.path["size"] not in SIZES:
        raise Refused(400, "size must be small or big")
    address = shapes.picture(visit.somebody().photo, visit.base)
    if address is None:
        raise Refused(404, "Photo not found")
    return redirect(address)


@answers("update_photo")
def update_photo(visit: Visit) -> Reply:
    """Set a photo, which comes in base64."""
    person = visit.somebody()
    may_change(visit, person)
    photo = pictures.keep(visit.world, visit.body["photo"])
    pictures.forget(visit.world, person.photo)
    people.revise(visit.world, person, replace(person, photo=photo))
    return Reply(204)


@answers("delete_photo")
def delete_photo(visit: Visit) -> Reply:
    """Take a photo away; nothing happens where there is none."""
    person = visit.somebody()
    may_administer(visit)
    pictures.forget(visit.world, person.photo)
    people.revise(visit.world, person, replace(person, photo=None))
    return Reply(204)
