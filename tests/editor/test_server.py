"""The language server as an editor meets it: a real client, over standard input and output."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from tests.editor.clients import Editor, at

pytestmark = pytest.mark.slow

SPEC = """\
hipgen: 1
key: com.example.sample
name: Sample
description: Says what it is for.
base_url: https://addon.example.com
framework: {framework}
webhooks:
  - key: hello
    event: room_enter
sidebar:
  - {{key: builds, name: Builds}}
glances:
  - {{key: g, name: 😀, opens: builds}}
"""


@pytest.mark.parametrize("framework", ["flask", "express"])
def test_an_editor_is_served(framework: str, tmp_path: Path) -> None:
    spec = tmp_path / "addon.yaml"
    spec.write_text(SPEC.format(framework=framework), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "hipgen", "generate", spec], check=True, capture_output=True)
    asyncio.run(asyncio.wait_for(session(spec), 60))


async def session(spec: Path) -> None:
    text, uri = spec.read_text(encoding="utf-8"), spec.as_uri()
    editor = Editor()
    capabilities = await editor.begin(sys.executable, "-m", "hipgen", "lsp")
    assert capabilities.hover_provider
    assert capabilities.definition_provider
    of = editor.open(spec, text)
    assert await editor.wrong() == []

    hover = await editor.text_document_hover_async(lsp.HoverParams(of, at(text, "event")))
    assert hover is not None
    assert isinstance(hover.contents, lsp.MarkupContent)
    assert hover.contents.value.startswith("webhooks.event: ")

    found = await editor.text_document_definition_async(lsp.DefinitionParams(of, at(text, "builds}")))
    assert isinstance(found, lsp.Location)
    assert (found.uri, found.range.start) == (uri, at(text, "builds, name"))

    handler = await editor.text_document_definition_async(lsp.DefinitionParams(of, at(text, "hello")))
    assert isinstance(handler, lsp.Location)
    path = next(path for path in spec.parent.glob("handlers/hello.*"))
    assert handler.uri == path.resolve().as_uri()
    line = path.read_text(encoding="utf-8").split("\n")[handler.range.start.line]
    assert line[handler.range.start.character :].startswith("hello(")

    misspelt = text.replace("event:", "evnt:")
    editor.change(of, 2, misspelt)
    (wrong,) = await editor.wrong()
    assert (wrong.code, wrong.severity) == ("HG101", lsp.DiagnosticSeverity.Error)
    assert wrong.range.start == at(misspelt, "evnt")

    context = lsp.CodeActionContext([wrong])
    actions = await editor.text_document_code_action_async(lsp.CodeActionParams(of, wrong.range, context))
    assert actions
    (action,) = actions
    assert isinstance(action, lsp.CodeAction)
    assert action.edit
    assert action.edit.changes
    (edit,) = action.edit.changes[uri]
    assert (edit.range, edit.new_text) == (wrong.range, "event")

    suggested = await editor.text_document_completion_async(lsp.CompletionParams(of, at(misspelt, "evnt")))
    assert isinstance(suggested, list)
    assert "event" in [each.label for each in suggested]

    editor.text_document_did_close(lsp.DidCloseTextDocumentParams(of))
    assert await editor.wrong() == []
    await editor.end()
