# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of counting, held against real sets of people: whatever is true lies within the bounds."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.language import read
from plaint.register.combined import Combined, Rule
from plaint.register.counting import combine
from plaint.register.dates import PartialDate, Period
from plaint.register.model import CountClaim, Lineage, Register, Statement
from plaint.register.telling import explain
from plaint.register.vocabulary import LineageKind, StatementKind
from tests.support.registers import count, register, said, words

PEOPLE = st.frozensets(st.integers(0, 40))
WORLDS = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), PEOPLE, min_size=1)
SLACK = st.integers(0, 5)


def _figure(of: Register, as_of: str | None = None) -> Combined:
    found = combine(of, "people", "spring", PartialDate.parse(as_of) if as_of else None)
    assert found is not None
    return found


def _bounds(of: Register) -> tuple[int, int | None]:
    figure = _figure(of)
    return figure.low, figure.high


def _lineage(name: str, *parts: str) -> Lineage:
    return Lineage(id=name, name=words(name), kind=LineageKind.ONE_ORIGIN, part_of=parts)


def _claim(data: st.DataObject, lineage: str, true: int) -> CountClaim:
    """Return a claim that holds of a set of `true` people: exact, wide or open."""
    low = max(0, true - data.draw(SLACK))
    high = data.draw(st.one_of(st.none(), st.integers(true, true + 5)))
    return count(lineage, low, high)


@given(WORLDS, st.data())
def test_the_union_lies_within_the_bounds(world: dict[str, frozenset[int]], data: st.DataObject) -> None:
    """If every claim holds, the number of people in any of the lists is within the figure's bounds."""
    statements = [said(f"s-{name}", "2017-04-01", _claim(data, name, len(own))) for name, own in world.items()]
    low, high = _bounds(register(*statements))
    union = len(frozenset().union(*world.values()))
    assert low <= union
    assert high is None or union <= high


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 50), min_size=2))
def test_two_lists_lie_between_the_larger_and_the_sum(sizes: dict[str, int]) -> None:
    """For exact lists of unknown overlap the bounds are the largest of them and their sum."""
    low, high = _bounds(register(*(said(f"s-{name}", "2017", count(name, n, n)) for name, n in sizes.items())))
    assert (low, high) == (max(sizes.values()), sum(sizes.values()))


@given(WORLDS, PEOPLE, st.data())
def test_a_part_adds_nobody(world: dict[str, frozenset[int]], more: frozenset[int], data: st.DataObject) -> None:
    """A list that is known to be part of another raises no upper bound, and the truth stays within."""
    whole = frozenset().union(more, *world.values())
    parts = {
        name: Lineage(id=name, name=words(name), kind=LineageKind.ONE_ORIGIN, part_of=("whole",)) for name in world
    }
    statements = [said(f"s-{name}", "2017-04-01", _claim(data, name, len(own))) for name, own in world.items()]
    statements.append(said("s-whole", "2017-04-02", count("whole", len(whole), len(whole))))
    low, high = _bounds(register(*statements, lineages={"whole": LineageKind.ONE_ORIGIN, **parts}))
    assert (low, high) == (len(whole), len(whole))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_one_lineage_counts_once(values: list[int]) -> None:
    """However often one count is told, its newest value counts, once."""
    statements = [said(f"s-{n:02}", f"2017-04-{n + 1:02}", count("a", value, value)) for n, value in enumerate(values)]
    assert _bounds(register(*statements)) == (values[-1], values[-1])


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6).map(sorted))
def test_a_cumulative_series_is_one_series(values: list[int]) -> None:
    """A series that never falls counts with its last value and is never added up."""
    statements = [
        said(f"s-{n:02}", f"2017-04-{n + 1:02}", count("a", value, value, cumulative=True))
        for n, value in enumerate(values)
    ]
    series = register(*statements, lineages={"a": LineageKind.SERIES})
    assert _bounds(series) == (values[-1], values[-1])
    assert Rule.UNION not in {step.rule for step in _figure(series).steps}


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
def test_a_series_that_fell_holds_both(values: list[int]) -> None:
    """Where a cumulative series fell, the range holds its last and its highest value, and the step says so."""
    statements = [
        said(f"s-{n:02}", f"2017-04-{n + 1:02}", count("a", value, value, cumulative=True))
        for n, value in enumerate(values)
    ]
    figure = _figure(register(*statements, lineages={"a": LineageKind.SERIES}))
    fell = any(later < earlier for earlier, later in pairwise(values))
    assert (Rule.FELL in {step.rule for step in figure.steps}) == fell
    assert (figure.low, figure.high) == ((values[-1] if fell else max(values)), max(values))


