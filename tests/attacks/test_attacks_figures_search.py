# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate held to attackers who try every way, where rows come and go, and where three tables share their margins."""

from collections.abc import Mapping
from itertools import product

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.figures import columns
from plaint.figures.codebook import TOTAL
from plaint.figures.errors import GateError
from plaint.figures.released import Release, Shown
from tests.support import few_rows as few

TWO = few.dimension("right", "a", "b")
LIVES = ("stays", "comes", "goes")
ROWS: list[few.Profile] = list(product("ab", LIVES))
FOUR = 4


def restated(counts: dict[few.Profile, int]) -> list[Release]:
    """Return a release of December 2020 and one that restates it a year later, of rows that stay, come or go."""
    of: dict[str, dict[few.Profile, int]] = {
        life: {(code, "2020H1"): counts[code, life] for code in "ab"} for life in LIVES
    }
    rows = few.rows([TWO], of["stays"], entered=of["comes"], gone=of["goes"])
    first = few.propose(rows, [few.spec("right")]).release
    return [first, few.propose(rows, [few.spec("right")], [first], as_of="2021-12", restates=True).release]


def sets(code: str) -> tuple[frozenset[few.Profile], ...]:
    """Return which rows count in the first release, in the second, and as changed; `code` may be the total."""
    own = "ab" if code == TOTAL else code
    return tuple(frozenset(product(own, lives)) for lives in (("stays", "goes"), ("stays", "comes"), ("comes", "goes")))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 8), min_size=6, max_size=6).filter(lambda drawn: drawn[2] + drawn[5] > 0))
def test_nobody_learns_who_came_or_went(drawn: list[int]) -> None:
    """Two releases, and which figures were kept: every small count, then, now and changed, is four wide."""
    counts: dict[few.Profile, int] = dict(zip(ROWS, drawn, strict=True))
    try:
        first, second = restated(counts)
    except GateError:
        return
    known: list[few.Constraint] = []
    for (code,), cell in second.tables[0].cells.items():
        if cell.as_of:
            known.append((sets(code)[2], 0, 9))
        elif cell.shown is not Shown.HIDDEN:
            known.append((sets(code)[2], 10, few.END))
    for place, release in enumerate((first, second)):
        known += [(sets(code)[place], low, high) for (code,), low, high in few.published(release.tables[0])]
    wanted = [one for code in ("a", "b", TOTAL) for one in sets(code) if sum(counts[row] for row in one) < 5]
    # Twelve of a profile are what "10" may be: fewer ways only make this test stricter, and with nine it asks too much.
    for one, (low, high) in zip(wanted, few.ranges(ROWS, known, wanted, most=12), strict=True):
        assert low <= sum(counts[row] for row in one) <= high
        assert high - low >= FOUR, (drawn, sorted(one))


CUBE = [few.dimension("right", "a", "b"), few.dimension("region", "x", "y"), few.dimension("channel", "p", "q")]
EVERY: list[few.Profile] = list(product("ab", "xy", "pq", ("2020H1",)))


def exactly(known: Mapping[frozenset[few.Profile], tuple[int, int]], own: frozenset[few.Profile]) -> tuple[int, int]:
    """Return the least and the greatest count of `own` over all tables of whole numbers that agree with `known`."""
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(EVERY), len(known)
    program.col_lower_, program.col_upper_ = np.zeros(len(EVERY)), np.full(len(EVERY), 50.0)
    program.row_lower_ = np.array([low for low, _ in known.values()], np.float64)
    program.row_upper_ = np.array([high for _, high in known.values()], np.float64)
    inside = np.array([[one in cell for one in EVERY] for cell in known])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(inside.sum(axis=1))]).astype(np.int32)
    program.a_matrix_.index_ = np.nonzero(inside)[1].astype(np.int32)
    program.a_matrix_.value_ = np.ones(int(inside.sum()))
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(EVERY)
    found = []
    for sign in (1, -1):
        program.col_cost_ = np.array([float(sign) * (one in own) for one in EVERY])
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.passModel(program)
        highs.run()
        assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found.append(sign * round(highs.getInfo().objective_function_value))
    return found[0], found[1]


@pytest.fixture
def few_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the audit choose among profiles however few there are."""
    monkeypatch.setattr(columns, "ALL", 0)


@pytest.mark.usefixtures("few_profiles")
def test_a_search_among_some_profiles_holds_for_three_linked_tables() -> None:
    """Three tables, each two of three dimensions: small cells are four wide to who may change all profiles."""

    @settings(max_examples=10, deadline=None, derandomize=True)
    @given(st.lists(st.integers(0, 6), min_size=8, max_size=8).filter(any))
    def holds(drawn: list[int]) -> None:
        told: dict[few.Profile, int] = dict(zip(EVERY, drawn, strict=True))
        pairs = [("right", "region"), ("region", "channel"), ("right", "channel")]
        release = few.propose(few.rows(CUBE, told), [few.spec(*pair) for pair in pairs]).release
        cells = {
            own: (low, high)
            for table in release.tables
            for own, low, high in few.constraints(CUBE, ("2020H1",), few.of_table(table, CUBE))
        }
        for codes in product(("a", "b", TOTAL), ("x", "y", TOTAL), ("p", "q", TOTAL)):
            own, _, _ = few.constraints(CUBE, ("2020H1",), {(*codes, "2020H1"): (0, 0)})[0]
            count = sum(told[one] for one in own)
            if TOTAL in codes and count < 5:
                low, high = exactly(cells, own)
                assert low <= count <= high
                assert high - low >= FOUR, (drawn, codes)

    holds()
