# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning cells: which part of which message goes out in which desk tick, and when a message will have gone out.

Rules of this module:

- New before repeated. A new thread key goes first, because what follows in its thread must not be read with the old
  one; then "received", which is promised within a day; then replies and notices.
- Fair between threads: a message of n parts stands in line as if it had come n cells later, behind what waits in its
  own thread. So a long letter does not hold up the short ones of others, nor is it overtaken for ever (this is the
  finish time of weighted fair queueing with equal weights: Demers, Keshav, Shenker 1989).
- Parts of a message go out in their order, messages of one rank and thread as well.
- Cells that would be idle repeat messages that nobody has answered, the one first that was longest not on the board.
- Within a tick the places are shuffled. A complainant sees in which place of a desk's cells a reply lay, and must not
  learn from it how many others were served before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from plaint.entry.cell import MessageKind

_FIRST: Final = {MessageKind.REKEY: 0, MessageKind.RECEIVED: 1}
_ORDINARY: Final = 2
RandomBelow = Callable[[int], int]
"""Returns a number from 0 up to, and not including, its argument, all equally likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message of which parts were not posted yet."""

    message_id: bytes
    thread: bytes
    """Case id: one thread a case."""
    kind: int
    added: int
    """Running number in the outbox."""
    since: int
    """Desk tick in which it was written."""
    unsent: tuple[int, ...]
    """Numbers of its parts that were not posted, ascending."""

    @property
    def rank(self) -> int:
        """Smaller goes first, whatever else waits."""
        return _FIRST.get(MessageKind(self.kind), _ORDINARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A message that went out whole and was not answered yet."""

    message_id: bytes
    parts: int
    last: int
    """Desk tick in which it was last on the board."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of one message in one cell."""

    message_id: bytes
    part: int


def line(queue: Sequence[Outgoing], *, capacity: int) -> tuple[Outgoing, ...]:
    """Return the messages in the order in which they go out; `capacity` is in cells a desk tick."""
    ahead: dict[tuple[bytes, int], int] = {}
    keyed = []
    for each in sorted(queue, key=lambda each: each.added):
        behind = ahead.get((each.thread, each.rank), 0) + len(each.unsent)
        ahead[each.thread, each.rank] = behind
        keyed.append(((each.rank, each.since * capacity + behind, each.added), each))
    return tuple(each for _, each in sorted(keyed, key=lambda pair: pair[0]))


def plan_cells(
    queue: Sequence[Outgoing], repeats: Sequence[Repeat], *, capacity: int, ticks: int, random: RandomBelow
) -> tuple[tuple[Cell | None, ...], ...]:
    """Return for each of `ticks` desk ticks exactly `capacity` cells; None is a dummy.

    What does not fit is in none of them: it waits.
    """
    new = [Cell(each.message_id, part) for each in line(queue, capacity=capacity) for part in each.unsent]
    idle = _round_robin(repeats)
    places = [*new[: capacity * ticks]]
    while len(places) < capacity * ticks and (cell := next(idle, None)) is not None:
        places.append(cell)
    filled: list[Cell | None] = [*places, *[None] * (capacity * ticks - len(places))]
    return tuple(_shuffled(filled[at : at + capacity], random) for at in range(0, capacity * ticks, capacity))


def finish(queue: Sequence[Outgoing], *, capacity: int, first: int) -> dict[bytes, int]:
    """Return, for each message, the desk tick in which its last part goes out if nothing more comes.

    `first` is the desk tick of the next cells that are not under way yet.
    """
    done, finished = 0, {}
    for each in line(queue, capacity=capacity):
        done += len(each.unsent)
        finished[each.message_id] = first + (done - 1) // capacity
    return finished


def posted(queue: Sequence[Outgoing], cells: Sequence[Cell | None]) -> tuple[Outgoing, ...]:
    """Return what is left of the queue once these cells have gone out."""
    gone = {(cell.message_id, cell.part) for cell in cells if cell is not None}
    left = (
        replace(each, unsent=tuple(part for part in each.unsent if (each.message_id, part) not in gone))
        for each in queue
    )
    return tuple(each for each in left if each.unsent)


def _round_robin(repeats: Sequence[Repeat]) -> Iterator[Cell]:
    turn = sorted(repeats, key=lambda each: (each.last, each.message_id))
    while turn:
        for each in turn:
            yield from (Cell(each.message_id, part) for part in range(each.parts))


def _shuffled(cells: list[Cell | None], random: RandomBelow) -> tuple[Cell | None, ...]:
    """Return the cells in an order that is equally likely to be any (Fisher and Yates 1938)."""
    for at in range(len(cells) - 1, 0, -1):
        other = random(at + 1)
        cells[at], cells[other] = cells[other], cells[at]
    return tuple(cells)
