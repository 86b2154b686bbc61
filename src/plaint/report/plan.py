# SPDX-License-Identifier: AGPL-3.0-or-later
"""`report.toml`: what a report covers, what it is called, and where its parts lie. Pure.

Rules of this module:

- Every key is wanted and no other is known; a wrong one is named.
- A place is a name inside the report's folder or above it, never chosen by the program.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from plaint.errors import PlaintError
from plaint.figures.period import Period, month
from plaint.report.errors import ReportError

LANGUAGES: Final = ("ru", "en")
_TEXTS: Final = ("title", "subtitle", "publisher", "addressee", "place")
_NAMES: Final = ("release", "rows", "codebook", "tables", "book", "record", "minimum")
_KEYS: Final = {"report", "period", "as_of", "day", "languages", *_NAMES, *_TEXTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One report as its makers planned it."""

    release: str
    """Id of the release in the book, like `annual-2026`."""
    period: Period
    as_of: str
    """Month up to which rows are counted."""
    day: date
    """Of publication: on the cover, and the date in every file that the writers make."""
    languages: tuple[str, ...]
    rows: str
    """Folder of neutral rows."""
    codebook: str
    tables: str
    """File that asks for tables; empty for those that come with the program."""
    book: str
    record: str
    """Folder of the public record; empty for a report without."""
    minimum: str
    """Folder of what the documented minimum is built from; empty for a report without."""
    title: Mapping[str, str]
    subtitle: Mapping[str, str]
    publisher: Mapping[str, str]
    addressee: Mapping[str, str]
    place: Mapping[str, str]


def parse(toml: str, name: str = "report.toml") -> Plan:
    """Return the plan that `toml` spells; raise ReportError where a key is missing, unknown or wrong."""
    try:
        keys = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise ReportError(f"{name}: this is no TOML: {error}.", hint="Mend the line.") from None
    if wrong := sorted(_KEYS ^ set(keys)):
        what = "is unknown" if wrong[0] in keys else "is missing"
        raise ReportError(f"{name}: {wrong[0][:40]} {what}.", hint="`plaint report new` writes one with all its keys.")
    if keys["report"] != 1 or isinstance(keys["report"], bool):
        raise ReportError(f"{name}: its form is not known to this program.", hint="Update the program.")
    languages = keys["languages"]
    if not isinstance(languages, list) or not languages or len(set(map(str, languages))) != len(languages):
        raise ReportError(f"{name}: languages is no list of them.", hint=f"Name some of {', '.join(LANGUAGES)}.")
    if stray := [one for one in languages if one not in LANGUAGES]:
        raise ReportError(f"{name}: there is no language {stray[0]!r}.", hint=f"Name some of {', '.join(LANGUAGES)}.")
    names = {key: _name(keys[key], key, name) for key in _NAMES}
    texts = {key: _texts(keys[key], languages, f"{name}: {key}") for key in _TEXTS}
    day = keys["day"]
    if type(day) is not date:
        raise ReportError(f"{name}: day is no date.", hint="Write it like 2027-04-24, without quotes.")
    try:
        period, as_of = Period.parse(str(keys["period"])), month(str(keys["as_of"]))
    except PlaintError as error:
        raise ReportError(f"{name}: {error.message}", hint=error.hint) from None
    last = period.halves[-1]
    if as_of < f"{last[:4]}-{'06' if last.endswith('1') else '12'}":
        raise ReportError(
            f"{name}: as_of is {as_of}, before {last} has ended.", hint="Wait, or name an earlier period."
        )
    if day.isoformat()[:7] < as_of:
        raise ReportError(f"{name}: day is {day}, before the month as_of {as_of}.", hint="One of the two is wrong.")
    return Plan(
        release=names["release"],
        period=period,
        as_of=as_of,
        day=day,
        languages=tuple(languages),
        rows=names["rows"],
        codebook=names["codebook"],
        tables=names["tables"],
        book=names["book"],
        record=names["record"],
        minimum=names["minimum"],
        title=texts["title"],
        subtitle=texts["subtitle"],
        publisher=texts["publisher"],
        addressee=texts["addressee"],
        place=texts["place"],
    )


def _name(value: Any, key: str, name: str) -> str:
    empty = key in {"tables", "record", "minimum"}
    if not isinstance(value, str) or not (value or empty) or (value and not value.isprintable()):
        raise ReportError(f"{name}: {key} is no name.", hint="Write a text in quotes.")
    return value


def _texts(value: Any, languages: list[str], place: str) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) != set(languages):
        raise ReportError(f"{place}: a text is missing or one too many.", hint=f"Write {' and '.join(languages)}.")
    if not all(isinstance(one, str) and one.isprintable() for one in value.values()):
        raise ReportError(f"{place}: a text is no single line.", hint="Write it in quotes, on one line.")
    return dict(value)
