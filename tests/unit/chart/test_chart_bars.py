# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bars come from released tables alone, and show nothing that the gate has hidden."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from plaint.chart.bars import BarWords, draw_bars
from plaint.chart.svg import ChartError
from plaint.figures import released
from plaint.figures.codebook import TOTAL, Code, Dimension
from plaint.figures.period import Period
from plaint.figures.released import ReleasedCell, ReleasedTable, Shown
from plaint.figures.spec import Sensitivity
from plaint.figures.units import Unit

SVG = "{http://www.w3.org/2000/svg}"
WORDS = BarWords(language="en", title="Complaints by right", desc="Housing: 120.", number=str)
CELLS = {
    "housing": ReleasedCell(shown=Shown.COUNT, value=120, base=5, threshold=10),
    "torture": ReleasedCell(shown=Shown.BELOW, value=None, base=0, threshold=10),
    "family": ReleasedCell(shown=Shown.HIDDEN, value=None, base=0, threshold=10),
}


def table(cells: Mapping[str, ReleasedCell] = CELLS) -> ReleasedTable:
    """Return a released table of one dimension with these cells."""
    codes = tuple(Code(name, {"en": name.title(), "ru": name}) for name in cells)
    margin = ReleasedCell(shown=Shown.COUNT, value=135, base=5, threshold=10)
    return ReleasedTable(
        id="rights",
        unit=next(iter(Unit)),
        title={"en": "Rights", "ru": "Права"},
        dimensions=(Dimension("right", {"en": "Right", "ru": "Право"}, codes),),
        period=Period.parse("2031"),
        as_of="2032-01",
        sensitivity=next(iter(Sensitivity)),
        cells={**{(name,): cell for name, cell in cells.items()}, (TOTAL,): margin},
        mint=released.MINT,
    )


def drawn(width: int = 720, cells: Mapping[str, ReleasedCell] = CELLS) -> ET.Element:
    """Return the picture of the table."""
    return ET.fromstring(draw_bars(table(cells), WORDS, along="right", most=12, width=width, name="b").svg)  # noqa: S314 - our own picture


@pytest.mark.parametrize("wrong", [120, None, [120, 3], {"housing": 120}, ("housing", 120)], ids=repr)
def test_what_no_gate_has_seen_is_refused(wrong: Any) -> None:
    """A number, a list or a mapping of numbers has no way into a picture."""
    with pytest.raises(ChartError, match="released table only"):
        draw_bars(wrong, WORDS, along="right", most=12, width=720, name="b")


def test_each_form_of_a_cell_is_drawn_as_such() -> None:
    """A count is a bar, a small one an open box to the threshold, a hidden one nothing but its dots."""
    boxes = [(one.get("class"), one.get("fill")) for one in drawn().iter(f"{SVG}rect")]
    assert boxes == [("bar", None), ("below", "none")]
    texts = [one.text for one in drawn().iter(f"{SVG}text")]
    assert {"120", "<10", "…", "Housing", "Torture", "Family"} <= set(texts)


def test_a_figure_that_was_kept_comes_with_its_month() -> None:
    """An earlier figure says of when it is, whole within the picture, and the bars leave it the room."""
    kept = {**CELLS, "housing": ReleasedCell(shown=Shown.COUNT, value=120, base=5, threshold=10, as_of="2031-09")}
    texts = [one for one in drawn(cells=kept).iter(f"{SVG}text") if one.get("class") == "value"]
    assert [one.text for one in texts] == ["120\N{NO-BREAK SPACE}(2031-09)", "<10", "…"]
    bars = [float(next(drawn(cells=one).iter(f"{SVG}rect")).get("width", 0)) for one in (CELLS, kept)]
    assert bars[0] > bars[1]


def test_a_dimension_that_is_not_there_is_refused() -> None:
    """A table is drawn along a dimension of its own, and only so many of its codes."""
    with pytest.raises(ChartError, match="no dimension region"):
        draw_bars(table(), WORDS, along="region", most=12, width=720, name="b")
    only = ET.fromstring(draw_bars(table(), WORDS, along="right", most=1, width=720, name="b").svg)  # noqa: S314 - ours
    assert len(list(only.iter(f"{SVG}rect"))) == 1


def test_the_margin_is_not_drawn() -> None:
    """The sum stands in the table beside the picture and not among its parts."""
    assert "135" not in [one.text for one in drawn().iter(f"{SVG}text")]


def test_a_small_cell_looks_the_same_whatever_its_size() -> None:
    """Nobody measures from the picture what the gate has hidden: its box reaches to the threshold, here a twelfth."""
    small = next(one for one in drawn().iter(f"{SVG}rect") if one.get("class") == "below")
    bar = next(one for one in drawn().iter(f"{SVG}rect") if one.get("class") == "bar")
    assert float(small.get("width", 0)) == pytest.approx(float(bar.get("width", 0)) / 12, abs=0.02)


@pytest.mark.parametrize("width", [330, 720])
def test_nothing_stands_outside_the_picture(width: int) -> None:
    """Bars and the beginnings of texts lie within the width, on a phone as well."""
    root = drawn(width)
    rights = [float(one.get("x", 0)) + float(one.get("width", 0)) for one in root.iter(f"{SVG}rect")]
    assert all(right <= width for right in rights)
    assert all(0 <= float(one.get("x", 0)) < width for one in root.iter(f"{SVG}text"))
