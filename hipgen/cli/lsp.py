"""`hipgen lsp`."""

from __future__ import annotations

import click

from hipgen.diagnostics import HipgenError

MISSING = "the language server needs more libraries: pip install 'hipgen[lsp]'"


@click.command()
def command() -> None:
    """Serve an editor: mistakes while you write, words and values with their explanations, quick fixes.

    Speaks the Language Server Protocol on standard input and output; an editor starts it. `opens` leads to
    what it opens, an item to its handler.
    """
    try:
        from hipgen.editor.server import make_server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        raise HipgenError(MISSING) from None
    make_server().start_io()
