# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum as a report shows it: tables, what they stand on, and lines for programs."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import docx as reader
import pytest
from pypdf import PdfReader

from plaint.figures import documenting
from plaint.language import read as read_catalogue
from plaint.register.dates import PartialDate
from plaint.register.examining import read
from plaint.report import assessed, docx, floors, html, making, pdf, writing
from plaint.report.document import Document, Entries, Grid, Heading, Paragraph, words_of
from plaint.report.errors import ReportError
from plaint.report.folder import templates
from plaint.report.writing import Material, Text
from tests.support import reports
from tests.support.registers import EXAMPLE

MONTH = PartialDate.parse("2027-03")
RECORD = read(EXAMPLE)
COUNTS = Path("examples/minimum/counts.toml").read_bytes()
CHAPTER = "# Documented minimum\n\n{minimum}\n"
DETAILS = ("spring-2017", "detained")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small report."""
    return reports.written(tmp_path_factory.mktemp("report") / "report")


def material(folder: Path, counts: bytes = COUNTS, *, own: bool = False) -> Material:
    """Return what a report with this minimum is made from; with `own`, its release has the records of the support."""
    minimum = assessed.parse(counts, RECORD, MONTH)
    made = replace(reports.material(folder), minimum=minimum)
    if not own:
        return made
    records = documenting.parse(reports.RECORDS.encode(), reports.LINKS.encode(), minimum.own)
    figures = tuple(documenting.figures(records, minimum.own, minimum.named))
    return replace(made, release=replace(made.release, figures=(*made.release.figures, *figures)))


def document(made: Material, language: str = "en", chapter: str = CHAPTER) -> Document:
    """Return a report of one chapter."""
    catalogues = read_catalogue(language, "report"), read_catalogue(language, "register")
    return writing.document(made, [Text(place="texts/x.txt", text=chapter)], *catalogues)


def entries(made: Document) -> dict[str, list[str]]:
    """Return everything told under the tables by its name."""
    found: dict[str, list[str]] = {}
    for block in made.blocks:
        for one in block.entries if isinstance(block, Entries) else ():
            found.setdefault(f"{words_of(one.name)} [{one.mark}]", []).extend(
                f"{name}: {words_of(line)}" for name, line in one.lines
            )
    return found


def test_each_scope_has_a_section_and_each_unit_a_table(folder: Path) -> None:
    """The spring, January and the winter are three sections; people detained and people killed never share a table."""
    blocks = document(material(folder)).blocks
    assert [block.text for block in blocks if isinstance(block, Heading) and block.level == 2] == [
        "The purge of spring 2017",
        "Executions of January 2017",
        "The wave of winter 2018/19",
    ]
    grids = [block for block in blocks if isinstance(block, Grid)]
    assert [(one.id, one.unit) for one in grids] == [
        ("minimum.spring-2017.detained", "people detained"),
        ("minimum.spring-2017.killed", "people killed"),
        ("minimum.january-2017.killed", "people killed"),
        ("minimum.winter-2018-2019.detained", "people detained"),
        ("minimum.winter-2018-2019.killed", "people killed"),
    ]
    assert grids[0].rows == (
        ("Reported", ("100", "not stated")),
        ("Single source", ("41", "42")),
        ("Corroborated", ("1", "1")),
        ("Reasonable grounds to believe", ("1", "1")),
        ("Established by a court", ("1", "1")),
    )
    assert grids[1].rows[0] == ("Reported", ("3", "not stated"))
    assert {row for _, row in grids[1].rows[1:]} == {("–", "–")}
    assert all("floor and no estimate" in " ".join(one.notes) for one in grids)


def test_a_figure_says_what_it_was_built_from_and_how(folder: Path) -> None:
    """Each public count stands with who said it, when, its source, its standard and why; then the steps."""
    told = entries(document(material(folder)))
    paper = told["Novaya Gazeta's count of April 2017 [reported]"]
    assert paper[0].startswith("1 April 2017, Novaya Gazeta: at least 100. The Moscow Times 2017-05-05")
    assert paper[1].startswith("Why: The newspaper cites sources of its own")
    assert any("12 September 2023" in one for one in told["The account of M. Lapunov [established by a court]"])
    left = told["Estimate of the Russian LGBT Network, August 2017 [left out]"]
    assert left[-1] == "Why: It is an estimate. A documented minimum takes in none."
    how = [
        {name: words_of(line) for name, line in one.lines}
        for block in document(material(folder)).blocks
        if isinstance(block, Entries)
        for one in block.entries
        if words_of(one.name) == "How the bounds came about"
    ]
    assert how[0]["single source"].startswith("How far these overlap is not known: at least the largest")
    assert how[0]["single source"].endswith("Together: from 41 to 42.")
    assert "corroborated, reasonable grounds to believe, established by a court" in how[0]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_source_of_a_count_is_named(folder: Path, language: str) -> None:
    """Whoever doubts a figure finds each source that it stands on beside it, in either language."""
    made = material(folder)
    assert made.minimum is not None
    said = " ".join(text for lines in entries(document(made, language)).values() for text in lines)
    for asked in made.minimum.asked:
        for claim in assessed.claims(RECORD, asked, MONTH):
            assert all(RECORD.sources[one].citation in said for one in claim.statement.sources)


def test_a_source_leads_to_where_it_can_be_read(folder: Path) -> None:
    """Beside the number its source is a link; two sources stand apart."""
    told = [
        line
        for block in document(material(folder)).blocks
        if isinstance(block, Entries)
        for one in block.entries
        for _, line in one.lines
    ]
    links = {run.text: run.link for line in told for run in line if run.link}
    assert links
    assert links == {one.citation: one.url for one in RECORD.sources.values() if one.citation in links}
    assert "; " in {run.text for line in told for run in line}


def test_where_there_is_nothing_the_report_says_so(folder: Path) -> None:
    """Without a folder of counts, with an empty one, and for a scope without any count, a sentence stands there."""
    for made in (reports.material(folder), material(folder, b"")):
        blocks = document(made).blocks
        assert [type(block) for block in blocks] == [Heading, Paragraph]
        assert "There is nothing to combine" in repr(blocks[1])
    blocks = document(material(folder, b'[[count]]\nscope = "january-2017"\nunit = "detained"\n')).blocks
    assert [type(block) for block in blocks] == [Heading, Heading, Paragraph, Paragraph]
    assert "People detained: there is nothing to combine." in repr(blocks[3])
    only_estimate = b'[[count]]\nscope = "spring-2017"\nunit = "affected"\n'
    blocks = document(material(folder, only_estimate)).blocks
    assert "there is nothing to combine" in repr(blocks[3])
    assert isinstance(blocks[4], Entries)
    assert [one.mark for one in blocks[4].entries] == ["left out"]


def test_own_records_stand_as_they_were_released(folder: Path) -> None:
    """Twenty-three records, two to three of them perhaps one person: told as 20 to 25, and what is small not at all."""
    blocks = document(material(folder, reports.COUNTED.encode(), own=True)).blocks
    grid = next(block for block in blocks if isinstance(block, Grid))
    assert grid.rows == (
        ("Reported", ("20", "25")),
        ("Single source", ("10", "15")),
        ("Corroborated", ("10", "15")),
        ("Reasonable grounds to believe", ("…", "…")),
        ("Established by a court", ("…", "…")),
    )
    assert any("rounded outwards to 5; bounds below 10 are not shown" in note for note in grid.notes)
    assert not [word for word in ("21", "22", "23") if word in repr(blocks)]


def test_own_records_and_public_counts_stand_in_columns_of_their_own(folder: Path) -> None:
    """Whoever reads the bounds of both together sees beside them what each of the two says."""
    counts = reports.COUNTED.replace('id = "almaz"', 'id = "unused"').replace('"almaz"', '"winter-2018-2019"').encode()
    counts += (
        b'[[count.public]]\nlineage = "network-winter"\nstandard = "reported"\n'
        b'why = { ru = "\xd0\xa2\xd0\xb0\xd0\xba.", en = "So." }\n'
    )
    minimum = assessed.parse(counts, RECORD, MONTH)
    records = documenting.parse(
        reports.RECORDS.replace("almaz", "winter-2018-2019").encode(), reports.LINKS.encode(), minimum.own
    )
    made = replace(reports.material(folder), minimum=minimum)
    figures = tuple(documenting.figures(records, minimum.own, minimum.named))
    made = replace(made, release=replace(made.release, figures=figures))
    shown = document(made, chapter=CHAPTER)
    grid = next(block for block in shown.blocks if isinstance(block, Grid))
    assert grid.columns == ("documented, at\u00a0least", "documented, at\u00a0most", "own records", "public counts")
    assert grid.rows[0] == ("Reported", ("40", "65", "20–25", "40"))
    assert grid.rows[1] == ("Single source", ("10", "15", "10–15", "–"))
    how = entries(shown)["How the bounds came about []"]
    assert "Own records, as released: 20–25." in how[0]
    assert "together at least the larger, at most the sum" in how[0]


def test_programs_read_the_same_bounds(folder: Path) -> None:
    """minimum.csv has a line for each scope, unit and standard, with its sources; the package describes it."""
    made = making.make(material(folder), {"en": [Text(place="texts/x.txt", text=CHAPTER)]})
    listed = list(csv.DictReader(io.StringIO(made["data/minimum.csv"].decode())))
    assert tuple(listed[0]) == floors.COLUMNS
    first = listed[0]
    assert (first["scope"], first["unit"], first["standard"]) == (*DETAILS, "reported")
    assert (first["least"], first["most"], first["most_open"]) == ("100", "", "true")
    assert first["lineages"].split() == ["novaya-april-2017", "lapunov-account", "network-evacuees"]
    assert {one for row in listed for one in row["sources"].split()} <= set(RECORD.sources)
    assert {one for row in listed for one in row["statements"].split()} <= set(RECORD.statements)
    described = json.loads(made["data/datapackage.json"])["resources"]
    fields = next(one for one in described if one["name"] == "minimum")["schema"]["fields"]
    assert {one["name"] for one in fields if one["type"] == "integer"} == floors.WHOLE
    without = making.make(reports.material(folder), {"en": [Text(place="texts/x.txt", text=CHAPTER)]})
    assert "data/minimum.csv" not in without


def test_what_is_hidden_has_no_number_for_programs_either(folder: Path) -> None:
    """A bound of own records that the release hides is an empty cell."""
    made = material(folder, reports.COUNTED.encode(), own=True)
    assert made.minimum is not None
    listed = [dict(zip(floors.COLUMNS, row, strict=True)) for row in floors.rows(made.minimum, RECORD, made.release)]
    court = listed[-1]
    assert (court["standard"], court["own_least"], court["own_most"], court["least"]) == (
        "established_by_court", None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_chapter_that_comes_with_the_program_is_in_every_form(folder: Path, language: str) -> None:
    """PDF, page and Word file have the tables of the chapter, tagged and headed as all others are."""
    chapter = templates()[f"texts/{language}/11-minimum.txt"].decode()
    made = document(material(folder), language, chapter)
    titles = [grid.title for grid in made.grids]
    assert len(titles) == 5
    page = html.write(made).decode()
    file = reader.Document(io.BytesIO(docx.write(made)))
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.write(made))).pages).split())
    captions = [one.text for one in file.paragraphs]
    for title in titles:
        assert title in page
        assert title in words
        assert any(title in one for one in captions)
    assert page.count('<th scope="row">') == 25
    assert page.count('<table class="plain">') == 5


def test_a_report_without_what_it_counts_makes_nothing(folder: Path) -> None:
    """Own records that are asked for and that no release has stop the report."""
    with pytest.raises(ReportError, match=r"has no documented minimum of almaz/detained"):
        document(material(folder, reports.COUNTED.encode()))
