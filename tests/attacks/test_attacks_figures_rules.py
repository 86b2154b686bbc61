# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks by who has read docs/figures.md: what the gate's own rules tell beside the figures."""

from dataclasses import replace

import numpy as np
import pytest

from plaint.demo import year
from plaint.figures import minimum, spec
from plaint.figures.audit import Audit
from plaint.figures.codebook import Code, Dimension
from plaint.figures.errors import GateError, RowsError
from plaint.figures.gate import Frame, examine
from plaint.figures.ground import lay
from plaint.figures.numbers import NO_END, Key, Span, interval, ladder, rounded
from plaint.figures.period import Period
from plaint.figures.released import Release, ReleasedCell, Shown
from plaint.figures.spec import Sensitivity
from plaint.figures.units import Unit
from tests.support import few_rows as few

HALVES = ("2020H1",)
RIGHT = few.dimension("right", "a", "b", "c")
TWO = few.dimension("right", "a", "b")
FOUR = 4
NAMED = {"ru": "a", "en": "a"}


def test_a_base_says_no_more_than_the_figure() -> None:
    """Of every figure and base, with the note or without, all counts that its interval holds are shown alike."""
    counts: dict[tuple[int, int, bool], list[int]] = {}
    for count in range(5, 6000):
        for level, base in enumerate(ladder(count, 5)):
            counts.setdefault((rounded(count, base), base, level > 0), []).append(count)
    for (value, base, _), shown in counts.items():
        low, high = interval(ReleasedCell(Shown.COUNT, value, base, 5))
        assert (min(shown), max(shown)) == (low, min(high, 5999)), (value, base)


def test_a_region_that_stands_alone_says_that_it_has_twenty() -> None:
    """A region told as 20 has 18 to 22, and 20 at least, for it was not merged: its small cell is four wide even so."""
    listed = (*(Code(code, {"ru": code, "en": code}, "n") for code in "xy"), Code("n", {"ru": "n", "en": "n"}))
    region = Dimension("region", {"ru": "r", "en": "r"}, listed)
    beside: dict[few.Profile, int] = {("a", "y", "2020H1"): 50, ("b", "y", "2020H1"): 60, ("c", "y", "2020H1"): 70}
    own: dict[few.Profile, int] = {("a", "x", "2020H1"): 12, ("b", "x", "2020H1"): 3, ("c", "x", "2020H1"): 5}
    dimensions = [RIGHT, region]
    release = few.propose(few.rows(dimensions, {**own, **beside}), [few.spec("right", "region")]).release
    told = few.constraints(dimensions, HALVES, few.of_table(release.tables[0], dimensions))
    known = [one for one in told if one[0] <= frozenset(own)]
    whole = (frozenset(own), 20, 1 << 20)
    low, high = few.ranges(list(own), [*known, whole], [frozenset({("b", "x", "2020H1")})], most=40)[0]
    assert low <= 3 <= high
    assert high - low >= FOUR


def test_dots_do_not_stand_beside_fewer_than() -> None:
    """Beside a "<10" a "…" would be known to hide ten or more: no table of an invented year has both."""
    frame = Frame(name="r", period=Period.parse("2026"), as_of="2027-03", bound=FOUR)
    specs = [one for one in spec.standard(year.codebook()) if one.id == "a_channel_level"]
    release = examine(year.invent(400), specs, [], frame).release
    marks = [{cell.shown for cell in table.cells.values() if not cell.as_of} for table in release.tables]
    assert any(Shown.HIDDEN in one for one in marks)
    assert [one for one in marks if {Shown.HIDDEN, Shown.BELOW} <= one] == []


def test_a_body_without_rows_knows_that_it_has_none() -> None:
    """Where only the court's rows could be more, the court, which has none, knows all: the audit finds no cover."""
    body = few.dimension("body", "police", "court", known_by=True)
    rows = few.rows([body, TWO], {("police", "a", "2020H1"): 3, ("police", "b", "2020H1"): 9})
    span = Span(HALVES, "2020-12")
    right = ("right", frozenset({"a"}))
    keys = [Key((right,), span), Key((("body", frozenset({"police"})), right), span)]
    audit = Audit(lay(rows, keys), np.array([0, 3]), np.array([NO_END, 3]), np.array([5, 0]), FOUR)
    police, court = audit.insiders()
    assert audit.search([0]) == [0]
    assert court in audit.unmet(0)
    assert police not in audit.unmet(0)


