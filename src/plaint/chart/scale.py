# SPDX-License-Identifier: AGPL-3.0-or-later
"""Axes: from numbers to places in a picture."""

from dataclasses import dataclass

_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight axis from `low` at pixel `left` to `high` at pixel `right`."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, value: float) -> float:
        """Return the pixel at which `value` stands."""
        return self.left + (value - self.low) * (self.right - self.left) / (self.high - self.low)


def ticks(high: int) -> tuple[int, ...]:
    """Return round numbers from 0 to the first at or above `high`: five steps at most, of 1, 2 or 5 times ten."""
    step, factors = 1, (2, 2.5, 2)
    turn = 0
    while high > step * _MOST_TICKS:
        step = int(step * factors[turn % 3])
        turn += 1
    count = max(1, -(-high // step))
    return tuple(step * at for at in range(count + 1))
