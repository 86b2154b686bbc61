# SPDX-License-Identifier: AGPL-3.0-or-later
"""A figure that was kept from an earlier release says of which month it is, wherever it is said."""

from plaint.figures import press, showing, written
from plaint.figures.codebook import TOTAL, Code, Dimension
from plaint.figures.period import Period
from plaint.figures.released import MINT, Release, ReleasedCell, ReleasedFigure, ReleasedTable, Shown
from plaint.figures.spec import Sensitivity
from plaint.figures.units import Unit
from plaint.language import read
from plaint.report import shown


def table(as_of: str) -> ReleasedTable:
    """Return a table of complaints whose total is of this month, or of the release where it is empty."""
    cell = ReleasedCell(Shown.COUNT, 1200, 15, 5, as_of=as_of)
    return ReleasedTable(
        id="by_right",
        unit=Unit.COMPLAINTS,
        title={"en": "Rights", "ru": "Права"},
        dimensions=(
            Dimension("right", {"en": "Right", "ru": "Право"}, (Code("life", {"en": "life", "ru": "жизнь"}),)),
        ),
        period=Period.parse("2026"),
        as_of="2027-03",
        sensitivity=Sensitivity.ORDINARY,
        cells={("life",): cell, (TOTAL,): cell},
        mint=MINT,
    )


def total(as_of: str = "2026-09") -> ReleasedFigure:
    """Return the total of such a table."""
    return showing.totals([table(as_of)])[0]


def release(figure: ReleasedFigure) -> Release:
    """Return a release of this figure alone."""
    return Release(
        id="annual-2026",
        period=Period.parse("2026"),
        as_of="2027-03",
        tables=(),
        figures=(figure,),
        digest=b"",
        approved_by=(),
        mint=MINT,
    )


def test_a_total_has_the_month_of_its_cell() -> None:
    """What the table says of its total, the figure says too."""
    assert (total().as_of, total("").as_of) == ("2026-09", "")


def test_a_month_is_kept_in_the_book() -> None:
    """A release with a month and one without are read as they were written."""
    for figure in (total(), total("")):
        octets = written.encode(release(figure))
        assert written.decode(octets, b"", ()).figures == (figure,)
        assert (b'"as_of":"2026-09"' in octets) == bool(figure.as_of)


def test_a_sentence_says_the_month() -> None:
    """In a chapter and in a line for the press, an earlier figure stands with its month, and one of today bare."""
    told = [
        shown.told(total(month), read(language, "report")) for month in ("2026-09", "") for language in ("en", "ru")
    ]
    assert told == [
        "1,200 (as of September 2026)",
        "1\N{NO-BREAK SPACE}200 (на конец месяца: сентябрь 2026 года)",
        "1,200",
        "1\N{NO-BREAK SPACE}200",
    ]
    assert press.say("{n} complaints came in", {"n": total()}, "en") == "1200 (2026-09) complaints came in"
    assert shown.large(total(), read("en", "report")) == "1,200"
