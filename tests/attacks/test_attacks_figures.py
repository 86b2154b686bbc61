# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks on one release: each succeeds where small cells are merely blank, and fails behind the gate."""

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.figures.codebook import TOTAL, Dimension
from plaint.figures.errors import GateError
from plaint.figures.gate import Frame, examine
from plaint.figures.period import Period
from plaint.figures.released import Shown
from plaint.figures.spec import Sensitivity
from plaint.figures.units import Unit
from tests.support import few_rows as few

RIGHT = few.dimension("right", "a", "b", "c")
REGION = few.dimension("region", "x", "y")
CHANNEL = few.dimension("channel", "page", "letter")
HALVES = ("2020H1",)


def every(*dimensions: Dimension) -> list[few.Profile]:
    """Return all profiles of one half-year."""
    return list(product(*([code.code for code in one.codes] for one in dimensions), HALVES))


def cells(*dimensions: Dimension) -> list[few.Profile]:
    """Return all cells of a table, its margins too."""
    return list(product(*([*(code.code for code in one.codes), TOTAL] for one in dimensions), [TOTAL]))


def behind_the_gate(
    dimensions: Sequence[Dimension], counts: Mapping[few.Profile, int], *tables: tuple[str, ...]
) -> list[few.Constraint]:
    """Return what the public knows of these rows after the gate."""
    proposal = few.propose(few.rows(dimensions, counts), [few.spec(*one) for one in tables])
    return [
        one
        for table in proposal.release.tables
        for one in few.constraints(dimensions, HALVES, few.of_table(table, dimensions))
    ]


def narrowed(
    dimensions: Sequence[Dimension], known: Sequence[few.Constraint], *wanted: few.Profile
) -> list[tuple[int, int]]:
    """Return between which bounds the attacker of the tests finds these cells."""
    sets = [one for one, _, _ in few.constraints(dimensions, HALVES, dict.fromkeys(wanted, (0, 0)))]
    return few.ranges(every(*dimensions), known, sets)


MARGIN: dict[few.Profile, int] = {
    ("a", "x", "2020H1"): 3,
    ("b", "x", "2020H1"): 8,
    ("a", "y", "2020H1"): 7,
    ("b", "y", "2020H1"): 9,
}
TWO = few.dimension("right", "a", "b")


def test_a_total_minus_its_parts_gives_a_blank_cell() -> None:
    """Where only the small cell is blank, the total minus its neighbour is the cell: the attack works."""
    dimensions = [TWO, REGION]
    known = few.constraints(dimensions, HALVES, few.naive(MARGIN, cells(*dimensions)))
    assert narrowed(dimensions, known, ("a", "x", TOTAL)) == [(3, 3)]


def test_a_total_minus_its_parts_gives_nothing_behind_the_gate() -> None:
    """Behind the gate the same cell lies anywhere within a width of four or more."""
    dimensions = [TWO, REGION]
    (low, high), *_ = narrowed(dimensions, behind_the_gate(dimensions, MARGIN, ("right", "region")), ("a", "x", TOTAL))
    assert low <= 3 <= high
    assert high - low >= 4


LINKED: dict[few.Profile, int] = {
    ("x", "page", "2020H1"): 1,
    ("x", "letter", "2020H1"): 2,
    ("y", "page", "2020H1"): 6,
    ("y", "letter", "2020H1"): 7,
}


def test_a_second_table_undoes_what_the_first_one_hid() -> None:
    """A table by region hides both regions; one by channel shows the parts of the greater region: the attack works."""
    dimensions = [REGION, CHANNEL]
    first = few.naive(LINKED, [(TOTAL, TOTAL, TOTAL)])
    parts = few.naive(LINKED, [("y", "page", TOTAL), ("y", "letter", TOTAL)])
    known = few.constraints(dimensions, HALVES, first)
    assert few.ranges(every(*dimensions), known, [frozenset(p for p in every(*dimensions) if p[0] == "x")])[0][1] > 3
    assert narrowed(dimensions, [*known, *few.constraints(dimensions, HALVES, parts)], ("x", TOTAL, TOTAL)) == [(3, 3)]


