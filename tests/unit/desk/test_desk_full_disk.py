# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk whose own disk is full: syncing, unlocking, posting and writing each say so, and nothing is lost."""

import errno
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from plaint.casework.statements import Note
from plaint.desk.database import transaction
from plaint.desk.full import FullDiskError
from plaint.desk.home import write_whole
from plaint.desk.mirror.connection import Mirror
from plaint.desk.post import posting as posting_module
from plaint.desk.post.grid import Grid
from plaint.desk.post.spool import Lane, Spool
from plaint.desk.vault import cases, drafts
from plaint.desk.vault.connection import Vault, VaultError
from tests.support.desks import Browser, FakeServer, close, connect_as, make_test_desk, seen
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story
from tests.support.syncing import Puller
from tests.support.tellers import READERS, Teller

KEY = bytes(range(32))
LOTS = 2**30
"""Pages: as good as no limit."""
TOLD = "The disk of this machine is full."


class Usage(NamedTuple):
    """What a file system says of itself."""

    total: int
    used: int
    free: int


@contextmanager
def filled(database: Vault | Mirror) -> Iterator[None]:
    """Let a database grow by nothing for the length of the block, as on a disk without a free byte."""
    with database.write() as rows:
        pages = rows.execute("PRAGMA page_count").fetchone()[0]
        rows.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with database.write() as rows:
            rows.execute(f"PRAGMA max_page_count = {LOTS}")


def write_too_much(vault: Vault) -> None:
    """Change a draft, and write more than fits, in one transaction."""
    with vault.write() as rows:
        drafts.put(rows, b"a" * 16, "note", "другое")
        rows.execute("INSERT INTO meta VALUES ('long', zeroblob(1000000))")


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    return Ledger(small_group())


@pytest.fixture(name="teller")
def _teller(tmp_path: Path, ledger: Ledger) -> Iterator[Teller]:
    server = FakeServer()
    ledger.serve(server)
    desk = make_test_desk(tmp_path, server)
    browser: Browser = connect_as(desk, "ombudsman-1", small_group())
    yield Teller(browser, ledger, Story())
    close(desk)


def test_what_does_not_fit_is_taken_back(tmp_path: Path) -> None:
    """A write on a full disk is refused with the error that says so; what was there stays, and the next one works."""
    vault = Vault(tmp_path / "vault.db", KEY)
    with vault.write() as rows:
        drafts.put(rows, b"a" * 16, "note", "начатое")
    with filled(vault), pytest.raises(FullDiskError, match="full"):
        write_too_much(vault)
    with vault.read() as rows:
        assert drafts.get(rows, b"a" * 16, "note") == "начатое"
    with vault.write() as rows:
        drafts.put(rows, b"a" * 16, "note", "дальше")
    with vault.read() as rows:
        assert drafts.get(rows, b"a" * 16, "note") == "дальше"
    vault.close()


def test_a_commit_that_fails_leaves_no_transaction_open(tmp_path: Path) -> None:
    """Where only the commit fails, it is rolled back as well; otherwise nothing could ever be written again."""
    rows = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    rows.execute("PRAGMA foreign_keys = ON")
    rows.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
    rows.execute("CREATE TABLE b (id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(sqlite3.IntegrityError), transaction(rows):
        rows.execute("INSERT INTO b VALUES (1)")
    assert not rows.in_transaction
    with transaction(rows):
        rows.execute("INSERT INTO a VALUES (1)")
    assert rows.execute("SELECT count(*) FROM a").fetchone() == (1,)
    assert rows.execute("SELECT count(*) FROM b").fetchone() == (0,)
    rows.close()


@pytest.mark.parametrize("kind", ["vault", "mirror"])
def test_a_full_disk_is_not_taken_for_a_wrong_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Who is told to move the vault away loses drafts: that it cannot be opened for lack of room is said as such."""
    path = tmp_path / "there.db"
    path.mkdir()  # SQLite says of it what it says where it cannot make its files: that it is unable to open it
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(LOTS, LOTS, 4096))
    with pytest.raises(FullDiskError):
        Vault(path, KEY) if kind == "vault" else Mirror(path)


def test_what_cannot_be_read_says_nothing_of_the_key(tmp_path: Path) -> None:
    """On a disk with room, a vault that cannot be opened is neither full nor under another key."""
    path = tmp_path / "there.db"
    path.mkdir()
    with pytest.raises(Exception, match="unable to open") as caught:
        Vault(path, KEY)
    assert not isinstance(caught.value, VaultError | FullDiskError)


def test_unlocking_says_it(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page for the passphrase names the full disk, keeps the desk locked, and opens once there is room."""
    teller.browser.post("/lock")

    def nowhere(*_: object) -> Vault:
        raise FullDiskError("full")

    with monkeypatch.context() as patch:
        patch.setattr("plaint.desk.joining.Vault", nowhere)
        answer = teller.browser.post("/unlock", passphrase="five words that nobody guesses")
    assert TOLD in seen(answer)
    assert "Move the file" not in seen(answer)
    assert teller.browser.desk.session.look() is None
    teller.browser.post("/unlock", passphrase="five words that nobody guesses")
    assert teller.browser.desk.session.look() is not None


@pytest.mark.parametrize("what", ["mirror", "vault"])
def test_a_sync_says_it_and_goes_on_later(tmp_path: Path, ledger: Ledger, what: str) -> None:
    """A sync that finds no room ends with the error, convicts nobody, and brings everything once there is room."""
    story = Story()
    desk = Puller(tmp_path, ledger, "ngo-1")
    desk.sync()
    for name in ("anna", "boris", "vera"):
        record = story.complaint(
            story.complainant(name), readers=READERS, account=f"жалоба {name} " + "х" * 5_000
        ).record
        ledger.file(record)
    ledger.tick(3600)
    with filled(desk.source.mirror if what == "mirror" else desk.opened.vault), pytest.raises(FullDiskError):
        desk.sync()
    assert desk.misdeeds() == []
    assert desk.sync() == 3
    assert len(desk.excerpts()) == 3
    desk.close()


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk for which there is no room leaves nothing behind, and the file that was there stays."""
    path = tmp_path / "chunk"
    write_whole(path, b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FullDiskError):
        write_whole(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["chunk"]
    assert path.read_bytes() == b"old"


def test_other_errors_stay_what_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without rights is not a full one."""

    def denied(_: int) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(os, "fsync", denied)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "x", b"x")


