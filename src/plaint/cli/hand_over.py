# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint hand-over`: bring sealed packets to intake."""

import time
from pathlib import Path

import click

from plaint.filing.handover import HandOverError, hand_over
from plaint.filing.line import HttpLine
from plaint.filing.parcel import LONGEST, read_parcel
from plaint.line.address import Address, AddressError, Fault


@click.command()
@click.argument("parcel", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--to", "address", required=True, help="Address of intake, as printed by the working group.")
@click.option("--socks", help="host:port of a Tor client's SOCKS port; needed for onion addresses.")
def command(parcel: Path, address: str, socks: str | None) -> None:
    """Bring the sealed packets of the file PARCEL (- for standard input) to intake.

    Nothing in them can be read on the way, by intake, or by whoever hands them over. The same parcel can be handed over
    again: it is held once.
    """
    with click.open_file(str(parcel), "rb") as stream:
        packets = read_parcel(stream.read(LONGEST + 1))
    done = 0
    with HttpLine(_address(address, socks)) as line:
        try:
            for done, held in enumerate(hand_over(line, packets, pause=_wait), start=1):
                click.echo(f"{done} of {len(packets)} held", err=True)
                click.echo(f"held {held.blob_hash.hex()}")
        except KeyboardInterrupt:
            raise HandOverError(
                f"Stopped with {done} of {len(packets)} held.",
                hint="Hand the same parcel over again: all is held once.",
            ) from None


def _wait(seconds: float) -> None:
    """Wait before the next try, and say so: a minute of silence looks like a program that hangs."""
    click.echo(f"No answer yet. The same packet goes again in {seconds:.0f} s.", err=True)
    time.sleep(seconds)


def _address(address: str, socks: str | None) -> Address:
    if socks == "":
        raise AddressError(Fault.PROXY)
    return Address(address, socks or "")
