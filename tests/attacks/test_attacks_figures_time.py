# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks by the difference of two releases: two years, two drafts, a figure that flips; and on the release book."""

from itertools import product

import pytest

from plaint.figures import numbers, press
from plaint.figures.codebook import TOTAL
from plaint.figures.errors import GateError, PressError
from plaint.figures.numbers import rounded
from plaint.figures.released import Shown
from tests.support import few_rows as few

TWO = few.dimension("right", "a", "b")
REGION = few.dimension("region", "x", "y")
DIMENSIONS = [TWO, REGION]
YEARS = ("2020H1", "2021H1")

FIRST: dict[few.Profile, int] = {
    ("a", "x", "2020H1"): 7,
    ("b", "x", "2020H1"): 9,
    ("a", "y", "2020H1"): 8,
    ("b", "y", "2020H1"): 6,
}
SECOND: dict[few.Profile, int] = {
    ("a", "x", "2021H1"): 2,
    ("b", "x", "2021H1"): 8,
    ("a", "y", "2021H1"): 7,
    ("b", "y", "2021H1"): 9,
}


def cells(halves: str) -> list[few.Profile]:
    """Return all cells of the table of rights and regions in some half-years."""
    return list(product(("a", "b", TOTAL), ("x", "y", TOTAL), [halves]))


def profiles() -> list[few.Profile]:
    """Return the profiles that lie in the cell that is attacked and beside it, to keep the ways few."""
    return list(product("ab", "xy", YEARS))


def test_two_years_less_one_give_the_other() -> None:
    """One year and two years together, each without a small cell, differ by a count of two: the attack works."""
    both: dict[few.Profile, int] = {**FIRST, **SECOND}
    one_year = few.naive(FIRST, cells("2020H1"))
    two_years = few.naive(both, cells("2020H1+2021H1"))
    (_, low, high), (_, earlier, most) = few.constraints(
        DIMENSIONS,
        YEARS,
        {
            ("a", "x", "2020H1+2021H1"): two_years["a", "x", "2020H1+2021H1"],
            ("a", "x", "2020H1"): one_year["a", "x", "2020H1"],
        },
    )
    assert (low - most, high - earlier) == (2, 2)


def test_two_years_less_one_tell_nothing_behind_the_gate() -> None:
    """The gate examines a table of two years with the year that stands in the book; what lies between stays wide."""
    rows = few.rows(DIMENSIONS, {**FIRST, **SECOND})
    year = few.propose(rows, [few.spec("right", "region")], period="2020", as_of="2020-12").release
    both = few.propose(rows, [few.spec("right", "region")], [year], period="2020-2021", as_of="2021-12").release
    known = [
        *few.constraints(DIMENSIONS, YEARS, few.of_table(year.tables[0], DIMENSIONS)),
        *few.constraints(DIMENSIONS, YEARS, few.of_table(both.tables[0], DIMENSIONS)),
    ]
    # The attacker who looks at this cell alone, and at no other, already knows less than the bound allows.
    within = [one for one in known if one[0] <= frozenset(p for p in profiles() if p[:2] == ("a", "x"))]
    wanted = frozenset({("a", "x", "2021H1")})
    low, high = few.ranges([p for p in profiles() if p[:2] == ("a", "x") and p[2] in YEARS], within, [wanted])[0]
    assert low <= 2 <= high
    assert high - low >= 4


BODY = few.dimension("body", "police", "guard", known_by=True)
KNOWN: dict[few.Profile, int] = {
    ("police", "2020H1"): 12,
    ("guard", "2020H1"): 6,
    ("police", "2021H1"): 9,
    ("guard", "2021H1"): 0,
}


def police(totals: dict[few.Profile, tuple[int, int]]) -> tuple[int, int]:
    """Return what the police, who know their own rows of both years, find of the guard's second year."""
    own: dict[few.Profile, tuple[int, int]] = {one: (KNOWN[one],) * 2 for one in KNOWN if one[0] == "police"}
    known = few.constraints([BODY], YEARS, {**totals, **own})
    return few.ranges(list(KNOWN), known, [frozenset({("guard", "2021H1")})], most=30)[0]


def test_a_body_subtracts_two_rounded_years() -> None:
    """Eighteen told as 20 and twenty-seven as 25: the police learn that nobody complained of the guard. It works."""
    assert police({(TOTAL, "2020H1"): (18, 22), (TOTAL, "2020H1+2021H1"): (23, 27)}) == (0, 0)


def test_a_body_cannot_subtract_two_years_behind_the_gate() -> None:
    """The gate widens the later total until the difference is four wide to the police; without the book it does not."""
    rows, spec = few.rows([BODY], KNOWN), [few.spec()]
    year = few.propose(rows, spec).release
    both = few.propose(rows, spec, [year], period="2020-2021", as_of="2021-12").release
    low, high = police({**few.of_table(year.tables[0], [BODY]), **few.of_table(both.tables[0], [BODY])})
    assert low == 0
    assert high >= 4
    alone = few.propose(rows, spec, period="2020-2021", as_of="2021-12").release
    low, high = police({**few.of_table(year.tables[0], [BODY]), **few.of_table(alone.tables[0], [BODY])})
    assert high - low < 4


