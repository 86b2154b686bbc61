# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as far as they are known: a year, a month of it, or a day.

Rules of this module:

- A partial date is the interval of days that it may mean. It is written as it is known (`2017`, `2017-04`,
  `2017-04-24`) and never filled up.
- Two partial dates have no order of their own: `surely_before` is true only where it holds whatever the unknown parts
  are. For laying things out in a line there is `place`, which says nothing about what came first.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from plaint.errors import FormatError

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
_FORM: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_OPEN: Final = ".."


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which at least the year is known; make one with `parse` or `of`."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no date: a day without a month, a 30th of February, a year that no source here can have."""
        if self.day is not None and self.month is None:
            raise FormatError("A date has a day but no month.", hint="Write it as far as it is known: 2017-04.")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise FormatError(f"The year {self.year} is outside {FIRST_YEAR} to {LAST_YEAR}.", hint="Look at the date.")
        try:
            date(self.year, *(1 if part is None else part for part in (self.month, self.day)))
        except ValueError:
            raise FormatError("There is no such day.", hint="Look at the date in the source.") from None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Return the date that `text` spells; raise `FormatError` where it is not YYYY, YYYY-MM or YYYY-MM-DD."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise FormatError(
                "This is no date as the record writes one.", hint="Write 2017, 2017-04 or 2017-04-24, as far as known."
            )
        year, month, day = (None if part is None else int(part) for part in found.groups())
        return cls(year or 0, month, day)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """Return a date known to the day."""
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Precision:
        """How much of the date is known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def earliest(self) -> date:
        """The first day that this may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that this may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def place(self) -> tuple[date, int]:
        """Key for laying dates out in a line: a coarse date stands behind the finer ones that it may mean.

        It decides where something is shown and never whether it came first.
        """
        return self.latest, (self.latest - self.earliest).days

    def surely_before(self, other: "PartialDate") -> bool:
        """Whether this lies before `other` whatever the unknown parts are."""
        return self.latest < other.earliest

    def may_be(self, other: "PartialDate") -> bool:
        """Whether both may mean one and the same day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def days_until(self, other: "PartialDate") -> tuple[int, int]:
        """Return the fewest and the most days from this date to `other`, the day after being 1; may be negative."""
        return (other.earliest - self.latest).days, (other.latest - self.earliest).days

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Period:
    """From one partial date to another, both included; either end may be open."""

    since: PartialDate | None
    until: PartialDate | None

    def __post_init__(self) -> None:
        """Refuse a period that surely ends before it begins, and one that is open at both ends."""
        if self.since is None and self.until is None:
            raise FormatError("A period is open at both ends.", hint="Leave it out, or give one end.")
        if self.since and self.until and self.until.surely_before(self.since):
            raise FormatError("A period ends before it begins.", hint="Exchange its ends, or look at the source.")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Return the period that `text` spells: `2017-01/2017-04-01`, `../2017-04-17`, `2018-12/..` or one date."""
        since, stroke, until = text.partition("/")
        if not stroke:
            day = PartialDate.parse(text)
            return cls(day, day)
        ends = (None if end == _OPEN else PartialDate.parse(end) for end in (since, until))
        return cls(*ends)

    def __str__(self) -> str:
        if self.since == self.until:
            return str(self.since)
        return "/".join(_OPEN if end is None else str(end) for end in (self.since, self.until))
