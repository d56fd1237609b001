"""The files of the templates that are made from the table of REST operations.

Knows where they are, and nothing of what is in them.
"""

from __future__ import annotations

from hipgen.clients import node, python
from hipgen.clients.methods import methods

PYTHON = "python/{{cookiecutter.slug}}/_generated/"
NODE = "node/{{cookiecutter.slug}}/_generated/connect/"
CALLED = "{{'NAME' if cookiecutter._addon.calls else ''}}"
"""The name of what an add-on that may call nothing has no use for: empty then, so that it isn't written."""


def written() -> dict[str, str]:
    """The text of each file by its path below `templates`."""
    every = methods()
    package = PYTHON + CALLED.replace("NAME", "rest")
    return {
        **{f"{package}/{name}.py": text for name, text in python.modules(every).items()},
        **{NODE + CALLED.replace("NAME", name): text for name, text in node.modules(every).items()},
    }
