# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ranges: what each claim of one unit about one scope says, and under them what all of them say together.

| drawn | said |
|---|---|
| disc | exactly so many |
| ring | about so many |
| disc and a line to an arrow | at least so many |
| line from nought to a bar | at most so many |
| line between two bars | between two numbers |
| thick line, arrow where it is open | all claims together |
| disc on nought | none |

Only a register's combined figure comes in, so one picture holds one unit and one scope. Claims that contradict each
other stand side by side; none is drawn as the right one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from plaint.chart.measure import width as measured
from plaint.chart.measure import wrap
from plaint.chart.scale import Scale, ticks
from plaint.chart.svg import ChartError, Drawing, drawing, element, label
from plaint.register.combined import Combined
from plaint.register.model import Claim
from plaint.register.vocabulary import Wording

NARROW: Final = 480
"""Pixels below which a row's name stands above its mark and not beside it."""
_LINE: Final = 17
_ROW: Final = 26
_ABOVE: Final = 9
_ARROW: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeWords:
    """What is written into a picture of ranges, in one language."""

    title: str
    desc: str
    who: Callable[[Claim], str]
    """Who said it, and when."""
    value: Callable[[Claim], str]
    """The number as it was put: "at least 100"."""
    together: str
    """Name of the last row."""
    bounds: str
    """What the last row says, in words."""
    number: Callable[[int], str]
    """How a number on the axis is written."""


@dataclass(frozen=True, slots=True)
class _Row:
    who: str
    value: str
    low: int
    high: int | None
    wording: Wording
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: its scale, the room for its name, the pixels to the picture's edge."""

    scale: Scale
    names: float
    edge: float
    stacked: bool


def draw_ranges(figure: Combined, words: RangeWords, *, width: int, name: str) -> Drawing:
    """Return the picture of `figure`, `width` pixels wide; `name` is an id of its own within the page.

    Raise `ChartError` for anything but a combined figure: a number without its scope and derivation is not drawn.
    """
    if not isinstance(figure, Combined):
        raise ChartError("A range is drawn from a combined figure only.", hint="Combine the claims of a register.")
    rows = [_of(claim, words) for claim in figure.claims]
    rows.append(_Row(words.together, words.bounds, figure.low, figure.high, Wording.BETWEEN, whole=True))
    marks = ticks(max(1, *(bound for row in rows for bound in (row.low, row.high or 0))))
    stacked = width < NARROW
    names = width - 2 if stacked else round(width * 0.38)
    left = 8 if stacked else names + 20
    place = _Place(Scale(0, marks[-1], left, width - 46), names, width - 2, stacked)
    parts, top = _rows(rows, place)
    axis = _axis(marks, place.scale, top, words.number)
    return drawing([*axis, *parts], width=width, height=round(top + 26), name=name, title=words.title, desc=words.desc)


def _of(claim: Claim, words: RangeWords) -> _Row:
    count = claim.count
    return _Row(words.who(claim), words.value(claim), count.low or 0, count.high, count.wording)


def _rows(rows: Sequence[_Row], place: _Place) -> tuple[list[str], float]:
    parts: list[str] = []
    top = 4.0
    for row in rows:
        lines = wrap(row.who, place.names)
        class_ = "whole" if row.whole else None
        weight = "bold" if row.whole else None
        if row.whole:
            parts.append(element("path", d=f"M0 {top + 3:g}H{place.edge:g}", stroke="currentColor", class_="rule"))
            top += 10
        texts = [label(line, 0, top + 13 + at * _LINE) for at, line in enumerate(lines)]
        high = top + len(lines) * _LINE if place.stacked else top
        # A number that has room only above its line gets some, or it would stand in the name or at the picture's edge.
        above = _ABOVE if _is_above(row, place) else 0
        middle = high + above + (_ROW / 2 + 2 if place.stacked else _LINE / 2 + 1)
        parts.append(element("g", *texts, *_drawn(row, place, middle), class_=class_, font_weight=weight))
        top = high + above + _ROW + 8 if place.stacked else max(top + len(lines) * _LINE, top + above + _ROW) + 6
    return parts, top


def _ends(row: _Row, scale: Scale) -> tuple[float, float]:
    """Return where the line of a row begins and ends; an open one runs to the edge."""
    return round(scale(row.low), 2), scale.right + 36 if row.high is None else round(scale(row.high), 2)


def _is_behind(row: _Row, place: _Place) -> bool:
    return row.high is not None and _ends(row, place.scale)[1] + 12 + measured(row.value) <= place.edge


def _is_before(row: _Row, place: _Place) -> bool:
    return _ends(row, place.scale)[0] - 12 - measured(row.value) >= place.scale.left


def _is_above(row: _Row, place: _Place) -> bool:
    return not _is_behind(row, place) and not _is_before(row, place)


def _drawn(row: _Row, place: _Place, y: float) -> list[str]:
    low, end = _ends(row, place.scale)
    thick = 6 if row.whole else 2
    parts = [] if end == low else [_path(f"M{low:g} {y:g}H{end:g}", thick)]
    if row.high is None:
        parts.append(_path(f"M{end - 4:g} {y - _ARROW / 2:g}L{end + 3:g} {y:g}L{end - 4:g} {y + _ARROW / 2:g}", 2))
    elif end != low:
        parts.append(_bar(end, y))
    if row.wording is Wording.ABOUT:
        parts.append(element("circle", cx=low, cy=y, r=5, fill="none", stroke="currentColor", stroke_width=2))
    elif row.high == row.low or (row.high is None and not row.whole):
        parts.append(element("circle", cx=low, cy=y, r=5))
    elif row.wording is not Wording.AT_MOST:
        parts.append(_bar(low, y))
    return [*parts, _value(row, place, y)]


def _value(row: _Row, place: _Place, y: float) -> str:
    """Write the number where there is room: behind the mark, before it, or above the line."""
    low, end = _ends(row, place.scale)
    if _is_behind(row, place):
        return label(row.value, end + 12, y + 4.5, class_="value")
    if _is_before(row, place):
        return label(row.value, low - 12, y + 4.5, anchor="end", class_="value")
    return label(row.value, min(low + 9, place.edge - measured(row.value)), y - 7, class_="value")


def _bar(x: float, y: float) -> str:
    return _path(f"M{x:g} {y - 6:g}V{y + 6:g}", 2)


def _path(d: str, thick: float) -> str:
    return element("path", d=d, stroke="currentColor", stroke_width=thick, fill="none")


def _axis(marks: Sequence[int], scale: Scale, top: float, number: Callable[[int], str]) -> list[str]:
    parts = []
    for at in marks:
        x = round(scale(at), 2)
        parts.append(element("path", d=f"M{x:g} 0V{top:g}", stroke="currentColor", stroke_opacity=0.18, class_="grid"))
        parts.append(label(number(at), x, top + 18, anchor="middle", class_="foot"))
    return parts
