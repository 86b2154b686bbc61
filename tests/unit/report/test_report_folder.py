# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder of a report and its plan: what is wrong in it is told, and nothing is half-written."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from plaint.errors import PlaintError
from plaint.figures.errors import RowsError
from plaint.report import folder as places
from plaint.report import plan
from plaint.report.errors import ReportError, TextError
from plaint.report.writing import Text
from tests.support import reports


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"period": '"2026-02"'}, "is no period"),
        ({"as_of": '"2026-11"'}, "as_of is 2026-11, before 2026H2 has ended"),
        ({"day": "2026-11-30"}, "day is 2026-11-30, before the month as_of 2026-12"),
        ({"day": '"2027-04-24"'}, "day is no date"),
        ({"languages": '["ru", "ce"]'}, "there is no language 'ce'"),
        ({"languages": "[]"}, "languages is no list"),
        ({"languages": '["ru"]'}, "title: a text is missing or one too many"),
        ({"release": '""'}, "release is no name"),
        ({"report": "2"}, "its form is not known"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(changed: dict[str, str], fault: str) -> None:
    """Dates that cannot be, languages without texts and names that are none are told, with the key."""
    with pytest.raises(ReportError, match=fault):
        plan.parse(reports.plan(**changed))


def test_an_unknown_and_a_missing_key_are_told() -> None:
    """A key too many and one too few are named, and so is a line that is no TOML."""
    right = reports.plan()
    with pytest.raises(ReportError, match="colour is unknown"):
        plan.parse('colour = "red"\n' + right)
    with pytest.raises(ReportError, match="release is missing"):
        plan.parse(right.replace("release =", "# release ="))
    with pytest.raises(ReportError, match="this is no TOML"):
        plan.parse("report = \n")


def test_a_plan_is_read() -> None:
    """What `new` writes is a right plan."""
    read = plan.parse(places.templates()["report.toml"].decode())
    assert (read.release, str(read.period), read.day, read.languages) == (
        "annual-2026",
        "2026",
        date(2027, 4, 24),
        ("ru", "en"),
    )


def test_a_text_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    """A chapter in another encoding is refused with its name."""
    path = reports.written(tmp_path / "report")
    (path / "texts" / "ru" / "01-foreword.txt").write_bytes("# Предисловие".encode("cp1251"))
    with pytest.raises(PlaintError, match=r"01-foreword.txt is no UTF-8 text"):
        places.read(path).texts("ru")


def test_rows_that_are_broken_are_named(tmp_path: Path) -> None:
    """A cut line, an unknown code and an unknown unit are told with their place."""
    path = reports.written(tmp_path / "report")
    rows = path / "rows" / "complaints.csv"
    rows.write_text(reports.rows()[:-5], encoding="utf-8")
    with pytest.raises(RowsError, match="the last line has no end"):
        places.read(path).rows()
    rows.write_text(reports.rows().replace("housing,south", "housing,moon"), encoding="utf-8")
    with pytest.raises(RowsError, match=r"complaints.csv:9\d\d"):
        places.read(path).rows()
    rows.rename(rows.with_name("phones.csv"))
    with pytest.raises(RowsError, match="no unit has this name"):
        places.read(path).rows()


def test_a_table_without_its_unit_is_refused(tmp_path: Path) -> None:
    """Each table says what it counts."""
    path = reports.written(tmp_path / "report")
    (path / "tables.toml").write_text(reports.TABLES.replace('unit = "complaints"', 'unit = ""', 1), encoding="utf-8")
    with pytest.raises(RowsError, match="the unit is missing or unknown"):
        places.read(path).rows()


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where a name cannot be written nothing is left, and nothing that is there is touched."""
    with pytest.raises(PlaintError):
        places.write(tmp_path / "out", {"a.txt": b"1", "a.txt/b.txt": b"2"})
    assert list(tmp_path.iterdir()) == []
    places.write(tmp_path / "out", {"a/b.txt": b"1"})
    with pytest.raises(ReportError, match="is there already; nothing was written"):
        places.write(tmp_path / "out", {"a/b.txt": b"2"})
    assert (tmp_path / "out" / "a" / "b.txt").read_bytes() == b"1"
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_what_is_no_report_is_told(tmp_path: Path) -> None:
    """A folder without a plan, or without texts in a language, is no report."""
    with pytest.raises(ReportError, match="is no folder of a report"):
        places.read(tmp_path)
    path = reports.written(tmp_path / "report")
    for chapter in (path / "texts" / "en").iterdir():
        chapter.unlink()
    with pytest.raises(ReportError, match="texts/en has no text"):
        places.read(path).texts("en")


def test_a_text_that_was_saved_on_windows_is_the_same_text(tmp_path: Path) -> None:
    """Notepad's mark before the first line and its ends of lines change nothing; another unseen sign still stands."""
    folder = reports.written(tmp_path / "report")
    before = folder_texts(folder)
    for path in (folder / "texts" / "en").glob("*.txt"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert folder_texts(folder) == before
    (folder / "texts" / "en" / "01-foreword.txt").write_bytes(b"# A\rB\n")
    assert "\r" in folder_texts(folder)[0].text


def folder_texts(path: Path) -> tuple[Text, ...]:
    """Return the English chapters of a folder."""
    return places.read(path).texts("en")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("texts/en/04-more.md", r"texts/en/04-more.md: A chapter ends in .txt. Rename it to 04-more.txt"),
        ("texts/en/04-more.TXT", r"texts/en/04-more.TXT: A chapter ends in .txt, in small letters"),
        ("texts/ru/04-more.docx", r"texts/ru/04-more.docx: A chapter is plain text in UTF-8"),
        ("texts/ru/04-more", r"texts/ru/04-more: A chapter ends in .txt. Rename it to 04-more.txt"),
        ("texts/en/02-year.txt~", r"texts/en/02-year.txt~: This is no chapter"),
        ("texts/en/part/04-more.txt", r"texts/en/part: This is no file"),
        (
            "texts/en/04-more.txt",
            r"texts/ru/04-more.txt: The chapter is missing in this language. Write it, or move texts/en",
        ),
        ("texts/04-more.txt", r"texts/04-more.txt: Only folders of languages stand here"),
        ("texts/EN/04-more.txt", r"texts/EN: Only folders of languages stand here"),
    ],
)
def test_a_chapter_that_would_be_left_out_is_an_error(tmp_path: Path, name: str, told: str) -> None:
    """A text with another ending, in one language only or in another place is named with what to do."""
    path = reports.written(tmp_path / "report")
    (path / name).parent.mkdir(exist_ok=True)
    (path / name).write_text("# More\n\nWords.\n", encoding="utf-8")
    with pytest.raises(TextError, match=re.escape(told)):
        places.read(path).chapters()


