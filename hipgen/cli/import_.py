"""`hipgen import`."""

from __future__ import annotations

import click

from hipgen.cli.common import read, show, style_option
from hipgen.imported import import_document


@click.command("import")
@click.argument("descriptor", type=click.Path(allow_dash=True))
@style_option
def command(descriptor: str, style: str) -> None:
    """Make a spec of a DESCRIPTOR (`-` is standard input): the spec goes to standard output, remarks to
    standard error.

    What the host accepted comes back whole; of anything else what can be saved.
    """
    document = read(descriptor)
    imported = import_document(document)
    click.echo(imported.text, nl=False)
    if imported.diagnostics:
        show({document.name: document.text}, imported.diagnostics, style, err=True)
