# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many cells a desk needs in each tick to keep what is promised: a day to "received", two days to a reply.

Rules of this module:

- The promise is counted as the complainant meets it: from the end of the desk tick in which something was written to
  the ledger tick in which the board with its last cell appears.
- The load is one officer's: threads that each bring a word and get an answer once in `every_days`. Complainants write
  at any hour. Officers write on working days, all answers of a day in one tick: the worst way to spread them.
- A desk that nobody unlocks cannot say "received"; the next reading desk does (`turn`). That wait is not in here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from plaint.desk.post.cells import Outgoing, RandomBelow, plan_cells, posted
from plaint.entry.cell import CELL_LENGTH, MAX_PART, MessageKind
from plaint.errors import PlaintError

DAY: Final = 86_400
MOST_CELLS: Final = 64
"""The charter's bound on cells a desk."""
RUNS: Final = 6
"""Simulations that must all keep the promise."""
REPLY_BYTES: Final = 2_000 + 2 * 40 + 7
"""1,000 Cyrillic letters, a role of 40, and the fields before the text."""
REPLY_PARTS: Final = -(-REPLY_BYTES // MAX_PART)


class CapacityError(PlaintError):
    """No number of cells that a charter may have is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Seconds within which a message has to appear on the board."""

    received: int = DAY
    reply: int = 2 * DAY


PROMISED: Final = Promise()
Source = Callable[[int], RandomBelow]
"""Returns the chance of the simulation with this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one officer's desk has to post."""

    threads: int
    every_days: int = 14
    """Days between two words of one complainant, each of which is answered once: a charter's usual `reply_days`."""
    desk_tick: int = 10_800
    ledger_tick: int = 3_600
    parts: int = REPLY_PARTS

    @property
    def ticks_a_day(self) -> int:
        """Whole desk ticks of a day, at least one."""
        return max(1, DAY // self.desk_tick)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The longest waits of a simulation, in seconds."""

    received: int = 0
    reply: int = 0

    def longer(self, queue: Iterable[Outgoing], tick: int, load: Load) -> "Waits":
        """Return the longest waits if what is in the queue goes out in `tick`, at the earliest."""
        waits = {MessageKind.RECEIVED: self.received, MessageKind.REPLY: self.reply}
        for each in queue:
            kind = MessageKind(each.kind)
            waits[kind] = max(waits[kind], (tick - each.since) * load.desk_tick + load.ledger_tick)
        return Waits(received=waits[MessageKind.RECEIVED], reply=waits[MessageKind.REPLY])

    def keep(self, promise: Promise) -> bool:
        """Say whether nobody waited longer than was promised."""
        return self.received <= promise.received and self.reply <= promise.reply


def simulate(
    load: Load, *, capacity: int, random: RandomBelow, days: int = 84, promise: Promise | None = None
) -> Waits:
    """Return the longest waits over `days` with `capacity` cells a tick; `random` makes the days.

    With a `promise`, stop as soon as it is broken: what is returned then does not keep it either.
    """
    queue: tuple[Outgoing, ...] = ()
    waits = Waits()
    arrivals = dict(_arrivals(load, days, random))
    tick = 0
    while (arrivals or queue) and (promise is None or waits.keep(promise)):
        waits = waits.longer(queue, tick, load)
        # What is written within a tick goes out in the next one at the earliest: this one's cells may be on their way.
        cells = plan_cells(queue, (), capacity=capacity, ticks=1, random=lambda _: 0)[0]
        queue = (*posted(queue, cells), *arrivals.pop(tick, ()))
        tick += 1
    return waits


def needed(load: Load, source: Source, *, days: int = 84, promise: Promise = PROMISED) -> int:
    """Return the least number of cells a tick with which nobody waits too long; raise `CapacityError` beyond 64.

    Nobody in any of several simulations of `days`: what one lucky quarter needs is too little. `source` gives the
    chance of each of them, by its number.
    """

    def kept(capacity: int, number: int) -> bool:
        waits = simulate(load, capacity=capacity, random=source(number), days=days, promise=promise)
        return waits.keep(promise)

    for capacity in range(1, MOST_CELLS + 1):
        if all(kept(capacity, number) for number in range(RUNS)):
            return capacity
    raise CapacityError("No charter has so many cells.", hint="Use a shorter desk tick, or more officers.")


def board_bytes(*, slots: int, capacity: int, desk_tick: int, days: int = 7) -> int:
    """Return how many bytes of cells a page fetches to look `days` back."""
    return slots * capacity * CELL_LENGTH * (days * DAY // desk_tick)


def _arrivals(load: Load, days: int, random: RandomBelow) -> Iterator[tuple[int, tuple[Outgoing, ...]]]:
    """Yield what is written in each tick: "received" at any hour, replies of a working day in one tick of it."""
    added = 0
    answers = _evenly(load.threads * 7 / 5 / load.every_days)
    for day in range(days):
        words = [random(load.ticks_a_day) for _ in range(load.threads) if random(load.every_days) == 0]
        office = random(load.ticks_a_day)
        replies = next(answers) if day % 7 < 5 else 0
        for hour in range(load.ticks_a_day):
            tick = day * load.ticks_a_day + hour
            kinds = [MessageKind.RECEIVED] * words.count(hour) + [MessageKind.REPLY] * (replies * (hour == office))
            written = tuple(_written(load, kind, tick, added + at, random) for at, kind in enumerate(kinds))
            added += len(kinds)
            if written:
                yield tick, written


def _written(load: Load, kind: MessageKind, tick: int, added: int, random: RandomBelow) -> Outgoing:
    return Outgoing(
        message_id=added.to_bytes(16, "big"),
        thread=random(load.threads).to_bytes(16, "big"),
        kind=kind,
        added=added,
        since=tick,
        unsent=tuple(range(load.parts if kind is MessageKind.REPLY else 1)),
    )


def _evenly(rate: float) -> Iterator[int]:
    """Yield whole numbers that together keep to `rate`."""
    owed = 0.0
    while True:
        owed += rate
        whole = int(owed)
        owed -= whole
        yield whole
