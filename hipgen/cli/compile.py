"""`hipgen compile`."""

from __future__ import annotations

import click

from hipgen.cli.common import base_option, base_url_of, load, spec_argument
from hipgen.descriptor import compile_addon, encode
from hipgen.listing import listing


@click.command()
@spec_argument
@base_option
@click.option(
    "--key-suffix", default="", metavar="TEXT", help="Put behind the add-on's key, for a second environment."
)
@click.option("--listing", "listed", is_flag=True, help="Print what a catalogue says of it instead.")
def command(spec: str, base_url: str | None, key_suffix: str, listed: bool) -> None:
    """Print the capabilities descriptor of SPEC (./addon.yaml; `-` is standard input).

    With --listing: its key, where its descriptor is, and what the spec says under `marketplace`, as
    `hipgen host --catalogue` takes it.

    The same spec gives the same bytes: neither disk nor environment is looked at.
    """
    checked = load(spec)
    assert checked.addon is not None
    base = base_url_of(checked, base_url)
    descriptor = compile_addon(checked.addon, base, key_suffix=key_suffix).descriptor
    click.echo(encode(listing(checked.addon, descriptor, base) if listed else descriptor), nl=False)
