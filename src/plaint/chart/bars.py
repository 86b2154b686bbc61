# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bars: one row for each code of a released table, as the public sees it.

| drawn | shown |
|---|---|
| bar | a rounded count |
| open box from nought to the threshold | less than the threshold, perhaps nobody |
| three dots | not shown; its place in the row says nothing of its size |

Only a released table comes in: what went through the gate, and nothing that the gate has hidden. The margin is not
drawn, since it would dwarf its parts; it stands in the table beside the picture.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from plaint.chart.measure import width as measured
from plaint.chart.measure import wrap
from plaint.chart.ranges import NARROW
from plaint.chart.scale import Scale, ticks
from plaint.chart.svg import ChartError, Drawing, drawing, element, label
from plaint.figures.codebook import TOTAL
from plaint.figures.released import ReleasedCell, ReleasedTable, Shown

_LINE: Final = 17
_BAR: Final = 14
_GAP: Final = 10
_ROOM: Final = 52
"""Pixels behind the longest bar, for its figure; more where a figure comes with its month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarWords:
    """What is written into a picture of bars, in one language (`ru` or `en`, in which the table's labels are taken)."""

    language: str
    title: str
    desc: str
    number: Callable[[int], str]
    """How a number is written."""


def cells_along(table: ReleasedTable, dimension: str) -> dict[str, ReleasedCell]:
    """Return the margin of `table` along a dimension, by code in its order; empty where it has no such dimension."""
    names = [one.name for one in table.dimensions]
    if dimension not in names:
        return {}
    at = names.index(dimension)
    return {
        one.code: table[tuple(one.code if place == at else TOTAL for place in range(len(names)))]
        for one in table.dimensions[at].codes
    }


def draw_bars(table: ReleasedTable, words: BarWords, *, along: str, most: int, width: int, name: str) -> Drawing:
    """Return the picture of the margin of `table` along a dimension, its first `most` codes; `width` in pixels.

    Raise `ChartError` for anything but a released table with rows: a count that no gate has seen is not drawn.
    """
    if not isinstance(table, ReleasedTable):
        raise ChartError("Bars are drawn from a released table only.", hint="Take it from a release.")
    rows = list(cells_along(table, along).items())[:most]
    if not rows:
        raise ChartError(f"The table has no dimension {along}.", hint="Name one of its own.")
    labels = next(one for one in table.dimensions if one.name == along)
    marks = ticks(max([1, *(reach(cell) for _, cell in rows)]))
    stacked = width < NARROW
    names = width - 2 if stacked else round(width * 0.38)
    texts = {code: _text(cell, words.number) for code, cell in rows}
    room = max(_ROOM, *(measured(text) + 8 for text in texts.values()))
    scale = Scale(0, marks[-1], 6 if stacked else names + 14, width - room)
    parts: list[str] = []
    top = 2.0
    for code, cell in rows:
        lines = wrap(labels.code(code).label[words.language], names)
        parts += [label(line, 0, top + 12 + at * _LINE) for at, line in enumerate(lines)]
        high = len(lines) * _LINE
        parts += _drawn(cell, texts[code], scale, top + high if stacked else top)
        top += high + (_BAR + _GAP if stacked else 6)
    grid = [_grid(scale(mark), top, words.number(mark)) for mark in marks]
    return drawing([*grid, *parts], width=width, height=round(top + 24), name=name, title=words.title, desc=words.desc)


def reach(cell: ReleasedCell) -> int:
    """Return how far a cell is drawn: its count, its threshold where it is below that, nothing where it is hidden."""
    return {Shown.COUNT: cell.value or 0, Shown.BELOW: cell.threshold, Shown.HIDDEN: 0}[cell.shown]


def _text(cell: ReleasedCell, number: Callable[[int], str]) -> str:
    text = number(cell.value) if cell.value is not None else str(cell)
    return f"{text}\N{NO-BREAK SPACE}({cell.as_of})" if cell.as_of else text


def _drawn(cell: ReleasedCell, text: str, scale: Scale, top: float) -> list[str]:
    left, right = scale(0), scale(reach(cell))
    value = label(text, right + 6, top + 12, class_="value")
    if cell.shown is Shown.COUNT:
        return [element("rect", x=left, y=top, width=max(0.5, right - left), height=_BAR, class_="bar"), value]
    if cell.shown is Shown.BELOW:
        open_box = element(
            "rect", x=left, y=top + 1, width=right - left, height=_BAR - 2, fill="none", stroke="currentColor",
            stroke_dasharray="3 2", class_="below",
        )  # fmt: skip
        return [open_box, value]
    return [value]


def _grid(x: float, bottom: float, text: str) -> str:
    line = element("path", d=f"M{x:.2f} 0V{bottom:g}", stroke="currentColor", stroke_opacity=0.18, class_="grid")
    return line + label(text, x, bottom + 16, anchor="middle", class_="foot")
