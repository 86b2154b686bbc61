# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint charter freshness`: the weekly word by hand, for the days on which desks do not give it by themselves."""

from pathlib import Path

import click

from plaint.charter.freshness import DAY, Freshness, agreed, merge
from plaint.charter.freshness import verify as verify_freshness
from plaint.charter.signing import sign_freshness
from plaint.cli.charter.folder import LIMIT, read_charter
from plaint.cli.charter.reading import CHARTER
from plaint.cli.options import OUT
from plaint.cli.passphrase import KEY_FILE, PASSPHRASE_FILE, unlocked
from plaint.clock import SystemClock
from plaint.files import read, write_new


@click.group()
def freshness() -> None:
    """Say, body by body, that a charter is the newest."""


@freshness.command()
@CHARTER
@KEY_FILE
@PASSPHRASE_FILE
@click.option(
    "--days", type=click.IntRange(1, 60), help="How many days from today it holds.  [default: as desks agree]"
)
@OUT
def sign(charter_path: Path, key_path: Path, passphrase_file: Path | None, days: int | None, folder: Path) -> None:
    """Sign that CHARTER is the newest that you know of."""
    signed = read_charter(charter_path)
    now = SystemClock().now()
    key = unlocked(key_path, passphrase_file)
    until = now - now % DAY + days * DAY if days else agreed(signed, now)
    note = sign_freshness(signed, key, until=until, now=now)
    path = folder / f"{signed.charter.version}.{key.member}.freshness"
    write_new(path, bytes(note))
    click.echo(f"freshness note: {path}")


@freshness.command()
@CHARTER
@click.argument("notes", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@OUT
def assemble(charter_path: Path, notes: tuple[Path, ...], folder: Path) -> None:
    """Join the NOTES of several bodies about CHARTER to the one that pages ask for."""
    signed = read_charter(charter_path)
    joined = merge(tuple(Freshness.from_bytes(read(path, LIMIT)).note for path in notes))
    verify_freshness(Freshness.from_bytes(bytes(joined)), signed, SystemClock().now())
    path = folder / f"{signed.charter.version}.freshness"
    write_new(path, bytes(joined))
    click.echo(f"freshness note: {path}")
