# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published numbers as an attacker reads them: a set of rows, and between which bounds their count lies.

Rules of this module:

- One number has one form: where two tables share a margin, both show it alike, by the stricter threshold of the two.
- Rounding to 5 says the count within 2, to 15 within 7, to 45 within 22. Each base is three times the one before, so
  that a coarser figure never says what a finer one did not. After 5, 10 would: 23 is shown as 25, "23 to 27", or as 20,
  "15 to 24", and a way of lying that agrees with the one need not agree with the other.
- That a count is shown at all says that it reaches the threshold. A cell that shows nothing says nothing.
- By how much a figure is rounded must not say more than the figure: where the next base begins, intervals of both end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from plaint.figures.errors import GateError
from plaint.figures.released import ReleasedCell, Shown

BASES: Final = (5, 15, 45, 135)
"""Rounding, finest first; 5 unless it would tell too much."""
COARSER: Final = (503, 5018)
"""From so many on, a figure is rounded to 15, and to 45: by its size alone, whatever stands beside it. 502 is the last
count that is shown as 500, 503 the first that is shown as 510; a limit at 500 would make "500" mean 498 or 499."""
STALE: Final = 2
"""An earlier figure stands while fewer rows changed than this many times its threshold. Once the threshold would say
"0 to 4 changed", and to a body that knows one of these "0 to 3 others": every such figure would have to be hidden."""
NO_END: Final = 1 << 40
"""Stands for "without bound": more than there are people."""
Where: TypeAlias = tuple[tuple[str, frozenset[str]], ...]
"""By dimension, in the order of names, the codes whose rows are counted; a dimension that is not named is not asked."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Which rows are counted by time: those of some half-years that stood in a month, or that changed between two."""

    halves: tuple[str, ...]
    as_of: str
    since: str = ""
    """If not empty: rows that came or went after this month, up to `as_of`."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one number counts; the unit is that of everything it is compared with."""

    where: Where
    span: Span

    def __lt__(self, other: "Key") -> bool:
        return self.order < other.order

    @property
    def order(self) -> tuple[Span, list[tuple[str, list[str]]]]:
        """A total order that is the same in every run."""
        return self.span, [(name, sorted(codes)) for name, codes in self.where]


def rounded(count: int, base: int) -> int:
    """Return `count` rounded to a multiple of `base`; an odd base has no halves."""
    return (2 * count + base) // (2 * base) * base


def coarser() -> Iterator[tuple[int, int]]:
    """Give each coarser base that size alone brings, with the least figure that is shown rounded to it: 510 to 15."""
    for limit, base in zip(COARSER, BASES[1:], strict=False):
        yield rounded(limit, base), base


def interval(cell: ReleasedCell) -> tuple[int, int]:
    """Return the least and the most that a cell lets its count be."""
    if cell.shown is Shown.HIDDEN:
        return 0, NO_END
    if cell.shown is Shown.BELOW:
        return 0, cell.threshold - 1
    if cell.value is None or cell.base not in (1, *BASES):
        raise GateError("A shown cell has no figure.", hint="The release book may be damaged.")
    low = cell.value - cell.base // 2
    return max(low, cell.threshold, 0), low + cell.base - 1


def stale(threshold: int) -> int:
    """Return how many rows have to change before a new figure is told in the place of an earlier one."""
    return STALE * threshold


def ladder(count: int, threshold: int) -> tuple[int, ...]:
    """Return the bases by which a count may be rounded, finest first: never so coarsely that nothing is left of it.

    What a reader of a great figure loses is a percent and a half; its rounding covers the small ones beside it.
    """
    first = sum(count >= limit for limit in COARSER)
    # The rounded figure decides whether a base fits, not the count: 30 to the fifteen would else mean 30 and not 23.
    fitting = tuple(base for base in BASES[first:] if base == BASES[first] or 2 * base <= rounded(count, base))
    return fitting if count >= threshold else ()
