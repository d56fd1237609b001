{% set addon = cookiecutter._addon %}
{% set item = (addon.handlers + [none])[0] %}
{% set posts = item and item.role in ["webhook", "inbound"] and addon.calls %}
"""Tests of the handlers: a start, to be continued."""

{% if not item %}
from _generated.about import KEY


def test_the_add_on_has_a_key() -> None:
    assert KEY
{% else %}
import {{ item.files.handler[:-3] | replace("/", ".") }}
from _generated.events import {{ "File, " if item.event == "room_file_upload" }}{{ item.event_type }}
from _generated.testing import event{{ ", sent" if posts }}


def test_{{ item.symbol }}() -> None:
{% if item.role == "webhook" and item.event == "room_message" %}
    happened = event({{ item.event_type }}, text="hello", args="hello")
{% elif item.event == "room_file_upload" %}
    happened = event({{ item.event_type }}, file=File("a.png", 1, "https://files.example.com/a.png"))
{% elif item.role == "glance" %}
    happened = event({{ item.event_type }}, title="A glance")
{% else %}
    happened = event({{ item.event_type }})
{% endif %}
    {{ item.files.handler[:-3] | replace("/", ".") }}.{{ item.symbol }}(happened)
{% if posts %}
    assert sent(happened) == []
{% endif %}
{% endif %}
