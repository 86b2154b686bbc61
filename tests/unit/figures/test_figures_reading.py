# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of neutral rows are read strictly, and every fault is told by file and line."""

from pathlib import Path

import pytest

from plaint.demo import year
from plaint.figures import codebook, reading, spec
from plaint.figures.errors import RowsError
from plaint.figures.units import Unit

BOOK = year.codebook()
RIGHT = b"period,entered,left,right,region\n2026H1,2026-06,,life,almaz\n2026H2,2026-12,2027-01,torture,yelovy\n"


def test_rows_are_read_and_written_back() -> None:
    """A right file gives its rows, and they give the file."""
    rows = reading.parse(RIGHT, Unit.PERSONS, BOOK)
    assert len(rows) == 2
    assert reading.write(rows) == RIGHT


def test_an_invented_year_is_read_back(tmp_path: Path) -> None:
    """What the generator writes into a folder is what the reader finds there, for every unit."""
    rows = year.invent(200)
    year.write(tmp_path, rows)
    again = reading.read_folder(tmp_path, BOOK)
    assert set(again) == set(rows)
    assert all(reading.write(again[unit]) == reading.write(rows[unit]) for unit in rows)


def test_an_invented_year_depends_on_its_seed_alone() -> None:
    """The same seed gives the same bytes, another one gives others."""
    first = reading.write(year.invent(50)[Unit.COMPLAINTS])
    assert first == reading.write(year.invent(50)[Unit.COMPLAINTS])
    assert first != reading.write(year.invent(50, seed="other")[Unit.COMPLAINTS])


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (RIGHT.replace(b"almaz", "алмаз".encode()), "persons.csv:2: a byte is no ASCII"),
        (RIGHT.replace(b"life", "жизнь".encode("cp1251")), "persons.csv:2: a byte is no ASCII"),
        (b"\xef\xbb\xbf" + RIGHT, "persons.csv:1: a byte is no ASCII"),
        (RIGHT.replace(b"\n", b"\r\n"), "persons.csv:1: a quote or a carriage return"),
        (RIGHT.replace(b"life", b'"life"'), "persons.csv:2: a quote"),
        (RIGHT[:-1], "the last line has no end"),
        (b"", "the last line has no end"),
        (RIGHT.replace(b"right", b"rights", 1), "persons.csv:1: the header is not the one"),
        (RIGHT.replace(b",life", b""), "persons.csv:2: 5 cells are expected"),
        (RIGHT.replace(b"life", b"ivan"), "persons.csv:2: right has a code that the codebook does not know"),
        (RIGHT.replace(b"almaz", b"north"), "persons.csv:2: region has a code"),
        (RIGHT.replace(b"2026H1", b"2026H3"), "is no half-year"),
        (RIGHT.replace(b"2026H1", b""), "persons.csv:2: `period` is empty"),
        (RIGHT.replace(b"2026-06", b""), "persons.csv:2: `entered` is empty"),
        (RIGHT.replace(b"2026-06", b"2026-13"), "is no month"),
        (RIGHT.replace(b"2027-01", b"2026-12"), "persons.csv:3: `left` is not after `entered`"),
    ],
)
def test_a_wrong_file_is_refused_by_line(octets: bytes, why: str) -> None:
    """The message names the place and what is wrong."""
    with pytest.raises(RowsError, match=why.replace("(", r"\(")):
        reading.parse(octets, Unit.PERSONS, BOOK)


def test_a_name_that_slipped_in_is_not_repeated() -> None:
    """An unknown code may be somebody's name: the message says where it stands, not what it is."""
    with pytest.raises(RowsError) as told:
        reading.parse(RIGHT.replace(b"life", b"petrov"), Unit.PERSONS, BOOK)
    assert "petrov" not in str(told.value)


def test_all_faults_are_told_at_once() -> None:
    """Three wrong lines make three lines of the message."""
    with pytest.raises(RowsError) as told:
        reading.parse(
            RIGHT.replace(b"life", b"lfe").replace(b"yelovy", b"x").replace(b"torture", b"y"), Unit.PERSONS, BOOK
        )
    assert str(told.value).count("persons.csv:") == 3


def test_a_file_of_no_unit_is_refused(tmp_path: Path) -> None:
    """A file that nobody asked for is named; an empty folder is, too."""
    with pytest.raises(RowsError, match="no file of rows"):
        reading.read_folder(tmp_path, BOOK)
    (tmp_path / "people.csv").write_bytes(RIGHT)
    with pytest.raises(RowsError, match=r"people.csv: no unit has this name"):
        reading.read_folder(tmp_path, BOOK)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('unit = "complaints"', 'unit = "cases"'), "the unit is missing or unknown"),
        (('unit = "complaints"\n', ""), "a key is missing or unknown"),
        (('["channel", "form"]', '["channel", "measure"]'), "have no dimension"),
        (('["channel", "form"]', '["channel", "form", "level"]'), "too many dimensions"),
        (('sensitivity = "ordinary"', 'sensitivity = "public"'), "as if they were public"),
        (('["right", "motive"]\nsensitivity = "trait"', '["right", "motive"]\nsensitivity = "ordinary"'), "trait"),
        (('shares = ["accepted"]', 'shares = ["agreed"]'), "has no code"),
        (('median = "days"', 'median = "weeks"'), "have no number"),
        (('id = "a_channel_level"', 'id = "a_channel_form"'), "two tables have one id"),
    ],
)
def test_a_table_that_cannot_be_counted_is_refused(change: tuple[str, str], why: str) -> None:
    """A unknown unit, a dimension of another unit, a third dimension: each is named with its table."""
    toml = (Path(spec.__file__).parent / "tables.toml").read_text("utf-8")
    assert len(spec.parse(toml, BOOK)) == 23
    assert change[0] in toml
    with pytest.raises(RowsError, match=why):
        spec.parse(toml.replace(*change, 1), BOOK)


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("x = [", "no TOML"),
        ("units = {}", "dimensions is missing"),
        ("units = {}\ndimensions = {}\nmore = 1", "more is unknown"),
        ("[units.cases]\ndimensions = []\nnumbers = []\n[dimensions]", "no such unit"),
        ("[units.persons]\ndimensions = ['a']\nnumbers = []\n[dimensions]", "no dimension is called"),
        ("[units]\n[dimensions.a]\nlabel = {ru = 'a', en = 'a'}\ncodes = []", "codes, known_by or trait"),
        ("[units]\n[dimensions.a]\nlabel = {ru = 'a'}\ncodes = [{code = 'b', ru = 'b', en = 'b'}]", "text in ru"),
        ("[units]\n[dimensions.a]\nlabel = {ru = 'a', en = 'a'}\ncodes = [{code = 'B', ru = 'b', en = 'b'}]", "names"),
    ],
)
def test_a_wrong_codebook_is_refused(toml: str, why: str) -> None:
    """Each fault of a codebook is named."""
    with pytest.raises(RowsError, match=why):
        codebook.parse(toml)
