# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening many entries with workers beside the desk: the same is found, and no worker outlives what it is for."""

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from plaint.desk.mirror import blobs
from plaint.desk.sync import opening
from plaint.desk.sync.opening import PAYS_FROM, Opener, opener
from plaint.desk.sync.slot import NOTHING, Found, Slot
from plaint.desk.sync.workers import Workers
from tests.support import process
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story
from tests.support.syncing import Puller, pullers

OWN = Slot(small_group().keys["ngo-1"].keys.identity.seed, 3, 8)
TOLD = "жалоба, которую открыли"
SECONDS = 30.0
KILLED = """
import multiprocessing, pathlib, sys, time
from plaint.desk.sync.slot import Slot
from plaint.desk.sync.workers import Workers

if __name__ == "__main__":
    with Workers(Slot(bytes(32), 0, 8), pathlib.Path(sys.argv[1]), 2) as workers:
        while workers.started < 2:
            workers.answers(waiting=False)
            time.sleep(0.01)
        print(*(each.pid for each in multiprocessing.active_children()), "started", flush=True)
        time.sleep(60)
"""


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Iterator[Puller]:
    story, ledger = Story(), Ledger(small_group())
    for number in range(4):
        who = story.complainant(str(number))
        ledger.file(story.complaint(who, readers=(0, 1, 3), account=f"{TOLD} {number}").record)
        ledger.cover()
    ledger.tick(3600)
    with pullers(tmp_path, ledger) as make:
        desk = make("ngo-1")
        desk.pull()
        yield desk


def _indices(desk: Puller, times: int) -> list[int]:
    """Return the indices of all entries, some times over."""
    with desk.source.mirror.read() as rows:
        found = rows.execute("SELECT idx FROM leaf WHERE kind = 1 ORDER BY idx").fetchall()
    return [index for (index,) in found] * times


def _alone(desk: Puller, indices: list[int]) -> list[Found]:
    with Workers(OWN, desk.source.mirror.path, 0) as nobody:
        return list(Opener(OWN, desk.source.mirror, nobody)(indices))


def _wait_for(workers: Workers, count: int) -> None:
    """Wait until `count` workers have started."""
    end = time.monotonic() + SECONDS
    while workers.started < count:
        assert workers.answers(waiting=False) == ({}, [])
        assert time.monotonic() < end
        time.sleep(0.01)


def _is_running(pid: int) -> bool:
    """Tell whether there is such a process, other than as a name that nobody has asked for yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_workers_find_the_same_in_the_same_order(desk: Puller) -> None:
    """With workers, who take portions out of turn, the same is found in the same order as without."""
    indices = _indices(desk, 40)
    alone = _alone(desk, indices)
    with Workers(OWN, desk.source.mirror.path, 2) as workers:
        _wait_for(workers, 2)
        assert list(Opener(OWN, desk.source.mirror, workers)(indices)) == alone
    assert [len(found.records) for found in alone] == [1, 0] * 160


def test_workers_do_open(desk: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has started takes portions: the desk's own process does not open all of them."""
    mine = []

    def find_nothing(*_: object) -> Found:
        mine.append(NOTHING)
        return NOTHING

    monkeypatch.setattr(opening, "open_one", find_nothing)
    indices = _indices(desk, 40)
    with Workers(OWN, desk.source.mirror.path, 1) as workers:
        _wait_for(workers, 1)
        found = list(Opener(OWN, desk.source.mirror, workers)(indices))
    assert 0 < sum(len(each.records) for each in found) <= len(indices) - len(mine)


@pytest.mark.parametrize("killed", [1, 2])
def test_a_worker_that_dies_costs_time_only(desk: Puller, killed: int) -> None:
    """Where one worker, or each, is killed in the middle, everything is found all the same."""
    indices = _indices(desk, 100)
    with Workers(OWN, desk.source.mirror.path, 2) as workers:
        _wait_for(workers, 2)
        opened = Opener(OWN, desk.source.mirror, workers)(indices)
        found = [next(opened)]
        for worker in multiprocessing.active_children()[:killed]:
            worker.kill()
        found += opened
        assert workers.started == 2 - killed
    assert found == _alone(desk, indices)


