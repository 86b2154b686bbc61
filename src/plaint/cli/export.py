# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint export`: a case as files that stock tools open."""

from contextlib import closing
from pathlib import Path

import click

from plaint.charter.keyfile import MemberKey
from plaint.cli.passphrase import PASSPHRASE_FILE, unlocked
from plaint.desk.connection import read_connection
from plaint.desk.home import Home, default_folder
from plaint.desk.mirror import blobs
from plaint.desk.mirror.connection import Mirror
from plaint.desk.rescue.casefile import Sources, export_case
from plaint.desk.rescue.find import find_case
from plaint.desk.vault import records
from plaint.desk.vault.connection import Vault
from plaint.errors import PlaintError
from plaint.files import FileError, write_new


class NoDeskError(PlaintError):
    """This folder holds no desk that has pulled anything."""


@click.command()
@click.argument("case")
@click.option("--home", "folder", type=click.Path(path_type=Path, file_okay=False), help="The desk's folder.")
@click.option("--out", required=True, type=click.Path(path_type=Path, exists=False), help="A new folder to write.")
@PASSPHRASE_FILE
def command(case: str, folder: Path | None, out: Path, passphrase_file: Path | None) -> None:
    """Write CASE (its short name or its id) as a folder of age files that a stock `age` opens.

    Nothing is written in clear: the files are sealed to the member whose desk this is. `plaint key export` prints the
    identity that opens them. The desk must not be running.
    """
    home = Home((folder or default_folder()).absolute())
    if not home.key_file.is_file() or not home.mirror.is_file() or not home.vault.is_file():
        raise NoDeskError("There is no desk in this folder.", hint="Name its folder with --home.")
    if out.exists():
        raise FileError(f"{out} is there already.", hint="Name a new folder; nothing was overwritten.")
    with closing(home.hold()):
        key = unlocked(home.key_file, passphrase_file)
        written = _write(home, key, case, out)
    click.echo(f"{written} files in {out}")


def _write(home: Home, key: MemberKey, case: str, out: Path) -> int:
    connection = read_connection(home.connection)
    origin = key.origin if connection is None else connection.origin
    chunks = home.chunks
    with closing(Vault(home.vault, key.keys.vault_key)) as vault, closing(Mirror(home.mirror)) as mirror:
        with vault.read() as rows:
            seen = records.of_case(rows, find_case(rows, case))
        with mirror.read() as rows:
            sources = Sources(
                entry=lambda index: blobs.get(rows, index), chunk=lambda digest: blobs.read_chunk(chunks, digest)
            )
            # The folder is made once the case is found: a slip of the name leaves nothing behind.
            out.mkdir(parents=True, mode=0o700)
            count = 0
            for path, octets in export_case(seen, origin, sources, key.keys.identity.recipient):
                (out / path).parent.mkdir(exist_ok=True, mode=0o700)
                write_new(out / path, octets, private=True)
                count += 1
    return count
