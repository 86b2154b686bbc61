# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one thread that writes: it commits what has come as a group, and lets the sequencer work in between.

Rules of this module:

- Whoever hands something in waits until the commit that holds it is on the disk; an answer never comes earlier.
- One commit takes all that has come while the last one ran, up to 4 MiB: under load, one fsync serves many.
- A full disk is said to those who were in that commit, and the thread goes on. Any other error of the database means
  that nobody knows what it holds: from then on nothing is accepted until the process is started again.
- Whatever happens, this thread lives until it is told to end. Were it dead, everybody would wait for ever and be told
  neither yes nor no.
"""

import asyncio
import errno
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from plaint.clock import Clock, blur_mtime
from plaint.errors import PlaintError
from plaint.store.database import NAME
from plaint.store.errors import FullError, StoreError
from plaint.store.protocol import Blob, Kept, Writing
from plaint.store.sequencer import Sequencer

GROUP: Final = 64
"""Entries of one commit: 4 MiB. More of them made no commit cheaper (bench/filings.py)."""
IDLE: Final = 1.0
"""Seconds after which an idle thread looks at the clock again."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Job:
    """Something to be written, and who waits for it."""

    task: Blob | Callable[[Writing], Any]
    future: "asyncio.Future[Any]"


class Writer:
    """Runs the writing thread of one ledger, for one event loop."""

    def __init__(
        self,
        folder: Path,
        writing: Writing,
        sequencer: Sequencer,
        *,
        clock: Clock,
        tick: int,
        report: Callable[[str], None],
    ) -> None:
        """Prepare to write the ledger in `folder`; `start` begins.

        `tick` is the ledger tick in seconds; `report` is told, from the writing thread, what an operator has to know.
        """
        self._files = [folder / NAME, folder / f"{NAME}-wal"]
        self._writing = writing
        self._sequencer = sequencer
        self._clock = clock
        self._tick = tick
        self._report = report
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing = False
        self._broken: str | None = None
        self._reusable = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="ledger writer")

    @property
    def broken(self) -> str | None:
        """Why nothing is accepted any more; None where all is well."""
        return self._broken

    @property
    def reusable(self) -> int:
        """Bytes that erasing has freed in the database, as of the last commit."""
        return self._reusable

    def start(self) -> None:
        """Begin to write; what is handed in comes from the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def hold(self, blob: Blob) -> Kept:
        """Return what became of `blob` once it is durable; raise StoreError where nothing was accepted."""
        kept: Kept = await self._hand_in(blob)
        return kept

    async def write(self, task: Callable[[Writing], Result]) -> Result:
        """Run `task` on the writing thread and return its result once it is durable."""
        result: Result = await self._hand_in(task)
        return result

    async def close(self) -> None:
        """Refuse what comes from now on, write what was handed in, and end the thread."""
        self._closing = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _hand_in(self, task: Blob | Callable[[Writing], Any]) -> "asyncio.Future[Any]":
        if self._closing or self._broken is not None or self._loop is None:
            raise _not_now()
        future: asyncio.Future[Any] = self._loop.create_future()
        self._jobs.put(_Job(task, future))
        return future

    def _run(self) -> None:
        more = True
        while True:
            jobs = self._take(wait=not more)
            ending = None in jobs
            self._do([job for job in jobs if job is not None])
            if ending:
                break
            more = self._sequence()
            if jobs or more:
                self._measure()

    def _take(self, *, wait: bool) -> list[_Job | None]:
        """Return what has come, up to one group; wait for the first where there is nothing else to do."""
        jobs: list[_Job | None] = []
        try:
            jobs.append(self._jobs.get(timeout=IDLE) if wait else self._jobs.get_nowait())
            while len(jobs) < GROUP:
                jobs.append(self._jobs.get_nowait())
        except queue.Empty:
            pass
        return jobs

    def _do(self, jobs: Sequence[_Job]) -> None:
        blobs = [job for job in jobs if isinstance(job.task, Blob)]
        if blobs:
            now = self._clock.now() // self._tick
            entries = [job.task for job in blobs if isinstance(job.task, Blob)]
            self._settle(blobs, lambda: self._writing.hold(entries, now))
        for job in jobs:
            task = job.task
            if not isinstance(task, Blob):
                self._settle([job], lambda task=task: [task(self._writing)])  # type: ignore[misc]
        if jobs:
            self._blur()

    def _settle(self, jobs: Sequence[_Job], task: Callable[[], Sequence[Any]]) -> None:
        """Run `task` and tell its results, or the one error, to all who wait in `jobs`."""
        error: Exception | None = None
        results: Sequence[Any] = ()
        if self._broken is not None:
            error = _not_now()
        else:
            try:
                results = task()
            except PlaintError as caught:
                error = caught
            except (sqlite3.Error, OSError) as caught:
                error = self._judge(caught)
            except Exception as caught:  # noqa: BLE001 - this thread must not die
                # Not the database's: the transaction was rolled back whole, and the next one may go well.
                self._report(f"Something could not be written ({type(caught).__name__}); nothing of it was accepted.")
                error = _not_now()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(_tell, jobs, results, error)

    def _sequence(self) -> bool:
        """Let the sequencer take a step; return whether it has more to do at once."""
        if self._broken is not None:
            return False
        try:
            return self._sequencer.step(self._clock.now())
        except FullError as error:
            self._report(f"{error} The ledger waits with its next head.")
        except PlaintError as error:
            self._break(str(error))
        except (sqlite3.Error, OSError) as error:
            self._judge(error)
        except Exception as error:  # noqa: BLE001 - this thread must not die
            self._break(f"The ledger could not be carried on ({type(error).__name__}). Report it, then start again.")
        return False

    def _measure(self) -> None:
        """Look at what erasing has freed; a database that does not tell says so at the next commit."""
        with suppress(sqlite3.Error):
            self._reusable = self._writing.reusable()

    def _judge(self, error: sqlite3.Error | OSError) -> StoreError:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return FullError()
        self._break(f"The ledger could not be written ({type(error).__name__}). Look at its disk, then start again.")
        return _not_now()

    def _break(self, why: str) -> None:
        self._broken = why
        self._report(why)

    def _blur(self) -> None:
        """Let the times of the files tell the tick only: backups carry them along."""
        for path in self._files:
            try:
                blur_mtime(path, self._clock.now(), self._tick)
            except FileNotFoundError:
                continue
            except OSError as error:
                self._report(f"The time of {path.name} could not be blurred ({type(error).__name__}).")


def _not_now() -> StoreError:
    return StoreError("The ledger takes nothing now.", hint="Send the same again later.")


def _tell(jobs: Sequence[_Job], results: Sequence[Any], error: Exception | None) -> None:
    for place, job in enumerate(jobs):
        if job.future.done():
            continue
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(results[place])
