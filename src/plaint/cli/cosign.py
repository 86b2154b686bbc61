# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint cosign`: make and run a cosigner, and say what it has signed."""

import logging
import signal
import sys
from pathlib import Path
from threading import Event

import click

from plaint.cli.options import settings_option
from plaint.clock import SystemClock
from plaint.cosign.settings import CosignSettings
from plaint.settings import read_settings

SETTINGS = settings_option("cosign.toml")


@click.group()
def command() -> None:
    """Watch a group's ledger from outside, countersign its heads, and post cover: a cosigner."""


@command.command()
@SETTINGS
@click.option("--name", required=True, help="The name to sign under, such as press.example/cosigner.")
def init(settings_path: Path, name: str) -> None:
    """Make the key and the folder of a new cosigner; nothing that exists is touched.

    Prints the two public keys, which whoever drafts the group's charter needs, one a line.
    """
    from plaint.cosign.setup import init_cosigner  # noqa: PLC0415 - imported only when it is called

    for key in init_cosigner(read_settings(settings_path, CosignSettings), name).verifiers:
        click.echo(str(key))


@command.command()
@SETTINGS
def show(settings_path: Path) -> None:
    """Say which keys sign, what was countersigned last, and where evidence lies."""
    from plaint.cosign.setup import tell  # noqa: PLC0415 - as in `init`

    for line in tell(read_settings(settings_path, CosignSettings)):
        click.echo(line)


@command.command()
@SETTINGS
def run(settings_path: Path) -> None:
    """Watch, countersign and post cover until told to end (SIGTERM or Ctrl+C)."""
    from plaint.cosign.run import run as run_until  # noqa: PLC0415 - as in `init`

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="plaint cosign: %(message)s")
    logging.getLogger("httpx").setLevel(logging.CRITICAL)  # it would log each request with its address
    say = logging.getLogger("plaint.cosign").info
    run_until(read_settings(settings_path, CosignSettings), SystemClock(), stop=stop, say=say)
