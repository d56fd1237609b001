"""What the host says of itself, and the schema that it checks descriptors with."""

from __future__ import annotations

from functools import cache

from hipgen.host import drafts
from hipgen.host.api import Visit, answers
from hipgen.host.state import SCOPES
from hipgen.host.wire import Json, Reply, json_reply

DESCRIPTIONS = {
    "admin_group": "Manage the people and settings of the group",
    "admin_room": "Change a room: its topic, members, webhooks and modules",
    "import_data": "Bring in people, rooms and messages from elsewhere",
    "manage_rooms": "Make, change and delete rooms",
    "send_message": "Say something as a person, in rooms and to people",
    "send_notification": "Post notifications in rooms",
    "view_group": "See the people, rooms and emoticons of the group",
    "view_messages": "Read what was said in rooms and to people",
    "view_room": "See a room and who is in it, not what was said",
}
"""What each scope allows, in words for people."""


@answers("get_capabilities")
def get_capabilities(visit: Visit) -> Reply:
    """The capabilities document, with the members that the live host had in 2017.

    `links.api` has no slash at the end and `hipchatApiProvider.url` has one: add-ons join paths to either.
    """
    base = visit.base
    scopes = {id: {"id": id, "name": name, "description": DESCRIPTIONS[id]} for id, name in SCOPES.items()}
    provider = {"url": f"{base}/v2/", "availableScopes": scopes}
    oauth = {"authorizationUrl": f"{base}/users/authorize", "tokenUrl": f"{base}/v2/oauth/token"}
    return json_reply(
        200,
        {
            "key": "hipchat",
            "name": "HipChat",
            "description": "A local HipChat for the development of add-ons",
            "vendor": {"name": "hipgen", "url": base},
            "connect_server_api_version": 1,
            "links": {
                "self": f"{base}/v2/capabilities",
                "api": f"{base}/v2",
                "homepage": base,
                "subdomain": base,
            },
            "capabilities": {"hipchatApiProvider": provider, "oauth2Provider": oauth},
        },
    )


@answers("get_addon_capabilities_schema")
def get_addon_capabilities_schema(visit: Visit) -> Reply:
    """The schema of descriptors, in draft 4 or, for `draft=v2`, in draft 2. Which one HipChat gave unasked is
    not recorded.
    """
    return json_reply(200, _schema(visit.query["draft"] or "v4"))


@cache
def _schema(draft: str) -> Json:
    # Imported here: hardly anybody asks, and it reads all schemas.
    from hipgen.schemas import schema

    own = schema("descriptor")
    return drafts.draft2(own) if draft == "v2" else drafts.draft4(own)
