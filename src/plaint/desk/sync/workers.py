# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes that open entries beside this one, as seen from here (what they do: worker.py).

Rules of this module:

- A worker is told indices and reads the entries from the mirror by itself: what 64 KiB cost on their way through a pipe
  is a third of what it costs to open them. What it finds comes back through the pipe and touches no disk.
- It outlives neither the sync nor this process: it is killed at the end, and ends with its pipe where that one is.
- One that dies is done without: the portions that it had are told, and somebody else opens them.
"""

import multiprocessing
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from plaint.desk.sync.slot import Found, Slot
from plaint.desk.sync.worker import work

_AT_ONCE: Final = 3
"""Portions that one worker has at once, so that it need not wait while this process is busy with one of its own."""


class Workers:
    """Some workers, for the length of a `with` block; none at all is fine."""

    def __init__(self, own: Slot, mirror: Path, count: int) -> None:
        """Start up to `count` workers that try `own` stanza of entries in the mirror at `mirror`."""
        self._workers: list[_Worker] = []
        # Without processes, descriptors or memory for one more, it goes with fewer.
        with suppress(OSError):
            for _ in range(count):
                self._workers.append(_Worker(own, mirror))

    def __enter__(self) -> Self:
        """Give the workers."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End them: what they have under way, nobody wants any more."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._workers)

    @property
    def started(self) -> int:
        """How many have said that they are ready."""
        return sum(worker.ready for worker in self._workers)

    def take(self, number: int, indices: Sequence[int]) -> bool:
        """Hand portion `number` to the worker that has least to do; return False where none has room for it."""
        # One that is still starting gets nothing: it would keep what this process opens in the meantime.
        ready = [worker for worker in self._workers if worker.ready and len(worker.has) < _AT_ONCE]
        worker = min(ready, key=lambda each: len(each.has), default=None)
        return worker is not None and worker.take(number, indices)

    def answers(self, *, waiting: bool) -> tuple[Mapping[int, Sequence[Found]], Sequence[int]]:
        """Return what was found, by the number of its portion, and the numbers that dead workers leave.

        With `waiting`, at least one worker has answered or died before this returns, unless none has anything to do.
        """
        asked = {worker.pipe: worker for worker in self._workers}
        busy = any(worker.has for worker in self._workers)
        answered: dict[int, Sequence[Found]] = {}
        left: list[int] = []
        for pipe in wait(list(asked), None if waiting and busy else 0):
            worker = asked[pipe]  # type: ignore[index]  # one of those that were asked
            try:
                found = worker.pipe.recv()
            except (EOFError, OSError):
                left += worker.has
                worker.end()
                self._workers.remove(worker)
                continue
            if worker.ready:
                answered[worker.has.popleft()] = found
            worker.ready = True
        return answered, left


class _Worker:
    """One worker: its process, its pipe, and the portions that it has."""

    def __init__(self, own: Slot, mirror: Path) -> None:
        # `spawn` is the one way that all systems have, and the one that copies no memory of this process.
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.has: deque[int] = deque()
        self.ready = False
        """Whether it has said its first word, which means only that it has started."""
        self._process = context.Process(target=work, args=(other, own, mirror), daemon=True)
        try:
            self._process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            # The worker's end is the worker's alone: else the pipe would not end with it.
            other.close()

    def take(self, number: int, indices: Sequence[int]) -> bool:
        """Hand a portion over; return False where the worker is dead."""
        try:
            self.pipe.send(tuple(indices))
        except OSError:
            return False
        self.has.append(number)
        return True

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()
