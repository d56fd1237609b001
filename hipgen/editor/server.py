"""The Language Server Protocol around `asking`: texts and positions come in, answers go out.

The only module that knows pygls. Keeps nothing but what the editor has open.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from hipgen import __version__, frameworks
from hipgen.diagnostics import Diagnostic, Severity, Span
from hipgen.editor import asking
from hipgen.editor.leading import handler_of
from hipgen.editor.places import Position, ends, offset, position
from hipgen.source import Document, parse
from hipgen.validate import Checked, check

SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}
TRIGGERS = [" ", "-", ":", "[", "{", ","]
"""What is typed before a word or a value begins."""


def make_server() -> LanguageServer:
    """A server that answers for every document that an editor opens."""
    server = LanguageServer("hipgen", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)

    def checked(uri: str) -> Checked:
        return check(_document(server, uri))

    def tell(uri: str) -> None:
        result = checked(uri)
        found = [_diagnostic(result.document, uri, each) for each in result.diagnostics]
        version = server.workspace.get_text_document(uri).version
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        tell(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        tell(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        document = _document(server, params.text_document.uri)
        told = asking.told(document, _offset(document, params.position))
        if told is None:
            return None
        where = _range(document, document.table.span(told.start, told.end))
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.PlainText, told.text), where)

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=TRIGGERS))
    def completion(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        document = _document(server, params.text_document.uri)
        where = _offset(document, params.position)
        known: asking.Known = {("framework",): frameworks.names()}
        return [_completion(document, where, each) for each in asking.suggested(document, where, known)]

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri = params.text_document.uri
        result = checked(uri)
        begin, end = (_offset(result.document, each) for each in (params.range.start, params.range.end))
        return [_action(result.document, uri, each) for each in asking.mends(result.diagnostics, begin, end)]

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        uri = params.text_document.uri
        result = checked(uri)
        return _leads(uri, result, _offset(result.document, params.position))

    return server


def _document(server: LanguageServer, uri: str) -> Document:
    return parse(server.workspace.get_text_document(uri).source, _name(uri))


def _name(uri: str) -> str:
    """What to call a document: the path of a file, else its address."""
    parts = urlsplit(uri)
    return unquote(parts.path) if parts.scheme == "file" else uri


def _offset(document: Document, at: lsp.Position) -> int:
    return offset(document, Position(at.line, at.character))


def _position(at: Position) -> lsp.Position:
    return lsp.Position(at.line, at.unit)


def _range(document: Document, span: Span) -> lsp.Range:
    begin, end = ends(document.table, span)
    return lsp.Range(_position(begin), _position(end))


def _diagnostic(document: Document, uri: str, found: Diagnostic) -> lsp.Diagnostic:
    parts = (found.message, found.label, f"fix: {found.fix}" if found.fix else "")
    related = None
    if found.related is not None:
        where = lsp.Location(uri, _range(document, found.related.span))
        related = [lsp.DiagnosticRelatedInformation(where, found.related.label or "here")]
    return lsp.Diagnostic(
        _range(document, found.span),
        "\n".join(part for part in parts if part),
        severity=SEVERITIES[found.severity],
        code=found.id,
        source="hipgen",
        related_information=related,
    )


def _completion(document: Document, where: int, each: asking.Suggestion) -> lsp.CompletionItem:
    begin, end = position(document.table, each.start), position(document.table, where)
    kinds = lsp.CompletionItemKind
    return lsp.CompletionItem(
        each.label,
        kind=kinds.Property if each.is_key else kinds.Value,
        detail=each.detail or None,
        documentation=lsp.MarkupContent(lsp.MarkupKind.PlainText, each.more) if each.more else None,
        text_edit=lsp.TextEdit(lsp.Range(_position(begin), _position(end)), each.text),
    )


def _action(document: Document, uri: str, mend: asking.Mend) -> lsp.CodeAction:
    edit = lsp.TextEdit(_range(document, mend.span), mend.text)
    return lsp.CodeAction(
        mend.title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(document, uri, mend.of)],
        edit=lsp.WorkspaceEdit({uri: [edit]}),
        is_preferred=True,
    )


def _leads(uri: str, checked: Checked, where: int) -> lsp.Location | None:
    """From a name that is opened to what it names, else from an item to its handler."""
    if checked.addon is None:
        return None
    target = asking.opened(checked.addon, checked.document, where)
    if target is not None:
        return lsp.Location(uri, _range(checked.document, checked.document.place(target)))
    item = asking.item_at(checked.addon, checked.document, where)
    if item is None or not uri.startswith("file:"):
        return None
    found = handler_of(Path(_name(uri)).parent, checked.addon, item)
    if found is None:
        return None
    region = lsp.Range(_position(found.begin), _position(found.end))
    return lsp.Location(found.file.resolve().as_uri(), region)
