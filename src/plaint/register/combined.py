# SPDX-License-Identifier: AGPL-3.0-or-later
"""A figure that came out of several claims, together with how it came about.

Only `counting.combine` makes one. A page or a chart takes this type and no bare number, so no figure of the record can
be shown without its scope, its bounds and its derivation.
"""

from dataclasses import dataclass
from enum import StrEnum

from plaint.register.dates import PartialDate
from plaint.register.model import Claim


class Rule(StrEnum):
    """What one step of a derivation did; the texts stand under `rule` in the register catalogue."""

    CLAIM = "claim"
    """One claim is taken as it was stated."""
    NEWEST = "newest"
    """Claims of one origin: the newest counts, once."""
    SERIES = "series"
    """A cumulative series: its last value counts."""
    FELL = "fell"
    """A cumulative series fell on the way: its range spans its last value and the highest before."""
    VERSIONS = "versions"
    """Versions of one list contradict one another: the range spans all."""
    REBUTTED = "rebutted"
    """A number and its rebuttal: both are kept, the range spans both."""
    PART = "part"
    """A lineage whose people are known to be counted in another one adds nobody."""
    UNION = "union"
    """Lineages with unknown overlap: at least the largest, at most the sum."""
    LATER = "later"
    """Claims made after the day as of which is counted are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """One step of a derivation: by which rule, from which claims, to which bounds."""

    rule: Rule
    lineage: str | None
    """Id; None where the step joins several."""
    claims: tuple[Claim, ...]
    low: int
    high: int | None
    """None: nobody stated an upper bound."""
    other: str | None = None
    """For `Rule.PART`, the lineage in which these are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """What all claims of one unit about one scope say together: bounds, never one made-up number.

    It says what follows if every claim holds. Whether one holds is for the reader, who sees each of them beside it.
    """

    unit: str
    scope: str
    low: int
    """At least so many; 0 where nobody stated a lower bound."""
    high: int | None
    """At most so many; None where nobody stated an upper bound."""
    contested: bool
    """Whether a claim in it was rebutted, or versions of it contradict one another."""
    as_of: PartialDate | None
    """Only what was surely said by the end of this date is in it; None: everything."""
    claims: tuple[Claim, ...]
    """Everything that it stands on, in the order of the timeline."""
    steps: tuple[Derived, ...]
    """How it came about, in order; the last one has the bounds of the whole."""

    @property
    def times(self) -> bool:
        """Whether its claims speak of different times; the bounds are then of all of them together.

        A claim that states no time of its own speaks of another one than a claim that does.
        """
        return len({claim.count.period for claim in self.claims}) > 1