LATE: dict[few.Profile, int] = {("a", "x", "2020H1"): 1}


def test_two_drafts_differ_by_one_late_complaint() -> None:
    """Where each draft tells exact figures, their difference is the one complaint that came since: the attack works."""
    later: dict[few.Profile, int] = {**FIRST, ("a", "x", "2020H1"): 8}
    one, two = few.naive(FIRST, cells("2020H1")), few.naive(later, cells("2020H1"))
    place = ("a", "x", "2020H1")
    assert (two[place][0] - one[place][1], two[place][1] - one[place][0]) == (1, 1)


def test_two_drafts_tell_nothing_of_one_late_complaint() -> None:
    """A figure of which fewer than five rows changed is kept as it was published, with the month that it is of."""
    rows = few.rows(DIMENSIONS, FIRST, entered=LATE)
    spec = [few.spec("right", "region")]
    first = few.propose(rows, spec).release
    second = few.propose(rows, spec, [first], as_of="2021-12", restates=True).release.tables[0]
    for codes, cell in second.cells.items():
        assert cell.shown is Shown.HIDDEN or (cell.as_of, cell.value) == ("2020-12", first.tables[0][codes].value)


def test_rounding_flips_for_one_late_complaint() -> None:
    """Seven is told as five and eight as ten: whoever sees the figure flip knows of the late one. The attack works."""
    assert (rounded(7, 5), rounded(8, 5)) == (5, 10)


def test_no_figure_flips_for_one_late_complaint() -> None:
    """Behind the gate the figure of seven stays, though eight would be told as ten."""
    rows = few.rows(DIMENSIONS, FIRST, entered=LATE)
    spec = [few.spec("right", "region")]
    first = few.propose(rows, spec).release
    second = few.propose(rows, spec, [first], as_of="2021-12", restates=True).release.tables[0]
    assert first.tables[0]["a", "x"].value == 5
    assert second["a", "x"].value in (5, None)


def test_enough_late_complaints_are_told() -> None:
    """The counterpart: where twenty came since, the new figure is told."""
    rows = few.rows(DIMENSIONS, FIRST, entered={("a", "x", "2020H1"): 20})
    spec = [few.spec("right", "region")]
    first = few.propose(rows, spec).release
    second = few.propose(rows, spec, [first], as_of="2021-12", restates=True).release.tables[0]
    assert second["a", "x"].as_of == ""
    assert second["a", "x"].shown is Shown.HIDDEN or (second["a", "x"].value or 0) >= 20


THREE = few.dimension("body", "police", "guard", "court", known_by=True)
OF_BODIES: dict[few.Profile, int] = {
    (body, right, "2020H1"): count
    for (body, right), count in zip(
        product(("police", "guard", "court"), "abc"), (22, 9, 14, 11, 25, 8, 17, 12, 19), strict=True
    )
}
DIMENSIONS_OF_BODIES = [THREE, few.dimension("right", "a", "b", "c")]


def hidden_again(late: int) -> int:
    """Return how many figures a restatement hides if so many complaints about the police came since; before, none."""
    rows = few.rows(DIMENSIONS_OF_BODIES, OF_BODIES, entered={("police", "a", "2020H1"): late})
    spec = [few.spec("body", "right")]
    first = few.propose(rows, spec).release
    assert not any(cell.shown is Shown.HIDDEN for cell in first.tables[0].cells.values())
    second = few.propose(rows, spec, [first], as_of="2021-12", restates=True).release.tables[0]
    return sum(cell.shown is Shown.HIDDEN for cell in second.cells.values())


