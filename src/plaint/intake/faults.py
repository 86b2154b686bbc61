# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the operator has to know, without telling when a request came.

Rules of this module:

- Nothing is logged for each request: a log keeps exact times. What went wrong is counted and told once a ledger tick.
- What is told names a kind of error and a place in our code, or the state of the ledger; nothing of a request.
"""

import logging
import threading
from collections import Counter
from pathlib import Path

from plaint.clock import Clock, tick_of

log = logging.getLogger("plaint.intake")


class Faults:
    """Counts what went wrong and tells it at each tick of `tick` seconds."""

    def __init__(self, clock: Clock, tick: int) -> None:
        """Begin with nothing wrong."""
        self._clock = clock
        self._length = tick
        self._tick = tick_of(clock.now(), tick)
        self._counted: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, error: BaseException) -> None:
        """Count an error by its kind and the place in the code where it was raised."""
        self.report(f"{type(error).__name__} at {_place(error)}")

    def report(self, what: str) -> None:
        """Count `what`, to be told at the next tick."""
        with self._lock:
            self._counted[what] += 1

    def tell_if_due(self) -> None:
        """Log what was counted, where a new tick has begun since it was told last."""
        tick = tick_of(self._clock.now(), self._length)
        if tick != self._tick:
            self._tick = tick
            self.tell()

    def tell(self) -> None:
        """Log what was counted since it was told last."""
        with self._lock:
            counted, self._counted = self._counted, Counter()
        for what, times in sorted(counted.items()):
            log.error("%d x %s", times, what)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else "nowhere"
