# SPDX-License-Identifier: AGPL-3.0-or-later
"""When to post: a random moment of each desk tick for each lane, the same whatever is posted.

Rules of this module:

- The moment is drawn for the tick, evenly, before anything is known of what will be sent in it. So the time at which
  something arrives tells nothing of what it is, nor of when its author sat at the desk.
- The last tenth of a tick is left for trying again.
- What could not be sent is tried again after a pause that depends on the tick's length only.
"""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from plaint.clock import Clock, tick_of
from plaint.desk.post.cells import RandomBelow
from plaint.desk.post.poster import Poster
from plaint.desk.post.spool import Lane
from plaint.errors import PlaintError

log = logging.getLogger("plaint.desk.post")
TENTHS: Final = 9
"""Of ten parts of a tick, those in which a first attempt may lie."""
SHORTEST_PAUSE: Final = 1
LONGEST_PAUSE: Final = 300


def draw(now: int, length: int, random: RandomBelow) -> int:
    """Return a moment (Unix seconds) of the present tick that is not past, evenly among those left for a first try."""
    end = tick_of(now, length) * length + length * TENTHS // 10
    return now + random(max(1, end - now))


def pause(length: int) -> int:
    """Return the seconds after which to try again."""
    return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, length // 60))


@dataclass(slots=True)
class Grid:
    """Runs a poster along the desk ticks."""

    poster: Poster
    clock: Clock
    random: RandomBelow
    _tick: int = field(default=-1, init=False)
    _due: dict[Lane, int] = field(default_factory=dict, init=False)

    def turn(self) -> int:
        """Do what is due; return the seconds until something is due again, at least one."""
        now, length = self.clock.now(), self.poster.terms().desk_tick
        tick = tick_of(now, length)
        if tick != self._tick:
            self._tick = tick
            self._due = {lane: draw(now, length, self.random) for lane in Lane}
        for lane, due in tuple(self._due.items()):
            # A slow answer to one lane may have taken us into the next tick, for which moments are drawn anew.
            if due <= now and tick_of(self.clock.now(), length) == tick:
                if self._post(lane, tick):
                    del self._due[lane]
                else:
                    self._due[lane] = now + pause(length)
        until = min([*self._due.values(), (tick + 1) * length])
        return max(1, until - self.clock.now())

    def run(self, sleep: Callable[[float], bool]) -> None:
        """Post until `sleep`, which waits for so many seconds, says False."""
        while sleep(self.turn()):
            pass

    def _post(self, lane: Lane, tick: int) -> bool:
        try:
            return self.poster.post(lane, tick)
        except (PlaintError, sqlite3.Error, OSError) as error:
            # A full disk or a malformed file must not end the loop; its kind alone tells nothing of what is sent.
            log.error("posting failed: %s", type(error).__name__)  # noqa: TRY400 - no traceback
            return False
