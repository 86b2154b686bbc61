# SPDX-License-Identifier: AGPL-3.0-or-later
"""Periods of a release, in half-years: nothing shorter is ever published, and nothing shorter stands in a row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from plaint.figures.errors import RowsError

_HALF: Final = re.compile(r"((?:19|20)[0-9]{2})H([12])")
_MONTH: Final = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")
_SPAN: Final = re.compile(r"((?:19|20)[0-9]{2})(?:-((?:19|20)[0-9]{2}))?")


def half(text: str) -> str:
    """Return `text` if it names a half-year (`2026H1`); raise RowsError where it does not."""
    if not _HALF.fullmatch(text):
        raise RowsError(f"{text[:20]!r} is no half-year.", hint="Write it like 2026H1 or 2026H2.")
    return text


def month(text: str) -> str:
    """Return `text` if it names a month (`2027-03`); months are compared as texts."""
    if not _MONTH.fullmatch(text):
        raise RowsError(f"{text[:20]!r} is no month.", hint="Write it like 2027-03.")
    return text


@dataclass(frozen=True, slots=True)
class Period:
    """Some half-years that a figure covers, oldest first and without a gap."""

    halves: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse an empty period, and one with a gap: nobody could say in words what it covers."""
        if not self.halves or tuple(_next(self.halves[0], len(self.halves))) != tuple(map(half, self.halves)):
            raise RowsError("A period has a gap or is empty.", hint="Name one half-year, a year, or years in a row.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period written as `2026H1`, `2026` or `2025-2026`; raise RowsError for any other text."""
        if _HALF.fullmatch(text):
            return cls((text,))
        span = _SPAN.fullmatch(text)
        if not span or int(span[2] or span[1]) < int(span[1]):
            raise RowsError(f"{text[:20]!r} is no period.", hint="Write it like 2026H1, 2026 or 2025-2026.")
        years = range(int(span[1]), int(span[2] or span[1]) + 1)
        return cls(tuple(f"{year}H{part}" for year in years for part in (1, 2)))

    def __str__(self) -> str:
        first, last = self.halves[0], self.halves[-1]
        if first == last:
            return first
        if first.endswith("H1") and last.endswith("H2"):
            return first[:4] if first[:4] == last[:4] else f"{first[:4]}-{last[:4]}"
        return f"{first}..{last}"

    def overlaps(self, other: Self) -> bool:
        """Whether the two share a half-year."""
        return bool(set(self.halves) & set(other.halves))

    def holds(self, other: Self) -> bool:
        """Whether all of `other` lies within this period."""
        return set(other.halves) <= set(self.halves)


def _next(first: str, count: int) -> Iterable[str]:
    begin = int(half(first)[:4]) * 2 + int(first[5]) - 1
    return (f"{number // 2}H{number % 2 + 1}" for number in range(begin, begin + count))
