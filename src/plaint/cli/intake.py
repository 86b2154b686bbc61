# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint intake`: run the public server."""

import logging
import sys
from pathlib import Path

import click

from plaint.clock import SystemClock
from plaint.intake.app import build_app
from plaint.intake.files import read_charter_files
from plaint.intake.place import Place
from plaint.intake.server import serve
from plaint.intake.settings import IntakeSettings
from plaint.settings import read_settings

SETTINGS = click.option(
    "--settings",
    "settings_path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("intake.toml"),
    show_default=True,
    help="The settings file (docs/operations.md).",
)


@click.group()
def command() -> None:
    """Run the public server that takes sealed entries and serves the ledger."""


@command.command()
@SETTINGS
def run(settings_path: Path) -> None:
    """Serve until told to end."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="plaint intake: %(message)s")
    settings = read_settings(settings_path, IntakeSettings)
    files = read_charter_files(settings.charters)
    place = Place(
        settings=settings,
        clock=SystemClock(),
        terms=files.terms,
        charters=files.charters,
        annexes=files.annexes,
    )
    serve(build_app(place), settings.listen)
