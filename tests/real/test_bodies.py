"""What real add-ons sent, cards and glances: each is told by its content, and nearly all of it is well.

The material lies beside the project (`tests/shared.py`).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hipgen.source import parse
from hipgen.validate import check, kind_of
from tests.shared import shared_files

KINDS = {"card": "card", "glance_response": "glance-response", "glance_update": "glance-update"}
FOUND = {
    "card_application__sentry": [("HG802", "`<p>` is taken out")],
    "card_application__jennifer_bad": [("HG806", "`http://` has no host, so it leads nowhere")],
}
"""Those in which something is found; none of it is a false alarm."""
BODIES = [
    (path, kind)
    for path in shared_files("corpus/payloads/*.json")
    for begins, kind in KINDS.items()
    if path.name.startswith(begins)
]


@pytest.mark.parametrize(("path", "kind"), BODIES, ids=lambda value: getattr(value, "stem", value))
def test_a_body_is_told_by_its_content_and_what_is_wrong_with_it_is_found(path: Path, kind: str) -> None:
    text = path.read_text("utf-8")
    assert kind_of(json.loads(text)) == kind
    found = [(each.id, each.message) for each in check(parse(text, path.name)).diagnostics]
    assert found == FOUND.get(path.stem, [])
