# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint demo`: a whole working group on this machine, to look at."""

import signal
import tempfile
from pathlib import Path
from threading import Event

import click

from plaint.demo.keys import PASSPHRASE
from plaint.demo.run import Running, published_words, run_demo

RECORD = """  Read the record       {record}
                        who said what in public, what was promised and what became of it

"""
GUIDE = """
A working group of four bodies with six members runs on this machine. Everything in it is invented.

  File a complaint      {intake}/
  Read and answer       at the desks below; passphrase: {passphrase}
  Come back             at {intake}/ with the words of an invented complaint:
                        {words}

{record}  Desk of               Address (works once)
{desks}

An open desk says "received" by itself, and a reply is on the board within half a minute: a tick of the desks lasts
15 seconds here. If only one desk is open, some complaints wait a few minutes for their "received".
Two cosigners countersign the ledger and post cover; each desk shows them under "Ledger".
One complaint is about the Interior Ministry: it is not there for interior-1.
Fingerprint of the group: {fingerprint}
Files: {folder}. End with Ctrl+C; the folder stays, remove it when you like.
"""


@click.command()
@click.option("--dir", "folder", type=click.Path(file_okay=False, path_type=Path), help="A new folder for its files.")
@click.option(
    "--register",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Publish this public record too, and serve it beside the intake.",
)
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="Port of the intake; any free one without it.")
def command(folder: Path | None, register: Path | None, port: int) -> None:
    """Run a demonstration in the foreground: a working group, its intake and desks, and invented complaints.

    Prints a line `ready intake=URL [record=URL] desk[MEMBER]=URL …` once all of them answer; ends cleanly on SIGTERM or
    Ctrl+C.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    place = folder or Path(tempfile.mkdtemp(prefix="plaint-demo-"))
    click.echo(f"plaint demo: beginning in {place}", err=True)
    run_demo(place.absolute(), port, register=register, tell=_tell, stop=stop)
    click.echo("plaint demo: ended", err=True)


def _tell(running: Running) -> None:
    desks = "\n".join(f"  {name:<20}  {address}" for name, address in running.desks.items())
    click.echo(
        GUIDE.format(
            intake=running.intake,
            passphrase=PASSPHRASE,
            words=" ".join(running.filed[0].words),
            desks=desks,
            record=RECORD.format(record=running.record) if running.record else "",
            fingerprint=published_words(running.group),
            folder=running.place.folder,
        ),
        err=True,
    )
    click.echo(running.ready_line)
