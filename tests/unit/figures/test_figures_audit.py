# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit where not all profiles can be tried, and what it answers for."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.demo import year
from plaint.figures import columns, gate, shape, spec, written
from plaint.figures.audit import Audit, Insider
from plaint.figures.codebook import TOTAL, Dimension
from plaint.figures.ground import lay
from plaint.figures.numbers import BASES, NO_END, Key, Span, ladder, rounded
from plaint.figures.period import Period
from plaint.figures.units import Unit
from tests.support import few_rows as few

TWO = few.dimension("right", "a", "b")
REGION = few.dimension("region", "x", "y")
BODY = few.dimension("body", "police", "guard", known_by=True)
HALVES = ("2020H1",)


def protected(dimensions: list[Dimension], counts: list[int], *insiders: str) -> list[tuple[int, int]]:
    """Return how far an attacker of the tests narrows each small cell behind the gate; `insiders` attack as well."""
    every = list(product(*([code.code for code in one.codes] for one in dimensions), HALVES))
    told = dict(zip(every, counts, strict=True))
    release = few.propose(few.rows(dimensions, told), [few.spec(*(one.name for one in dimensions))]).release
    known = few.constraints(dimensions, HALVES, few.of_table(release.tables[0], dimensions))
    found = []
    for insider in ("", *insiders):
        own: dict[few.Profile, tuple[int, int]] = {one: (told[one],) * 2 for one in every if one[0] == insider}
        wanted = [frozenset({one}) for one in every if told[one] < 5 and one[0] != insider]
        found += few.ranges(every, [*known, *few.constraints(dimensions, HALVES, own)], wanted)
    return found


@pytest.fixture
def few_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the audit choose among profiles however few there are."""
    monkeypatch.setattr(columns, "ALL", 0)


@pytest.mark.usefixtures("few_profiles")
def test_what_is_chosen_among_profiles_is_as_safe() -> None:
    """Where the audit tries some profiles only, every small cell is four wide all the same, for a body's eyes too."""

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any), st.booleans())
    def holds(counts: list[int], inside: bool) -> None:  # noqa: FBT001 -- drawn
        ranges = protected([BODY, TWO], counts, "police", "guard") if inside else protected([TWO, REGION], counts)
        assert all(high - low >= 4 for low, high in ranges)

    holds()


def test_the_same_rows_give_the_same_bytes() -> None:
    """Two runs over the same rows make the same release and the same explanations."""
    rows, specs = year.invent(400), spec.standard(year.codebook())
    chosen = [one for one in specs if one.id in ("a_channel_form", "f_decision", "d_region_channel", "h_answers")]
    frame = gate.Frame(name="r", period=Period.parse("2026"), as_of="2027-03", bound=4)
    first, second = (gate.examine(rows, chosen, [], frame) for _ in range(2))
    assert written.encode(first.release) == written.encode(second.release)
    assert first.explanations == second.explanations


def test_a_release_is_written_in_one_form() -> None:
    """A release of every kind of table is read back to the same tables."""
    rows, specs = year.invent(300), spec.standard(year.codebook())
    chosen = [one for one in specs if one.unit is not Unit.COMPLAINTS]
    frame = gate.Frame(name="r", period=Period.parse("2026"), as_of="2027-03", bound=4)
    release = gate.examine(rows, chosen, [], frame).release
    assert written.decode(written.encode(release), b"", ()) == release


def test_progress_is_told() -> None:
    """Who waits hears of each unit, and at the end that nothing is left of it."""
    heard: list[tuple[str, int]] = []
    frame = gate.Frame(name="r", period=Period.parse("2020"), as_of="2020-12", bound=4)
    rows = few.rows([TWO, REGION], {("a", "x", "2020H1"): 3, ("b", "y", "2020H1"): 9})
    gate.examine(
        {Unit.COMPLAINTS: rows},
        [few.spec("right", "region")],
        [],
        frame,
        progress=lambda unit, left: heard.append((unit, left)),
    )
    assert heard[-1] == ("complaints", 0)


def test_counting_by_profiles_is_counting_by_rows() -> None:
    """Two ways to count agree for every cell of every table of an invented year."""
    rows = year.invent(500)[Unit.COMPLAINTS]
    period = Period.parse("2026")
    keys = {
        key
        for one in spec.standard(year.codebook())
        if one.unit is Unit.COMPLAINTS
        for key in shape.shape(one, rows.dimensions, period, "2027-03").cells.values()
    }
    ground = lay(rows, sorted(keys))
    assert np.array_equal(ground.totals(ground.profiles, ground.counts), shape.count(rows, ground.keys))


def test_a_world_that_is_not_possible_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the solver's answer breaks a bound it is not believed, and the number stays unsafe."""
    rows = few.rows([TWO], {("a", "2020H1"): 3, ("b", "2020H1"): 9})
    keys = [Key((("right", frozenset({code})),), Span(("2020H1", "2020H2"), "2020-12")) for code in "ab"]
    low, high = np.array([0, 8]), np.array([4, 12])

    def lie(question: object, *, whole: bool = False) -> object:
        del whole
        width = len(question.stock)  # type: ignore[attr-defined]
        return type("Reply", (), {"change": np.full(width, 50.0), "binding": np.zeros(0, np.int64)})()

    honest = Audit(lay(rows, keys), low, high, np.array([5, 5]), 4)
    assert honest.search([0]) == []
    monkeypatch.setattr("plaint.figures.audit.solve", lie)
    lied_to = Audit(lay(rows, keys), low, high, np.array([5, 5]), 4)
    assert lied_to.search([0]) == [0]


def test_a_world_serves_against_bodies_whose_rows_it_leaves() -> None:
    """A world that differs within the guard's rows says nothing to the guard, and something to the police."""
    rows = few.rows([BODY, TWO], {("guard", "a", "2020H1"): 3, ("police", "a", "2020H1"): 1})
    key = Key((("right", frozenset({"a"})),), Span(("2020H1", "2020H2"), "2020-12"))
    audit = Audit(lay(rows, [key]), np.array([0]), np.array([NO_END]), np.array([5]), 4)
    police, guard = audit.insiders()
    audit.seen[0][frozenset({guard})] = (0, 8)
    assert guard == Insider(0, 1)
    assert audit.width(0, police) == 8
    assert audit.width(0, guard) == 0


@given(st.integers(0, 100_000), st.sampled_from([5, 10]))
def test_a_coarser_figure_says_nothing_that_a_finer_one_did_not(count: int, threshold: int) -> None:
    """Along the ladder each interval lies within the next one."""
    spans = [(rounded(count, base) - base // 2, rounded(count, base) + base // 2) for base in ladder(count, threshold)]
    assert all(low <= count <= high for low, high in spans)
    for (low, high), (lower, higher) in pairwise(spans):
        assert lower <= low
        assert high <= higher


def test_every_base_is_three_times_the_one_before() -> None:
    """That is why they nest: an odd base has a middle."""
    assert [base * 3 for base in BASES[:-1]] == list(BASES[1:])


def test_margins_are_shown_alike_in_all_tables() -> None:
    """A region's total is one number, however many tables it stands in."""
    rows = year.invent(900)
    specs = [one for one in spec.standard(year.codebook()) if one.id.startswith("d_region")]
    frame = gate.Frame(name="r", period=Period.parse("2026"), as_of="2027-03", bound=4)
    tables = gate.examine(rows, specs, [], frame).release.tables
    margins = [{code.code: str(table[code.code, TOTAL]) for code in table.dimensions[0].codes} for table in tables]
    assert len(margins) == 3
    assert margins[0] == margins[1] == margins[2]
