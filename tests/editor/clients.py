"""An editor for tests: a client of any language server, which remembers what it is told is wrong."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

PATIENCE = 20


class Editor(LanguageClient):
    """A client, and the diagnostics that it was sent, in order."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.told: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def told(params: lsp.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params)

        @self.feature(lsp.WORKSPACE_CONFIGURATION)  # type: ignore[untyped-decorator]
        def configuration(params: lsp.ConfigurationParams) -> list[None]:
            return [None for _ in params.items]

        @self.feature(lsp.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
        def register(params: lsp.RegistrationParams) -> None:
            return None

    async def begin(self, *command: str) -> lsp.ServerCapabilities:
        """Start a server, and say hello."""
        await self.start_io(*command)
        begun = await self.initialize_async(lsp.InitializeParams(lsp.ClientCapabilities()))
        self.initialized(lsp.InitializedParams())
        return begun.capabilities

    async def end(self) -> None:
        """Have the server end."""
        await self.shutdown_async(None)
        self.exit(None)
        await self.stop()  # type: ignore[no-untyped-call]

    def open(self, file: Path, text: str) -> lsp.TextDocumentIdentifier:
        """Open a document, whatever the file holds."""
        document = lsp.TextDocumentItem(file.as_uri(), "yaml", 1, text)
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        return lsp.TextDocumentIdentifier(file.as_uri())

    def change(self, of: lsp.TextDocumentIdentifier, version: int, text: str) -> None:
        """Put another text into a document."""
        whole = lsp.TextDocumentContentChangeWholeDocument(text)
        which = lsp.VersionedTextDocumentIdentifier(version, of.uri)
        self.text_document_did_change(lsp.DidChangeTextDocumentParams(which, [whole]))

    async def wrong(self) -> list[lsp.Diagnostic]:
        """What is told next."""
        told = await asyncio.wait_for(self.told.get(), PATIENCE)
        return list(told.diagnostics)


def at(text: str, mark: str) -> lsp.Position:
    """Where a mark begins, as editors count."""
    before = text[: text.index(mark)].split("\n")
    return lsp.Position(len(before) - 1, len(before[-1].encode("utf-16-le")) // 2)
