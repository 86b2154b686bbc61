# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: one file per command, imported only when that command is called.

Rules of the command line:

- Results go to standard output; progress, warnings and errors go to standard error.
- An error is one line that says what is wrong and what to do next, and an exit code other than zero.
- Nothing is created silently: a command that writes says where, and refuses to overwrite.
"""

import errno
from importlib import import_module

import click

from plaint import __version__
from plaint.cli.extras import missing, stand_in
from plaint.errors import PlaintError

COMMANDS: dict[str, str] = {
    "charter": "charter",
    "cosign": "cosign",
    "demo": "demo",
    "desk": "desk",
    "erasure": "erasure",
    "export": "export",
    "hand-over": "hand_over",
    "intake": "intake",
    "key": "key",
    "member": "member",
    "offline": "offline",
    "publish": "publish",
    "register": "register",
    "report": "report",
    "seal": "seal",
}
"""Name of each command and the module under `plaint.cli` that holds its click command `command`."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command called `cmd_name`, or None where there is none.

        Where a package of its extras is missing, return what says so once it is called: others go on.
        """
        del ctx
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        try:
            command = import_module(f"plaint.cli.{module}").command
        except ModuleNotFoundError as error:
            told = missing(cmd_name, error)
            if told is None:
                raise
            return stand_in(cmd_name, told)
        if not isinstance(command, click.Command):
            raise TypeError(f"plaint.cli.{module}.command is no click command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn a `PlaintError` into one line on standard error and its exit code.

        What the system refuses becomes a line as well, with the name of the file alone: a traceback helps nobody who is
        not writing this program. A broken pipe is left to click, which ends without a word.
        """
        try:
            return super().invoke(ctx)
        except PlaintError as error:
            click.echo(f"plaint: {error}", err=True)
            ctx.exit(error.exit_code)
        except ModuleNotFoundError as error:
            told = missing(ctx.invoked_subcommand or "", error)
            if told is None:
                raise
            click.echo(f"plaint: {told}", err=True)
            ctx.exit(told.exit_code)
        except OSError as error:
            if error.errno == errno.EPIPE or error.strerror is None:
                raise
            if isinstance(error.filename, str):
                line = f"{error.filename}: {error.strerror}. Look at the place and its rights, then try again."
            else:
                line = f"{error.strerror}. Look what else uses it, then try again."
            click.echo(f"plaint: {line}", err=True)
            ctx.exit(PlaintError.exit_code)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="plaint")
def main() -> None:
    """Bring a complaint to a working group that is free of the accused, and answer it."""
