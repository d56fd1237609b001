"""Red Hat's YAML language server on a new project: it completes and explains every word of the spec."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lsprotocol import types as lsp

from hipgen.cli import group
from hipgen.cli.init import FOR_EDITORS
from hipgen.frameworks import names
from hipgen.language import language, resolve
from hipgen.project import SPEC_SCHEMA
from hipgen.schemas import schema
from tests.clients.installed import node_packages
from tests.editor.clients import Editor, at

pytestmark = [pytest.mark.generated, pytest.mark.slow]

SPEC = f"""\
{FOR_EDITORS}hipgen: 1
key: com.example.sample
name: Sample
description: Says what it is for.
webhooks:
  - key: hello
    event: room_enter
    auth: jwt
"""


def test_it_completes_and_explains_our_words(tmp_path: Path) -> None:
    made = CliRunner().invoke(group, ["init", str(tmp_path), "--framework", names()[0], "--yes"])
    assert made.exit_code == 0, made.output
    assert (tmp_path / "addon.yaml").read_text("utf-8").startswith(FOR_EDITORS)
    assert json.loads((tmp_path / SPEC_SCHEMA).read_bytes()) == schema("addon")
    asyncio.run(asyncio.wait_for(session(tmp_path / "addon.yaml"), 120))


async def session(spec: Path) -> None:
    modules = await asyncio.to_thread(node_packages, "yaml-server", {"yaml-language-server": "1.19.2"})
    editor = Editor()
    await editor.begin(
        "node", str(modules / "yaml-language-server" / "bin" / "yaml-language-server"), "--stdio"
    )
    of = editor.open(spec, SPEC)
    assert await editor.wrong() == []

    hover = await editor.text_document_hover_async(lsp.HoverParams(of, at(SPEC, "event")))
    assert hover is not None
    assert isinstance(hover.contents, lsp.MarkupContent)
    document = language().document
    told = resolve(document, document["$defs"]["webhook"]["properties"]["event"])["description"]
    assert told.split(".")[0] in " ".join(hover.contents.value.replace("\\", "").split())

    half = SPEC.replace("    auth: jwt\n", "    \n")
    editor.change(of, 2, half)
    found = await editor.text_document_completion_async(lsp.CompletionParams(of, lsp.Position(8, 4)))
    assert isinstance(found, lsp.CompletionList)
    labels = {each.label for each in found.items}
    assert {"auth", "command", "pattern", "was"} <= labels

    value = SPEC.replace("event: room_enter", "event: ")
    editor.change(of, 3, value)
    end = at(value, "\n    auth")
    found = await editor.text_document_completion_async(lsp.CompletionParams(of, end))
    assert isinstance(found, lsp.CompletionList)
    assert {"room_enter", "room_message"} <= {each.label for each in found.items}

    editor.change(of, 4, SPEC.replace("auth:", "auht:"))
    while not (wrong := await editor.wrong()):
        pass
    assert "auht" in wrong[0].message
    await editor.end()
