"""The command line: options in, one call, one value out. Errors of the world are caught here alone.

A command is a module of this package with a click command called `command`; it is imported when it is run.
Knows click and how to end a process; nothing of add-ons.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from hipgen import __version__
from hipgen.diagnostics import HipgenError

COMMANDS = {
    "init": "start a new add-on: a spec and a project that runs",
    "validate": "check specs, descriptors and what add-ons send",
    "compile": "print the capabilities descriptor of a spec",
    "generate": "write the project, the first time and every time after",
    "diff": "say what changed, and what breaks installations that exist",
    "mv": "rename an item, with its handler and its place in the spec",
    "prune": "show and delete the retired files",
    "adopt": "take in a project that is there already, and change nothing of it",
    "eject": "let a project go on without hipgen",
    "import": "make a spec of a descriptor",
    "demo": "make an example and run it in a local HipChat: what all of this is about",
    "dev": "run an add-on in a local HipChat, and keep it up to date with your edits",
    "verify": "try any running add-on, of any language, as HipChat and as a liar would",
    "host": "run a local HipChat for add-ons and API clients",
    "schema": "print a JSON Schema, for editors and other tools",
    "explain": "say what a rule or a word of the spec means",
    "lsp": "serve an editor: mistakes, completion, explanations, quick fixes",
}
"""Every command with its line of help, so that `--help` need import none of them."""


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which one meets them."""
        return [*COMMANDS, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module; those that need none, such as `completion`, are here already."""
        if cmd_name not in COMMANDS:
            return self.commands.get(cmd_name)
        module = import_module(f"hipgen.cli.{cmd_name.replace('-', '_').replace('import', 'import_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest a command where none is called so."""
        if args and not args[0].startswith("-") and args[0] not in {*COMMANDS, *self.commands}:
            from hipgen.validate import suggest

            raise click.UsageError(f"no such command `{args[0]}`{suggest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            here = {name: command.short_help or "" for name, command in self.commands.items()}
            formatter.write_dl(list({**COMMANDS, **here}.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hipgen", message="%(prog)s %(version)s")
def group() -> None:
    """Write a HipChat Connect add-on as one YAML spec; get a descriptor, and a project that runs.

    \b
    Start with `hipgen init my-addon`, edit addon.yaml, then `hipgen generate`.

    Exit status: 0 fine, 1 errors found, 2 wrong usage or a file that can't be read, 3 a decision for a
    person, 4 out of date.
    """


@group.command(
    "completion",
    short_help="print the script that completes commands in a shell",
    help='Print the completion script for a shell: `eval "$(hipgen completion bash)"`.',
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print click's own script."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(group, {}, "hipgen", "_HIPGEN_COMPLETE").source())


def _stopped(error: OSError) -> int:
    """Say what `workspace` can't know of: an output that takes no more, a name too long. Return the status.

    Whoever reads a pipe may have enough: no error. Nothing may be written there at exit either.
    """
    enough = isinstance(error, BrokenPipeError)
    if enough or error.filename is None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not enough:
        click.echo(f"hipgen: {error.strerror or error}", err=True)
    return 0 if enough else 2


def main() -> None:
    """Run the command line and end the process with its exit status."""
    # What a command makes at its start lives until its end: looking through it finds nothing.
    gc.set_threshold(50_000, 20, 20)
    try:
        status = group(prog_name="hipgen", standalone_mode=False)
    except click.exceptions.Exit as end:
        status = end.exit_code
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        status = 130
    except HipgenError as error:
        click.echo(f"hipgen: {error}", err=True)
        status = error.status
    except OSError as error:
        status = _stopped(error)
    # Nor does looking through it once more at the end, with every module that was imported.
    gc.freeze()
    sys.exit(status if isinstance(status, int) else 0)
