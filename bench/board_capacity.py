# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many cells a desk tick a group needs, for the threads that each officer has open.

    python bench/board_capacity.py [days simulated]

Promised: "received" on the board within a day, a reply of 1,000 Cyrillic letters within two. Each complainant writes
once in 14 days and is answered; every desk says "received" to all of its own officer's threads (if desks share that
evenly, they need less). The second figure is what a page fetches to look seven days back, with 8 slots.
"""

import random
import sys
import time
from collections.abc import Callable

from plaint.desk.post.capacity import DAY, REPLY_PARTS, CapacityError, Load, board_bytes, needed, simulate

THREADS = (5, 10, 20, 40, 60, 100, 200)
TICKS = (3_600, 10_800, 21_600, 43_200)


def chance(number: int) -> Callable[[int], int]:
    """Return the chance of one simulation, the same in every run."""
    return random.Random(number).randrange


def main() -> None:
    """Print the table, and how long the longest wait is with the figures of section 5 of the design."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 84
    begun = time.perf_counter()
    print(f"a reply takes {REPLY_PARTS} cells; {days} days simulated; cells a tick, and the board of 7 days in KiB")
    print("threads".rjust(8), *[f"{tick // 3600} h tick".rjust(16) for tick in TICKS])
    for threads in THREADS:
        print(str(threads).rjust(8), *[column(threads, tick, days).rjust(16) for tick in TICKS])
    for capacity in (1, 2, 3, 4):
        load = Load(threads=60)
        waits = simulate(load, capacity=capacity, random=chance(0), days=days)
        hours = waits.received / 3600, waits.reply / 3600
        print(
            f"60 threads, 3 h tick, {capacity} cells: received within {hours[0]:.0f} h, replies within {hours[1]:.0f} h"
        )
        burst = (2 * DAY - load.ledger_tick) // load.desk_tick * capacity // REPLY_PARTS
        print(f"    and {burst} replies written at one moment are out within two days")
    print(f"{time.perf_counter() - begun:.1f} s")


def column(threads: int, tick: int, days: int) -> str:
    """Return the cells needed and the size of the board."""
    try:
        capacity = needed(Load(threads=threads, desk_tick=tick), chance, days=days)
    except CapacityError:
        return "-"
    return f"{capacity} / {board_bytes(slots=8, capacity=capacity, desk_tick=tick) // 1024}"


if __name__ == "__main__":
    main()
