# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, numbers and errors in the member's language.

Rules of this module:

- Dates are days, never times: nothing finer is known of a complaint.
- An error's own sentence is English and for logs and terminals; the catalogue has it in each language by the error's
  class, for a charter's refusal by its code, for a field by its name. What the catalogue lacks is shown in English:
  better than nothing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from plaint.charter.errors import CharterError
from plaint.entry.fields import DocumentError
from plaint.errors import PlaintError
from plaint.language import Catalogue

_EPOCH: Final = date(1970, 1, 1)
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Told:
    """An error as a person reads it."""

    message: str
    hint: str


def day_of(seconds: int) -> int:
    """Return the day, in days since 1970-01-01 UTC, of a Unix time."""
    return seconds // _DAY


def long_date(t: Catalogue, day: int) -> str:
    """Return a day such as "12 April 2017"."""
    found = _EPOCH + timedelta(days=day)
    return t("date.long", day=found.day, month=t(f"month.{found.month}"), year=found.year)


def short_date(t: Catalogue, day: int, *, today: int) -> str:
    """Return a day in few letters: the year only where it is not this one's."""
    found, now = _EPOCH + timedelta(days=day), _EPOCH + timedelta(days=today)
    month = t(f"short.{found.month}")
    if found.year == now.year:
        return t("date.short", day=found.day, month=month)
    return t("date.year", day=found.day, month=month, year=found.year)


def clock_time(t: Catalogue, seconds: int) -> str:
    """Return day and minute of something this desk did or will do, in UTC."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return t("date.time", day=moment.day, month=t(f"short.{moment.month}"), time=f"{moment:%H:%M}")


def number(value: int) -> str:
    """Return a number with a thin space between thousands."""
    return f"{value:,}".replace(",", "\u202f")


def size(t: Catalogue, octets: int) -> str:
    """Return the size of a file in the unit that people know it in."""
    if octets < 1_000:
        return t("size.bytes", count=octets)
    if octets < 1_000_000:
        return t("size.kilobytes", count=round(octets / 1_000))
    return t("size.megabytes", count=f"{octets / 1_000_000:.1f}".replace(".", "," if t.language == "ru" else "."))


def plural(t: Catalogue, key: str, count: int) -> str:
    """Return the text `key` in the form that goes with `count`: one, few or many (CLDR; English has no few)."""
    return t(f"{key}_{_form(t.language, count)}", count=number(count))


def tell(t: Catalogue, error: PlaintError) -> Told:
    """Return what went wrong and what to do, in the member's language."""
    name = _name(error)
    if f"error.{name}" in t.texts:
        return Told(t(f"error.{name}"), t.texts.get(f"error.{name}_hint", ""))
    return Told(error.message, error.hint)


def _name(error: PlaintError) -> str:
    if isinstance(error, CharterError):
        return f"charter_{error.code}"
    return f"field_{error.field}" if isinstance(error, DocumentError) else type(error).__name__


def _form(language: str, count: int) -> str:
    if language != "ru":
        return "one" if count == 1 else "many"
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else "many"
