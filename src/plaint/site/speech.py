# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the record's values are written in one language: dates, numbers, bounds, the words of its lists.

A date is written as far as it is known and no further. A text that the record lacks in a language is given in another
one, marked as such: an empty place would hide that something was said.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plaint.language import Catalogue, read
from plaint.register import telling
from plaint.register.combined import Combined
from plaint.register.dates import PartialDate, Period
from plaint.register.model import Claim, Register, Statement, Words
from plaint.register.vocabulary import LANGUAGES

CATALOGUE: Final = "site"
_RECORD: Final = "register"


@dataclass(frozen=True, slots=True)
class Told:
    """A text and the language that it is in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the site."""

    t: Catalogue
    record: Catalogue

    @classmethod
    def of(cls, language: str) -> "Speech":
        """Read the texts of `language` ("ru" or "en")."""
        return cls(read(language, CATALOGUE), read(language, _RECORD))

    @property
    def language(self) -> str:
        """Its code."""
        return self.t.language

    def text(self, words: Words) -> Told:
        """Return a text of the record, in another language where it is missing in this one."""
        own = words.of(self.language)
        if own:
            return Told(own, self.language)
        other = next(code for code in LANGUAGES if code != self.language)
        return Told(words.of(other), other)

    def label(self, value: StrEnum) -> str:
        """Return what a word of a closed list is called."""
        key = f"{_list_of(value)}.{value.value}"
        return self.t(key) if key in self.t.texts else self.record(key)

    def head(self, value: StrEnum) -> str:
        """Return what a word of a closed list is called, as it begins a line."""
        text = self.label(value)
        return text[:1].upper() + text[1:]

    def date(self, day: PartialDate) -> str:
        """Return a date as far as it is known: "24 April 2017", "April 2017", "2017"."""
        if day.month is None:
            return self.t("date.year", year=day.year)
        if day.day is None:
            return self.t("date.month", month=self.record(f"month.m{day.month}"), year=day.year)
        return self.day(day.earliest)

    def day(self, day: dt.date) -> str:
        """Return a day with its year."""
        return self.t("date.day", day=day.day, month=self.record(f"month_of.m{day.month}"), year=day.year)

    def day_short(self, day: dt.date, beside: dt.date) -> str:
        """Return a day without its year where it stands before another day of the same year."""
        if day.year != beside.year:
            return self.day(day)
        return self.t("date.short", day=day.day, month=self.record(f"month_of.m{day.month}"))

    def period(self, period: Period) -> str:
        """Return a period; an open end is left open."""
        return self.term(period.since, period.until)

    def term(self, since: PartialDate | None, until: PartialDate | None) -> str:
        """Return a time from one date to another, either of which may be unknown."""
        if since and until:
            same = since == until
            return self.date(since) if same else self.t("date.span", since=self.date(since), until=self.date(until))
        if since:
            return self.t("date.since", date=self.date_of(since))
        return self.t("date.until", date=self.date_of(until)) if until else ""

    def date_of(self, day: PartialDate) -> str:
        """Return a date as it stands after "since" and "until": Russian declines the month."""
        if day.month is None or day.day is not None:
            return self.date(day) if day.month else self.t("date.year_of", year=day.year)
        return self.t("date.month", month=self.record(f"month_of.m{day.month}"), year=day.year)

    def number(self, value: int) -> str:
        """Return a number with a narrow space between thousands."""
        return _thousands(value)

    def claim(self, claim: Claim) -> str:
        """Return a number as it was put: "at least 100"."""
        return _spaced(telling.stated(claim, self.record))

    def bounds(self, low: int, high: int | None) -> str:
        """Return what several claims say together."""
        return _spaced(telling.bounds(self.record, low, high))

    def whole(self, figure: Combined) -> str:
        """Return the bounds of a figure; a 0 below that somebody stated is said."""
        stated = any(claim.count.low == 0 for claim in figure.claims)
        return _spaced(telling.bounds(self.record, figure.low, figure.high, stated=stated))

    def conclusion(self, figure: Combined) -> str:
        """Return what a figure's claims come to, as a sentence: claims that contradict one another cannot all hold."""
        if len(figure.claims) == 1:
            key = "counts.one"
        elif figure.contested:
            key = "counts.between"
        else:
            key = "counts.spans" if figure.times else "counts.whole"
        return self.t(key, bounds=self.whole(figure))

    def derivation(self, register: Register, figure: Combined) -> tuple[str, ...]:
        """Return how a figure came about, a sentence for each step."""
        return tuple(_spaced(telling.sentence(register, step, self.record)) for step in figure.steps)

    def headline(self, register: Register, one: Statement) -> str:
        """Return one line by which a statement is told from others: who, what kind, when."""
        actor = self.text(register.actors[one.actor].name).text
        return self.t("feed.entry", actor=actor, kind=self.label(one.kind), date=self.date(one.said))

    def plural(self, key: str, count: int) -> str:
        """Return the text `key` in the form that goes with `count` (CLDR: one, few, many; English has no few)."""
        return self.t(f"{key}_{self._form(count)}", count=self.number(count))

    def _form(self, count: int) -> str:
        if self.language != "ru":
            return "one" if count == 1 else "many"
        if count % 10 == 1 and count % 100 != 11:
            return "one"
        return "few" if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else "many"


def _list_of(value: StrEnum) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(value).__name__).lower()


def _spaced(text: str) -> str:
    """Return a text with narrow spaces in its numbers of five digits and more."""
    return re.sub(r"\d{5,}", lambda found: _thousands(int(found[0])), text)


def _thousands(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")
