# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sequencer: one signed head for every tick, each continuing the last, through crashes and wrong backups."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plaint.keys import note as notes
from plaint.ledger.board import read_board
from plaint.ledger.checkpoint import Checkpoint, open_checkpoint
from plaint.ledger.leaf import LeafKind
from plaint.ledger.proof import consistency_proof, verify_consistency
from plaint.ledger.window import Ticks
from plaint.store.errors import ForkError, FullError
from plaint.store.lastsigned import LastSigned
from plaint.store.protocol import Head
from plaint.store.sequencer import Sequencer, Shape, Signing
from tests.support.groups import small_group
from tests.support.places import ledger_key
from tests.support.stores import ORIGIN, Both, blob, sqlite_store

SHAPE = Shape(origin=ORIGIN, ticks=Ticks(ledger=3600, desk=10_800), slots=8, cells_per_desk=1)
KEY = ledger_key(small_group())
NINE = 1_494_406_800  # 10 May 2017, 09:00 UTC: a ledger tick and a desk tick begin
TICK, DESK_TICK = NINE // 3600, NINE // 10_800


@dataclass
class Run:
    """A sequencer at work, and the heads that it has shown."""

    store: Both
    sequencer: Sequencer
    heads: list[Head] = field(default_factory=list)

    def until_done(self, now: int) -> None:
        """Take steps until nothing is due at `now`."""
        for _ in range(10_000):
            if not self.sequencer.step(now):
                return
        raise AssertionError("it never ends")

    @property
    def checkpoints(self) -> list[Checkpoint]:
        """The heads, opened with the ledger's key."""
        key = KEY.signers[0].verifier
        return [open_checkpoint(notes.parse(head.note), [key], ORIGIN) for head in self.heads]


@contextmanager
def running(folder: Path) -> Iterator[Run]:
    """Take up the ledger in `folder`, made where it is missing."""
    last_signed = LastSigned(folder / "last-signed")
    if not last_signed.path.exists():
        last_signed.create(ORIGIN)
    heads: list[Head] = []
    with sqlite_store(folder) as store:
        sequencer = Sequencer(
            store.reading,
            store.writing,
            shape=SHAPE,
            signing=Signing(KEY.signers, last_signed),
            publish=heads.append,
        )
        yield Run(store, sequencer, heads)


def test_a_head_is_signed_at_every_tick(tmp_path: Path) -> None:
    """Also where nothing came, and only once for each."""
    with running(tmp_path) as run:
        for hour in range(4):
            run.until_done(NINE + hour * 3600)
            run.until_done(NINE + hour * 3600 + 3599)
    assert [head.tick for head in run.heads] == [TICK, TICK + 1, TICK + 2, TICK + 3]
    # One board at the begin and one after three hours; nothing else came.
    assert [head.size for head in run.heads] == [1, 1, 1, 2]


