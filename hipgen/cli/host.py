"""`hipgen host`."""

from __future__ import annotations

import asyncio
import signal
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hipgen.diagnostics import HipgenError, Json, Severity, ordered

if TYPE_CHECKING:
    from hipgen.host.server.running import Options, Running

NEEDED = ("dotenv", "httptools", "httpx", "jwt", "msgspec", "nh3", "regex", "rich", "trustme", "uvicorn")
"""What the extra `host` brings, by the names under which it is imported."""
SEED = "host-seed"


@click.command()
@click.option("--seed", metavar="FILE", help="What a new group begins with: `hipgen schema host-seed`.")
@click.option(
    "--catalogue",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Offer the add-ons whose descriptors or listings are in a folder, as JSON files.",
)
@click.option(
    "--state",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Keep everything in a file, and go on from it.",
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--port",
    default=8080,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="For HTTP; 0 takes a free one.",
)
@click.option(
    "--https-port",
    default=8443,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="For HTTPS; 0 takes a free one.",
)
@click.option("--no-https", is_flag=True, help="HTTP only.")
@click.option(
    "--ca-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the certificate authority there.",
)
@click.option(
    "--trust",
    "trusted",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Trust the authorities in a PEM file when calling add-ons.",
)
@click.option("--rate-limits", is_flag=True, help="Keep HipChat's limits on calls and messages.")
@click.option(
    "--token-lifetime", metavar="SECONDS", type=click.IntRange(1), help="How long tokens of add-ons live."
)
@click.option(
    "--view-proxy",
    type=click.Choice(["auto", "always", "never"]),
    help="Whether views are passed on by the host, which leads HipChat's dead address to itself.",
)
@click.option("--verbose", is_flag=True, help="A line for every request.")
def command(
    seed: str | None,
    catalogue: Path | None,
    state: Path | None,
    host: str,
    port: int,
    https_port: int,
    no_https: bool,
    ca_file: Path | None,
    trusted: tuple[Path, ...],
    rate_limits: bool,
    token_lifetime: int | None,
    view_proxy: str | None,
    verbose: bool,
) -> None:
    """Run a local HipChat: install add-ons into it, try API clients on it.

    Prints four lines: the HTTP address, the HTTPS address, the file of the certificate authority that made
    its certificate, and a token of the first administrator. With --no-https the second and third are empty.
    Ctrl-C or SIGTERM stop it; the exit status is 0 then.
    """
    complete()
    from hipgen.host.seed import plant
    from hipgen.host.server.running import Options
    from hipgen.host.settings import ViewProxy

    settings: dict[str, object] = {"rate_limits": True} if rate_limits else {}
    if token_lifetime is not None:
        settings |= {"addon_token_lifetime": token_lifetime, "user_token_lifetime": token_lifetime}
    if view_proxy is not None:
        settings["view_proxy"] = ViewProxy(view_proxy)
    sown = _seeded(seed)
    listings = _listings(sown, catalogue)
    options = Options(
        partial(plant, data={**sown, "listings": [*sown.get("listings", ()), *listings]}),
        state,
        host,
        port,
        None if no_https else https_port,
        ca_file,
        trusted,
        settings,
        verbose,
        listings,
    )
    asyncio.run(_serve(options, seed is not None))


def complete() -> None:
    """Raises HipgenError when what the host needs isn't installed."""
    if any(find_spec(name) is None for name in NEEDED):
        raise HipgenError("the host needs more than the rest of hipgen: pip install 'hipgen[host]'")


def _seeded(name: str | None) -> Json:
    """The seed of a file, or hipgen's own; ends the command with 1 if something is wrong with it."""
    from hipgen.host import seed
    from hipgen.host.company import COMPANY

    if name is None:
        return COMPANY
    from hipgen.cli.common import read, show
    from hipgen.validate import check, place

    checked = check(read(name), SEED)
    document, found = checked.document, checked.diagnostics
    if not checked.errors:
        found = ordered([*found, *place(document, seed.check(document.data))])
    if found:
        show({document.name: document.text}, found, "text", err=True)
    if any(each.severity is Severity.ERROR for each in found):
        raise click.exceptions.Exit(1)
    return document.data


def _listings(seed: Json, folder: Path | None) -> list[Json]:
    """The add-ons of a folder, as a seed lists them, without those that the seed lists itself.

    Raises HipgenError for a file that is neither a descriptor nor a listing.
    """
    if folder is None:
        return []
    from hipgen.cli.common import read
    from hipgen.host.catalogue import listed

    documents = {str(path): read(str(path)).data for path in folder.glob("*.json")}
    try:
        found = listed(documents)
    except ValueError as error:
        raise HipgenError(str(error)) from error
    known = {each["key"] for each in seed.get("listings", ())}
    return [each for each in found if each["key"] not in known]


async def _serve(options: Options, seeded: bool) -> None:
    """Run until a signal comes; a second one ends the process at once."""
    from hipgen.host.server.listeners import is_loopback
    from hipgen.host.server.running import running

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stopping(number: int) -> None:
        loop.remove_signal_handler(number)
        stop.set()

    async with running(options) as host:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping, number)
        if seeded and not host.is_new:
            click.echo(f"hipgen: {options.state} has a group already; the seed was not planted", err=True)
        if not is_loopback(options.host):
            click.echo(
                f"hipgen: {options.host} may be reached by other machines, and whoever reaches it may act as "
                "anybody in this HipChat",
                err=True,
            )
        _announce(host)
        await stop.wait()


def _announce(host: Running) -> None:
    """Print the four lines; on a terminal, what each of them is as well."""
    lines = [host.http, host.https or "", str(host.ca_file or ""), host.token]
    if sys.stdout.isatty():
        labels = ("HTTP", "HTTPS", "its authority", "token")
        lines = [f"{label:>13}  {line}" for label, line in zip(labels, lines, strict=True) if line]
    click.echo("\n".join(lines))
    sys.stdout.flush()
