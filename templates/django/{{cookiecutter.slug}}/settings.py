"""The project's settings: the add-on's, and below them your own."""

from _generated.defaults import *  # noqa: F403
