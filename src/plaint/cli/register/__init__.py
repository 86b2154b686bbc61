# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint register`: keep the public record, a folder of text files (docs/register.md walks through it)."""

import click

from plaint.cli.register import adding, checking, correcting, importing, showing

COMMANDS = (importing.import_, adding.add, checking.check, showing.show, correcting.correct)


@click.group()
def command() -> None:
    """Keep the public record: who said what, what was promised, what was counted, and what became of it."""


for _part in COMMANDS:
    command.add_command(_part)
