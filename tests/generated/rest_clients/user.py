"""Leads whoever writes to the question, and acts for those who answered it."""

from _generated.connect.user_client import NotAuthorized
from _generated.events import RoomMessage
from _generated.messages import Reply


def hello(event: RoomMessage) -> Reply:
    client = event.user_client()
    try:
        if event.args == "revoke":
            client.revoke()
            return "revoked"
        client.set_topic(event.room.id if event.room else 0, event.args)
    except NotAuthorized:
        return event.authorization_url()
    return "done"
