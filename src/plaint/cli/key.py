# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint key`: a member's key in the form of other programs."""

from pathlib import Path

import click

from plaint.cli.passphrase import PASSPHRASE_FILE, unlocked


@click.group()
def command() -> None:
    """Show a member's key in the form of other programs."""


@command.command()
@click.argument("key_path", metavar="KEY-FILE", type=click.Path(path_type=Path, dir_okay=False))
@PASSPHRASE_FILE
def export(key_path: Path, passphrase_file: Path | None) -> None:
    """Print the age identity in KEY-FILE, as a stock `age` reads it from an identity file.

    Whoever has this line reads everything that was ever sealed to this member. Keep it off disks that others reach, and
    never send it.
    """
    key = unlocked(key_path, passphrase_file)
    click.echo(f"# {key.member} of {key.origin}, made {key.made}")
    click.echo(f"# recipient: {key.keys.identity.recipient}")
    click.echo(key.keys.identity.to_text())
