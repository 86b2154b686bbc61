# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report`: the annual report, from neutral rows to what is handed over (docs/report.md walks through it)."""

import click

from plaint.cli.report import approving, beginning, demonstrating, founding, making, previewing

COMMANDS = (
    beginning.new,
    demonstrating.demo,
    founding.found,
    founding.show,
    previewing.preview,
    approving.approve,
    approving.release,
    making.make,
)


@click.group()
def command() -> None:
    """Make the annual report: preview it, have two bodies approve its figures, release them, and set it."""


for _part in COMMANDS:
    command.add_command(_part)
