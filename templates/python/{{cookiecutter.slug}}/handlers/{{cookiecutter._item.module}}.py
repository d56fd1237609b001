{% set item = cookiecutter._item %}
{% set kinds = {"webhooks": "webhook", "inbound": "inbound event", "glances": "glance", "sidebar": "sidebar view", "dialogs": "dialog", "pages": "page", "configuration": "configuration page", "admin_page": "admin page", "schedules": "schedule"} %}
{% set kind = "slash command" if item.command else kinds.get(item.section, item.kind) %}
{% set reply = {"webhook": "Reply", "inbound": "Reply", "glance": "GlanceReply", "view": "Json", "configuration": "None", "schedule": "Reply"}[item.role] %}
"""The {{ kind }} {{ item.title | comment }}."""

from _generated.events import {{ item.event_type }}
{% if item.role == "glance" %}
from _generated.messages import Glance, GlanceReply
{% elif reply != "None" %}
from _generated.messages import {{ reply }}
{% endif %}


def {{ item.symbol }}(event: {{ item.event_type }}) -> {{ reply }}:
{% if item.command %}
    """Answer the command. What stands after it is in `event.args`."""
    return event.help
{% elif item.role == "webhook" %}
    """React to the event. What is returned is posted to the room: a text, a notification, a card, or nothing."""
    return None
{% elif item.role == "inbound" %}
    """Turn what came in, `event.body`, into a message. What is returned is posted to the room."""
    return None
{% elif item.role == "schedule" %}
    """Called at its times, once for each HipChat group. What is returned is posted to every room with the add-on."""
    return None
{% elif item.role == "glance" %}
    """Say what the glance shows in the room's sidebar."""
    return Glance(event.title, lozenge=("default", "0"))
{% elif item.role == "configuration" %}
    """Called after the settings were stored; `event.settings` has what applies now."""
{% elif item.frame == "sidebar" or item.filter %}
    """Give the page its data, or handle what the page sent, `event.data`, and answer it."""
    if event.data is not None:
        return {}
    return {"items": []}
{% else %}
    """Give the page its data, or handle what the page sent, `event.data`, and answer it."""
    return {}
{% endif %}
