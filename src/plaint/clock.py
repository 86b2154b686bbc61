# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time, as Plaint knows it: whole seconds UTC inside the process, ticks outside of it.

Rules of this module:

- Nobody calls `time.time()` elsewhere: a clock is passed in, so that a test can hold it.
- What is stored or shown about a complainant is a *tick*, never a second (docs/protocol.md section 8): a tick is an
  hour by default, so what a seized disk tells about the time of a complaint is no finer than that.
"""

import os
import time
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the present time."""

    def now(self) -> int:
        """Return the present Unix time in whole seconds."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The clock of this machine."""

    def now(self) -> int:
        """Return the present Unix time in whole seconds."""
        return int(time.time())


@dataclass(slots=True)
class HeldClock:
    """A clock that stands still until it is moved: for tests and for answering "as of"."""

    seconds: int

    def now(self) -> int:
        """Return the time at which this clock is held."""
        return self.seconds

    def move(self, seconds: int) -> None:
        """Move the clock forward by `seconds`."""
        self.seconds += seconds


def date_of(seconds: int) -> str:
    """Return the UTC date of the Unix time `seconds` as YYYY-MM-DD."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def begin_of(day: str) -> int:
    """Return the begin, in Unix seconds, of a day written as YYYY-MM-DD; one that no month has counts on."""
    year, month, number = (int(part) for part in day.split("-"))
    return timegm((max(year, 1970), month, number, 0, 0, 0))


def tick_of(seconds: int, length: int) -> int:
    """Return the number of the tick of `length` seconds that the Unix time `seconds` lies in."""
    return seconds // length


def blur(seconds: int, length: int) -> int:
    """Return the Unix time at which the tick that `seconds` lies in began."""
    return seconds - seconds % length


def blur_mtime(path: Path, seconds: int, length: int) -> None:
    """Set the times of `path` to the begin of the tick of `seconds`.

    Backups carry modification times along, which is where they would be read. The inode's change time cannot be set
    and stays exact on the live disk: docs/operations.md says so.
    """
    moment = blur(seconds, length)
    os.utime(path, (moment, moment))