def test_workers_that_cannot_read_the_mirror_are_done_without(desk: Puller, tmp_path: Path) -> None:
    """A worker that finds no mirror ends without a word, and the desk opens everything itself."""
    indices = _indices(desk, 2)
    with Workers(OWN, tmp_path / "none", 1) as workers:
        (worker,) = multiprocessing.active_children()
        worker.join(SECONDS)
        assert list(Opener(OWN, desk.source.mirror, workers)(indices)) == _alone(desk, indices)
        assert len(workers) == 0
    assert not (tmp_path / "none").exists()


def test_workers_that_cannot_be_started_are_done_without(desk: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no room for another process, the desk opens everything itself."""

    def refuse(_: object) -> None:
        raise BlockingIOError

    indices = _indices(desk, 2)
    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", refuse)
    with Workers(OWN, desk.source.mirror.path, 3) as workers:
        assert len(workers) == 0
        assert list(Opener(OWN, desk.source.mirror, workers)(indices)) == _alone(desk, indices)


def test_few_entries_start_no_process(desk: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many workers are started as the entries make worth their start, and fewer than there are processors."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    started = []
    for expected in (0, PAYS_FROM - 1, PAYS_FROM, 2 * PAYS_FROM, 100 * PAYS_FROM):
        with opener(OWN, desk.source.mirror, expected):
            started.append(len(multiprocessing.active_children()))
    assert started == [0, 0, 1, 2, 2]


def test_no_worker_outlives_a_sync_that_is_broken_off(desk: Puller) -> None:
    """Who stops in the middle waits for nothing: workers are ended, be they at work or still starting."""
    indices = _indices(desk, 100)
    pids = []
    with suppress(InterruptedError), Workers(OWN, desk.source.mirror.path, 2) as workers:
        _wait_for(workers, 1)
        for _ in Opener(OWN, desk.source.mirror, workers)(indices):
            pids = [worker.pid or 0 for worker in multiprocessing.active_children()]
            assert all(_is_running(pid) for pid in pids)
            raise InterruptedError
    assert len(pids) == 2
    assert not any(_is_running(pid) for pid in pids)


def test_no_worker_outlives_a_desk_that_is_killed(desk: Puller, tmp_path: Path) -> None:
    """A worker, which holds the seed, ends with the desk's process, even if that one is killed and can say nothing."""
    program = tmp_path / "program.py"
    program.write_text(KILLED, "utf-8")
    argv = [sys.executable, str(program), str(desk.source.mirror.path)]
    run = process.start(argv, tmp_path / "log")
    printed = run.wait_for("workers", lambda: run.printed() if "started" in run.printed() else None, seconds=SECONDS)
    pids = [int(word) for word in printed.split()[:2]]
    assert all(_is_running(pid) for pid in pids)
    run.process.kill()
    run.process.wait()
    end = time.monotonic() + SECONDS
    while any(_is_running(pid) for pid in pids):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_workers_find_touches_no_disk(desk: Puller, tmp_path: Path) -> None:
    """What was opened comes back through the pipe: no file comes of it or holds a word of it."""
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with Workers(OWN, desk.source.mirror.path, 2) as workers:
        _wait_for(workers, 2)
        found = list(Opener(OWN, desk.source.mirror, workers)(_indices(desk, 40)))
        files = {path for path in tmp_path.rglob("*") if path.is_file()}
        assert files == before
    assert any(TOLD.encode() in record for each in found for record in each.records)
    assert not [path for path in files if TOLD.encode() in path.read_bytes()]


def test_an_entry_that_is_erased_meanwhile_holds_nothing(desk: Puller) -> None:
    """Between listing and opening an entry may go; then nothing is found in it, and the others are opened."""
    indices = _indices(desk, 1)
    with desk.source.mirror.write() as rows:
        blobs.put(rows, indices[0], None)
    found = _alone(desk, indices)
    assert [len(each.records) for each in found] == [0, 0] + [1, 0] * 3
    assert found[0] == NOTHING


def test_a_sync_with_workers_comes_to_the_same_cases(desk: Puller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole sync that starts workers shows the cases that one without them does."""
    monkeypatch.setattr(opening, "PAYS_FROM", 1)
    assert desk.sync() == 4
    assert sorted(desk.excerpts()) == [f"{TOLD} {number}" for number in range(4)]
