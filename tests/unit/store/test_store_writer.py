# SPDX-License-Identifier: AGPL-3.0-or-later
"""The writing thread: many in one commit, nobody told before it, everybody told after it."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from plaint.clock import HeldClock
from plaint.store.errors import FullError, StoreError
from plaint.store.protocol import Blob, Kept, Writing
from plaint.store.writer import Writer
from tests.support.stores import blob

pytestmark = pytest.mark.anyio


class Slow:
    """A store whose commits wait until they are let go, and which remembers them."""

    def __init__(self) -> None:
        """Begin closed."""
        self.commits: list[list[Blob]] = []
        self.go = threading.Semaphore(0)
        self.error: Exception | None = None

    def hold(self, blobs: Sequence[Blob], tick: int) -> list[Kept]:
        """Wait, then remember."""
        del tick
        self.go.acquire()
        if self.error is not None:
            raise self.error
        self.commits.append(list(blobs))
        return [Kept.NEW] * len(blobs)

    def reusable(self) -> int:
        """Nothing was erased."""
        return 0


class Idle:
    """A sequencer with nothing to do, or with an error."""

    error: Exception | None = None

    def step(self, now: int) -> bool:
        """Do nothing."""
        del now
        if self.error is not None:
            raise self.error
        return False


def slow_writer(folder: Path) -> tuple[Writer, Slow, Idle, list[str]]:
    """Return a writer over a slow store, and what it reports."""
    store, sequencer, reports = Slow(), Idle(), list[str]()
    writer = Writer(
        folder,
        store,  # type: ignore[arg-type]
        sequencer,  # type: ignore[arg-type]
        clock=HeldClock(0),
        tick=3600,
        report=reports.append,
    )
    writer.start()
    return writer, store, sequencer, reports


async def test_nobody_is_told_before_the_commit(tmp_path: Path) -> None:
    """An acknowledgement waits for the disk, whatever else happens."""
    writer, store, _, _ = slow_writer(tmp_path)
    waiting = asyncio.ensure_future(writer.hold(blob("a")))
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done
    store.go.release()
    assert await waiting is Kept.NEW
    await writer.close()


async def test_what_comes_during_a_commit_goes_into_the_next(tmp_path: Path) -> None:
    """One commit serves all who came meanwhile; no commit takes more than a group."""
    writer, store, _, _ = slow_writer(tmp_path)
    first = asyncio.ensure_future(writer.hold(blob("first")))
    await asyncio.sleep(0.05)
    others = [asyncio.ensure_future(writer.hold(blob(str(number)))) for number in range(100)]
    await asyncio.sleep(0)
    for _ in range(3):
        store.go.release()
    await asyncio.gather(first, *others)
    assert [len(commit) for commit in store.commits] == [1, 64, 36]
    await writer.close()


async def test_closing_writes_what_was_handed_in_and_refuses_the_rest(tmp_path: Path) -> None:
    """Nothing that was taken in is dropped, and nothing is taken that would be."""
    writer, store, _, _ = slow_writer(tmp_path)
    waiting = [asyncio.ensure_future(writer.hold(blob(str(number)))) for number in range(5)]
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(writer.close())
    await asyncio.sleep(0)
    with pytest.raises(StoreError, match="nothing now"):
        await writer.hold(blob("late"))
    for _ in range(5):
        store.go.release()
    assert await asyncio.gather(*waiting) == [Kept.NEW] * 5
    await closing


async def test_a_full_disk_is_said_to_those_in_the_commit_only(tmp_path: Path) -> None:
    """The next commit is tried again; both kinds of "full" are one."""
    writer, store, _, _ = slow_writer(tmp_path)
    for error in (FullError(), OSError(28, "No space left on device")):
        store.error = error
        store.go.release()
        with pytest.raises(FullError):
            await writer.hold(blob("a"))
    store.error = None
    store.go.release()
    assert await writer.hold(blob("a")) is Kept.NEW
    assert writer.broken is None
    await writer.close()


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), OSError(5, "Input/output error")])
async def test_after_any_other_error_nothing_is_accepted(tmp_path: Path, error: Exception) -> None:
    """Nobody knows what a database holds whose commit failed (fsync is not told twice); the operator is told."""
    writer, store, _, reports = slow_writer(tmp_path)
    store.error = error
    store.go.release()
    with pytest.raises(StoreError):
        await writer.hold(blob("a"))
    store.error = None
    with pytest.raises(StoreError):
        await writer.hold(blob("b"))
    assert store.commits == []
    assert writer.broken
    assert len(reports) == 1
    await writer.close()


async def test_a_sequencer_that_may_not_sign_stops_the_intake(tmp_path: Path) -> None:
    """Entries that no head will ever cover are not accepted."""
    writer, _, sequencer, reports = slow_writer(tmp_path)
    sequencer.error = StoreError("An older copy.", hint="Read on.")
    await writer.write(lambda _: None)
    # The sequencer has its turn after that write and before whatever comes next.
    with pytest.raises(StoreError):
        await writer.write(lambda _: None)
    assert writer.broken
    assert reports == ["An older copy. Read on."]
    await writer.close()


async def test_who_goes_away_disturbs_nobody(tmp_path: Path) -> None:
    """A cancelled request is written all the same, and the others get their answers."""
    writer, store, _, _ = slow_writer(tmp_path)
    gone, stays = (asyncio.ensure_future(writer.hold(blob(text))) for text in ("gone", "stays"))
    await asyncio.sleep(0)
    gone.cancel()
    store.go.release()
    store.go.release()
    assert await stays is Kept.NEW
    assert {each.body for commit in store.commits for each in commit} == {b"gone", b"stays"}
    await writer.close()


async def test_other_writes_wait_their_turn(tmp_path: Path) -> None:
    """Whatever writes does so on the one thread."""

    def where(writing: Writing) -> str:
        assert isinstance(writing, Slow)
        return threading.current_thread().name

    writer, _, _, _ = slow_writer(tmp_path)
    assert await writer.write(where) == "ledger writer"
    await writer.close()