def test_a_case_stays_readable_and_what_is_typed_stays_on_the_page(teller: Teller) -> None:
    """On a full disk the case is shown; a reply and a note are refused with all that was typed, and queue nothing."""
    case_id = teller.begin(account="жалоба")
    teller.page(case_id)
    vault = teller.opened().vault
    long = "Ответ. " + "я" * 9_000
    with filled(vault):
        assert "жалоба" in seen(teller.browser.get(f"/case/{case_id.hex()}"))
        for what, form in (("reply", {"text": long}), ("note", {"text": long, "audience": "readers"})):
            answer = teller.do(case_id, what, **form)
            assert answer.status_code in {422, 507}
            assert TOLD in seen(answer)
            assert f">{long}</textarea>" in answer.text
    assert teller.outbox(case_id) == []
    teller.do(case_id, "note", text=long, audience="readers")
    assert [said for said, _ in teller.outbox(case_id)] == [Note(audience="readers", text=long)]


def test_that_it_was_looked_at_can_be_noted_later(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be noted on a full disk is not told as an error on the page of a case."""
    case_id = teller.begin(account="жалоба")
    teller.page(case_id)

    def full(*_: object) -> None:
        raise FullDiskError("full")

    monkeypatch.setattr(cases, "mark_seen", full)
    answer = teller.browser.get(f"/case/{case_id.hex()}")
    assert answer.status_code == 200
    assert "жалоба" in seen(answer)


def test_the_ledgers_page_says_it(teller: Teller) -> None:
    """A desk that could not sync for lack of room shows so on every page, and why on the one of the ledger."""
    desk = teller.browser.desk
    teller.page(teller.begin(account="жалоба"))
    mirror = desk.engine.mirror
    assert mirror is not None
    for _ in range(3):
        teller.ledger.cover()
    teller.ledger.tick(3600)
    with filled(mirror):
        desk.engine.ask_to_sync()
        desk.engine.step()
        assert isinstance(desk.engine.state.error, FullDiskError)
        assert TOLD in seen(teller.browser.get("/ledger"))
        assert "The last sync failed" in seen(teller.browser.get("/cases"))
    desk.engine.ask_to_sync()
    desk.engine.step()
    assert desk.engine.state.error is None


def test_the_spool_keeps_what_was_prepared(tmp_path: Path) -> None:
    """A new stock that does not fit leaves the old one whole: posting goes on from it."""
    spool = Spool(tmp_path / "posting.db")
    spool.replace(b"g" * 16, b"c" * 32, entries=[b"old"], cells=[b"x"], told=[])
    rows = spool._rows
    rows.execute(f"PRAGMA max_page_count = {rows.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(FullDiskError):
        spool.replace(b"h" * 16, b"c" * 32, entries=[bytes(65_536)] * 4, cells=[b"x"], told=[])
    stock = spool.stock(Lane.ENTRIES, 1)
    assert stock is not None
    assert stock.pieces == (b"old",)
    rows.execute(f"PRAGMA max_page_count = {LOTS}")
    spool.replace(b"h" * 16, b"c" * 32, entries=[bytes(65_536)] * 4, cells=[b"x"], told=[])
    assert spool.left(Lane.ENTRIES) == 4
    spool.close()


def test_a_turn_that_fails_does_not_end_posting(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a turn fails with, the next one comes: a desk that stops posting would show that nobody is there."""
    turns: list[int] = []
    twice = threading.Event()

    def turn(_: Grid) -> float:
        turns.append(1)
        if len(turns) == 1:
            raise sqlite3.OperationalError("database or disk is full")
        twice.set()
        return 60

    teller.page(teller.begin(account="жалоба"))
    posting = teller.browser.desk.engine.posting
    assert posting is not None
    monkeypatch.setattr(Grid, "turn", turn)
    monkeypatch.setattr(posting_module, "_AGAIN", 0.01)
    posting.start()
    assert twice.wait(30)