def test_a_median_says_no_more_than_the_figure_beside_it() -> None:
    """No count is told as 20 with a median in one case and without one in another: that would cut its interval."""
    asked = replace(few.spec("right"), median="days")
    told: dict[int | None, set[bool]] = {}
    for count in range(15, 31):
        rows = few.rows([TWO], {("a", "2020H1"): count, ("b", "2020H1"): 60})
        rows = replace(rows, numbers={"days": np.full(len(rows), 9, np.int32)})
        frame = Frame(name="r", period=Period.parse("2020"), as_of="2020-12", bound=FOUR)
        table = examine({Unit.COMPLAINTS: rows}, [asked], [], frame).release.tables[0]
        told.setdefault(table["a",].value, set()).add(table.figures[0].value is not None)
    assert {value for value, seen in told.items() if len(seen) > 1} == set()
    assert told[25] == {True}


def test_a_documented_minimum_whose_bounds_meet_is_not_told_exactly() -> None:
    """Where nobody doubts that all records are of different people, each pair of bounds stands for five counts."""
    found: dict[tuple[int | None, int | None], list[int]] = {}
    for count in range(5, 60):
        least, most = minimum.released(
            minimum.Bounds(count, count), NAMED, 5, scope="a", unit="b", standard=minimum.Standard.REPORTED
        )
        assert least.value is not None
        assert most.value is not None
        assert least.value <= count <= most.value
        found.setdefault((least.value, most.value), []).append(count)
    assert {max(counts) - min(counts) for counts in found.values()} == {FOUR}
    with pytest.raises(RowsError, match="no threshold"):
        minimum.released(minimum.Bounds(8, 8), NAMED, 7, scope="a", unit="b", standard=minimum.Standard.REPORTED)


def test_two_years_taken_from_three_leave_nothing() -> None:
    """Eight, eight, and seventeen in all, told as 10, 10 and 15: the third year would be one at most."""
    halves = ("2020H1", "2021H1", "2022H1")
    counts: dict[few.Profile, int] = {("a", "2020H1"): 8, ("a", "2021H1"): 8, ("a", "2022H1"): 1}
    one = few.dimension("right", "a")
    rows = few.rows([one], counts)
    releases: list[Release] = []
    for period, as_of in (("2020", "2022-12"), ("2021", "2022-12"), ("2020-2022", "2023-01")):
        releases.append(few.propose(rows, [few.spec()], releases, period=period, as_of=as_of).release)

    def third(told: list[Release]) -> tuple[int, int]:
        known = [
            each for release in told for each in few.constraints([one], halves, few.of_table(release.tables[0], [one]))
        ]
        return few.ranges(list(counts), known, [frozenset({("a", "2022H1")})], most=30)[0]

    low, high = third(releases)
    assert low <= 1 <= high
    assert high - low >= FOUR
    alone = few.propose(rows, [few.spec()], period="2020-2022", as_of="2023-01").release
    assert third([*releases[:2], alone]) == (0, 1)


LATE: dict[few.Profile, int] = {("a", "2020H1"): 14}


def test_a_figure_is_kept_by_its_own_threshold() -> None:
    """A table that became one of a trait compares with the month before by the old threshold, as the book will."""
    rows = few.rows([TWO], {("a", "2020H1"): 60, ("b", "2020H1"): 70}, entered=LATE)
    trait = few.spec("right", sensitivity=Sensitivity.TRAIT)
    first = few.propose(rows, [few.spec("right")]).release
    second = few.propose(rows, [trait], [first], as_of="2021-12", restates=True).release
    assert second.tables[0]["a",].as_of == ""
    third = few.propose(rows, [trait], [first, second], as_of="2022-01", restates=True).release
    assert third.tables[0]["a",].as_of == "2021-12"


def test_a_unit_told_exactly_is_not_protected_later() -> None:
    """What was told exactly once cannot be covered in the next release: that would only look like protection."""
    promises = replace(few.rows([TWO], {("a", "2020H1"): 3, ("b", "2020H1"): 8}), unit=Unit.COMMITMENTS)
    public = replace(few.spec("right"), unit=Unit.COMMITMENTS, sensitivity=Sensitivity.PUBLIC)

    def released(sensitivity: Sensitivity, earlier: list[Release], as_of: str) -> Release:
        asked = replace(public, sensitivity=sensitivity)
        frame = Frame(name=as_of, period=Period.parse("2020"), as_of=as_of, bound=FOUR)
        return examine({Unit.COMMITMENTS: promises}, [asked], earlier, frame, restates=True).release

    first = released(Sensitivity.PUBLIC, [], "2020-12")
    with pytest.raises(GateError, match="public and others are not"):
        released(Sensitivity.ORDINARY, [first], "2021-12")
    assert released(Sensitivity.PUBLIC, [first], "2021-12").tables[0]["a",].value == 3
