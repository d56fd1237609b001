"""Whether a document has the shape that its kind demands: a quick yes or no, by validators made ahead.

The good case is all that most runs need. What is wrong with a bad one, `schema` says, which knows more and
takes longer. Knows which schema is whose; nothing of what a schema demands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache, partial

from hipgen.diagnostics import Json
from hipgen.language import language
from hipgen.prepared import Prepared
from hipgen.resources import folder

SUFFIX = ".schema.json"


def accepted(kind: str, data: Json) -> bool:
    """Tell whether plain data fit the schema of a kind of document: one of `PREPARED`."""
    return bool(PREPARED[kind].names()["accepts"](data))


@cache
def documents() -> Mapping[str, Json]:
    """The shipped schema documents that aren't parts of the spec's, by name."""
    files = (file for file in folder("schemas").iterdir() if file.name.endswith(SUFFIX))
    return {file.name.removesuffix(SUFFIX): json.loads(file.read_text(encoding="utf-8")) for file in files}


def _spec() -> str:
    from hipgen.accepting import source

    return source(language().document)


def _other(name: str) -> str:
    from hipgen.accepting import source

    others = {each["$id"]: each for each in documents().values() if "$id" in each}
    # HipChat's own schemas are read as ECMA-262 means them: see `validate.other_validator`.
    return source(documents()[name], others, exact_end=True)


def _prepared(kind: str, make: Callable[[], str]) -> Prepared:
    return Prepared(f"{kind.replace('-', '_')}_shape", make, "schemas", ("accepted", "accepting", "language"))


OTHERS = ("descriptor", "card", "notification", "glance-response", "glance-update", "host-seed", "framework")
PREPARED: Mapping[str, Prepared] = {
    "spec": _prepared("spec", _spec),
    **{kind: _prepared(kind, partial(_other, kind)) for kind in OTHERS},
}
"""The validators by kind of document."""
