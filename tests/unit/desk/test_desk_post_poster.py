# SPDX-License-Identifier: AGPL-3.0-or-later
"""The poster sends each tick's share once, whatever fails, and keeps sending when there is nothing left to say."""

import hashlib
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.age.header import check_shape
from plaint.clock import HeldClock
from plaint.desk.post.grid import Grid, draw
from plaint.desk.post.poster import Poster, Terms, cover
from plaint.desk.post.spool import Item, Lane, Spool, SpoolError, Taken
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import packet_length
from tests.support.posting import CHARTER, FakeIntake, terms

GENERATION = b"g" * 16
FIRST = 100
BLOB = 65_536
LANES = (Lane.ENTRIES, Lane.CELLS)


def prepared(number: int) -> bytes:
    """Return something as long as a prepared entry."""
    return bytes([number]) * 32 + hashlib.shake_256(b"entry %d" % number).digest(BLOB)


def blob_hash(number: int) -> bytes:
    """Return the hash under which the ledger knows it."""
    return hashlib.sha256(prepared(number)[32:]).digest()


def cell(number: int) -> bytes:
    """Return something as long as a cell."""
    return hashlib.shake_256(b"cell %d" % number).digest(1024)


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "posting.db"


@pytest.fixture(name="spool")
def _spool(path: Path) -> Iterator[Spool]:
    spool = Spool(path)
    yield spool
    spool.close()


def stocked(spool: Spool, ticks: int = 4, capacity: int = 2) -> None:
    """Fill the spool for some ticks."""
    spool.replace(
        GENERATION,
        CHARTER,
        entries=[prepared(number) for number in range(ticks)],
        cells=[cell(number) for number in range(ticks * capacity)],
        told=(),
    )


class Killed(BaseException):
    """The process ends here."""


class Fragile:
    """Ends the process before or after the n-th call to any method of what it wraps."""

    def __init__(self, wrapped: object, counter: list[int]) -> None:
        self._wrapped = wrapped
        self._counter = counter

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
        found = getattr(self._wrapped, name)

        def call(*args, **kwargs):  # type: ignore[no-untyped-def]
            self._step()
            answer = found(*args, **kwargs)
            self._step()
            return answer

        return call

    def _step(self) -> None:
        self._counter[0] -= 1
        if self._counter[0] == 0:
            raise Killed


def poster(spool: Spool, intake: FakeIntake, said: Terms | None = None) -> Poster:
    """Return a poster with cheap cover."""
    return Poster(spool, intake, lambda: said or terms(), make_cover=lambda _: os.urandom(32 + BLOB))


def run_ticks(poster: Poster, intake: FakeIntake, ticks: int, tries: int = 4) -> None:
    """Let both lanes try a few times in each tick."""
    for tick in range(intake.tick, intake.tick + ticks):
        intake.tick = tick
        for _ in range(tries):
            done = [poster.post(lane, tick) for lane in LANES]
            if all(done):
                break
    intake.tick += 1


def test_each_tick_has_one_entry_and_its_cells(spool: Spool) -> None:
    """Four ticks post four prepared entries and four batches of cells, in their order."""
    stocked(spool)
    intake = FakeIntake()
    run_ticks(poster(spool, intake), intake, 4)
    assert intake.arrivals == [(FIRST + number, blob_hash(number)) for number in range(4)]
    assert intake.board() == [cell(number) for number in range(8)]
    assert set(spool.taken()) == {
        *(Taken(Lane.ENTRIES, Item(GENERATION, number), FIRST + number) for number in range(4)),
        *(Taken(Lane.CELLS, Item(GENERATION, number), FIRST + number // 2) for number in range(8)),
    }


def test_doing_it_again_sends_nothing(spool: Spool) -> None:
    """A second turn in the same tick makes no request."""
    stocked(spool)
    intake = FakeIntake()
    run_ticks(poster(spool, intake), intake, 1)
    asked = len(intake.asked)
    assert poster(spool, intake).post(Lane.ENTRIES, FIRST)
    assert poster(spool, intake).post(Lane.CELLS, FIRST)
    assert len(intake.asked) == asked


def test_it_goes_on_with_cover_when_the_stock_is_used_up(spool: Spool) -> None:
    """After the prepared ones there still are one entry and as many cells in each tick, of the same lengths."""
    stocked(spool, ticks=1)
    intake = FakeIntake()
    run_ticks(poster(spool, intake), intake, 5)
    assert [tick for tick, _ in intake.arrivals] == [FIRST + number for number in range(5)]
    assert len(intake.board()) == 10
    assert {length for _, length in intake.asked} == {packet_length(LeafKind.ENTRY), 2048}


def test_cover_has_the_shape_of_any_entry(spool: Spool) -> None:
    """What is made on the spot passes the check that intake makes of every entry."""
    intake = FakeIntake()
    run_ticks(Poster(spool, intake, terms), intake, 1)
    (blob,) = intake.entries.values()
    check_shape(blob, 8)
    assert len(cover(8)) == 32 + BLOB


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["", "", "down", "lost answer"]), max_size=12))
def test_nothing_is_lost_or_posted_twice_whatever_fails(tmp_path_factory, failures: list[str]) -> None:  # type: ignore[no-untyped-def]
    """With any failures of the network every prepared thing arrives once, in order."""
    spool = Spool(tmp_path_factory.mktemp("spool") / "posting.db")
    stocked(spool, ticks=3)
    intake = FakeIntake()
    intake.fail_next(*failures)
    run_ticks(poster(spool, intake), intake, 18, tries=1)
    hashes = [digest for _, digest in intake.arrivals]
    assert hashes[:3] == [blob_hash(number) for number in range(3)]
    assert len(set(hashes)) == len(hashes)
    assert intake.board()[:6] == [cell(number) for number in range(6)]
    assert len(set(intake.board())) == len(intake.board())
    spool.close()