def test_linked_tables_are_examined_together() -> None:
    """Behind the gate the region stays hidden though both tables are published."""
    dimensions = [REGION, CHANNEL]
    known = behind_the_gate(dimensions, LINKED, ("region",), ("region", "channel"))
    low, high = narrowed(dimensions, known, ("x", TOTAL, TOTAL))[0]
    assert high - low >= 4


ZEROS: dict[few.Profile, int] = {("a", "x", "2020H1"): 9, ("b", "y", "2020H1"): 8, ("a", "y", "2020H1"): 6}


def test_a_true_zero_is_told_where_only_small_counts_are_blank() -> None:
    """A zero that stands in a table says that nobody dared, or that a certain person did not: the attack works."""
    dimensions = [TWO, REGION]
    known = few.constraints(dimensions, HALVES, few.naive(ZEROS, cells(*dimensions)))
    assert narrowed(dimensions, known, ("b", "x", TOTAL)) == [(0, 0)]


def test_nobody_learns_of_a_zero() -> None:
    """Behind the gate a true zero could be four as well, and no cell says 0."""
    dimensions = [TWO, REGION]
    proposal = few.propose(few.rows(dimensions, ZEROS), [few.spec("right", "region")])
    assert [one.value for one in proposal.release.tables[0].cells.values() if one.value == 0] == []
    known = behind_the_gate(dimensions, ZEROS, ("right", "region"))
    low, high = narrowed(dimensions, known, ("b", "x", TOTAL))[0]
    assert (low, high - low >= 4) == (0, True)


def test_a_whole_group_in_one_cell_is_told_by_the_zeros_beside_it() -> None:
    """All of region x complain of one right: whoever knows somebody there knows the right. The attack works."""
    dimensions = [RIGHT, REGION]
    counts: dict[few.Profile, int] = {("a", "x", "2020H1"): 12, ("b", "y", "2020H1"): 6, ("c", "y", "2020H1"): 7}
    known = few.constraints(dimensions, HALVES, few.naive(counts, cells(*dimensions)))
    assert narrowed(dimensions, known, ("b", "x", TOTAL), ("c", "x", TOTAL)) == [(0, 0), (0, 0)]


def test_nobody_learns_what_a_whole_group_shares() -> None:
    """Behind the gate, four or more of the region may lie in the other cells; the gate says so to who approves."""
    dimensions = [TWO, REGION]
    counts: dict[few.Profile, int] = {("a", "x", "2020H1"): 12, ("b", "y", "2020H1"): 6, ("a", "y", "2020H1"): 7}
    known = behind_the_gate(dimensions, counts, ("right", "region"))
    assert narrowed(dimensions, known, ("b", "x", TOTAL))[0][1] >= 4
    proposal = few.propose(few.rows(dimensions, counts), [few.spec("right", "region")])
    assert [one.text["en"] for one in proposal.explanations if one.reason == "group"]


BODY = few.dimension("body", "police", "guard", known_by=True)
INSIDE: dict[few.Profile, int] = {
    ("police", "a", "2020H1"): 9,
    ("guard", "a", "2020H1"): 1,
    ("police", "b", "2020H1"): 6,
    ("guard", "b", "2020H1"): 7,
}


def insider(known: Sequence[few.Constraint], *wanted: few.Profile) -> list[tuple[int, int]]:
    """Return what the police find, who know every row about themselves."""
    dimensions = [BODY, TWO]
    own: dict[few.Profile, tuple[int, int]] = {
        profile: (count, count) for profile, count in INSIDE.items() if profile[0] == "police"
    }
    return narrowed(dimensions, [*known, *few.constraints(dimensions, HALVES, own)], *wanted)


