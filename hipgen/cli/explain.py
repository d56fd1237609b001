"""`hipgen explain`."""

from __future__ import annotations

import click

from hipgen.explained import every, named
from hipgen.validate import suggest
from hipgen.words import explain, words


@click.command()
@click.argument("word", required=False)
def command(word: str | None) -> None:
    """Say what WORD means: a rule's id or name (HG210), or a word of the spec (glances, glances.opens).

    Without WORD, list everything there is to explain.
    """
    if word is None:
        click.echo(_everything(), nl=False)
        return
    rule = named(word)
    text = (
        f"{rule.id} {rule.name} ({rule.severity.value})\n\n{rule.text.strip()}\n" if rule else explain(word)
    )
    if text is None:
        known = [*words(), *(rule.id for rule in every()), *(rule.name for rule in every())]
        raise click.UsageError(
            f"nothing is known of `{word}`{suggest(word, known)}; `hipgen explain` lists all"
        )
    click.echo(text, nl=False)


def _everything() -> str:
    rules = "".join(f"  {rule.id}  {rule.name:24} {rule.title}\n" for rule in every())
    sections = "".join(f"  {word}\n" for word in words() if "." not in word)
    return f"Words of the spec (each with more inside, such as `glances.opens`):\n{sections}\nRules:\n{rules}"
