# SPDX-License-Identifier: AGPL-3.0-or-later
"""A dossier imports whole or not at all; what no column says is told row by row; twice is like once."""

from pathlib import Path

import pytest

from plaint.register.dates import PartialDate, Period
from plaint.register.dossier.importing import import_table
from plaint.register.dossier.mentions import read_mentions
from plaint.register.dossier.naming import owner_of, read_actor, slug
from plaint.register.dossier.placing import Placed, place
from plaint.register.dossier.rows import COLUMNS, read_rows
from plaint.register.examining import read
from plaint.register.findings import RegisterError
from plaint.register.vocabulary import LineageKind, Wording
from tests.support.registers import DOSSIER

HEAD = ",".join(COLUMNS) + "\n"
ROW = {
    "date": "2017-04-01",
    "actor": "A Paper",
    "kind": "allegation",
    "statement": "Something happened",
    "count_kind": "detained",
    "count_low": "3",
    "count_high": "",
    "source": "The Page 2017-04-02",
    "in_article": "no",
    "confidence": "high",
    "event_id": "E01",
    "url": "https://example.org/page",
}


def _table(*rows: dict[str, str], head: str = HEAD) -> bytes:
    lines = [",".join('"' + {**ROW, **row}[column].replace('"', '""') + '"' for column in COLUMNS) for row in rows]
    return (head + "\n".join(lines) + "\n").encode()


def _findings(octets: bytes) -> list[str]:
    return [str(found) for found in read_rows(octets, "d.csv")[1]]


@pytest.fixture(scope="module")
def placed() -> Placed:
    """Return what the dossier of 2017 becomes."""
    rows, findings = read_rows(DOSSIER.read_bytes(), "dossier.csv")
    assert findings == ()
    return place(rows, "spring-2017")


def test_every_row_of_the_dossier_is_placed(placed: Placed) -> None:
    """All 69 rows of 50 events become statements, each with its own id."""
    assert len(placed.statements) == 69
    assert len({said.occasion for said in placed.statements.values()}) == 50


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            {"count_low": "5", "count_high": "3"},
            "d.csv:2: count_low 5 is above count_high 3. Look at both in the source.",
        ),
        ({"source": ""}, "d.csv:2: The claim has no source. Say in the column source"),
        ({"count_kind": ""}, "d.csv:2: A number has no unit. Say in count_kind what is counted."),
        ({"count_low": ""}, "d.csv:2: A unit has no number."),
        ({"date": "2017-02-30"}, "d.csv:2: date: There is no such day."),
        ({"date": "05.05.2017"}, "d.csv:2: date: This is no date as the record writes one. Write 2017"),
        ({"date": "2017-05-05"}, "d.csv:2: It was said on 2017-05-05 and its source is of 2017-04-02."),
        ({"source": "The Page 2017-13-01"}, "d.csv:2: The source names the day 2017-13-01, which there is not."),
        ({"kind": "rumour"}, "d.csv:2: kind is none of the words known. Write one of allegation, denial"),
        ({"confidence": ""}, "d.csv:2: confidence is none of the words known."),
        ({"in_article": "x"}, "d.csv:2: in_article is neither yes nor no."),
        ({"event_id": "17"}, "d.csv:2: event_id is no number of an event."),
        ({"event_id": "../x1"}, "d.csv:2: event_id is no number of an event."),
        ({"count_kind": "../../etc"}, "d.csv:2: count_kind is no name of a unit."),
        ({"url": "javascript:alert(1)"}, "d.csv:2: url is no address of a page."),
        ({"url": "https://press[.example/a"}, "d.csv:2: url is no address of a page."),
        ({"url": "https:///a"}, "d.csv:2: url is no address of a page."),
        ({"count_low": "１００"}, "d.csv:2: count_low is no whole number."),
        ({"count_low": "-1"}, "d.csv:2: count_low is no whole number."),
        ({"count_low": "1e3"}, "d.csv:2: count_low is no whole number."),
        ({"statement": ""}, "d.csv:2: statement is empty."),
        ({"statement": "x\u202ey"}, "d.csv:2: statement holds a character that cannot be seen"),
        ({"actor": " A"}, "d.csv:2: actor begins or ends with a blank."),
        ({"statement": "x" * 2001}, "d.csv:2: statement has 2001 characters."),
    ],
)
def test_a_mistake_in_a_row_says_its_line_and_what_to_do(row: dict[str, str], problem: str) -> None:
    """Each kind of mistake is one clear line."""
    findings = _findings(_table(row))
    assert any(found.startswith(problem) for found in findings), findings


