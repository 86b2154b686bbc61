# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a desk keeps its files, and that no two desks use them at once.

Rules of this module:

- One folder holds everything. Whoever copies it has the key file (under a passphrase), the vault (under a key from it)
  and what the server has as well.
- Files are for the owner's account only where the system knows such a thing; on Windows the profile folder is.
- A file is written beside its place and moved there: after a power cut it is the old one or the new one.
"""

import os
import secrets
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plaint.desk.full import telling_full
from plaint.errors import PlaintError


class HomeError(PlaintError):
    """The desk's folder cannot be used."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one desk."""

    folder: Path

    @property
    def key_file(self) -> Path:
        """The member's root seed under a passphrase."""
        return self.folder / "member.key"

    @property
    def vault(self) -> Path:
        """What this member has opened, encrypted."""
        return self.folder / "vault.db"

    @property
    def mirror(self) -> Path:
        """The ledger as it was pulled; nothing in it that the server does not have."""
        return self.folder / "mirror.db"

    @property
    def chunks(self) -> Path:
        """Sealed parts of attachments, by hash."""
        return self.folder / "chunks"

    @property
    def spool(self) -> Path:
        """Sealed entries and cells that wait for their desk tick."""
        return self.folder / "posting.db"

    @property
    def connection(self) -> Path:
        """Where the server is and how to reach it."""
        return self.folder / "connection.json"

    @property
    def preferences(self) -> Path:
        """Language and the time after which the desk locks."""
        return self.folder / "preferences.json"

    @property
    def way_in(self) -> Path:
        """A page that leads a browser in, while the desk runs with --open."""
        return self.folder / "way-in.html"

    def make(self) -> None:
        """Make the folder where it is missing, for the owner only."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError("The desk's folder cannot be made.", hint="Name another with --home.") from error

    def hold(self) -> sqlite3.Connection:
        """Return a lock on this folder that lasts until it is closed or the process ends.

        Raises `HomeError` while another desk holds it. SQLite's own file lock is the one that works alike on Windows,
        macOS and Linux and goes away with a killed process.
        """
        lock = sqlite3.connect(self.folder / "desk.lock", timeout=0, isolation_level=None, check_same_thread=False)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            lock.close()
            raise HomeError(
                "This desk is running already.", hint="Press Enter in its window for a new address, or end it first."
            ) from None
        return lock


def default_folder(system: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder where this system keeps an account's own application files."""
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Plaint" / "desk"
    if system == "darwin":
        return Path.home() / "Library" / "Application Support" / "Plaint" / "desk"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "plaint" / "desk"


def write_whole(path: Path, octets: bytes) -> None:
    """Write `octets` to `path`, durably and whole or not at all, readable by the owner only.

    Raise `FullDiskError` where there is no room.
    """
    with telling_full(path.parent):
        _write_whole(path, octets)


def _write_whole(path: Path, octets: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
