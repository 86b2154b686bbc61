# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in a released table: merged codes, shares, medians, sentences below it."""

from dataclasses import replace

import numpy as np
import pytest

from plaint.figures import shape
from plaint.figures.codebook import TOTAL, Code, Dimension
from plaint.figures.errors import GateError
from plaint.figures.gate import Frame, examine
from plaint.figures.period import Period
from plaint.figures.released import ReleasedTable, Shown, Why
from plaint.figures.spec import Sensitivity, TableSpec
from plaint.figures.units import Unit
from tests.support import few_rows as few

TWO = few.dimension("right", "a", "b")


def region(*counts: int) -> tuple[Dimension, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return a district with regions of so many rows."""
    names = [Code("district", {"ru": "округ", "en": "district"})]
    names += [Code(f"r{at}", {"ru": f"р{at}", "en": f"r{at}"}, "district") for at in range(len(counts))]
    return Dimension("region", {"ru": "регион", "en": "region"}, tuple(names)), np.array([0, *counts])


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((50, 60, 70), ["r0", "r1", "r2"]),
        ((3, 60, 70), ["district", "r2"]),  # one alone would be found under the district's name
        ((3, 18, 70), ["district", "r2"]),
        ((3, 4, 70), ["district"]),  # seven are too few still
        ((3,), ["r0"]),  # nobody to merge with: the threshold hides it
        ((0, 0, 90, 80), ["district", "r2"]),
    ],
)
def test_few_are_merged_and_never_one_alone(counts: tuple[int, ...], shown: list[str]) -> None:
    """Regions with fewer than twenty go under their district, with the next smallest until they are two and twenty."""
    dimension = shape.merged(*region(*counts))
    assert [code.code for code in dimension.codes] == shown


def test_a_district_that_is_a_part_says_so() -> None:
    """What is merged is named; where a region stands apart, the district is called the rest of it."""
    dimension = shape.merged(*region(3, 18, 70))
    assert dimension.codes[0].members == ("r0", "r1")
    assert dimension.codes[0].label == {"ru": "округ: остальное", "en": "district: the rest"}
    assert shape.merged(*region(3, 4, 5)).codes[0].label["en"] == "district"


def released(table: TableSpec, counts: dict[few.Profile, int], days: int = -1) -> ReleasedTable:
    """Return a table of rights behind the gate; every row has so many days."""
    rows = few.rows([TWO], counts)
    rows = replace(rows, numbers={"days": np.full(len(rows), days, np.int32)})
    frame = Frame(name="r", period=Period.parse("2020"), as_of="2020-12", bound=4)
    return examine({Unit.COMPLAINTS: rows}, [table], [], frame).release.tables[0]


@pytest.mark.parametrize(
    ("counts", "share"),
    [((60, 60), 50), ((33, 100), 26), ((30, 28), 50), ((21, 20), 50), ((10, 12), None), ((2, 200), None)],
)
def test_shares_come_from_shown_figures_of_large_bases(counts: tuple[int, int], share: int | None) -> None:
    """Whole percent from a hundred on, fives from forty, nothing below; nothing of a small part."""
    spec = replace(few.spec("right"), shares=("a",))
    table = released(spec, {("a", "2020H1"): counts[0], ("b", "2020H1"): counts[1]})
    assert [figure.value for figure in table.figures] == [share]


@pytest.mark.parametrize(("count", "days", "median"), [(40, 13, 15), (40, 12, 10), (22, 13, None), (40, -1, None)])
def test_a_median_needs_twenty_rows_and_is_rounded(count: int, days: int, median: int | None) -> None:
    """Thirteen days are told as fifteen where twenty rows say so, and not at all where fewer do."""
    spec = replace(few.spec("right"), median="days")
    table = released(spec, {("a", "2020H1"): count, ("b", "2020H1"): 30}, days)
    assert table.figures[0].id == "right/median/days/a"
    assert table.figures[0].value == median


def test_a_public_act_is_told_exactly() -> None:
    """Three promises of which none was kept are told as three and none: the record names each of them."""
    rows = replace(few.rows([TWO], {("a", "2020H1"): 3}), unit=Unit.COMMITMENTS)
    spec = replace(few.spec("right"), unit=Unit.COMMITMENTS, sensitivity=Sensitivity.PUBLIC)
    frame = Frame(name="r", period=Period.parse("2020"), as_of="2020-12", bound=4)
    table = examine({Unit.COMMITMENTS: rows}, [spec], [], frame).release.tables[0]
    assert {codes: str(cell) for codes, cell in table.cells.items()} == {("a",): "3", ("b",): "0", (TOTAL,): "3"}


def test_public_and_hidden_tables_of_one_unit_are_refused() -> None:
    """An exact table beside a rounded one of the same promises would give the rounded one away."""
    rows = replace(few.rows([TWO], {("a", "2020H1"): 3}), unit=Unit.COMMITMENTS)
    public = replace(few.spec("right"), unit=Unit.COMMITMENTS, sensitivity=Sensitivity.PUBLIC)
    hidden = replace(few.spec(), unit=Unit.COMMITMENTS)
    frame = Frame(name="r", period=Period.parse("2020"), as_of="2020-12", bound=4)
    with pytest.raises(GateError, match="public and others are not"):
        examine({Unit.COMMITMENTS: rows}, [public, hidden], [], frame)


def test_marks_are_explained_below_the_table() -> None:
    """Each mark of a table has its sentence in both languages, and no sentence says why a single cell is hidden."""
    table = released(few.spec("right"), {("a", "2020H1"): 3, ("b", "2020H1"): 30})
    assert table["a",].shown is Shown.BELOW
    assert str(table["a",]) == "<5"
    assert any("<5" in note["en"] and "<5" in note["ru"] for note in table.notes)
    assert all(set(note) == {"ru", "en"} for note in table.notes)


def test_a_hidden_cell_does_not_say_whether_it_is_small() -> None:
    """In a table of bodies that know their rows, a small cell and a covering one have one mark and one reason."""
    body = few.dimension("body", "police", "guard", known_by=True)
    counts: dict[few.Profile, int] = {
        ("police", "a", "2020H1"): 2,
        ("guard", "a", "2020H1"): 6,
        ("police", "b", "2020H1"): 7,
    }
    table = few.propose(few.rows([body, TWO], counts), [few.spec("body", "right")]).release.tables[0]
    hidden = [cell for cell in table.cells.values() if cell.shown is not Shown.COUNT]
    assert hidden
    assert all(cell == hidden[0] for cell in hidden)
    assert {cell.hidden.why for cell in hidden if cell.hidden} == {Why.COVER}


def test_a_table_of_a_unit_without_rows_is_refused() -> None:
    """The message names the table and the file that is missing."""
    frame = Frame(name="r", period=Period.parse("2020"), as_of="2020-12", bound=4)
    spec = replace(few.spec("right"), unit=Unit.PETITIONS)
    with pytest.raises(GateError, match=r"petitions\.csv"):
        examine({Unit.COMPLAINTS: few.rows([TWO], {("a", "2020H1"): 3})}, [spec], [], frame)
