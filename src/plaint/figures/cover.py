# SPDX-License-Identifier: AGPL-3.0-or-later
"""Covering: numbers are rounded more coarsely or hidden, the cheapest first, until the audit finds nothing.

Rules of this module:

- What is covered was binding: its bounds, by the prices of the linear programme, keep a protected number narrow.
- Cheapest is what takes the least from readers: a coarser rounding before a hidden cell, a cell before a margin.
- Covering only ever widens, so what was safe stays safe and is not asked again.
- Where a cell is hidden, all small cells of its tables are. Beside a "<k", "…" would tell a size: 5 or more. And "<k"
  itself tells a body that knows k - 1 of its own that there is nobody else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log10
from typing import Final

from plaint.figures.audit import EVERY, Attacker, Audit
from plaint.figures.errors import GateError
from plaint.figures.numbers import NO_END, Key, ladder, rounded
from plaint.figures.released import Shown
from plaint.figures.room import beside

PATIENT: Final = 10
"""After so many rounds two figures are covered for one number in a round, after twice as many three. Each round covers
something or ends; but with all tables of ten thousand complaints, one at a time took more than 200 rounds of them."""
NAMED: Final = 5
"""How many places of earlier releases a refusal names."""


@dataclass(slots=True)
class Face:
    """How one number of the release that is examined is shown, and how it could be shown instead."""

    key: Key
    count: int
    threshold: int
    tables: tuple[str, ...]
    number: int = -1
    """Its place on the ground; -1 if an earlier figure is kept and nothing new is said."""
    change: int = -1
    """Place of the number of rows that came and went since an earlier release; -1 if there was none."""
    level: int = 0
    kept: bool = False
    keep: int = 0
    """The earlier figure is kept while fewer rows than this have changed: `numbers.stale` of its own threshold."""
    floor: int = 0
    """That it stands by itself tells that it counts so many (`shape.floors`), however it is shown."""

    @property
    def steps(self) -> int:
        """How many ways there are to show it."""
        return 2 if self.kept or self.count < self.threshold else len(ladder(self.count, self.threshold)) + 1

    @property
    def shown(self) -> Shown:
        """How it is shown now; a kept figure counts as shown."""
        if self.level == self.steps - 1:
            return Shown.HIDDEN
        return Shown.BELOW if self.count < self.threshold and not self.kept else Shown.COUNT

    @property
    def base(self) -> int:
        """To what it is rounded, if it is."""
        return ladder(self.count, self.threshold)[self.level] if self.shown is Shown.COUNT and not self.kept else 0

    @property
    def bounds(self) -> tuple[int, int]:
        """What its form says of its count."""
        if self.shown is Shown.HIDDEN or self.kept:
            return self.floor, NO_END
        if self.shown is Shown.BELOW:
            return 0, self.threshold - 1
        low = rounded(self.count, self.base) - self.base // 2
        return max(low, self.threshold, self.floor), low + self.base - 1

    @property
    def change_bounds(self) -> tuple[int, int]:
        """What it says of how many rows changed since an earlier release: that a figure was kept tells that few did."""
        if self.shown is Shown.HIDDEN:
            return 0, NO_END
        return (0, self.keep - 1) if self.kept else (self.keep, NO_END)

    @property
    def cost(self) -> float:
        """What the next step takes from readers; a margin stands in several tables, and is dearer for it."""
        if self.count < self.threshold:
            return 0.5
        if self.level + 2 < self.steps:
            return ladder(self.count, self.threshold)[self.level + 1] / max(self.count, 1)
        return (1 + log10(self.count + 1)) * len(self.tables) * (3 - min(len(self.key.where), 2))


@dataclass(frozen=True, slots=True)
class Covered:
    """That a number was covered, for the sake of which other, and against whom."""

    face: int
    protected: Key
    attacker: Attacker


@dataclass(slots=True, eq=False)
class Cover:
    """The faces of one unit's numbers, and the audit that judges them."""

    faces: list[Face]
    audit: Audit
    told: Mapping[Key, Sequence[str]] = field(default_factory=dict)
    """Where earlier releases said a number: `RELEASE, table TABLE`."""
    covered: list[Covered] = field(default_factory=list)

    def run(self, tell: Callable[[int], None]) -> None:
        """Cover until every protected number is safe; raise GateError where nothing is left to cover."""
        self._apply(range(len(self.faces)))
        if wrong := self.audit.disagreeing():
            raise GateError(
                f"{len(wrong)} published figures disagree with the rows: {_words(self.audit.ground.keys[wrong[0]])}.",
                hint="Rows never change or vanish: a wrong one gets a month in `left`, and a new one is added.",
            )
        left = self.audit.search(self.audit.needs, tell)
        rounds = 0
        while left:
            self._round(left, 1 + rounds // PATIENT)
            left = self.audit.search(left, tell)
            rounds += 1
            if rounds % PATIENT == 0:
                # What is left after so much was covered mostly lacks no cover: it lacks a world that is near to hand.
                left = [number for number in left if not self.audit.search_everywhere(number)]

    def _round(self, left: Sequence[int], most: int) -> None:
        of_number = self._faces_of_numbers()
        changed: set[int] = set()
        for number in left:
            attacker = next(iter(self.audit.unmet(number)))
            binding = self.audit.binding(number, attacker)
            found = {of_number[one] for one in binding if one in of_number}
            if found & changed:
                continue
            choices = [one for one in found if self.faces[one].level < self.faces[one].steps - 1]
            if not choices:
                choices = self._related(number)
            if not choices and changed:
                continue  # what this round covered already may be enough
            if not choices:
                # All that bears on it is hidden. What is short is the search, or else there is no room.
                if self.audit.search_everywhere(number):
                    continue
                changed |= self._make_room(number, attacker)
                continue
            choices.sort(key=lambda one: (self.faces[one].cost, self.faces[one].key.order))
            for one in choices[:most]:
                if one not in changed:
                    changed |= self._step(one)
                    self.covered.append(Covered(one, self.audit.ground.keys[number], attacker))

    def _make_room(self, number: int, attacker: Attacker) -> set[int]:
        """Hide what stands between a number and a world that earlier releases allow; refuse where there is none."""
        low, high = self.audit.low.copy(), self.audit.high.copy()
        for face in self.faces:
            for at, floor in ((face.number, face.floor), (face.change, 0)):
                if at >= 0:
                    low[at], high[at] = floor, NO_END
        room = beside(self.audit, number, low, high)
        if room is None:
            raise self._no_room(number)
        of_number, changed = self._faces_of_numbers(), set[int]()
        for at in dict.fromkeys(of_number[one] for one in room.broken):
            while self.faces[at].shown is not Shown.HIDDEN:
                changed |= self._step(at)
            self.covered.append(Covered(at, self.audit.ground.keys[number], attacker))
        for columns, change in room.worlds:
            self.audit.adopt(columns, change, number)
        return changed

    def _no_room(self, number: int) -> GateError:
        """Say which figures of earlier releases hold a number that nothing in this one holds any more."""
        keys = self.audit.ground.keys
        binding = self.audit.binding(number, next(iter(self.audit.unmet(number))), EVERY)
        places = dict.fromkeys(place for one in (*binding, number) for place in self.told.get(keys[one], ()))
        if not places:
            return GateError(
                f"No way was found to protect {_words(keys[number])}, however much is hidden.",
                hint="Ask for fewer tables, or for coarser ones.",
            )
        of_number = self._faces_of_numbers()
        own = self.faces[of_number[number]].tables if number in of_number else ()
        return GateError(
            f"What was published earlier leaves no room: {_words(keys[number])} is known too well from"
            f" {'; '.join(list(places)[:NAMED])}, however much of this release is hidden.",
            hint=f"Leave out {', '.join(own) or 'the tables of this unit'}, or release a longer period instead.",
        )

    def _related(self, number: int) -> list[int]:
        """Return faces that could be covered and share a code with `number`, where no price names one."""
        wanted = dict(self.audit.ground.keys[number].where)
        return [
            at
            for at, face in enumerate(self.faces)
            if face.level < face.steps - 1 and all(codes & wanted.get(name, codes) for name, codes in face.key.where)
        ]

    def _step(self, at: int) -> set[int]:
        face = self.faces[at]
        face.level += 1
        if face.shown is not Shown.HIDDEN:
            self._apply([at])
            return {at}
        reached, tables = {at}, set(face.tables)
        while True:
            more = {
                one
                for one, other in enumerate(self.faces)
                if other.count < other.threshold and not other.kept and tables & set(other.tables)
            }
            if more <= reached:
                break
            reached |= more
            tables |= {table for one in more for table in self.faces[one].tables}
        for one in reached:
            self.faces[one].level = self.faces[one].steps - 1
        self._apply(sorted(reached))
        return reached

    def _apply(self, places: Sequence[int] | range) -> None:
        for at in places:
            face = self.faces[at]
            if face.number >= 0:
                self.audit.low[face.number], self.audit.high[face.number] = face.bounds
            if face.change >= 0:
                self.audit.low[face.change], self.audit.high[face.change] = face.change_bounds

    def _faces_of_numbers(self) -> Mapping[int, int]:
        return dict(self._pairs())

    def _pairs(self) -> Iterator[tuple[int, int]]:
        for at, face in enumerate(self.faces):
            for number in (face.number, face.change):
                if number >= 0:
                    yield number, at


def _words(key: Key) -> str:
    named = ", ".join(f"{name} {'+'.join(sorted(codes))}" for name, codes in key.where) or "the total"
    return f"{named} ({key.span.halves[0]} to {key.span.halves[-1]})"