def test_that_a_figure_was_kept_tells_a_body_how_many_others_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept below once the threshold: who knows of one late row knows that three others came at most.

    So the gate has to hide most of the table for one late complaint; below twice the threshold it hides nothing.
    """
    assert hidden_again(1) == 0
    monkeypatch.setattr(numbers, "STALE", 1)
    assert hidden_again(1) > len(OF_BODIES)


def test_twice_the_threshold_is_no_proof_and_the_audit_is() -> None:
    """A body that knows six late rows would know that three others came at most: what was kept for them is hidden."""
    assert hidden_again(5) == 0
    assert hidden_again(6) > len(OF_BODIES)


def test_a_row_that_was_changed_behind_the_books_back_is_found() -> None:
    """Rows that do not agree with what was published of them are refused: something vanished without a trace."""
    spec = [few.spec("right", "region")]
    first = few.propose(few.rows(DIMENSIONS, FIRST), spec).release
    other = few.rows(DIMENSIONS, {**FIRST, ("b", "y", "2020H1"): 30})
    with pytest.raises(GateError, match="disagree with the rows"):
        few.propose(other, spec, [first], as_of="2021-12", restates=True)


@pytest.mark.parametrize(
    ("period", "as_of", "restates", "why"),
    [
        ("2020", "2021-12", False, "was released already, as"),
        ("2020", "2020-12", True, "was released already"),
        ("2020", "2020-11", False, "has not ended"),
        ("2020H2", "2020-12", False, "counted the same month"),
    ],
)
def test_a_period_is_not_released_twice(period: str, as_of: str, restates: bool, why: str) -> None:  # noqa: FBT001
    """The same period again has to be called a restatement and counted later; a part of it is no new period."""
    rows = few.rows(DIMENSIONS, FIRST)
    spec = [few.spec("right", "region")]
    first = few.propose(rows, spec).release
    with pytest.raises(GateError, match=why):
        few.propose(rows, spec, [first], period=period, as_of=as_of, restates=restates)


def test_periods_that_overlap_in_part_are_refused() -> None:
    """Two years and the two that begin a year later would give each year by difference."""
    rows = few.rows(DIMENSIONS, {**FIRST, **SECOND})
    spec = [few.spec("right")]
    first = few.propose(rows, spec, period="2020-2021", as_of="2021-12").release
    with pytest.raises(GateError, match="overlaps 2020-2021"):
        few.propose(rows, spec, [first], period="2021-2022", as_of="2022-12")


@pytest.mark.parametrize(
    ("template", "language"),
    [
        ("There was one applicant; in all {n}.", "en"),
        ("There were 2 applicants; in all {n}.", "en"),
        ("A single man came; in all {n}.", "en"),
        ("Of {n} complaints an applicant told us more.", "en"),
        ("К нам обратился один заявитель; всего {n}.", "ru"),
        ("Единственный заявитель известен; всего {n}.", "ru"),
        ("Двое обратились лично; всего {n}.", "ru"),
        ("Никто не жаловался; всего {n}.", "ru"),
        ("Обратились ² человека; всего {n}.", "ru"),
        ("A dozen came in person; in all {n}.", "en"),
        ("He complained once; in all {n}.", "en"),
        ("She complained twice; in all {n}.", "en"),
        ("The first to complain is known; in all {n}.", "en"),
        ("Twenty-one came in person; in all {n}.", "en"),
        ("A quarter of {n} came in person.", "en"),
        ("Somebody told us more; in all {n}.", "en"),
        ("Они пришли вдвоём; всего {n}.", "ru"),
        ("Первая жалоба известна; всего {n}.", "ru"),
        ("Дюжина человек обратилась лично; всего {n}.", "ru"),
        ("Втроём обратились лично; всего {n}.", "ru"),
        ("Пятеро обратились лично; всего {n}.", "ru"),
        ("Семнадцать обратились лично; всего {n}.", "ru"),
        ("Треть из {n} обратилась лично.", "ru"),
        ("Полдюжины обратились лично; всего {n}.", "ru"),
    ],
)
def test_a_press_line_of_one_cannot_be_said(template: str, language: str) -> None:
    """A sentence with a number of its own, in digits or in words, is refused."""
    total = few.propose(few.rows(DIMENSIONS, FIRST), [few.spec("right")]).release.figures[0]
    with pytest.raises(PressError, match="number in its own words"):
        press.say(template, {"n": total}, language)


@pytest.mark.parametrize(
    ("template", "language"),
    [
        ("The authority wrote to every party about its safety; complaints: {n}.", "en"),
        ("Требования семей переданы суду; жалоб: {n}.", "ru"),
        ("Во вторник оборот дел обсудили дворы; жалоб: {n}.", "ru"),
    ],
)
def test_a_press_line_may_use_words_that_sound_like_numbers(template: str, language: str) -> None:
    """The counterpart: authorities, parties, families and requests are no numbers, whatever letters they begin with."""
    total = few.propose(few.rows(DIMENSIONS, FIRST), [few.spec("right")]).release.figures[0]
    assert press.say(template, {"n": total}, language) == template.replace("{n}", "30")


def test_a_press_line_says_what_was_released() -> None:
    """The counterpart: the same total in a sentence of words is said, rounded."""
    total = few.propose(few.rows(DIMENSIONS, FIRST), [few.spec("right")]).release.figures[0]
    assert press.say("We received {n} complaints.", {"n": total}, "en") == "We received 30 complaints."
    assert press.say("Получено жалоб: {n}.", {"n": total}, "ru") == "Получено жалоб: 30."


def test_a_press_line_of_few_says_fewer_than() -> None:
    """A total of one is said as fewer than five."""
    few_of_them = few.propose(few.rows(DIMENSIONS, {("a", "x", "2020H1"): 1}), [few.spec("right")]).release.figures[0]
    assert press.say("We received {n} complaints.", {"n": few_of_them}, "en") == "We received fewer than 5 complaints."