@pytest.mark.parametrize(
    ("octets", "problem"),
    [
        (b"", "d.csv:1: The table is empty."),
        (HEAD.encode(), "d.csv:1: The table has a first line and no row."),
        (HEAD.replace(",", ";").encode(), "d.csv:1: The columns are separated by semicolons."),
        (HEAD.replace("kind,", "kinds,", 1).encode(), "d.csv:1: The table has no column kind."),
        (HEAD.replace("\n", ",more\n").encode(), "d.csv:1: The table has the unknown column 'more'."),
        (("actor,date" + HEAD.removeprefix("date,actor")).encode(), "d.csv:1: The columns stand in another order"),
        (HEAD.encode() + b"a,b\n", "d.csv:2: The row has 2 cells and not 12."),
        (_table({}) + "Москва".encode("cp1251"), "d.csv:3: This line is no UTF-8. Save the table as"),
        (HEAD.encode("utf-16"), "d.csv:1: This line is no UTF-8."),
        (_table({}) + b'"open\nand open', "d.csv:3: This is no CSV"),
        (_table({}) + b"\0", "d.csv:3: A zero byte."),
        (_table({}, {}), "d.csv:3: The row has event, kind and unit of line 2."),
        (_table({"statement": "two\nlines"}, {"source": ""}), "d.csv:4: The claim has no source."),
        (b"x" * (8 * 2**20 + 1), "d.csv: The table is longer than"),
        (HEAD.encode() + b'"' + b"x" * 200_000 + b'"\n', "d.csv:2: This is no CSV: field larger"),
    ],
)
def test_a_mistake_in_the_table_says_its_line_and_what_to_do(octets: bytes, problem: str) -> None:
    """Wrong columns, encodings and forms are named by line."""
    findings = _findings(octets)
    assert any(found.startswith(problem) for found in findings), findings


def test_a_table_from_a_spreadsheet_is_read() -> None:
    """A mark of UTF-8 at the beginning and line ends of Windows change nothing."""
    octets = _table({}, {"event_id": "E02"})
    rows, findings = read_rows(b"\xef\xbb\xbf" + octets.replace(b"\n", b"\r\n"), "d.csv")
    assert (len(rows), findings) == (2, ())


def test_nothing_is_written_where_anything_is_wrong(tmp_path: Path) -> None:
    """One wrong row among good ones leaves no folder, and no file in a folder that is there."""
    table = tmp_path / "d.csv"
    table.write_bytes(_table({}, {"event_id": "E02", "source": ""}, {"event_id": "E03", "kind": "x"}))
    with pytest.raises(RegisterError, match="2 mistakes; nothing was written"):
        import_table(table, tmp_path / "new", "main")
    assert not (tmp_path / "new").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").touch()
    table.write_bytes(_table({}))
    with pytest.raises(RegisterError, match="holds something that is no record"):
        import_table(table, tmp_path / "other", "main")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["letter.txt"]


def test_importing_twice_is_like_once(tmp_path: Path) -> None:
    """The second import of a table writes nothing, whatever a person has made of the records since."""
    record, table = tmp_path / "record", tmp_path / "d.csv"
    table.write_bytes(_table({}, {"event_id": "E02", "actor": "Another Paper"}))
    first = import_table(table, record, "main")
    assert (first.new, first.unchanged) == (("e01-detained", "e02-detained"), 0)
    path = record / "statements" / "e01-detained.toml"
    path.write_text(path.read_text("utf-8").replace('ru = ""', 'ru = "Нечто"'), "utf-8")
    before = {file: file.stat().st_mtime_ns for file in record.rglob("*.*")}
    again = import_table(table, record, "main")
    assert (again.new, again.unchanged, again.notes) == ((), 2, ())
    assert before == {file: file.stat().st_mtime_ns for file in record.rglob("*.*")}


def test_a_changed_row_is_shown_and_overwrites_nothing(tmp_path: Path) -> None:
    """A row that differs from the last import is shown column by column; only a person's word lets the table go on."""
    record, table = tmp_path / "record", tmp_path / "d.csv"
    table.write_bytes(_table({}, {"event_id": "E02"}))
    import_table(table, record, "main")
    before = {file: file.read_bytes() for file in record.rglob("*.*")}
    table.write_bytes(_table({"count_low": "4"}, {"event_id": "E03"}))
    with pytest.raises(RegisterError) as caught:
        import_table(table, record, "main")
    assert "line 2 (e01-detained): count_low was '3', is '4'" in str(caught.value)
    assert "e02-detained: the row is no longer in the table" in str(caught.value)
    assert {file: file.read_bytes() for file in record.rglob("*.*")} == before
    report = import_table(table, record, "main", settled=True)
    assert (report.new, len(report.differences)) == (("e03-detained",), 2)
    assert read(record).statements["e01-detained"].counts[0].low == 3
    assert import_table(table, record, "main").differences == ()


def test_a_new_row_joins_what_is_there(tmp_path: Path) -> None:
    """A new row adds its statement and the units that are missing, and leaves lists that people wrote as they are."""
    record, table = tmp_path / "record", tmp_path / "d.csv"
    table.write_bytes(_table({}))
    import_table(table, record, "main")
    units = record / "units.toml"
    units.write_text("# ours\n" + units.read_text("utf-8"), "utf-8")
    table.write_bytes(_table({}, {"event_id": "E02", "count_kind": "killed"}))
    import_table(table, record, "main")
    assert set(read(record).units) == {"detained", "killed"}
    assert units.read_text("utf-8").startswith("# ours\n[[unit]]\n")