@pytest.mark.parametrize("step", range(1, 60))
def test_a_kill_between_any_two_steps_loses_nothing(path: Path, step: int) -> None:
    """A process that ends at any step, and is started again, posts everything once and in order."""
    first = Spool(path)
    stocked(first, ticks=3)
    intake = FakeIntake()
    counter = [step]
    fragile = poster(Fragile(first, counter), Fragile(intake, counter))  # type: ignore[arg-type]
    with pytest.raises(Killed):
        run_ticks(fragile, intake, 9)
    first.close()
    again = Spool(path)
    run_ticks(poster(again, intake), intake, 5)
    hashes = [digest for _, digest in intake.arrivals]
    assert hashes[:3] == [blob_hash(number) for number in range(3)]
    assert len(set(hashes)) == len(hashes)
    assert [octets for octets in intake.board() if octets in {cell(number) for number in range(6)}] == [
        cell(number) for number in range(6)
    ]
    assert {each.item.number for each in again.taken() if each.lane is Lane.ENTRIES} == {0, 1, 2}
    again.close()


def test_cells_of_a_missed_tick_go_out_later(spool: Spool) -> None:
    """Cells that the server never had are sent for a later tick; those that it had are not sent again."""
    stocked(spool)
    intake = FakeIntake()
    sender = poster(spool, intake)
    intake.fail_next("down", "down")
    run_ticks(sender, intake, 1, tries=1)
    run_ticks(sender, intake, 1)
    assert intake.cells == {(3, FIRST + 1): cell(0) + cell(1)}
    intake.fail_next("lost answer", "lost answer")
    run_ticks(sender, intake, 1, tries=1)
    run_ticks(sender, intake, 1)
    assert intake.board() == [cell(number) for number in range(6)]


def test_another_who_posts_in_this_place_costs_a_tick(spool: Spool) -> None:
    """Where somebody else's cells are held for this slot, ours go out in the next tick."""
    stocked(spool)
    intake = FakeIntake()
    intake.cells[3, FIRST] = bytes(2048)
    run_ticks(poster(spool, intake), intake, 2)
    assert intake.cells[3, FIRST + 1] == cell(0) + cell(1)


def test_more_work_is_done_over_the_same_bytes(spool: Spool) -> None:
    """A server that asks for more work gets the same entry with more work."""
    stocked(spool)
    intake = FakeIntake(work_bits=6)
    sender = poster(spool, intake)
    assert not sender.post_entry(FIRST)
    run_ticks(poster(spool, intake, terms(work_bits=6)), intake, 1)
    assert intake.arrivals == [(FIRST, blob_hash(0))]


def test_nothing_of_an_old_charter_goes_out(spool: Spool) -> None:
    """Under another charter neither the stock nor what was under way is sent, but cover and dummies are."""
    stocked(spool)
    intake = FakeIntake()
    sender = poster(spool, intake)
    intake.fail_next("down", "down")
    run_ticks(sender, intake, 1, tries=1)
    run_ticks(poster(spool, intake, terms(charter=b"n" * 32)), intake, 3)
    assert len(intake.arrivals) == 3
    assert not {digest for _, digest in intake.arrivals} & {blob_hash(number) for number in range(4)}
    assert not set(intake.board()) & {cell(number) for number in range(8)}
    assert spool.taken() == ()


def test_a_charter_with_other_cells_is_kept_to(spool: Spool) -> None:
    """After the number of cells has changed each tick has the new number."""
    stocked(spool)
    intake = FakeIntake()
    intake.fail_next("down", "down")
    run_ticks(poster(spool, intake), intake, 1, tries=1)
    intake.cells_per_desk = 3
    run_ticks(poster(spool, intake, terms(charter=b"n" * 32, cells_per_desk=3)), intake, 2)
    assert [len(cells) for cells in intake.cells.values()] == [3072, 3072]


