# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint intake`: make, check and run the public server."""

import logging
import sys
from pathlib import Path

import click

from plaint.cli.options import settings_option
from plaint.clock import SystemClock
from plaint.intake.settings import IntakeSettings
from plaint.settings import read_settings

SETTINGS = settings_option("intake.toml")


@click.group()
def command() -> None:
    """Take sealed entries and serve the ledger: the public server."""


@command.command()
@SETTINGS
@click.option("--origin", required=True, help="The stable name of the group's ledger, such as plaint.example/moscow.")
def init(settings_path: Path, origin: str) -> None:
    """Make the key and the empty ledger of a new intake; nothing that exists is touched.

    Prints the ledger's public card, which whoever drafts the charter needs.
    """
    # Imported here and not above: the running server has no use for what knows of members' keys.
    from plaint.charter.card import LedgerCard  # noqa: PLC0415
    from plaint.intake.setup import init_place  # noqa: PLC0415

    ed25519, ml_dsa_44 = init_place(read_settings(settings_path, IntakeSettings), origin).signers
    click.echo(str(LedgerCard.of(origin, ed25519.key, ml_dsa_44.key)), nl=False)


@command.command()
@SETTINGS
def check(settings_path: Path) -> None:
    """Look whether the intake could run: settings, charter, key, ledger, what was signed last."""
    from plaint.intake.setup import check_place  # noqa: PLC0415 - the same as in `init`

    for line in check_place(read_settings(settings_path, IntakeSettings)):
        click.echo(line)


@command.command()
@SETTINGS
def run(settings_path: Path) -> None:
    """Serve until told to end."""
    from plaint.intake.server import serve  # noqa: PLC0415 - `init` and `check` need no server

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="plaint intake: %(message)s")
    serve(read_settings(settings_path, IntakeSettings), SystemClock())
