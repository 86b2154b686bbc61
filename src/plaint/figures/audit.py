# SPDX-License-Identifier: AGPL-3.0-or-later
"""The attack on everything that was ever published: it asks which numbers can be narrowed to less than the bound.

Rules of this module:

- The attacker knows all numbers of this release and of all earlier ones, as intervals, and that nothing is negative; a
  body that is an *insider* knows all rows under its own code as well, and attacks the rest.
- A number is safe from an attacker when two *possible worlds* were found: ways in which all rows could lie that agree
  with all that this attacker knows, in whole numbers, and that differ in this number by at least the bound. The rows
  as they are count as one. What was not found is taken for impossible, so a weak search hides too much and never
  too little.
- Each possible world is checked in whole numbers, whatever the solver says.
- A world that leaves a body's own rows as they are is possible to that body, too: a near one, which touches the rows
  of few, serves against nearly all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from plaint.figures import columns as taking
from plaint.figures.ground import Ground, Ints
from plaint.figures.solver import Question, solve

BREADTH: Final = 10
WIDE: Final = 40
EVERY: Final = 400
"""How many rows of each kind may change in a question: few at first, more where few do not do; and at last all."""


@dataclass(frozen=True, slots=True, order=True)
class Insider:
    """A body that knows all rows under its own code."""

    dimension: int
    atom: int


Attacker = Insider | None
"""None: somebody who knows what was published and nothing else."""
Lives = frozenset[Insider]


@dataclass(slots=True, eq=False)
class Audit:
    """What is known of one unit, and the possible worlds that were found."""

    ground: Ground
    low: Ints
    high: Ints
    """What the published numbers say; they may be widened from outside, never narrowed: what is possible stays so."""
    thresholds: Ints
    """For each number the count below which it is protected; 0 for one that is not."""
    bound: int
    true: Ints = field(init=False)
    needs: dict[int, tuple[Attacker, ...]] = field(init=False)
    """For each number that has to be protected: from whom."""
    seen: dict[int, dict[Lives, tuple[int, int]]] = field(init=False)
    """For each of them, by whose rows were changed, the least and the greatest count in a possible world."""
    _ranked: Ints = field(init=False)
    _all: Ints | None = field(init=False)
    _stock: dict[tuple[int, ...], int] = field(init=False)

    def __post_init__(self) -> None:
        """Count the truth, and see from whom what has to be protected."""
        ground = self.ground
        self.true = ground.totals(ground.profiles, ground.counts)
        order = np.argsort(-ground.counts, kind="stable")
        self._ranked = ground.profiles[order]
        self._all = taking.everything(ground)
        self._stock = dict(zip(map(tuple, ground.profiles.tolist()), ground.counts.tolist(), strict=True))
        self.needs = dict(self._needs())
        self.seen = {number: {frozenset(): (int(self.true[number]),) * 2} for number in self.needs}

    def disagreeing(self) -> list[int]:
        """Return numbers that the rows do not agree with; empty unless rows and book belong to two worlds."""
        return [int(one) for one in np.flatnonzero((self.true < self.low) | (self.true > self.high))]

    def unmet(self, number: int) -> list[Attacker]:
        """Return those from whom `number` is not known to be safe."""
        return [attacker for attacker in self.needs[number] if self.width(number, attacker) < self.bound]

    def width(self, number: int, attacker: Attacker) -> int:
        """Return how far the worlds that are possible to this attacker lie apart."""
        fitting = [span for lives, span in self.seen[number].items() if attacker not in lives]
        return max(high for _, high in fitting) - min(low for low, _ in fitting)

    def search(self, numbers: Iterable[int], tell: Callable[[int], None] = lambda _: None) -> list[int]:
        """Look for possible worlds for these numbers; return those that are not safe."""
        # A world found for half of a year serves the year as well, and seldom the other way round.
        left = sorted((one for one in numbers if self.unmet(one)), key=lambda one: len(self.ground.members[one][-1]))
        for done, number in enumerate(left):
            self._look(number)
            tell(len(left) - done - 1)
        return [number for number in left if self.unmet(number)]

    def search_everywhere(self, number: int) -> bool:
        """Look for worlds among every profile that occurs, at any time; return whether `number` is safe. Slow."""
        for attacker in self.unmet(number):
            if attacker in self.unmet(number):
                self._ask(number, EVERY, (attacker,))
        return not self.unmet(number)

    def adopt(self, columns: Ints, change: Ints, number: int) -> None:
        """Take up a world that was found elsewhere, if it is possible beside all that is said now."""
        self._take(columns, self._question(columns, number, self.bound, 1), change)

    def binding(self, number: int, attacker: Attacker, breadth: int = WIDE) -> list[int]:
        """Return the numbers whose bounds keep `number` from moving, upwards first and then downwards."""
        columns = self._columns(number, breadth, (attacker,))
        found: list[int] = []
        for sign in (1, -1):
            found += solve(self._question(columns, number, 2 * self.bound, sign)).binding.tolist()
        return list(dict.fromkeys([*found, number]))

    def _needs(self) -> Iterable[tuple[int, tuple[Attacker, ...]]]:
        known = {insider: self._known(insider) for insider in self.insiders()}
        for number in np.flatnonzero(self.thresholds > 0).tolist():
            members = self.ground.members[number]
            own = {one for one in known if members[one.dimension] == (one.atom,)}
            rest = {one: int(self.true[number] - known[one][number]) for one in known if one not in own}
            small = self.true[number] < self.thresholds[number]
            against: list[Attacker] = [None] if small else []
            # Also a body whose rows this number does not count: it takes its own out of the margins.
            asked = [one for one, left in rest.items() if left < self.thresholds[number]]
            if found := (*against, *asked):
                yield number, found

    def _known(self, insider: Insider) -> Ints:
        own = self.ground.profiles[:, insider.dimension] == insider.atom
        return self.ground.totals(self.ground.profiles[own], self.ground.counts[own])

    def insiders(self) -> list[Insider]:
        """Return the bodies that know their own rows: also one that has none, and knows that."""
        return [Insider(at, atom) for at in self.ground.insiders for atom in range(self.ground.sizes[at])]

    def _look(self, number: int) -> None:
        """Look for worlds that are possible to everybody; end at the first from whom `number` is not safe."""
        for breadth in (BREADTH, WIDE) if self._all is None else (BREADTH,):
            self._ask(number, breadth, ())
            # Whose rows that touched is not served by it: the next one leaves the rows of all of these alone.
            if insiders := [one for one in self.unmet(number) if one]:
                self._ask(number, breadth, insiders)
            if not self.unmet(number):
                return
        if None in self.unmet(number):
            return
        for attacker in self.unmet(number):
            if attacker in self.unmet(number):
                self._ask(number, WIDE, (attacker,))
                if attacker in self.unmet(number):
                    return

    def _columns(self, number: int, breadth: int, untouched: Iterable[Attacker]) -> Ints:
        """Return profiles that may change, none of them of the `untouched` bodies."""
        left = [one for one in untouched if one]
        pool = self._free(self._ranked, left)
        if self._all is not None:
            return self._free(self._all, left)
        found = taking.around(self.ground, number, pool, breadth)
        if breadth == EVERY:
            found = np.unique(np.concatenate([found, taking.everywhen(self.ground)]), axis=0)
        return self._free(found, left)

    def _free(self, profiles: Ints, untouched: Iterable[Insider]) -> Ints:
        free = np.ones(len(profiles), np.bool_)
        for one in untouched:
            free &= profiles[:, one.dimension] != one.atom
        return profiles[free]

    def _question(self, columns: Ints, number: int, cap: int, sign: int) -> Question:
        stock = np.array([self._stock.get(tuple(profile), 0) for profile in columns.tolist()], np.int64)
        counted = self.ground.counted_by(columns)
        return Question(counted, stock, self.true - self.low, self.high - self.true, number, cap, sign)

    def _ask(self, number: int, breadth: int, untouched: Iterable[Attacker]) -> None:
        columns = self._columns(number, breadth, untouched)
        for sign in (1, -1):
            cap = self.bound if sign > 0 else min(self.bound, int(self.true[number]))
            if not len(columns) or not cap or not self.unmet(number):
                return
            # How far the other side would do: down to nobody, or up to the highest count that was found.
            beyond = self._highest(number) - int(self.true[number]) if sign < 0 else min(self.bound, self.true[number])
            if cap + beyond < self.bound:
                return
            question = self._question(columns, number, cap, sign)
            change = solve(question).change
            if np.any(np.abs(change - np.round(change)) > 1e-6):
                gain = sign * change[np.any(question.numbers == number, axis=1)].sum()
                if gain + beyond < self.bound - 1e-6:
                    continue  # in whole numbers it would be no more than in fractions
                # In whole numbers only what moved is asked again: all columns would take minutes.
                moved = np.abs(change) > 1e-9
                change[moved] = solve(question.only(moved), whole=True).change
            self._take(columns, question, np.round(change).astype(np.int64))

    def _highest(self, number: int) -> int:
        return max(high for _, high in self.seen[number].values())

    def _take(self, columns: Ints, question: Question, change: Ints) -> None:
        """Keep a world, if it is possible: in whole numbers, nothing negative, every number within its bounds."""
        moved = self.ground.totals(columns, change)
        if np.any(question.stock + change < 0) or np.any(-question.fall > moved) or np.any(moved > question.rise):
            return
        touched = columns[change != 0]
        lives = frozenset(Insider(at, int(one)) for at in self.ground.insiders for one in np.unique(touched[:, at]))
        for number in {question.wanted, *self._near(moved)}:
            count = int(self.true[number] + moved[number])
            low, high = self.seen[number].get(lives, (count, count))
            self.seen[number][lives] = (min(low, count), max(high, count))

    def _near(self, moved: Ints) -> list[int]:
        """Return protected numbers that the world serves without having been asked for."""
        return [number for number in np.flatnonzero(np.abs(moved) >= self.bound).tolist() if number in self.needs]