def test_what_is_held_waits_for_the_next_tick(tmp_path: Path) -> None:
    """Order and moment within the tick are gone then."""
    with running(tmp_path) as run:
        run.until_done(NINE)
        run.store.writing.hold([blob("a"), blob("b")], TICK)
        run.until_done(NINE + 3599)
        assert run.heads[-1].size == 1
        run.until_done(NINE + 3600)
        assert run.heads[-1].size == 3


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.booleans()), min_size=1, max_size=6))
def test_heads_are_consistent_through_crashes(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[int, int, bool]]
) -> None:
    """However many come, ticks are missed, and the process dies in mid-pass: no head contradicts another."""
    folder = tmp_path_factory.mktemp("ledger")
    now, checkpoints, sent = NINE, [], 0
    for missed, count, dies in story:
        with running(folder) as run:
            run.until_done(now)
            run.store.writing.hold([blob(f"{sent} {number}") for number in range(count)], now // 3600)
            sent += count
            now += 3600 * (missed + 1)
            for _ in range(2 if dies else 0):
                run.sequencer.step(now)
            checkpoints += run.checkpoints
    with running(folder) as run:
        run.until_done(now)
        checkpoints += run.checkpoints
        for old, new in pairwise(checkpoints):
            assert new.tick > old.tick
            path = consistency_proof(old.size, new.size, run.store.reading.read_tile)
            verify_consistency(old.size, new.size, path, old.root, new.root)
        kinds = [leaf[4] for leaf in run.store.reading.leaves(0, 1000)]
    assert kinds.count(LeafKind.ENTRY) == sent


def test_a_pass_that_was_cut_off_keeps_its_own_tick(tmp_path: Path) -> None:
    """Taken up hours later, it ends first; then comes the pass of the present."""
    with running(tmp_path) as run:
        run.until_done(NINE)
        run.store.writing.hold([blob("a")], TICK)
        run.sequencer.step(NINE + 3600)
        run.sequencer.step(NINE + 3600)
    with running(tmp_path) as run:
        run.until_done(NINE + 4 * 3600)
    assert [head.tick for head in run.heads] == [TICK + 1, TICK + 4]


def test_a_board_is_cut_for_every_desk_tick(tmp_path: Path) -> None:
    """Chained and numbered; what a desk posted is in it, what is missing is random, and no two dummies are alike."""
    with running(tmp_path) as run:
        run.store.writing.put_cells(DESK_TICK - 1, 2, b"c" * 1024)
        for hour in range(7):
            run.until_done(NINE + hour * 3600)
        boards = [read_board(each.body or b"") for each in run.store.reading.newest_boards(-1)]
        numbers = [checkpoint.board for checkpoint in run.checkpoints]
    assert [board.number for board in boards] == [1, 2, 3]
    assert [board.desk_tick for board in boards] == [DESK_TICK - 1, DESK_TICK, DESK_TICK + 1]
    assert [board.previous for board in boards[1:]] == [board.hash for board in boards[:2]]
    assert boards[0].cells_of(2, 1) == b"c" * 1024
    dummies = {board.cells_of(slot, 1) for board in boards for slot in range(8)}
    assert len(dummies) == 24
    assert numbers == [1, 1, 1, 2, 2, 2, 3]


def test_cells_for_a_tick_that_was_slept_through_get_their_board(tmp_path: Path) -> None:
    """Intake was down for a day: ticks with cells have a board, the last whole one has, the others have none."""
    with running(tmp_path) as run:
        run.until_done(NINE)
        run.store.writing.put_cells(DESK_TICK, 0, b"d" * 1024)
    with running(tmp_path) as run:
        run.until_done(NINE + 86_400)
        boards = [read_board(each.body or b"") for each in run.store.reading.newest_boards(-1)]
    assert [board.desk_tick for board in boards] == [DESK_TICK - 1, DESK_TICK, DESK_TICK + 7]
    assert [board.number for board in boards] == [1, 2, 3]
    assert boards[1].cells_of(0, 1) == b"d" * 1024


@pytest.mark.parametrize("steps", [10_000, 1, 2, 3])
def test_boards_lie_in_the_ledger_in_their_order(tmp_path: Path, steps: int) -> None:
    """Two that are due after a standstill have a pass each, wherever a crash falls: by hashes they break a chain."""
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        with running(folder) as run:
            run.until_done(NINE)
            run.store.writing.hold([blob("before")], TICK)
            run.store.writing.put_cells(DESK_TICK, 0, b"d" * 1024)
            run.store.writing.put_cells(DESK_TICK + 1, 0, b"e" * 1024)
        with running(folder) as run:
            run.store.writing.hold([blob("after")], TICK + 24)
            for _ in range(steps):
                if not run.sequencer.step(NINE + 86_400):
                    break
        with running(folder) as run:
            run.until_done(NINE + 86_400)
            run.until_done(NINE + 90_000)
            boards = run.store.reading.newest_boards(-1)
            sizes = [run.store.reading.size_before(tick + 1) for tick in (TICK + 3, TICK + 6, TICK + 24, TICK + 25)]
        places = [board.position for board in boards]
        assert [board.desk_tick - DESK_TICK for board in boards] == [-1, 0, 1, 7]
        assert places == sorted(place for place in places if place is not None)
        # What came before the standstill lies under the first head after it, what came today under today's.
        assert sizes == [3, 4, 5, 6]


def test_cells_of_another_length_are_brought_to_the_charters(tmp_path: Path) -> None:
    """A charter that changes cells_per_desk between posting and cutting leaves no board of a wrong length."""
    with running(tmp_path) as run:
        run.store.writing.put_cells(DESK_TICK - 1, 0, b"x" * 2048)
        run.store.writing.put_cells(DESK_TICK - 1, 1, b"y" * 10)
        run.until_done(NINE)
        (board,) = run.store.reading.newest_boards(2**40)
        cells = read_board(board.body or b"")
    assert cells.cells_of(0, 1) == b"x" * 1024
    assert cells.cells_of(1, 1).startswith(b"y" * 10)
    assert len(cells.cells) == 8192


def test_a_clock_that_goes_back_signs_nothing_again(tmp_path: Path) -> None:
    """What comes meanwhile is kept, and gets its leaf when the clock has caught up."""
    with running(tmp_path) as run:
        run.until_done(NINE + 7200)
        run.until_done(NINE)
        run.store.writing.hold([blob("a")], TICK)
        run.until_done(NINE + 3600)
        assert [head.tick for head in run.heads] == [TICK + 2]
        run.until_done(NINE + 3 * 3600)
    assert run.heads[-1].size == 3


def test_an_older_copy_of_the_ledger_does_not_sign(tmp_path: Path) -> None:
    """Restored from a backup it would make a second history; it refuses, and says where to read on."""
    with running(tmp_path) as run:
        run.until_done(NINE)
    backup = tmp_path / "backup"
    backup.mkdir()
    shutil.copy(tmp_path / "ledger.db", backup / "ledger.db")
    with running(tmp_path) as run:
        run.store.writing.hold([blob("a")], TICK)
        run.until_done(NINE + 3600)
    shutil.copy(backup / "ledger.db", tmp_path / "ledger.db")
    with pytest.raises(ForkError, match="older copy") as caught, running(tmp_path):
        pass
    assert "docs/operations.md" in caught.value.hint


def test_a_ledger_with_other_leaves_does_not_sign(tmp_path: Path) -> None:
    """The same number of leaves, and more of them, but not those that were signed."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, texts in ((first, ["a"]), (second, ["b", "c"])):
        folder.mkdir()
        with running(folder) as run:
            run.store.writing.hold([blob(text) for text in texts], 0)
            run.until_done(NINE)
    shutil.copy(first / "last-signed", second / "last-signed")
    with pytest.raises(ForkError, match="other leaves"), running(second):
        pass


@pytest.mark.parametrize("text", [None, "", "plaint last-signed/1\n", "plaint last-signed/1\nx\n1\nAAAA\n1\n"])
def test_without_its_last_signature_a_ledger_does_not_sign(tmp_path: Path, text: str | None) -> None:
    """A missing or damaged file is not an empty one."""
    with running(tmp_path) as run:
        run.until_done(NINE)
    path = tmp_path / "last-signed"
    with sqlite_store(tmp_path) as store:
        path.unlink() if text is None else path.write_text(text)
        with pytest.raises(ForkError, match="cannot be read"):
            LastSigned(path).compare(ORIGIN, store.reading.size(), store.reading.read_tile)


def test_the_last_signature_of_another_ledger_is_refused(tmp_path: Path) -> None:
    """A file of another origin is not this ledger's."""
    last_signed = LastSigned(tmp_path / "last-signed")
    last_signed.create("plaint.example/south")
    with sqlite_store(tmp_path) as store, pytest.raises(ForkError, match="another ledger"):
        last_signed.compare(ORIGIN, 0, store.reading.read_tile)


def test_a_second_signer_is_noticed_before_the_signature(tmp_path: Path) -> None:
    """What is signed is written first, and only over what was read: two processes cannot both go on."""
    with running(tmp_path) as run:
        run.until_done(NINE)
        path = tmp_path / "last-signed"
        read = LastSigned(path).read()
        checkpoint = run.checkpoints[-1]
        path.write_text(path.read_text().replace(f"\n{TICK}\n", f"\n{TICK + 1}\n"))
        with pytest.raises(ForkError, match="somebody else"):
            LastSigned(path).advance(read, checkpoint)


def test_the_signature_is_written_down_before_it_is_shown(tmp_path: Path) -> None:
    """A crash between the two leaves a file that is ahead by one head, with which the ledger goes on."""
    with running(tmp_path) as run:
        run.until_done(NINE)
        run.store.writing.hold([blob("a")], TICK)

        def crash(_: Head) -> None:
            raise KeyboardInterrupt

        run.store.writing.finish_pass = crash  # type: ignore[assignment,method-assign]
        with pytest.raises(KeyboardInterrupt):
            run.until_done(NINE + 3600)
        assert LastSigned(tmp_path / "last-signed").read().size == 2
    with running(tmp_path) as run:
        run.until_done(NINE + 3600)
    assert [(head.tick, head.size) for head in run.heads] == [(TICK + 1, 2)]


def test_a_last_signature_is_not_made_twice(tmp_path: Path) -> None:
    """An existing one may belong to a ledger that has signed."""
    last_signed = LastSigned(tmp_path / "last-signed")
    last_signed.create(ORIGIN)
    with pytest.raises(ForkError, match="there already"):
        last_signed.create(ORIGIN)


def test_a_full_disk_stops_a_pass_and_not_the_ledger(tmp_path: Path) -> None:
    """The step fails whole; when there is room again, the pass goes on where it was."""
    with running(tmp_path) as run:
        run.until_done(NINE)
        run.store.writing.hold([blob(str(number)) for number in range(600)], TICK)
        database = run.store.writing._db  # type: ignore[attr-defined]
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(FullError):
            run.until_done(NINE + 3600)
        assert run.heads[-1].tick == TICK
        database.execute(f"PRAGMA max_page_count = {pages + 1000}")
        run.until_done(NINE + 3600)
    assert (run.heads[-1].tick, run.heads[-1].size) == (TICK + 1, 601)
