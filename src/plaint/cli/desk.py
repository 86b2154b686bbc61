# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint desk`: run a member's desk on this machine."""

import logging
import sys
import webbrowser
from pathlib import Path

import click

from plaint.clock import SystemClock
from plaint.desk.desk import make_desk
from plaint.desk.home import Home, default_folder, write_whole
from plaint.desk.server import run


@click.command()
@click.option(
    "--home",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The desk's folder. Without it: where this system keeps an account's application files.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the address in the default browser.")
@click.option("--news", "tell_news", is_flag=True, help="Print a line when post has come; it says nothing else.")
def command(folder: Path | None, open_browser: bool, tell_news: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Run a member's desk: a web page for this machine alone.

    The address that is printed works once; press Enter for another one. The desk ends with Ctrl+C and locks itself when
    it is left alone. Use a private window: a browser writes the addresses of ordinary ones to the disk.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="plaint desk: %(message)s")
    home = Home((folder or default_folder()).absolute())
    home.make()
    held = home.hold()
    try:
        desk = make_desk(home, SystemClock())
        click.echo(f"plaint desk: its folder is {home.folder}", err=True)

        def tell(address: str) -> None:
            click.echo(address)
            if open_browser:
                # By way of a file of ours: an address in a command line shows in every list of processes.
                write_whole(home.way_in, f'<meta http-equiv="refresh" content="0; url={address}">'.encode("ascii"))
                webbrowser.open(home.way_in.as_uri())

        def news() -> None:
            if tell_news:
                click.echo("plaint desk: there is post", err=True)

        run(desk, tell=tell, asked=sys.stdin, news=news)
    finally:
        home.way_in.unlink(missing_ok=True)
        held.close()
