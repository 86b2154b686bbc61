# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database itself: append-only, durable, never made by accident, and without a trace of what was erased."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from plaint.ledger.leaf import LeafKind
from plaint.store.database import create_database, open_database, origin_of
from plaint.store.errors import FullError, StoreError
from plaint.store.protocol import Blob, Head, Kept
from plaint.store.writing import SqliteWriting
from tests.support.stores import ORIGIN, blob, sqlite_store

LOG = ["blob", "pass", "leaf", "place", "node", "head", "board", "charter", "tombstone", "erased"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a ledger that has a row in every table of the log."""
    with sqlite_store(tmp_path) as store:
        store.writing.hold([blob("one"), blob("two")], 1)
        store.writing.hold_board(blob("board", LeafKind.BOARD), number=1, desk_tick=1, tick=1)
        store.writing.hold_charter(blob("charter", LeafKind.CHARTER), version=1, tick=1)
        store.writing.hold_tombstone(blob("stone", LeafKind.TOMBSTONE), target=blob("one").leaf.blob_hash, tick=1)
        store.writing.begin_pass(2)
        store.writing.append_some(2, 512)
        store.writing.finish_pass(Head(tick=2, size=5, note=b"note"))
        store.writing.erase([blob("one").leaf.blob_hash])
    return tmp_path


@pytest.mark.parametrize("table", LOG)
def test_the_log_is_append_only(folder: Path, table: str) -> None:
    """No row of it can be deleted, replaced or changed, not even by who has the database open."""
    db = open_database(folder, writing=True)
    first = db.execute("SELECT * FROM THE_TABLE".replace("THE_TABLE", table)).fetchone()
    column = db.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid DESC", (table,)).fetchone()[0]
    marks = ", ".join("?" for _ in first)
    attempts: list[tuple[str, tuple[object, ...]]] = [
        ("DELETE FROM THE_TABLE", ()),
        ("INSERT OR REPLACE INTO THE_TABLE VALUES (MARKS)", first),
        ("UPDATE THE_TABLE SET COLUMN = COLUMN", ()),
    ]
    for statement, values in attempts:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement.replace("THE_TABLE", table).replace("COLUMN", column).replace("MARKS", marks), values)
    db.close()


def test_a_body_goes_only_after_it_was_entered_as_erased(folder: Path) -> None:
    """The one exception is bound: no other body, no other change to that row."""
    db = open_database(folder, writing=True)
    for statement in (
        "UPDATE blob SET body = NULL WHERE body = CAST('two' AS BLOB)",
        "UPDATE blob SET body = x'00' WHERE body IS NULL",
        "UPDATE blob SET leaf = zeroblob(72) WHERE body IS NULL",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO leaf VALUES (7, zeroblob(72))",
        "INSERT INTO leaf VALUES (-1, zeroblob(72))",
        "INSERT INTO head VALUES (1, 9, x'')",
        "INSERT INTO head VALUES (3, 4, x'')",
    ],
)
def test_the_log_grows_at_its_end_only(folder: Path, statement: str) -> None:
    """No gap, nothing in front, no head of an earlier tick or of fewer leaves."""
    db = open_database(folder, writing=True)
    with pytest.raises(sqlite3.IntegrityError, match="out of order"):
        db.execute(statement)
    db.close()


def test_readers_cannot_write(folder: Path) -> None:
    """A reading connection refuses every change."""
    db = open_database(folder, writing=False)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM held")
    db.close()


def test_a_commit_is_durable(folder: Path) -> None:
    """WAL with synchronous=FULL: the log is fsynced before a commit returns (SQLite, PRAGMA synchronous)."""
    db = open_database(folder, writing=True)
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert db.execute("PRAGMA secure_delete").fetchone()[0] == 1
    db.close()


def test_nothing_of_an_erased_body_is_left(tmp_path: Path) -> None:
    """Neither in the database nor in its write-ahead log; while the ledger is open, too."""
    canary = os.urandom(32)
    body = canary + bytes(60_000)
    held = Blob(blob("x").leaf, body)
    with sqlite_store(tmp_path) as store:
        store.writing.hold([held], 1)
        assert any(canary in path.read_bytes() for path in tmp_path.iterdir())
        store.writing.erase([held.leaf.blob_hash])
        assert not any(canary in path.read_bytes() for path in tmp_path.iterdir())


def test_a_full_database_loses_the_commit_and_nothing_else(tmp_path: Path) -> None:
    """What did not fit is not there in part; what fitted before is; and there is room again when there is room."""
    with sqlite_store(tmp_path) as store:
        assert isinstance(store.writing, SqliteWriting)
        store.writing.hold([blob("before")], 1)
        pages = store.writing._db.execute("PRAGMA page_count").fetchone()[0]
        store.writing._db.execute(f"PRAGMA max_page_count = {pages + 4}")
        large = Blob(blob("large").leaf, os.urandom(65_536))
        with pytest.raises(FullError):
            store.writing.hold([blob("beside"), large], 1)
        assert store.reading.find(blob("beside").leaf.blob_hash) is None
        assert store.reading.find(blob("before").leaf.blob_hash) is not None
        store.writing._db.execute(f"PRAGMA max_page_count = {pages + 1000}")
        assert store.writing.hold([blob("beside"), large], 1) == [Kept.NEW, Kept.NEW]


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    """Opening says what to do, and leaves the folder as it was."""
    with pytest.raises(StoreError, match="no ledger") as caught:
        open_database(tmp_path, writing=True)
    assert "plaint intake init" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_database_is_not_made_twice(tmp_path: Path) -> None:
    """The second time it says that there is one."""
    create_database(tmp_path, ORIGIN)
    with pytest.raises(StoreError, match="already"):
        create_database(tmp_path, ORIGIN)
    assert origin_of(tmp_path) == ORIGIN


def test_a_foreign_file_is_no_ledger(tmp_path: Path) -> None:
    """Neither noise nor another program's database."""
    (tmp_path / "ledger.db").write_bytes(os.urandom(8192))
    with pytest.raises(StoreError, match="no database of a ledger"):
        open_database(tmp_path, writing=True)
    (tmp_path / "ledger.db").unlink()
    other = sqlite3.connect(tmp_path / "ledger.db")
    other.execute("CREATE TABLE other (x)")
    other.close()
    with pytest.raises(StoreError, match="no database of a ledger"):
        open_database(tmp_path, writing=True)


def test_a_later_version_is_left_alone(folder: Path) -> None:
    """A database that a newer program wrote is not touched."""
    db = sqlite3.connect(folder / "ledger.db")
    db.execute("INSERT INTO schema_version VALUES (2)")
    db.commit()
    db.close()
    with pytest.raises(StoreError, match="version 2"):
        open_database(folder, writing=True)


def test_a_restored_backup_is_written_like_the_ledger_it_was(tmp_path: Path) -> None:
    """`VACUUM INTO` makes a copy without a write-ahead log: opened again, reading it stops nobody from writing."""
    create_database(tmp_path, ORIGIN)
    restored = tmp_path / "restored"
    restored.mkdir()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        db.execute("VACUUM INTO ?", (str(restored / "ledger.db"),))
    with closing(open_database(restored, writing=False)) as reader, sqlite_store(restored) as store:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM blob").fetchone() == (0,)
        assert store.writing.hold([blob("one")], 1) == [Kept.NEW]
        reader.execute("COMMIT")
