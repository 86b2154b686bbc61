# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days that a row's text names beside the one in its column.

Rules of this module:

- A day in a text is read where it is written out (`25 April`, `13 December 2018`). Without a year it has that of the
  column, because that is how people write.
- `reported 25 April` and `made known 23 May` say when it became known. `from 1 January to 1 April 2017` says over what
  was counted. Every other day is told in the report and placed by a person.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from plaint.errors import FormatError
from plaint.register.dates import PartialDate, Period

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NAMES: Final = "|".join(_MONTHS)
_DAY: Final = re.compile(rf"\b(\d{{1,2}})(?:-(\d{{1,2}}))? ({_NAMES})(?: (\d{{4}}))?\b")
_KNOWN: Final = re.compile(rf"\b(?:reported|made known) (?:on )?(\d{{1,2}}) ({_NAMES})(?: (\d{{4}}))?\b")
_PERIOD: Final = re.compile(rf"\bfrom (\d{{1,2}}) ({_NAMES})(?: (\d{{4}}))? to (\d{{1,2}}) ({_NAMES})(?: (\d{{4}}))?\b")
_VAGUE: Final = re.compile(r"\((?:[^()]*\b)?(?:known only as|year only|date of press report)[^()]*\)")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text says of days."""

    reported: PartialDate | None
    period: Period | None
    others: tuple[str, ...]
    """Other days than the column's, as they are written."""
    vague: str | None
    """Where the text itself says how little is known of the day."""


def read_mentions(text: str, said: PartialDate) -> Mentions:
    """Return what `text` says of days, seen from the day in its column."""
    reported = None
    known = _KNOWN.search(text)
    if known:
        reported = _date(known[1], known[2], known[3], said)
    period = None
    over = _PERIOD.search(text)
    if over:
        until = _date(over[4], over[5], over[6], said)
        since = _date(over[1], over[2], over[3] or over[6], said)
        period = _period(since, until)
    vague = _VAGUE.search(text)
    taken = [said, *([reported] if reported else []), *([period.since, period.until] if period else [])]
    others = tuple(dict.fromkeys(written for written, day in _days(text, said) if day not in taken))
    return Mentions(reported, period, others, vague[0].strip("()") if vague else None)


def _days(text: str, said: PartialDate) -> Iterator[tuple[str, PartialDate | None]]:
    """Give each day as it is written and as a date; None for what is more than one day, or none."""
    for found in _DAY.finditer(text):
        yield found[0], None if found[2] else _date(found[1], found[3], found[4], said)


def _date(day: str, month: str, year: str | None, said: PartialDate) -> PartialDate | None:
    try:
        return PartialDate(int(year) if year else said.year, _MONTHS.index(month) + 1, int(day))
    except FormatError:
        return None


def _period(since: PartialDate | None, until: PartialDate | None) -> Period | None:
    try:
        return Period(since, until) if since and until else None
    except FormatError:
        return None
