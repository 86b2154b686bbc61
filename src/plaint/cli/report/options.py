# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the commands of the report share."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from plaint.charter.keyfile import MemberKey
from plaint.cli.passphrase import unlocked
from plaint.files import read
from plaint.keys import note
from plaint.keys.note import Note
from plaint.keys.vkey import NoteKeyType, NoteSigner

if TYPE_CHECKING:
    from plaint.report.folder import Folder

APPROVAL_LIMIT = 1 << 17
FOLDER = click.argument("path", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
INTO = click.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to make; it must not be there yet.",
)
KEY_FILE = click.option(
    "--key", "key_path", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Your key file."
)
APPROVALS = click.option(
    "--approval",
    "approval_paths",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="An approval that a member wrote; once for each.",
)
HEAD = click.option(
    "--head",
    default="",
    help="The newest head of the book that you know: another book, or one that was cut off, is refused.",
)
RESTATES = click.option("--restates", is_flag=True, help="This release counts anew a period that was released before.")


def signer_of(key_path: Path, passphrase_file: Path | None) -> tuple[MemberKey, NoteSigner]:
    """Return the key in a key file, and the same as the signer of notes."""
    key = unlocked(key_path, passphrase_file)
    return key, NoteSigner(f"{key.origin}/{key.member}", NoteKeyType.ED25519, key.keys.ed25519)


def approvals(paths: tuple[Path, ...]) -> list[Note]:
    """Return the approvals in files."""
    return [note.parse(read(path, APPROVAL_LIMIT)) for path in paths]


def tell_unused(report: "Folder") -> None:
    """Name on standard error what lies in a report's folder and is no part of it."""
    for name in report.unused():
        click.echo(f"not used: {name}", err=True)


def progress(unit: str, left: int) -> None:
    """Tell on standard error how many numbers of a unit are left."""
    click.echo(f"gate: {unit}, {left} to examine", err=True)
