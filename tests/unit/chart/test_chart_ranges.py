# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of ranges: only combined figures come in, each wording has its form, the words are there too."""

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from plaint.chart.ranges import NARROW, RangeWords, draw_ranges
from plaint.chart.scale import Scale, ticks
from plaint.chart.svg import ChartError
from plaint.language import read
from plaint.register import telling
from plaint.register.combined import Combined
from plaint.register.counting import combine
from plaint.register.vocabulary import StatementKind, Wording
from tests.support.public_record import count, record, statement, words

SVG = "{http://www.w3.org/2000/svg}"
WORDS = RangeWords(
    title="Detained",
    desc="What was said.",
    who=lambda claim: claim.statement.actor,
    value=lambda claim: telling.stated(claim, read("en", "register")),
    together="Together",
    bounds="at least 100",
    number=str,
)


def figure(unit: str = "detained", scope: str = "valley") -> Combined:
    """Return a combined figure of the invented record."""
    found = combine(record(), unit, scope)
    assert found is not None
    return found


def alone(wording: Wording, low: int | None, high: int | None) -> ET.Element:
    """Return the picture of one claim and of what follows from it."""
    said = statement("e1-1", "paper", StatementKind.ALLEGATION, "2031-03-02", words("x"), count(wording, low, high))
    found = combine(replace(record(), statements={"e1-1": said}), "detained", "valley")
    assert found is not None
    return ET.fromstring(draw_ranges(found, WORDS, width=720, name="a").svg)  # noqa: S314 - our own picture


@pytest.mark.parametrize("number", [100, 3.5, None, "a hundred", (27, 56)])
def test_a_bare_number_is_refused(number: Any) -> None:
    """Nothing but a combined figure is drawn: a number without scope and derivation has no way into a picture."""
    with pytest.raises(ChartError, match="combined figure only"):
        draw_ranges(number, WORDS, width=720, name="a")


def test_every_claim_stands_in_the_picture_and_the_whole_under_them() -> None:
    """Claims that contradict each other stand beside each other, with who made them and the number as it was put."""
    root = ET.fromstring(draw_ranges(figure(), WORDS, width=720, name="a").svg)  # noqa: S314 - our own picture
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert [text for text in texts if text in ("paper", "mayor", "group", "Together")] == [
        "paper",
        "mayor",
        "group",
        "Together",
    ]
    assert {"at least 100", "0", "about from 200 to 240"} <= set(texts)


def test_the_picture_is_one_image_with_title_and_description() -> None:
    """To who cannot see it, it is one image that says what it is and what it shows."""
    root = ET.fromstring(draw_ranges(figure(), WORDS, width=720, name="a").svg)  # noqa: S314 - our own picture
    assert root.get("role") == "img"
    named = {one.get("id"): one.text for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")}
    assert named == {root.get("aria-labelledby"): "Detained", root.get("aria-describedby"): "What was said."}


def test_the_same_figure_gives_the_same_bytes() -> None:
    """No clock and no chance gets into a picture."""
    assert draw_ranges(figure(), WORDS, width=720, name="a") == draw_ranges(figure(), WORDS, width=720, name="a")


@pytest.mark.parametrize("width", [330, NARROW, 720])
def test_nothing_stands_outside(width: int) -> None:
    """Whatever the width, every mark and the beginning of every text lies within the picture."""
    drawn = draw_ranges(figure(), WORDS, width=width, name="a")
    root = ET.fromstring(drawn.svg)  # noqa: S314 - our own picture
    places = [(float(one.get("x", 0)), float(one.get("y", 0))) for one in root.iter(f"{SVG}text")]
    places += [(float(one.get("cx", 0)), float(one.get("cy", 0))) for one in root.iter(f"{SVG}circle")]
    assert all(0 <= x <= width and 0 <= y <= drawn.height for x, y in places)
    assert len(places) > 8


def test_an_open_bound_has_an_arrow_and_no_end() -> None:
    """An open claim is a disc, a line and the head of an arrow; there is no bar where nobody stated an end."""
    paths = [one.get("d", "") for one in alone(Wording.AT_LEAST, 100, None).iter(f"{SVG}path")]
    assert sum("L" in path for path in paths) == 2  # the claim's and the whole's
    discs = list(alone(Wording.AT_LEAST, 100, None).iter(f"{SVG}circle"))
    assert len(discs) == 1


def test_a_range_has_both_bounds() -> None:
    """Between 27 and 56 is a line with a bar at each end, and no arrow."""
    drawn = [one for one in alone(Wording.BETWEEN, 27, 56).iter(f"{SVG}path") if one.get("stroke-opacity") is None]
    paths = [one.get("d", "") for one in drawn]
    assert not any("L" in path for path in paths)
    assert sum("V" in path for path in paths) == 4  # two of the claim, two of the whole


def test_about_is_a_ring_and_exactly_a_disc() -> None:
    """An estimate is told from a count by the form of its mark."""
    rings = [one.get("fill") for one in alone(Wording.ABOUT, 60, 60).iter(f"{SVG}circle")]
    assert rings[0] == "none"
    assert [one.get("fill") for one in alone(Wording.EXACTLY, 60, 60).iter(f"{SVG}circle")] == [None, None]


def test_colour_is_that_of_the_text_around() -> None:
    """Every stroke is `currentColor`, so that dark pages, forced colours and print decide; there is no style in it."""
    svg = draw_ranges(figure(), WORDS, width=720, name="a").svg
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    assert {one.get("stroke") for one in root.iter()} == {None, "currentColor"}
    assert {one.get("fill") for one in root.iter()} <= {None, "currentColor", "none"}
    assert "style" not in svg
    assert "url(" not in svg


def test_a_text_cannot_leave_its_element() -> None:
    """What a record calls somebody is text in the picture, whatever it holds."""
    hostile = '</text><script>alert(1)</script>"'
    drawn = draw_ranges(
        figure(), replace(WORDS, who=lambda _: hostile, title=hostile, desc=hostile), width=720, name="a"
    )
    root = ET.fromstring(drawn.svg)  # noqa: S314 - our own picture
    assert not list(root.iter(f"{SVG}script"))
    assert root[0].text == hostile


@pytest.mark.parametrize(
    ("high", "marks"), [(1, (0, 1)), (5, (0, 1, 2, 3, 4, 5)), (56, (0, 20, 40, 60)), (200, (0, 50, 100, 150, 200))]
)
def test_axes_have_round_numbers(high: int, marks: tuple[int, ...]) -> None:
    """The axis begins at nought and ends with the first round number that holds everything."""
    assert ticks(high) == marks


@pytest.mark.parametrize("high", [1, 7, 99, 15_000, 1_000_000_000])
def test_axes_have_few_marks(high: int) -> None:
    """However large the number, there are at most five steps, and the last one reaches it."""
    assert ticks(high)[-1] >= high
    assert len(ticks(high)) <= 6


def test_a_scale_is_straight() -> None:
    """The middle of the numbers stands in the middle of the pixels."""
    assert Scale(0, 200, 10, 110)(100) == 60
