"""What add-ons read once about their installation, and links that lead on for a while.

Knows nothing of how an installation comes about.
"""

from __future__ import annotations

from datetime import timedelta

from hipgen.host.api import Visit, answers
from hipgen.host.connect.calls import ascii_url, callable_url
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation, Link
from hipgen.host.wire import Reply, json_reply, redirect

TOKEN = 20
LONGEST = 315_360_000
"""Seconds that a link may work: ten years."""


@answers("get_integration_installable_data")
def get_installable(visit: Visit) -> Reply:
    """An installation document. The first reading takes it away, as documented; HEAD is none."""
    waiting = visit.world.state.installables
    found = waiting.get(visit.path["token"])
    if found is None or visit.path["integration_id_or_key"] not in (str(found.number), found.key):
        raise Refused(404, "Installable data not found")
    if visit.request.method != "HEAD":
        del waiting[found.token]
    return json_reply(200, found.document)


@answers("create_integration_link")
def create_link(visit: Visit) -> Reply:
    """A link that leads to an address. `ttl` is in seconds, which is inferred."""
    target, ttl = visit.body["target"], visit.body["ttl"]
    if not callable_url(target):
        raise Refused(400, "The target is not an http or https address")
    if not 0 < ttl <= LONGEST:
        raise Refused(400, f"The ttl is not between 1 and {LONGEST}")
    token = visit.world.ids.secret(TOKEN)
    expires = visit.world.now() + timedelta(seconds=ttl)
    visit.world.state.links[token] = Link(token, _addon(visit).oauth_id, target, expires)
    return json_reply(200, {"token": token})


@answers("invoke_integration_link")
def follow_link(visit: Visit) -> Reply:
    """Lead on to a link's target: what following one did isn't recorded, that it redirects is inferred."""
    return redirect(ascii_url(_link(visit).target))


@answers("delete_integration_link")
def delete_link(visit: Visit) -> Reply:
    """A link goes. An add-on reaches its own only."""
    link = _link(visit)
    if link.installation != _addon(visit).oauth_id:
        raise Refused(404, "Link not found")
    del visit.world.state.links[link.token]
    return Reply(204)


def _link(visit: Visit) -> Link:
    """The link of the path. Raises Refused (404), for one that has expired too."""
    link = visit.world.state.links.get(visit.path["token"])
    if link is None or link.expires <= visit.world.now():
        raise Refused(404, "Link not found")
    return link


def _addon(visit: Visit) -> Installation:
    if visit.caller.installation is None:
        raise Refused(403, "Only an add-on has links: this token belongs to none")
    return visit.caller.installation