def test_a_body_subtracts_what_it_knows_from_a_rounded_figure() -> None:
    """Ten complaints of right a, nine about the police: rounded to 10 the police find two others at most. It works."""
    dimensions = [BODY, TWO]
    rounded: dict[few.Profile, tuple[int, int]] = {
        (TOTAL, "a", TOTAL): (8, 12),
        (TOTAL, "b", TOTAL): (13, 17),
        (TOTAL, TOTAL, TOTAL): (23, 27),
    }
    low, high = insider(few.constraints(dimensions, HALVES, rounded), ("guard", "a", TOTAL))[0]
    assert high - low < 4


def test_a_body_that_knows_its_own_cases_cannot_find_the_others() -> None:
    """Behind the gate the police's own knowledge leaves a width of four; the gate says against whom it covered."""
    dimensions = [BODY, TWO]
    known = behind_the_gate(dimensions, INSIDE, ("right",))
    low, high = insider(known, ("guard", "a", TOTAL))[0]
    assert high - low >= 4
    proposal = few.propose(few.rows(dimensions, INSIDE), [few.spec("right")])
    assert any("police" in one.text["en"] for one in proposal.explanations if one.reason == "insider")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), st.booleans())
def test_no_small_cell_is_narrowed_whatever_the_rows_are(counts: list[int], alone: bool) -> None:  # noqa: FBT001 -- drawn
    """For every table of two by two, every protected cell is at least four wide to an attacker who tries all ways."""
    dimensions = [TWO, REGION]
    told = dict(zip(every(*dimensions), counts, strict=True))
    if not any(counts):
        return
    tables = [("right", "region")] if alone else [("right", "region"), ("right",), ("region",), ()]
    known = behind_the_gate(dimensions, told, *tables)
    small = [cell for cell in cells(*dimensions) if _count(told, cell) < 5]
    for cell, (low, high) in zip(small, narrowed(dimensions, known, *small), strict=True):
        assert low <= _count(told, cell) <= high
        assert high - low >= 4, cell


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 8), min_size=4, max_size=4))
def test_no_insider_narrows_the_rest(counts: list[int]) -> None:
    """For every table of bodies and rights, what is left to a body that knows its own rows is at least four wide."""
    dimensions = [BODY, TWO]
    told = dict(zip(every(*dimensions), counts, strict=True))
    if not any(counts):
        return
    known = behind_the_gate(dimensions, told, ("right", "body"))
    for body, other in (("police", "guard"), ("guard", "police")):
        own: dict[few.Profile, tuple[int, int]] = {
            profile: (count, count) for profile, count in told.items() if profile[0] == body
        }
        both = [*known, *few.constraints(dimensions, HALVES, own)]
        for right in ("a", "b"):
            if told[other, right, "2020H1"] < 5:
                low, high = narrowed(dimensions, both, (other, right, TOTAL))[0]
                assert high - low >= 4


def test_a_persecuted_trait_has_the_higher_threshold() -> None:
    """A count of nine is told in an ordinary table and not in one that touches a trait."""
    dimensions = [TWO, REGION]
    counts = dict.fromkeys(every(*dimensions), 9)
    ordinary = few.propose(few.rows(dimensions, counts), [few.spec("right", "region")]).release.tables[0]
    trait = few.spec("right", "region", sensitivity=Sensitivity.TRAIT)
    sensitive = few.propose(few.rows(dimensions, counts), [trait]).release.tables[0]
    assert ordinary["a", "x"].shown is Shown.COUNT
    assert sensitive["a", "x"].shown is not Shown.COUNT


def test_the_bound_cannot_be_lowered() -> None:
    """A bound below four is refused: it may only be set higher."""
    given_rows = few.rows([TWO, REGION], MARGIN)
    frame = Frame(name="r", period=Period.parse("2020"), as_of="2020-12", bound=3)
    with pytest.raises(GateError, match="too narrow"):
        examine({Unit.COMPLAINTS: given_rows}, [few.spec("right")], [], frame)


def _count(told: Mapping[few.Profile, int], cell: few.Profile) -> int:
    return sum(
        number
        for profile, number in told.items()
        if all(asked in (TOTAL, code) for code, asked in zip(profile[:-1], cell[:-1], strict=True))
    )
