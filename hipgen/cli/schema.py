"""`hipgen schema`."""

from __future__ import annotations

import click

from hipgen.schemas import names, schema, written
from hipgen.validate import suggest


@click.command()
@click.argument("word", default="addon")
def command(word: str) -> None:
    """Print one self-contained JSON Schema document: of addon.yaml, or of WORD.

    WORD is a file of another kind (descriptor, card, notification, lock …), an event's payload
    (payloads/room_message …), or a word of the spec (glances, webhooks …).
    """
    document = schema(word)
    if document is None:
        raise click.UsageError(
            f"no schema of `{word}`{suggest(word, names())}; there are: {', '.join(names())}"
        )
    click.echo(written(document))
