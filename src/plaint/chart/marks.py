# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks: shapes that differ in form and not only in colour, drawn around the point 0, 0.

| shape | who says what |
|---|---|
| disc | it happened: an allegation, a report, a finding, a judgment |
| cross | it did not: a denial, a doubt, a retraction |
| triangle | somebody asks: a petition, a request, a call |
| square | somebody acts or answers: an inquiry, an answer, help given |
| diamond | somebody promises |
| star | somebody threatens |

A second set says how something stands: `TICK` it is so, `BAR` (a cross in a ring) it is not, `HALF` in part, `QUESTION`
nothing is known, `RING` it is open, `ARROW` something else took its place.
"""

from enum import StrEnum
from typing import Final

from plaint.chart.svg import Drawing, element


class Shape(StrEnum):
    """The form of a mark."""

    DISC = "disc"
    CROSS = "cross"
    TRIANGLE = "triangle"
    SQUARE = "square"
    DIAMOND = "diamond"
    STAR = "star"
    TICK = "tick"
    BAR = "bar"
    HALF = "half"
    QUESTION = "question"
    RING = "ring"
    ARROW = "arrow"


RADIUS: Final = 5.0
_FILLED: Final = {
    Shape.TRIANGLE: "M0-5.6 5.4 4.4H-5.4Z",
    Shape.SQUARE: "M-4.5-4.5H4.5V4.5H-4.5Z",
    Shape.DIAMOND: "M0-6.2 6.2 0 0 6.2-6.2 0Z",
    Shape.STAR: "M0-6.4 1.6-1.6 6.4 0 1.6 1.6 0 6.4-1.6 1.6-6.4 0-1.6-1.6Z",
}
_DRAWN: Final = {
    Shape.CROSS: "M-4.4-4.4 4.4 4.4M-4.4 4.4 4.4-4.4",
    Shape.TICK: "M-5.2.4-1.8 3.8 5.2-4",
    Shape.BAR: "M-2.4-2.4 2.4 2.4M-2.4 2.4 2.4-2.4",
    Shape.HALF: "M0-5.2V5.2M-2-4V4M-3.8-2.4V2.4",
    Shape.QUESTION: "M-1.8-1.7a1.9 1.9 0 1 1 2.7 1.7Q0 .5 0 1.3M0 2.6V3.6",
    Shape.RING: "",
    Shape.ARROW: "M-5.5 0H5M1.2-3.8 5 0 1.2 3.8",
}
_RINGED: Final = (Shape.BAR, Shape.HALF, Shape.QUESTION, Shape.RING)


def mark(shape: Shape, x: float, y: float) -> str:
    """Return the mark of this shape with its middle at `x`, `y`."""
    class_ = f"m-{shape.value}"
    if shape is Shape.DISC:
        return element("circle", cx=x or None, cy=y or None, r=RADIUS, class_=class_)
    place = f"translate({x:g} {y:g})" if x or y else None
    if shape in _FILLED:
        return element("path", d=_FILLED[shape], transform=place, class_=class_)
    ring = element("circle", r=5.6) if shape in _RINGED else ""
    line = element("path", d=_DRAWN[shape]) if _DRAWN[shape] else ""
    wide = 1.6 if shape in _RINGED else 2.4
    return element(
        "g", ring, line, transform=place, class_=class_, fill="none", stroke="currentColor", stroke_width=wide
    )


def sign(shape: Shape) -> Drawing:
    """Return the mark as a picture of its own, 14 pixels square: decoration beside a word that says the same."""
    size = 14
    svg = element(
        "svg",
        mark(shape, size / 2, size / 2),
        class_="sign",
        width=size,
        height=size,
        fill="currentColor",
        aria_hidden="true",
    )
    return Drawing(svg, size, size)
