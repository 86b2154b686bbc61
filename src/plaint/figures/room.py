# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last question before a refusal: whether earlier releases leave a number room, and what of this one takes it.

Rules of this module:

- A world that agrees with every earlier release may break what this one says, as long as this one can still be hidden.
  So whatever was safe by the earlier releases is found a place: by hiding what the world breaks, and nothing else.
- It asks for worlds as the audit does. They count only after the audit has checked them in whole numbers against what
  is said then; no rule is another here.
"""

from dataclasses import dataclass, field

import numpy as np

from plaint.figures.audit import Audit
from plaint.figures.ground import Ints
from plaint.figures.solver import Question


@dataclass(eq=False)
class Wider(Audit):
    """An audit of one number beside the earlier releases alone, which keeps the worlds that it finds."""

    worlds: list[tuple[Ints, Ints]] = field(default_factory=list)
    """Profiles, and how many rows more or fewer lie in each."""

    def _take(self, columns: Ints, question: Question, change: Ints) -> None:
        self.worlds.append((columns[change != 0], change[change != 0]))
        super()._take(columns, question, change)


@dataclass(frozen=True, slots=True)
class Room:
    """Worlds that earlier releases allow, and the numbers whose present bounds they break."""

    worlds: list[tuple[Ints, Ints]] = field(repr=False)
    broken: list[int]


def beside(audit: Audit, number: int, low: Ints, high: Ints) -> Room | None:
    """Return the room that is left for `number` within `low` and `high`; None where none was found.

    `low` and `high` are what the attacker would know if all of this release were hidden.
    """
    only = np.zeros_like(audit.thresholds)
    only[number] = audit.thresholds[number]
    wider = Wider(audit.ground, low, high, only, audit.bound)
    # Whom it is safe from already needs nothing; for the others as little as will do.
    wider.seen[number] = dict(audit.seen[number])
    if not wider.search_everywhere(number):
        return None
    moved = [audit.ground.totals(columns, change) for columns, change in wider.worlds]
    within = [bool(np.all(audit.true + one >= low) and np.all(audit.true + one <= high)) for one in moved]
    breaks = [
        (audit.true + one < audit.low) | (audit.true + one > audit.high)
        for one, fits in zip(moved, within, strict=True)
        if fits
    ]
    worlds = [one for one, fits in zip(wider.worlds, within, strict=True) if fits]
    return Room(worlds, np.flatnonzero(np.logical_or.reduce(breaks)).tolist())
