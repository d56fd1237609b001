"""The add-on: `gunicorn app:app` serves it."""

from _generated.app import Application

app = Application()
