"""Gunicorn's settings, beside those of the Procfile."""

from gunicorn.glogging import Logger

from _generated import logs


class logger_class(Logger):  # noqa: N801
    """Gunicorn's own lines, made like the add-on's."""

    def setup(self, cfg):
        super().setup(cfg)
        logs.set_up("gunicorn.error")
