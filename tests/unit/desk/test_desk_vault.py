# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vault keeps what was opened, encrypted, under the member's key."""

import sqlite3
import threading
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from plaint.desk.vault.connection import Vault, VaultError

KEY = bytes(range(32))
CANARY = "свидетель назвал улицу"


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    folder = tmp_path / "Стол Анны"
    folder.mkdir()
    return folder / "vault.db"


def _put(vault: Vault, name: str, value: str) -> None:
    with vault.write() as rows:
        rows.execute("INSERT INTO meta VALUES (?, ?)", (name, value.encode()))


def _put_twice(vault: Vault, name: str) -> None:
    with vault.write() as rows:
        rows.execute("INSERT INTO meta VALUES (?, x'00')", (name,))
        rows.execute("INSERT INTO meta VALUES (?, x'00')", (name,))


def _names(vault: Vault) -> list[str]:
    with vault.read() as rows:
        return [name for (name,) in rows.execute("SELECT name FROM meta ORDER BY name")]


def test_no_word_lies_on_the_disk_in_clear(path: Path) -> None:
    """Neither the database nor its write-ahead log holds a word of what was written, while open and after."""
    vault = Vault(path, KEY)
    _put(vault, "canary", CANARY)
    while_open = [file.read_bytes() for file in path.parent.iterdir()]
    vault.close()
    after = [file.read_bytes() for file in path.parent.iterdir()]
    assert len(while_open) > 1, "the write-ahead log should be there while the vault is open"
    for octets in while_open + after:
        assert CANARY.encode() not in octets
        assert b"SQLite format 3" not in octets


def test_what_was_written_is_there_again(path: Path) -> None:
    """Closing and opening with the same key loses nothing."""
    vault = Vault(path, KEY)
    _put(vault, "a", "1")
    vault.close()
    again = Vault(path, KEY)
    assert _names(again) == ["a"]
    again.close()


def test_another_key_opens_nothing(path: Path) -> None:
    """A vault that another key made is refused with what to do, and stays as it was."""
    Vault(path, KEY).close()
    before = path.read_bytes()
    with pytest.raises(VaultError, match="sync again"):
        Vault(path, bytes(32))
    assert path.read_bytes() == before


def test_a_plain_database_is_refused(path: Path) -> None:
    """A file that somebody put there in clear is not taken for a vault."""
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE meta (name TEXT)")
    plain.close()
    with pytest.raises(VaultError):
        Vault(path, KEY)


def test_a_changed_page_is_noticed(path: Path) -> None:
    """One flipped bit in a page makes that page unreadable instead of readable as something else."""
    vault = Vault(path, KEY)
    _put(vault, "a", "1" * 5000)
    with vault.read() as rows:
        page = rows.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'meta'").fetchone()[0]
    vault.close()
    octets = bytearray(path.read_bytes())
    octets[(page - 1) * 4096 + 2000] ^= 1
    path.write_bytes(octets)
    damaged = Vault(path, KEY)
    with pytest.raises(sqlcipher.DatabaseError):
        _names(damaged)
    damaged.close()


def test_a_newer_vault_is_refused(path: Path) -> None:
    """An older program does not touch what a newer one made."""
    vault = Vault(path, KEY)
    with vault.write() as rows:
        rows.execute("PRAGMA user_version = 99")
    vault.close()
    with pytest.raises(VaultError, match="Update"):
        Vault(path, KEY)


def test_a_failed_step_leaves_nothing(path: Path) -> None:
    """An error inside a transaction takes all of it back."""
    vault = Vault(path, KEY)
    with pytest.raises(sqlcipher.IntegrityError):
        _put_twice(vault, "half")
    assert _names(vault) == []
    _put(vault, "next", "")
    assert _names(vault) == ["next"]
    vault.close()


def test_looking_cannot_write(path: Path) -> None:
    """The connection that pages use refuses to change anything."""
    vault = Vault(path, KEY)
    with pytest.raises(sqlcipher.OperationalError, match="readonly"), vault.read() as rows:
        rows.execute("INSERT INTO meta VALUES ('x', x'00')")
    vault.close()


def test_pages_are_read_while_a_long_step_is_written(path: Path) -> None:
    """A page does not wait for a sync that is busy writing."""
    vault = Vault(path, KEY)
    _put(vault, "old", "")
    seen: list[list[str]] = []
    with vault.write() as rows:
        rows.execute("INSERT INTO meta VALUES ('new', x'00')")
        reader = threading.Thread(target=lambda: seen.append(_names(vault)))
        reader.start()
        reader.join(5)
    assert seen == [["old"]]
    vault.close()


def test_sorting_needs_no_temp_file(path: Path) -> None:
    """What SQLite would spill while sorting stays in memory."""
    vault = Vault(path, KEY)
    with vault.read() as rows:
        assert rows.execute("PRAGMA temp_store").fetchone() == (2,)
        options = {option for (option,) in rows.execute("PRAGMA compile_options")}
    assert options & {"TEMP_STORE=2", "TEMP_STORE=3"}
    vault.close()


def test_a_deleted_row_is_overwritten(path: Path) -> None:
    """Deleted content is zeroed in its page, so that no copy of it waits for the key to leak."""
    vault = Vault(path, KEY)
    with vault.read() as rows:
        assert rows.execute("PRAGMA secure_delete").fetchone() == (1,)
    vault.close()


def test_a_short_key_is_refused(path: Path) -> None:
    """Anything but 32 bytes is no key."""
    with pytest.raises(VaultError):
        Vault(path, b"short")
    assert not path.exists()