def test_a_record_made_by_hand_is_not_overwritten(tmp_path: Path) -> None:
    """A statement that was not imported and has the id of a row stops the import."""
    record, table = tmp_path / "record", tmp_path / "d.csv"
    table.write_bytes(_table({}))
    import_table(table, record, "main")
    (record / "statements" / "e01-detained.toml").rename(record / "statements" / "e02-detained.toml")
    table.write_bytes(_table({}, {"event_id": "E02"}))
    with pytest.raises(RegisterError, match="was not imported"):
        import_table(table, record, "main")


def _told(placed: Placed, name: str) -> str:
    return " ".join(note.text for note in placed.notes if note.record == name)


def test_the_traps_of_the_dossier_are_told(placed: Placed) -> None:
    """Each trap that was built into the dossier is placed rightly or told in the report."""
    said = placed.statements
    assert (str(said["e18-denial"].said), str(said["e18-denial"].reported)) == ("2017-04-24", "2017-04-25")
    assert str(said["e13-inquiry-opened"].reported) == "2017-05-23"
    assert str(said["e19-petitions-answered-no"].said) == "2017-04"
    assert "known only as late April" in _told(placed, "e19-petitions-answered-no")
    assert "30 May" in _told(placed, "e26-answer")
    assert "25-26 January 2017" in _told(placed, "e29-killed-other-incident")
    assert "13 December, 21 December" in _told(placed, "e43-officers-prosecuted")
    assert said["e36-retraction"].coercion_suspected
    assert said["e32-found-alive"].in_reply_to == ("e31-found-alive",)
    assert "victims or as suspects" in _told(placed, "e48-criminal-cases")
    assert "signs by which anybody can see" in _told(placed, "e20-promise")
    assert said["e11-inquiry-opened"].told_by == "prosecutor-generals-office"
    assert said["e10-complaints-registered"].counts[0].period == Period.parse("2017-01-01/2017-04-01")
    assert said["e05-participants"].counts[0].wording is Wording.AT_MOST


def test_other_incidents_become_scopes(placed: Placed) -> None:
    """27 to 56 of January and the wave of winter share the unit of the spring's three, and no scope with them."""
    counts = {name: said.counts[0] for name, said in placed.statements.items() if said.counts}
    assert counts["e29-killed-other-incident"].unit == counts["e02-killed"].unit == "killed"
    scopes = {counts[name].scope for name in ("e02-killed", "e29-killed-other-incident", "e44-killed-other-incident")}
    assert len(scopes) == 3


def test_series_and_lists_are_proposed(placed: Placed) -> None:
    """What one counts "so far" is one series, lists of names are versions, and everything else stands alone."""
    counts = {name: said.counts[0] for name, said in placed.statements.items() if said.counts}
    series = {"e35-evacuated", "e37-evacuated", "e38-evacuated"}
    assert {name for name, one in counts.items() if one.lineage == counts["e35-evacuated"].lineage} == series
    assert placed.lineages[counts["e35-evacuated"].lineage].kind is LineageKind.SERIES
    assert counts["e12-asked-for-help"].lineage == counts["e37-asked-for-help"].lineage
    lists = [name for name, one in counts.items() if one.unit == "persons-on-list"]
    assert len(lists) == 4
    assert {placed.lineages[counts[name].lineage].kind for name in lists} == {LineageKind.VERSIONS}
    assert counts["e30-detained"].lineage != counts["e02-detained"].lineage


def test_days_in_a_text_are_read_where_they_are_written_out() -> None:
    """A day without a year has the column's; what is no day is no date; the column's own day is not told again."""
    said = PartialDate.parse("2017-04-24")
    found = read_mentions("reported 25 April, on 24 April, 31 April, 3 May 2018, from 1 May to 1 March", said)
    assert str(found.reported) == "2017-04-25"
    assert found.others == ("31 April", "3 May 2018", "1 May", "1 March")
    assert found.period is None


def test_an_address_goes_to_the_source_of_its_host() -> None:
    """Of several sources, the one whose name the host has gets the address; where none has, nobody does."""
    assert owner_of("http://www.internazionale.it/x", ("Interfax 2017-05-16", "Internazionale 2017-04-21")) == 1
    assert owner_of("https://tass.com/x", ("AFP via SBS", "TASS 2017-04-20")) == 1
    assert owner_of("https://rusreality.com/x", ("RIA Novosti via RusReality 2017-04-19", "The Moscow Times")) == 0
    assert owner_of("https://docslib.org/x", ("ODIHR", "The Moscow Times")) is None


def test_names_become_ids() -> None:
    """Ids are made of Latin letters and digits; what is in parentheses is a capacity or who told it."""
    assert slug("Prosecutor's office, “Chechnya”") == "prosecutors-office-chechnya"
    assert slug("Чечня") == "x"
    assert read_actor("A (as told by the B)").told_by == "B"
    assert read_actor("A (public applicant)").capacity == "public applicant"
