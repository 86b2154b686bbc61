# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many cells a desk tick a group needs, for the threads that each officer has open.

    python bench/board_capacity.py [--days 84] [--table]

Promised: "received" on the board within a day, a reply of 1,000 Cyrillic letters within two. Each complainant writes
once in 14 days and is answered; every desk says "received" to all of its own officer's threads (if desks share that
evenly, they need less). `--table` shows other loads and ticks as well: cells a tick, and the KiB that a page fetches to
look seven days back, with 8 slots.
"""

import random
from collections.abc import Callable

from measured import Figure, arguments, report

from plaint.desk.post.capacity import DAY, REPLY_PARTS, CapacityError, Load, board_bytes, needed, simulate

THREADS = (5, 10, 20, 40, 60, 100, 200)
TICKS = (3_600, 10_800, 21_600, 43_200)


def chance(number: int) -> Callable[[int], int]:
    """Return the chance of one simulation, the same in every run."""
    return random.Random(number).randrange


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--days", type=int, default=84)
    parser.add_argument("--table", action="store_true", help="other loads and ticks as well")
    chosen = parser.parse_args()
    days = 14 if chosen.quick else chosen.days
    if chosen.table:
        print(f"a reply takes {REPLY_PARTS} cells; {days} days simulated; cells a tick, and the board of 7 days in KiB")
        print("threads".rjust(8), *[f"{tick // 3600} h tick".rjust(16) for tick in TICKS])
        for threads in THREADS:
            print(str(threads).rjust(8), *[column(threads, tick, days).rjust(16) for tick in TICKS])
    report(figures(days), as_json=chosen.json)


def figures(days: int) -> list[Figure]:
    """Return how long the longest wait is with the figures of the design: 60 threads, a desk tick of three hours."""
    load = Load(threads=60)
    found = [
        Figure(
            what="board of 7 days at 64 cells a day",
            value=board_bytes(slots=8, capacity=1, desk_tick=10_800) / 1024,
            unit="KiB",
            aim="≤ 460 KiB",
            reached=board_bytes(slots=8, capacity=1, desk_tick=10_800) <= 460 * 1024,
        )
    ]
    enough = needed(load, chance, days=days)
    found.append(Figure(what="60 threads, a tick of 3 h: cells a tick for both promises", value=enough, unit="cells"))
    found.append(
        Figure(
            what=f"board of 7 days at {enough} cells a tick",
            value=board_bytes(slots=8, capacity=enough, desk_tick=load.desk_tick) / 1024,
            unit="KiB",
        )
    )
    for capacity in range(1, enough + 1):
        waits = simulate(load, capacity=capacity, random=chance(0), days=days)
        who = f"60 threads, {capacity} cell{'s' if capacity > 1 else ''} a tick of 3 h"
        for what, seconds, most in (("received", waits.received, DAY), ("replies", waits.reply, 2 * DAY)):
            found.append(
                Figure(
                    what=f"{who}: {what} within",
                    value=seconds / 3600,
                    unit="h",
                    aim=f"≤ {most // 3600} h" if capacity == enough else "",
                    reached=seconds <= most if capacity == enough else None,
                )
            )
    return found


def column(threads: int, tick: int, days: int) -> str:
    """Return the cells needed and the size of the board."""
    try:
        capacity = needed(Load(threads=threads, desk_tick=tick), chance, days=days)
    except CapacityError:
        return "-"
    return f"{capacity} / {board_bytes(slots=8, capacity=capacity, desk_tick=tick) // 1024}"


if __name__ == "__main__":
    main()
