# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time leaves the process in ticks only."""

import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from plaint.clock import HeldClock, SystemClock, begin_of, blur, blur_mtime, date_of, tick_of


@given(st.integers(0, 2**40), st.integers(1, 100_000))
def test_a_blurred_time_is_the_begin_of_its_tick(seconds: int, length: int) -> None:
    """Blurring keeps the tick and nothing finer."""
    blurred = blur(seconds, length)
    assert blurred == tick_of(seconds, length) * length
    assert 0 <= seconds - blurred < length


def test_a_file_carries_the_tick_and_not_the_second(tmp_path: Path) -> None:
    """What a backup takes along of a file's time is the begin of a tick."""
    path = tmp_path / "chunk"
    path.write_bytes(b"")
    blur_mtime(path, 1_494_419_123, 3600)
    assert path.stat().st_mtime == 1_494_417_600


def test_a_date_is_that_of_utc() -> None:
    """The last second of a day and the first of the next have their own dates, wherever the machine stands."""
    assert (date_of(1_494_547_199), date_of(1_494_547_200)) == ("2017-05-11", "2017-05-12")


def test_a_day_begins_at_midnight_of_utc() -> None:
    """A day's begin is the first second with its date; what no calendar has is counted on, and nothing raises."""
    assert begin_of("2017-05-12") == 1_494_547_200
    assert begin_of("2017-02-31") == begin_of("2017-03-03")
    assert begin_of("0000-01-01") == 0


def test_the_clocks_tell_whole_seconds() -> None:
    """The system's clock is that of the machine; a held one stands until it is moved."""
    assert abs(SystemClock().now() - time.time()) < 2
    held = HeldClock(100)
    held.move(5)
    assert held.now() == 105
