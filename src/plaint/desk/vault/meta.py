# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the vault is: what is opened, what is still to be folded, by which program; and this desk's device id."""

import secrets
import sqlite3
from collections.abc import Iterable
from typing import Final

DEVICE_LENGTH: Final = 8


def opened_to(rows: sqlite3.Connection) -> int:
    """Return the ledger index before which every entry has been opened."""
    return int(_get(rows, "opened_to") or b"0")


def put_opened_to(rows: sqlite3.Connection, index: int) -> None:
    """Note that every entry before `index` has been opened."""
    _put(rows, "opened_to", str(index).encode())


def program(rows: sqlite3.Connection) -> str:
    """Return the version of the program that opened last; empty for none."""
    return (_get(rows, "program") or b"").decode()


def put_program(rows: sqlite3.Connection, version: str) -> None:
    """Note the version of the program."""
    _put(rows, "program", version.encode())


def device(rows: sqlite3.Connection) -> bytes:
    """Return this desk's device id, 8 random bytes; draw it where there is none."""
    found = _get(rows, "device")
    if found is None:
        found = secrets.token_bytes(DEVICE_LENGTH)
        _put(rows, "device", found)
    return found


def add_unfolded(rows: sqlite3.Connection, case_ids: Iterable[bytes]) -> None:
    """Note cases that got records."""
    rows.executemany("INSERT INTO unfolded VALUES (?) ON CONFLICT DO NOTHING", [(each,) for each in case_ids])


def unfolded(rows: sqlite3.Connection) -> tuple[bytes, ...]:
    """Return the cases that got records since they were folded."""
    return tuple(case_id for (case_id,) in rows.execute("SELECT case_id FROM unfolded"))


def drop_unfolded(rows: sqlite3.Connection, case_ids: Iterable[bytes]) -> None:
    """Note that these cases are folded."""
    rows.executemany("DELETE FROM unfolded WHERE case_id = ?", [(each,) for each in case_ids])


def _get(rows: sqlite3.Connection, name: str) -> bytes | None:
    found = rows.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return bytes(found[0]) if found else None


def _put(rows: sqlite3.Connection, name: str, value: bytes) -> None:
    rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
