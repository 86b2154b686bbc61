# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two years in one book: the second is released beside the first, and an older copy of the book does not pass."""

import re
import shutil
from pathlib import Path

from plaint.figures import book as books
from tests.cli.test_cli_report import TWO, Office
from tests.support import reports


def second_year(office: Office) -> Office:
    """Return the same members with the folder of the year after: rows of both years, and a copy of their book."""
    later = object.__new__(Office)
    later.ceremony, later.cards = office.ceremony, office.cards
    later.path = office.path.with_name("report-2027")
    shutil.copytree(office.path, later.path, symlinks=True, ignore=shutil.ignore_patterns("*.approval"))
    later.book = later.path / "release.book"
    text = reports.plan().replace("2027", "2028").replace("2026", "2027")
    (later.path / "report.toml").write_text(text, encoding="utf-8")
    header, *lines = reports.rows().splitlines()
    more = [line.replace("2026", "2027") for line in lines for _ in range(2)]
    rows = "\n".join([header, *lines, *more]) + "\n"
    (later.path / "rows" / "complaints.csv").write_text(rows, encoding="utf-8")
    return later


def released(office: Office, year: int, records: int) -> None:
    """Have both approve and release the figures and then the words of a year; `records` stand in the book before."""
    name = f"annual-{year}"
    office.preview(f"figures-{year}")
    for member in TWO:
        office.approve(member, draft=f"figures-{year}")
    office.run("release", office.path, *office.approvals(*TWO, of=name))
    office.make(f"draft-{year}")
    for member in TWO:
        office.approve(member, draft=f"draft-{year}")
    office.run("release", office.path, *office.approvals(*TWO, of=f"{name}.text-{records + 1}"))


def test_a_second_year_stands_beside_the_first(tmp_path: Path) -> None:
    """2026 and 2027 go from rows to print through one book; both can be made from it, and 2026 says the same."""
    office = Office(tmp_path)
    office.found()
    released(office, 2026, 1)
    office.make("report-a")
    later = second_year(office)
    released(later, 2027, 3)
    made = later.make("print-2027", "--head", books.read(later.book).head).stdout
    assert "report: " in made
    page = (tmp_path / "print-2027" / "report-en.html").read_text("utf-8")
    assert "NOT FOR PUBLICATION" not in page
    assert re.search(r"[0-9,]+ in 2027, as of December 2027", page)
    listed = later.run("book", later.book).stdout
    assert re.findall(r"(?m)^(?:figures|text) of (annual-[0-9]+)", listed) == [
        *["annual-2026"] * 2,
        *["annual-2027"] * 2,
    ]
    # Whoever keeps the first year's folder gets the longer book, and its report is the same but for the head.
    office.book.write_bytes(later.book.read_bytes())
    office.make("report-b")
    heads = re.compile(r"Head of the book \(SHA-256\): [0-9a-f]{64}")
    first, again = ((tmp_path / one / "report-en.html").read_text("utf-8") for one in ("report-a", "report-b"))
    assert first != again
    assert heads.sub("", first) == heads.sub("", again)


def test_a_second_year_is_not_released_into_an_older_book(tmp_path: Path) -> None:
    """A book from before the first year's words takes no release of the second, and makes no report of it."""
    office = Office(tmp_path)
    office.found()
    office.release()
    older = office.book.read_bytes()
    office.release_words()
    later = second_year(office)
    later.preview("figures-2027")
    for member in TWO:
        later.approve(member, draft="figures-2027")
    newer = later.book.read_bytes()
    later.book.write_bytes(older)
    told = later.run("release", later.path, *later.approvals(*TWO, of="annual-2027"), fails=True)
    assert "An approval was signed in a book that has a record which this one lacks." in told.stderr
    assert "compare the heads" in told.stderr
    assert later.book.read_bytes() == older
    later.book.write_bytes(newer)
    later.run("release", later.path, *later.approvals(*TWO, of="annual-2027"))
    head = books.read(later.book).head
    later.book.write_bytes(newer)
    told = later.make("out", fails=True)
    assert "The book has no release annual-2027. It has annual-2026." in told.stderr
    told = later.run("preview", later.path, "--into", tmp_path / "again")
    assert "annual-2027: 2027, as of 2027-12" in told.stdout
    told = later.run(
        "approve",
        later.path,
        "--proposal",
        tmp_path / "again" / "proposal.txt",
        *later.key(TWO[0]),
        "--yes",
        "--head",
        head,
        fails=True,
    )
    assert "it was cut off" in told.stderr
