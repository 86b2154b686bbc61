# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lanes: who said what on which day, one lane a group of speakers, one mark a statement.

It shows days and kinds, and no figure: what was said about numbers is drawn in `plaint.chart.ranges`. What is known by
month or year alone has no place on an axis of days, and none is invented for it; the caller says so beside the picture.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from plaint.chart.marks import Shape, mark
from plaint.chart.svg import ChartError, Drawing, drawing, element, label, number

STEP: Final = 14
"""Pixels between the marks of one day."""
_NAME: Final = 20
_PAD: Final = 9


@dataclass(frozen=True, slots=True)
class Said:
    """One statement in a lane: the day on which it was made, and the shape of its kind."""

    day: date
    shape: Shape


@dataclass(frozen=True, slots=True)
class Lane:
    """One group of speakers and what they said, in the order in which the marks of one day stand on each other."""

    name: str
    said: tuple[Said, ...]

    @property
    def rows(self) -> int:
        """The most marks that one day of this lane has; one at least."""
        return max((sum(one.day == other.day for one in self.said) for other in self.said), default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The days that a picture shows, from `since` to `until`, and the labels under some of them."""

    since: date
    until: date
    labels: tuple[tuple[date, str], ...]

    def part(self, day: date, *, edge: bool = False) -> str:
        """Return where the middle of a day (or its beginning) lies, as a part of the whole."""
        days = (self.until - self.since).days + 1
        at = (day - self.since).days + (0 if edge else 0.5)
        return f"{number(100 * at / days)}%"


def draw_lanes(
    lanes: Sequence[Lane], axis: Axis, *, name: str, title: str, desc: str, width: int | None = None
) -> Drawing:
    """Return the picture of these lanes; `name`, `title` and `desc` as in `drawing`.

    Without a `width` it takes whatever room it is given: places along the days are parts of the whole, while texts and
    marks keep their size, so that one picture serves a telephone and a wide screen.
    """
    if any(not isinstance(lane, Lane) for lane in lanes):
        raise ChartError("A lane is drawn from statements only.", hint="Give the lanes of a register.")
    parts = []
    top = 0.0
    for lane in lanes:
        height = _NAME + 2 * _PAD + STEP * (lane.rows - 1) + 4
        parts += _lane(lane, axis, top, height, name)
        top += height
    weeks = [_week(axis.part(day, edge=True), top) for day in _mondays(axis)]
    grid = element("g", *weeks, stroke="currentColor", stroke_opacity=0.12)
    used = {one.shape for lane in lanes for one in lane.said}
    shapes = [element("g", mark(shape, 0, 0), id=f"{name}-{shape}") for shape in Shape if shape in used]
    return drawing(
        [element("defs", *shapes), grid, *parts, _rule(top), *_feet(axis, top + 16)],
        width=width,
        height=round(top + 24),
        name=name,
        title=title,
        desc=desc,
    )


def _lane(lane: Lane, axis: Axis, top: float, height: float, name: str) -> list[str]:
    parts = [_rule(top), label(lane.name, 0, top + 15, class_="lane")]
    stood: dict[date, int] = {}
    for one in lane.said:
        above = stood.get(one.day, 0)
        stood[one.day] = above + 1
        y = top + height - _PAD - above * STEP
        parts.append(element("use", href=f"#{name}-{one.shape}", x=axis.part(one.day), y=y))
    return parts


def _rule(y: float) -> str:
    return element("line", x2="100%", y1=y, y2=y, stroke="currentColor", stroke_opacity=0.35)


def _week(x: str, bottom: float) -> str:
    return element("line", x1=x, x2=x, y2=bottom)


def _mondays(axis: Axis) -> Iterable[date]:
    day = axis.since + timedelta(days=-axis.since.weekday() % 7)
    while day <= axis.until:
        if day > axis.since:
            yield day
        day += timedelta(days=7)


def _feet(axis: Axis, y: float) -> Iterable[str]:
    """Write the labels of days: the first and the last within the picture, the others under the middle of their day."""
    for day, text in axis.labels:
        if day == axis.since:
            yield label(text, 0, y, class_="foot")
        elif day == axis.until:
            yield label(text, "100%", y, anchor="end", class_="foot")
        else:
            yield label(text, axis.part(day), y, anchor="middle", class_="foot")
