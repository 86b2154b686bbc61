# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies that are not whole yet: what they may take of the memory together, and who waits where it is more.

Rules of this module:

- Nobody is shut out and nothing is cut off. Where more has come than there is room for, only the oldest body of each
  way is read on, and the others later. So whoever comes with one body over a circuit of the own never waits, and
  whoever comes with a hundred gets them through one after the other.
- As there is room again, the way that holds least goes on first.
- It is too late to wait once 64 KiB were read: while there is no room, a first read is small.
- A way without circuits is one connection. Then nobody waits here, and nothing is bounded.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final, Protocol

ROOM: Final = 64 * 2**20
"""Bytes: a thousand entries on their way at once."""


class Line(Protocol):
    """A connection, as far as its reading goes."""

    def hold_back(self) -> None:
        """Read no more for now."""

    def go_on(self) -> None:
        """Read on."""


@dataclass(slots=True)
class _Way:
    """What has come by one way, line by line in the order in which their bodies began."""

    lines: dict[Line, int] = field(default_factory=dict)
    total: int = 0
    held: dict[Line, None] = field(default_factory=dict)


class Unfinished:
    """All bodies of one server that are not whole; it belongs to one event loop."""

    def __init__(self, room: int = ROOM) -> None:
        """Give bodies `room` bytes."""
        self._room = room
        self._ways: dict[Hashable, _Way] = {}
        self.total = 0

    @property
    def is_crowded(self) -> bool:
        """Whether more has come than there is room for."""
        return self.total > self._room

    def note(self, line: Line, key: Hashable, size: int) -> None:
        """Note that `size` bytes of the body on `line`, by the way `key`, are here and that it is not whole."""
        way = self._ways.setdefault(key, _Way())
        grown = size - way.lines.get(line, 0)
        way.lines[line] = size
        way.total += grown
        self.total += grown
        if self.is_crowded and line is not next(iter(way.lines)):
            way.held[line] = None
            line.hold_back()

    def drop(self, line: Line, key: Hashable) -> None:
        """Note that the body on `line` is whole, or will not become so; let others go on in its place."""
        way = self._ways.get(key)
        if way is None or line not in way.lines:
            return
        size = way.lines.pop(line)
        way.total -= size
        self.total -= size
        way.held.pop(line, None)
        if not way.lines:
            del self._ways[key]
        else:
            _let(way, next(iter(way.lines)))
        if not self.is_crowded:
            waiting = [each for each in self._ways.values() if each.held]
            if waiting:
                least = min(waiting, key=lambda each: each.total)
                _let(least, next(iter(least.held)))


def _let(way: _Way, line: Line) -> None:
    if line in way.held:
        del way.held[line]
        line.go_on()
