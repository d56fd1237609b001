"""`hipgen compile`."""

from __future__ import annotations

import click

from hipgen.cli.common import base_option, base_url_of, load, spec_argument
from hipgen.descriptor import compile_addon, encode


@click.command()
@spec_argument
@base_option
@click.option(
    "--key-suffix", default="", metavar="TEXT", help="Put behind the add-on's key, for a second environment."
)
def command(spec: str, base_url: str | None, key_suffix: str) -> None:
    """Print the capabilities descriptor of SPEC (./addon.yaml; `-` is standard input).

    The same spec gives the same bytes: neither disk nor environment is looked at.
    """
    checked = load(spec)
    assert checked.addon is not None
    compiled = compile_addon(checked.addon, base_url_of(checked, base_url), key_suffix=key_suffix)
    click.echo(encode(compiled.descriptor), nl=False)
