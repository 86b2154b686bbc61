# SPDX-License-Identifier: AGPL-3.0-or-later
"""Partial dates stay partial, and no comparison invents a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.errors import FormatError
from plaint.register.dates import PartialDate, Period, Precision

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def _coarse(day: date, parts: int) -> PartialDate:
    return PartialDate(*(day.year, day.month, day.day)[:parts])


PARTIAL = st.builds(_coarse, DAYS, st.integers(1, 3))


@given(PARTIAL)
def test_what_is_written_is_read_as_it_was(when: PartialDate) -> None:
    """A partial date keeps its precision through its text."""
    assert PartialDate.parse(str(when)) == when
    assert when.earliest <= when.latest


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("2017", Precision.YEAR, "2017-01-01", "2017-12-31"),
        ("2017-04", Precision.MONTH, "2017-04-01", "2017-04-30"),
        ("2016-02", Precision.MONTH, "2016-02-01", "2016-02-29"),
        ("2017-04-24", Precision.DAY, "2017-04-24", "2017-04-24"),
    ],
)
def test_a_partial_date_is_an_interval(text: str, precision: Precision, earliest: str, latest: str) -> None:
    """Its ends are the first and the last day that it may mean."""
    when = PartialDate.parse(text)
    assert (when.precision, when.earliest.isoformat(), when.latest.isoformat()) == (precision, earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        *("", "17", "2017-4", "2017-00", "2017-13", "2017-02-29", "2017-04-31", "20170424", "2017-04-24 ", "1899"),
        *("2200", "２０１７", "2017-04-24T00:00", "-2017", "2017-", "2017--24", "April 2017"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """Neither other forms nor days that do not exist pass for a date."""
    with pytest.raises(FormatError):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    """A date with a day and no month cannot be made."""
    with pytest.raises(FormatError, match="no month"):
        PartialDate(2017, None, 3)


@given(DAYS, DAYS, st.integers(1, 3), st.integers(1, 3))
def test_surely_before_holds_for_every_day_meant(first: date, second: date, one: int, other: int) -> None:
    """Where one is surely before the other, the true days are in that order; otherwise it is not claimed."""
    earlier, later = _coarse(first, one), _coarse(second, other)
    if earlier.surely_before(later):
        assert first < second
        assert not later.surely_before(earlier)
        assert not earlier.may_be(later)
    if first == second:
        assert earlier.may_be(later)


@given(DAYS, DAYS, st.integers(1, 3), st.integers(1, 3))
def test_days_between_hold_the_true_number(first: date, second: date, one: int, other: int) -> None:
    """The number of days between the true days lies between the bounds."""
    fewest, most = _coarse(first, one).days_until(_coarse(second, other))
    assert fewest <= (second - first) / timedelta(days=1) <= most


def test_a_coarse_date_is_laid_behind_the_finer_ones() -> None:
    """In a line, "April" stands behind the days of April, and claims nothing by it."""
    line = sorted(map(PartialDate.parse, ["2017", "2017-04", "2017-04-30", "2017-05-01"]), key=lambda one: one.place)
    assert [str(one) for one in line] == ["2017-04-30", "2017-04", "2017-05-01", "2017"]


@pytest.mark.parametrize("text", ["2017-01-01/2017-04-01", "../2017-04", "2018-12/..", "2017"])
def test_a_period_is_read_as_it_was_written(text: str) -> None:
    """A period keeps its ends, open ones too."""
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize("text", ["../..", "2017-05/2017-04", "/", "2017/", "2017-04/x", "2017/2018/2019"])
def test_what_is_no_period_is_refused(text: str) -> None:
    """A period that ends before it begins, or has no end at all, is none."""
    with pytest.raises(FormatError):
        Period.parse(text)