def test_a_later_and_vaguer_word_does_not_lower_a_series() -> None:
    """What a series has reached stays reached: 60, then "at least 50", is at least 60."""
    series = register(
        said("a1", "2017-04", count("a", 60, 60, cumulative=True)),
        said("a2", "2017-05", count("a", 50, None, cumulative=True)),
        lineages={"a": LineageKind.SERIES},
    )
    assert _bounds(series) == (60, None)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=5))
def test_versions_of_a_list_span_a_range(values: list[int]) -> None:
    """Versions that contradict one another give the range from the smallest to the largest, and count as contested."""
    statements = [said(f"s-{n}", "2017", count("a", value, value)) for n, value in enumerate(values)]
    figure = _figure(register(*statements, lineages={"a": LineageKind.VERSIONS}))
    assert (figure.low, figure.high, figure.contested) == (min(values), max(values), True)


@given(st.data())
def test_scopes_and_units_never_mix(data: st.DataObject) -> None:
    """Claims of another unit or another scope change nothing at a figure, whatever they are."""
    own = [said("own", "2017", count("a", 5, 9))]
    others = [
        said(
            f"other-{n}",
            "2017",
            count(data.draw(st.sampled_from("ab")), n, None, unit=unit, scope=scope),
            kind=StatementKind.REBUTTAL,
            answers=("own",),
        )
        for n, (unit, scope) in enumerate([("people", "winter"), ("places", "spring"), ("places", "winter")])
    ]
    alone, together = _figure(register(*own)), _figure(register(*own, *others))
    assert (
        (alone.low, alone.high, alone.contested) == (together.low, together.high, together.contested) == (5, 9, False)
    )
    assert [claim.statement.id for claim in together.claims] == ["own"]


@given(WORLDS, st.data())
def test_the_order_of_files_changes_nothing(world: dict[str, frozenset[int]], data: st.DataObject) -> None:
    """The same statements in another order give the same figure, derivation included."""
    statements = [said(f"s-{name}", "2017-04-01", _claim(data, name, len(own))) for name, own in world.items()]
    shuffled = data.draw(st.permutations(statements))
    assert _figure(register(*statements)) == _figure(register(*shuffled))


@given(WORLDS, st.data())
def test_the_last_step_has_the_bounds_of_the_whole(world: dict[str, frozenset[int]], data: st.DataObject) -> None:
    """A derivation ends where the figure stands, and names every claim that it stands on."""
    statements = [said(f"s-{name}", "2017-04-01", _claim(data, name, len(own))) for name, own in world.items()]
    figure = _figure(register(*statements))
    assert (figure.steps[-1].low, figure.steps[-1].high) == (figure.low, figure.high)
    assert {claim.statement.id for step in figure.steps for claim in step.claims} == {one.id for one in statements}


@pytest.mark.parametrize("kind", [StatementKind.REBUTTAL, StatementKind.DENIAL])
def test_a_number_and_its_rebuttal_both_stand(kind: StatementKind) -> None:
    """Two said to be alive, rebutted to none: the range is 0 to 2, contested, and both claims are named."""
    figure = _figure(
        register(
            said("two", "2017-09", count("visit", 2, 2), kind=StatementKind.FINDING),
            said("none", "2017-10-04", count("check", 0, 0), kind=kind, answers=("two",)),
        )
    )
    assert (figure.low, figure.high, figure.contested) == (0, 2, True)
    assert [step.rule for step in figure.steps] == [Rule.CLAIM, Rule.REBUTTED]
    assert [claim.statement.id for claim in figure.steps[-1].claims] == ["two", "none"]


