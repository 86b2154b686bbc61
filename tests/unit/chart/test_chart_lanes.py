# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lanes and marks: days have their places, kinds their shapes."""

from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from plaint.chart.lanes import Axis, Lane, Said, draw_lanes
from plaint.chart.marks import Shape, mark, sign
from plaint.chart.measure import width, wrap
from plaint.chart.svg import ChartError, element, number

SVG = "{http://www.w3.org/2000/svg}"
AXIS = Axis(
    since=date(2031, 3, 1), until=date(2031, 3, 10), labels=((date(2031, 3, 1), "1"), (date(2031, 3, 10), "10"))
)
LANES = (
    Lane("Press", (Said(date(2031, 3, 1), Shape.DISC), Said(date(2031, 3, 1), Shape.CROSS))),
    Lane("Power", (Said(date(2031, 3, 10), Shape.DIAMOND),)),
)


def drawn() -> ET.Element:
    """Return the picture of two lanes."""
    return ET.fromstring(draw_lanes(LANES, AXIS, name="l", title="T", desc="D").svg)  # noqa: S314 - our own picture


def test_a_mark_stands_in_the_middle_of_its_day() -> None:
    """Places along the days are parts of the whole, so that one picture fits a telephone and a wide screen."""
    assert [(one.get("href"), one.get("x")) for one in drawn().iter(f"{SVG}use")] == [
        ("#l-disc", "5%"),
        ("#l-cross", "5%"),
        ("#l-diamond", "95%"),
    ]


def test_marks_of_one_day_stand_on_each_other() -> None:
    """Two statements of one day have two heights."""
    heights = [float(one.get("y", 0)) for one in drawn().iter(f"{SVG}use")]
    assert heights[0] > heights[1]
    assert LANES[0].rows == 2


def test_a_lane_takes_statements_and_no_number() -> None:
    """What is no lane is refused."""
    wrong: Any = [100]
    with pytest.raises(ChartError, match="statements only"):
        draw_lanes(wrong, AXIS, name="l", title="T", desc="D")


def test_a_fixed_width_is_possible_for_print() -> None:
    """A report asks for a width in pixels and gets a picture of that size."""
    svg = draw_lanes(LANES, AXIS, name="l", title="T", desc="D", width=600).svg
    assert 'width="600"' in svg


def test_every_shape_is_another() -> None:
    """No two marks have the same form: colour is never needed to tell them apart."""
    forms = {mark(shape, 0, 0).replace(f"m-{shape}", "") for shape in Shape}
    assert len(forms) == len(Shape)
    assert all('aria-hidden="true"' in sign(shape).svg for shape in Shape)


def test_long_names_are_broken_between_words() -> None:
    """A text is broken where its estimated width ends, a word that is longer is cut, and nothing is lost."""
    text = "Уполномоченный по правам человека " + "а" * 90
    lines = wrap(text, 200)
    assert all(width(line) <= 200 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_numbers_and_names_have_one_form() -> None:
    """Coordinates have two decimals at most, underscores become hyphens, what is None is left out."""
    assert [number(value) for value in (1.0, 1.256, -0.001, 100)] == ["1", "1.26", "0", "100"]
    assert element("a", "x", font_size=1.5, class_="b", id=None) == '<a font-size="1.5" class="b">x</a>'
