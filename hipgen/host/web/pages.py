"""Pages as text: templates of this package filled with values, everything escaped, no scripts.

Knows nothing of requests and nothing of who looks at a page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from hipgen.host.wire import Json

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = "templates"


def render(template: str, **context: Json) -> str:
    """Fill a template such as `authorize.html`: a missing value raises `jinja2.UndefinedError`.

    What the layout needs (`group`, `person`, `form_token`, `here`) is put in by `people.show`.
    """
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    """Templates are read from the package, so that they are found in a zipped wheel too."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    return environment


def _source(name: str) -> str:
    """A template; what begins with `static/` is a file that the page's scripts use too."""
    folder = files(__package__) if name.startswith("static/") else files(__package__) / TEMPLATES
    return (folder / name).read_text(encoding="utf-8")


def _day(moment: datetime | None) -> str:
    """A moment for people: `2018-03-01 09:15 UTC`."""
    return "never" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
