# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks on a year that is told again: what stood then, what stands now and what came or went, from both together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import highspy
import pytest

from plaint.figures.codebook import TOTAL
from plaint.figures.gate import BOUND
from plaint.figures.numbers import NO_END, interval, stale
from plaint.figures.released import Release, Shown
from tests.support import few_rows as few

BODIES = "pqr"
DIMENSIONS = [few.dimension("body", *BODIES, known_by=True), few.dimension("right", "a", "b")]
PROFILES = list(product(BODIES, "ab"))
MOST = 400
"""More rows of one kind are tried nowhere."""

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """How many rows of one profile stayed, were withdrawn and came between the releases."""

    stayed: int
    withdrawn: int
    came: int

    @property
    def parts(self) -> tuple[int, int, int]:
        """The three kinds, in the order of the variables."""
        return self.stayed, self.withdrawn, self.came


STAYED, WITHDRAWN, CAME = range(3)
SUMS = {"then": (STAYED, WITHDRAWN), "now": (STAYED, CAME), "changed": (WITHDRAWN, CAME)}


def released_twice(rows: Sequence[Rows]) -> tuple[Release, Release]:
    """Return a table of a year and its restatement, as the gate lets them out."""
    halves: list[few.Profile] = [(*one, "2020H1") for one in PROFILES]
    counts = [dict(zip(halves, kind, strict=True)) for kind in _kinds(rows)]
    given = few.rows(DIMENSIONS, counts[STAYED], gone=_some(counts[WITHDRAWN]), entered=_some(counts[CAME]))
    asked = [few.spec("body", "right")]
    first = few.propose(given, asked).release
    return first, few.propose(given, asked, [first], as_of="2021-12", restates=True).release


def _kinds(rows: Sequence[Rows]) -> list[tuple[int, ...]]:
    return [tuple(kind) for kind in zip(*(one.parts for one in rows), strict=True)]


def _some(counts: Mapping[few.Profile, int]) -> dict[few.Profile, int]:
    return {profile: count for profile, count in counts.items() if count}


def variables(codes: Codes, kinds: Sequence[int]) -> list[int]:
    """Return the variables that add up to a cell: three for each profile in it."""
    return [
        3 * at + kind
        for at, profile in enumerate(PROFILES)
        if all(asked in (TOTAL, code) for code, asked in zip(profile, codes, strict=True))
        for kind in kinds
    ]


def said(first: Release, second: Release) -> Iterator[tuple[list[int], int, int]]:
    """Yield what both releases say, each as variables with the least and the most of their sum."""
    for codes, cell in first.tables[0].cells.items():
        yield variables(codes, SUMS["then"]), *interval(cell)
        again = second.tables[0].cells[codes]
        changed = variables(codes, SUMS["changed"])
        if again.as_of:
            yield changed, 0, stale(again.threshold) - 1
            continue
        yield variables(codes, SUMS["now"]), *interval(again)
        if again.shown is not Shown.HIDDEN:
            yield changed, stale(cell.threshold), NO_END


def reach(told: Sequence[tuple[list[int], int, int]], own: Mapping[int, int], wanted: Sequence[int]) -> int:
    """Return how far the sum of the `wanted` may lie apart, in whole rows, for who knows the `own`."""
    ends = []
    for sense in (1.0, -1.0):
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)  # noqa: FBT003
        for at in range(3 * len(PROFILES)):
            solver.addVar(own.get(at, 0), own.get(at, MOST))
            solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
            solver.changeColCost(at, sense if at in wanted else 0.0)
        for members, low, high in told:
            solver.addRow(low, min(high, 100_000), len(members), members, [1.0] * len(members))
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        ends.append(sense * solver.getInfo().objective_function_value)
    return round(ends[1] - ends[0])


@pytest.mark.parametrize(
    "rows",
    [
        [Rows(6, 0, 0), Rows(6, 3, 12), Rows(9, 0, 6), Rows(9, 0, 12), Rows(14, 0, 2), Rows(1, 0, 2)],
        [Rows(9, 1, 2), Rows(2, 0, 1), Rows(14, 0, 6), Rows(20, 3, 0), Rows(30, 0, 2), Rows(4, 1, 0)],
    ],
)
def test_a_body_learns_nothing_small_of_others_from_a_year_told_again(rows: list[Rows]) -> None:
    """Neither what stood then, nor what stands now, nor what came or went lies within less than four.

    For nobody: not for a reader, not for a body that takes off its own rows. In the first of these the gate once
    protected the figure that it kept and what had changed, and body q knew that three at most stand there now.
    """
    first, second = released_twice(rows)
    told = list(said(first, second))
    assert any(cell.as_of for cell in second.tables[0].cells.values())
    for body in (None, *BODIES):
        known = [at for at, profile in enumerate(PROFILES) if profile[0] == body]
        own = {3 * at + kind: rows[at].parts[kind] for at in known for kind in range(3)}
        for codes in first.tables[0].cells:
            for what, kinds in SUMS.items():
                wanted = variables(codes, kinds)
                others = sum(rows[at // 3].parts[at % 3] for at in wanted if at not in own)
                if set(wanted) - set(own) and others < 5:
                    assert reach(told, own, wanted) >= BOUND, (body, codes, what)