def test_an_answer_that_rebuts_no_number_counts_as_a_claim() -> None:
    """A denial with a number that answers words without one is a claim of its own."""
    figure = _figure(
        register(
            said("words", "2017"), said("none", "2017", count("b", 0, 0), kind=StatementKind.DENIAL, answers=("words",))
        )
    )
    assert (figure.low, figure.high, figure.contested) == (0, 0, False)


def test_what_was_said_later_is_left_out_and_named() -> None:
    """As of a day, only what was surely said by then counts; a coarse date that may be later does not."""
    record = register(
        said("early", "2017-04-01", count("a", 3, None)),
        said("vague", "2017", count("b", 7, None)),
        said("late", "2017-08", count("c", 20, None)),
    )
    figure = _figure(record, "2017-05-05")
    assert (figure.low, figure.high) == (3, None)
    assert [claim.statement.id for claim in figure.steps[0].claims] == ["late", "vague"]
    assert _figure(record, "2017").low == 20


def test_a_figure_of_different_times_says_so() -> None:
    """Claims of one time and claims without one are told apart; two without any are not."""
    spring = Period(PartialDate.parse("2017-01"), PartialDate.parse("2017-04"))
    none, one = count("one", 0, 0), count("two", 1, 1)
    record = register(said("e1", "2017-04-14", replace(none, period=spring)), said("e2", "2017-09-21", one))
    figure = _figure(record)
    assert ((figure.low, figure.high), figure.times) == ((1, 1), True)
    assert any("different times" in line for line in explain(record, figure, read("en", "register")))
    assert not _figure(register(said("e1", "2017-04-14", none), said("e2", "2017-09-21", one))).times


def test_nobody_stated_it() -> None:
    """Without a claim there is no figure, not a nought."""
    record = register(said("words", "2017-04-01"), said("late", "2018", count("a", 1, 1)))
    assert combine(record, "people", "winter") is None
    assert combine(record, "people", "spring", PartialDate.parse("2017")) is None


def test_a_part_over_two_steps_adds_nobody() -> None:
    """Where a is part of b and b of c, and only a and c are counted, a adds nobody to c."""
    record = register(
        said("s-a", "2017", count("a", 4, 4)),
        said("s-c", "2017", count("c", 10, 10)),
        lineages={"a": _lineage("a", "b"), "b": _lineage("b", "c"), "c": _lineage("c")},
    )
    assert _bounds(record) == (10, 10)


@pytest.mark.parametrize(("high", "together"), [(None, (50, None)), (30, (50, 50))])
def test_a_part_larger_than_its_whole_still_counts(high: int | None, together: tuple[int, int | None]) -> None:
    """Who is surely in a part is surely in the whole: its lower bound holds, whatever the whole was said to be."""
    small = said("s-whole", "2017-04-02", count("whole", 10, high))
    lineages: dict[str, LineageKind | Lineage] = {"whole": _lineage("whole"), "a": _lineage("a", "whole")}
    assert _bounds(register(said("s-a", "2017-04-01", count("a", 50, 50)), small, lineages=lineages)) == together


def test_lineages_in_a_circle_still_end() -> None:
    """A circle of parts, which check refuses, neither hangs nor makes everybody vanish."""
    record = register(
        said("s-a", "2017", count("a", 4, 4)),
        said("s-b", "2017", count("b", 10, 10)),
        lineages={"a": _lineage("a", "b"), "b": _lineage("b", "a")},
    )
    assert _bounds(record) == (10, 10)


@pytest.mark.parametrize(("low", "high"), [(None, 15000), (3, None), (0, 0)])
def test_an_open_bound_stays_open(low: int | None, high: int | None) -> None:
    """One claim alone is the figure, with the bounds that were stated and no others."""
    statement: Statement = said("one", "2017", count("a", low, high))
    assert _bounds(register(statement)) == (low or 0, high)
