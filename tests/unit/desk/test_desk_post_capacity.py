# SPDX-License-Identifier: AGPL-3.0-or-later
"""Capacity is a requirement: 60 open threads an officer, "received" within a day, a reply within two."""

import random
import subprocess
import sys
from collections.abc import Callable

import pytest

from plaint.desk.post.capacity import (
    DAY,
    REPLY_PARTS,
    RUNS,
    CapacityError,
    Load,
    Promise,
    Waits,
    board_bytes,
    needed,
    simulate,
)
from plaint.entry.cell import MAX_PART
from plaint.entry.message import Reply
from tests.support.shared import ROOT

SIXTY = Load(threads=60)


def chance(seed: int) -> Callable[[int], int]:
    """Return the chance of one simulation, the same in every run."""
    return random.Random(seed).randrange


def test_a_thousand_letters_take_three_cells() -> None:
    """What is simulated is what a reply of 1,000 Cyrillic letters really takes."""
    reply = Reply(role="я" * 40, day=17_300, language="ru", text="ж" * 1000)
    assert -(-len(reply.encode()) // MAX_PART) == REPLY_PARTS == 3


@pytest.mark.parametrize("seed", range(6))
def test_sixty_threads_are_served_in_time(seed: int) -> None:
    """With 60 threads, four cells in each three hours keep the promise for twelve weeks."""
    assert simulate(SIXTY, capacity=4, random=chance(seed)).keep(Promise())


def test_too_few_cells_break_the_promise() -> None:
    """With one cell in three hours the same load is late, so the simulation can fail."""
    waits = simulate(SIXTY, capacity=1, random=chance(1), promise=Promise())
    assert not waits.keep(Promise())
    assert waits.reply > 2 * DAY


def test_the_charters_default_serves_ten_threads() -> None:
    """One cell in three hours, as a small group begins, serves ten threads an officer."""
    assert needed(Load(threads=10), chance) == 1


def test_what_is_needed_is_the_least() -> None:
    """One cell less than needed breaks the promise."""
    capacity = needed(SIXTY, chance, days=42)
    assert capacity > 1
    runs = [simulate(SIXTY, capacity=capacity, random=chance(seed), days=42) for seed in range(RUNS)]
    fewer = [simulate(SIXTY, capacity=capacity - 1, random=chance(seed), days=42) for seed in range(RUNS)]
    assert all(waits.keep(Promise()) for waits in runs)
    assert not all(waits.keep(Promise()) for waits in fewer)


def test_received_does_not_wait_for_replies() -> None:
    """A desk with more to write than its cells hold still says "received" within a day."""
    waits = simulate(Load(threads=60), capacity=1, random=chance(1), days=28)
    assert waits.reply > 2 * DAY
    assert waits.received <= DAY


def test_what_no_charter_can_serve_is_said() -> None:
    """A load beyond 64 cells a tick is an error that says what to change."""
    with pytest.raises(CapacityError, match="shorter desk tick"):
        needed(Load(threads=1_000, desk_tick=12 * 3600), chance, days=14)


def test_a_wait_is_counted_until_the_board_appears() -> None:
    """One message alone waits one desk tick and the ledger tick after it."""
    load = Load(threads=1, every_days=1, parts=1)
    assert simulate(load, capacity=64, random=chance(1), days=7) == Waits(received=10_800 + 3_600, reply=10_800 + 3_600)


def test_the_board_of_a_week_has_the_size_that_is_planned_for() -> None:
    """Eight slots, one cell in three hours: 448 KiB for seven days."""
    assert board_bytes(slots=8, capacity=1, desk_tick=10_800) == 448 * 1024


def test_the_bench_prints_its_figures() -> None:
    """The bench runs and names what 60 threads need."""
    bench = subprocess.run(
        [sys.executable, "bench/board_capacity.py", "--quick"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert "60 threads, 3 cells a tick of 3 h: replies within" in bench.stdout
