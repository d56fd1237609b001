"""The files of the templates that are made from the table of REST operations.

Knows where they are, and nothing of what is in them.
"""

from __future__ import annotations

from hipgen.clients import node, python
from hipgen.clients.methods import methods

PYTHON = (
    "python/{{cookiecutter.slug}}/_generated/{{'rest' if cookiecutter._addon.scopes is not none else ''}}"
)
NODE = "node/{{cookiecutter.slug}}/_generated/connect"


def written() -> dict[str, str]:
    """The text of each file by its path below `templates`."""
    every = methods()
    return {
        **{f"{PYTHON}/{name}.py": text for name, text in python.modules(every).items()},
        **{f"{NODE}/{name}": text for name, text in node.modules(every).items()},
    }