def test_all_that_would_be_left_out_is_told_at_once(tmp_path: Path) -> None:
    """Two files with wrong endings are two faults of one message."""
    path = reports.written(tmp_path / "report")
    for language in ("en", "ru"):
        (path / "texts" / language / "04-more.md").write_text("# More\n", encoding="utf-8")
    with pytest.raises(TextError) as told:
        places.read(path).chapters()
    assert [fault.place for fault in told.value.faults] == ["texts/en/04-more.md", "texts/ru/04-more.md"][::-1]


def test_what_a_report_does_not_use_is_named(tmp_path: Path) -> None:
    """Everything that lies in the folder and is no part of the report has its name told, and hinders nothing."""
    path = reports.written(tmp_path / "report", languages='["ru", "en"]')
    assert places.read(path).unused() == ()
    for name in ("release.book", "release.book.new", "lock", "annual-2026.a.approval"):
        (path / name).write_bytes(b"")
    assert places.read(path).unused() == ()
    stray = ("notes.docx", "report.toml.bak", "texts/.DS_Store", "texts/en/.02.swp", "texts/ru/~$x.txt", "rows/a.xlsx")
    for name in stray:
        (path / name).write_bytes(b"x")
    assert sorted(places.read(path).unused()) == sorted(stray)
    assert [len(one) for one in places.read(path).chapters().values()] == [3, 3]


def test_a_folder_of_a_language_that_the_plan_does_not_name_is_told(tmp_path: Path) -> None:
    """Texts of a language that was taken out of report.toml are no fault, and are named."""
    path = reports.written(tmp_path / "report")
    plan = re.sub(r"(?m)^ru = .*\n", "", reports.plan(languages='["en"]'))
    (path / "report.toml").write_text(plan, encoding="utf-8")
    report = places.read(path)
    assert list(report.chapters()) == ["en"]
    assert report.unused() == ("texts/ru",)


def test_rows_with_another_ending_are_not_passed_over(tmp_path: Path) -> None:
    """A file of rows that a spreadsheet saved as .CSV is named: a unit would have been missing."""
    path = reports.written(tmp_path / "report")
    (path / "rows" / "complaints.csv").rename(path / "rows" / "complaints.CSV")
    with pytest.raises(RowsError, match=r"complaints.CSV: the ending is not .csv"):
        places.read(path).rows()


def test_a_name_that_another_system_spells_otherwise_is_the_same_chapter(tmp_path: Path) -> None:
    """A name with `й` as two signs is the chapter with `й` as one; where both lie there, that is told."""
    path = reports.written(tmp_path / "report")
    name = "04-й.txt"
    for language, spelled in (("en", unicodedata.normalize("NFC", name)), ("ru", unicodedata.normalize("NFD", name))):
        (path / "texts" / language / spelled).write_text("# A\n\nWords.\n", encoding="utf-8")
    found = places.read(path).chapters()
    assert [texts[-1].place.rpartition("/")[2] for texts in found.values()] == [name, name]
    (path / "texts" / "en" / unicodedata.normalize("NFD", name)).write_text("# B\n\nOther.\n", encoding="utf-8")
    with pytest.raises(TextError, match=r"texts/en/04-й.txt: Two chapters have this name"):
        places.read(path).chapters()
