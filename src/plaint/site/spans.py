# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which days the front page's picture shows, and which month a statement is listed under.

The picture shows the five weeks in which most was said. A rule decides it and no editor, so that nobody can choose what
a reader sees first. Statements without a known day are not in it, and their number is given.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from plaint.chart.lanes import Axis, Lane, Said, draw_lanes
from plaint.chart.svg import Drawing
from plaint.register.dates import PartialDate, Precision
from plaint.register.model import Register, Statement
from plaint.site.signs import FAMILIES, GROUPS, KINDS
from plaint.site.speech import Speech

DAYS: Final = 35
_FEWEST: Final = 5
"""With fewer dated statements a picture says less than the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The picture of the five weeks, and what is to be said beside it."""

    since: date
    until: date
    picture: Drawing
    undated: int
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was said in one month, or in one year of which no month is known."""

    key: str
    date: PartialDate
    said: tuple[Statement, ...]


def month_of(day: PartialDate) -> PartialDate:
    """Return the month, or the year alone, that a date lies in."""
    return PartialDate(day.year, day.month)


def months(said: Iterable[Statement]) -> tuple[Month, ...]:
    """Return statements by month, in the order in which they come."""
    found: dict[PartialDate, list[Statement]] = {}
    for one in said:
        found.setdefault(month_of(one.said), []).append(one)
    return tuple(Month(key=str(key), date=key, said=tuple(own)) for key, own in found.items())


def busiest(said: Sequence[Statement]) -> tuple[date, date] | None:
    """Return the first and the last day of the five weeks in which most was said; of equals, the earliest.

    None where too little has a known day.
    """
    days = sorted(one.said.earliest for one in said if one.said.precision is Precision.DAY)
    if len(days) < _FEWEST:
        return None
    best = max(
        days, key=lambda first: (sum(first <= day < first + timedelta(DAYS) for day in days), -first.toordinal())
    )
    return best, best + timedelta(DAYS - 1)


def lanes(register: Register, speech: Speech) -> Lanes | None:
    """Return the picture of the busiest five weeks, or None where too little is dated."""
    window = busiest(register.timeline())
    if window is None:
        return None
    since, until = window
    within = [one for one in register.timeline() if one.said.latest >= since and one.said.earliest <= until]
    dated = [one for one in within if one.said.precision is Precision.DAY]
    drawn = tuple(_lane(register, speech, name, dated) for name in GROUPS)
    drawn = tuple(lane for lane in drawn if lane.said)
    title = speech.t("lanes.title", since=speech.day_short(since, until), until=speech.day(until))
    desc = " ".join(_told(register, speech, dated))
    labels = tuple((day, speech.day_short(day, until)) for day in _feet(since, until))
    axis = Axis(since=since, until=until, labels=labels)
    picture = draw_lanes(drawn, axis, name="lanes", title=title, desc=desc)
    shapes = {KINDS[one.kind] for one in dated}
    key = tuple(shape.value for shape in FAMILIES if shape in shapes)
    return Lanes(since=since, until=until, picture=picture, undated=len(within) - len(dated), key=key)


def _of(register: Register, name: str, said: Iterable[Statement]) -> Iterator[Statement]:
    return (one for one in said if register.actors[one.actor].kind in GROUPS[name])


def _lane(register: Register, speech: Speech, name: str, said: Iterable[Statement]) -> Lane:
    marks = tuple(Said(one.said.earliest, KINDS[one.kind]) for one in _of(register, name, said))
    return Lane(speech.t(f"lanes.group_{name}"), marks)


def _told(register: Register, speech: Speech, said: Sequence[Statement]) -> Iterator[str]:
    """Give what each lane holds, in words."""
    for name in GROUPS:
        own = list(_of(register, name, said))
        if own:
            parts: dict[str, int] = {}
            for one in own:
                word = speech.t(f"shape.{KINDS[one.kind].value}")
                parts[word] = parts.get(word, 0) + 1
            told = ", ".join(f"{word}: {count}" for word, count in parts.items())
            yield speech.t("lanes.group_line", name=speech.t(f"lanes.group_{name}"), said=told) + "."


def _feet(since: date, until: date) -> tuple[date, ...]:
    return (since, since + (until - since) / 2, until)
