# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report demo`: an invented year in one command, the same each time."""

from pathlib import Path

from click.testing import CliRunner, Result

from plaint.charter.keyfile import unlock
from plaint.cli import main
from plaint.demo import annual
from plaint.demo.keys import PASSPHRASE
from plaint.figures import book as books
from plaint.register.examining import examine
from plaint.report import folder


def made(path: Path, *more: str) -> Result:
    """Run `plaint report demo` with few complaints."""
    return CliRunner().invoke(main, ["report", "demo", str(path), "--complaints", "100", *more])


def test_an_invented_year_is_a_right_report(tmp_path: Path) -> None:
    """Plan, texts, rows, record, book and keys fit each other, and the cover says in each language what it is."""
    result = made(tmp_path / "try")
    assert result.exit_code == 0, result.output
    assert "plaint report preview annual-2031 --into figures" in result.stderr
    report = folder.read(tmp_path / "try" / "annual-2031")
    assert report.plan.publisher["en"] == "Demonstration: every figure, name and promise is invented"
    assert report.plan.publisher["ru"].startswith("Показ: ")
    assert (report.plan.release, str(report.plan.period), report.plan.as_of) == ("annual-2031", "2031", "2032-03")
    assert report.unused() == ()
    shipped = {name.rpartition("/")[2] for name in folder.templates() if name.endswith(".txt")}
    assert [len(texts) for texts in report.chapters().values()] == [len(shipped), len(shipped)]
    rows, _ = report.rows()
    assert {str(unit) for unit in rows} == {path.stem for path in (report.path / "rows").iterdir()}
    loaded, findings = examine(report.path / "record")
    assert loaded is not None
    assert [one for one in findings if not one.is_warning] == []
    book = books.read(report.book)
    assert [(one.member, one.body) for one in book.approvers] == list(annual.MEMBERS)
    for member, body in annual.MEMBERS:
        key = unlock((tmp_path / "try" / "keys" / f"{member}.key").read_bytes(), PASSPHRASE)
        assert (key.member, key.body) == (member, body)


def test_the_same_number_gives_the_same_year() -> None:
    """Two demonstrations differ in nothing but the salt of their key files."""
    first, second = annual.files(100), annual.files(100)
    assert {name for name in first if first[name] != second[name]} == {"keys/ombudsman-1.key", "keys/prosecutor-1.key"}


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    """Nothing is written over anything; an empty folder is taken."""
    (tmp_path / "a").write_text("mine", encoding="utf-8")
    refused = made(tmp_path)
    assert refused.exit_code == 1
    assert "is not empty; nothing was written" in refused.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
    (tmp_path / "empty").mkdir()
    assert made(tmp_path / "empty").exit_code == 0