def test_a_clock_that_was_ahead_does_not_silence_the_desk(spool: Spool) -> None:
    """After the clock was years ahead for a moment, entries and cells go out again as soon as it is right."""
    stocked(spool)
    intake = FakeIntake()
    sender = poster(spool, intake)
    for lane in LANES:
        sender.post(lane, FIRST + 90_000)
    run_ticks(sender, intake, 2)
    assert [tick for tick, _ in intake.arrivals][-2:] == [FIRST, FIRST + 1]
    assert len(intake.cells) == 2


def test_a_stock_replaced_meanwhile_is_not_mixed_up(spool: Spool) -> None:
    """What was taken from a stock that is gone is not begun, and the poster takes from the new one."""
    stocked(spool)
    stock = spool.stock(Lane.ENTRIES, 1)
    assert stock is not None
    spool.replace(b"h" * 16, CHARTER, entries=[prepared(9)], cells=[], told=())
    intake = FakeIntake()
    sender = poster(spool, intake)
    stale = replace(sender, spool=_StaleOnce(spool, stock))  # type: ignore[arg-type]
    assert stale.post_entry(FIRST)
    assert intake.arrivals == [(FIRST, blob_hash(9))]


class _StaleOnce:
    """Shows an old stock the first time that it is asked."""

    def __init__(self, spool: Spool, stock: object) -> None:
        self._spool = spool
        self._stocks = [stock]

    def stock(self, lane: Lane, count: int) -> object:
        return self._stocks.pop() if self._stocks else self._spool.stock(lane, count)

    def __getattr__(self, name: str) -> object:
        return getattr(self._spool, name)


def test_replacing_the_stock_leaves_alone_what_is_under_way(spool: Spool) -> None:
    """What was begun is finished with its own bytes, and what the vault was told is forgotten."""
    stocked(spool)
    intake = FakeIntake()
    sender = poster(spool, intake)
    run_ticks(sender, intake, 1)
    intake.fail_next("lost answer", "down")
    run_ticks(sender, intake, 1, tries=1)
    spool.replace(b"h" * 16, CHARTER, entries=[prepared(9)], cells=[cell(90), cell(91)], told=spool.taken())
    assert spool.taken() == ()
    run_ticks(sender, intake, 2)
    assert [digest for _, digest in intake.arrivals] == [blob_hash(0), blob_hash(1), blob_hash(9)]
    assert intake.board() == [cell(0), cell(1), cell(2), cell(3), cell(90), cell(91)]


def test_a_newer_spool_is_refused(path: Path) -> None:
    """A file of a newer program is left alone."""
    spool = Spool(path)
    spool._rows.execute("PRAGMA user_version = 9")
    spool.close()
    with pytest.raises(SpoolError, match="Update"):
        Spool(path)


def test_only_the_owner_may_read_the_file(path: Path, spool: Spool) -> None:
    """Other accounts of this machine have no right to it."""
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    assert spool.generation() == b""


@given(st.integers(0, 10_799), st.integers(1, 2**20))
def test_a_moment_lies_in_its_tick_and_not_in_the_past(into: int, seed: int) -> None:
    """A moment is never before now and never after the end of the tick."""
    now = 1_000 * 10_800 + into
    moment = draw(now, 10_800, lambda below: seed % below)
    assert now <= moment <= max(now, 1_000 * 10_800 + 9_720)


def test_moments_fill_the_tick_evenly() -> None:
    """Moments fall into each tenth of a tick that is free about equally often."""
    source = random.Random(1)
    moments = [draw(0, 1_000, source.randrange) // 100 for _ in range(9_000)]
    assert all(850 < moments.count(tenth) < 1150 for tenth in range(9))


def test_the_grid_posts_once_a_tick_and_tries_again(spool: Spool) -> None:
    """Along three ticks there are three entries and three batches, also where the server was down for a while."""
    stocked(spool)
    intake = FakeIntake()
    clock = HeldClock(FIRST * 10_800)
    grid = Grid(poster(spool, intake), clock, lambda below: below // 2)
    intake.fail_next("down", "down", "down")

    def sleep(seconds: float) -> bool:
        clock.move(int(seconds))
        intake.tick = clock.now() // 10_800
        return intake.tick < FIRST + 3

    grid.run(sleep)
    assert [tick for tick, _ in intake.arrivals] == [FIRST, FIRST + 1, FIRST + 2]
    assert sorted(intake.cells) == [(3, FIRST), (3, FIRST + 1), (3, FIRST + 2)]


def test_a_failing_disk_does_not_end_the_loop(spool: Spool) -> None:
    """An error in one turn is tried again in the next."""
    stocked(spool)
    intake = FakeIntake()
    clock = HeldClock(FIRST * 10_800)
    grid = Grid(replace(poster(spool, intake), make_cover=lambda _: b""), clock, lambda _: 0)
    spool._rows.execute("PRAGMA query_only = ON")
    assert grid.turn() == 180
    assert intake.asked == []
    spool._rows.execute("PRAGMA query_only = OFF")
    clock.move(180)
    grid.turn()
    assert len(intake.arrivals) == 1
