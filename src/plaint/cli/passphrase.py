# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passphrases on the command line: typed unseen or read from a file, never an argument that every process may read."""

import sys
from pathlib import Path
from typing import Final

import click

from plaint.charter.keyfile import MemberKey, unlock
from plaint.files import FileError, read, read_text

KEY_FILE_LIMIT: Final = 4096
_PASSPHRASE_LIMIT: Final = 4096

PASSPHRASE_FILE = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Read the passphrase from the first line of this file (- or /dev/fd/N for a pipe) instead of asking.",
)
KEY_FILE = click.option(
    "--key",
    "key_path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Your key file.",
)


def new_passphrase(path: Path | None, prompt: str = "New passphrase") -> str:
    """Return the passphrase in the file at `path`, or one that was typed twice."""
    return _from_file(path) if path else str(click.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True))


def unlocked(key_path: Path, passphrase_path: Path | None) -> MemberKey:
    """Return the key in a key file, its passphrase read from a file or typed."""
    octets = read(key_path, KEY_FILE_LIMIT)
    if passphrase_path:
        return unlock(octets, _from_file(passphrase_path))
    return unlock(octets, str(click.prompt(f"Passphrase of {key_path.name}", hide_input=True, err=True)))


def _from_file(path: Path) -> str:
    text = sys.stdin.readline(_PASSPHRASE_LIMIT) if str(path) == "-" else read_text(path, _PASSPHRASE_LIMIT)
    first = text.removeprefix("\ufeff").partition("\n")[0].removesuffix("\r")
    if not first:
        raise FileError("The passphrase file is empty.", hint="Put the passphrase into its first line.")
    return first
