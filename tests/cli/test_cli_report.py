# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint report`: from a new folder to the printed report, by members of two bodies who each run the gate."""

from pathlib import Path

import pytest
from click.testing import Result

from plaint.figures import book as books
from plaint.figures.book import Book
from plaint.report import releasing
from plaint.report.folder import Folder
from tests.support import reports
from tests.support.ceremony import Ceremony

TWO = ("ombudsman-1", "prosecutor-1")


class Office:
    """Two members with keys on machines of their own, and the folder of the report."""

    def __init__(self, top: Path) -> None:
        self.ceremony = Ceremony(top)
        self.cards = [self.ceremony.keyed(member) for member in TWO]
        self.path = reports.written(top / "report")
        self.book = self.path / "release.book"

    def run(self, *words: object, fails: bool = False) -> Result:
        """Call `plaint report`."""
        return self.ceremony.run("report", *words, fails=fails)

    def key(self, member: str) -> list[object]:
        """Return the options that unlock a member's key."""
        path = self.ceremony.machine(member) / "2017-05-01.key"
        return ["--key", path, "--passphrase-file", self.ceremony.passphrase]

    def found(self) -> None:
        """Begin the book, approved by both."""
        named = ["--name", "group", *(word for card in self.cards for word in ("--card", card))]
        for member in TWO:
            self.run("found", self.book, *named, *self.key(member))
        given = [word for member in TWO for word in ("--approval", f"{self.book}.{member}.approval")]
        told = self.run("found", self.book, *named, *given)
        assert f"head: {books.read(self.book).head}" in told.stdout

    def preview(self, name: str = "draft") -> Result:
        """Preview into a folder beside the report."""
        return self.run("preview", self.path, "--into", self.path.parent / name)

    def approve(self, member: str, *more: object, draft: str = "draft", fails: bool = False) -> Result:
        """Have a member approve what a draft proposes."""
        proposal = self.path.parent / draft / "proposal.txt"
        return self.run("approve", self.path, "--proposal", proposal, *self.key(member), "--yes", *more, fails=fails)

    def approvals(self, *members: str, of: str = "annual-2026") -> list[object]:
        """Return the options that name approvals."""
        return [w for one in members for w in ("--approval", self.path / f"{of}.{one}.approval")]

    def release(self) -> None:
        """Preview the figures, have both approve them, and release them."""
        self.preview()
        for member in TWO:
            self.approve(member)
        self.run("release", self.path, *self.approvals(*TWO))

    def make(self, name: str, *more: object, fails: bool = False) -> Result:
        """Set the report into a folder beside it."""
        return self.run("make", self.path, "--into", self.path.parent / name, *more, fails=fails)

    def release_words(self, name: str = "words") -> Result:
        """Have both approve the words as they stand, and release them."""
        self.make(name)
        place = books.read(self.book).length
        for member in TWO:
            self.approve(member, draft=name)
        return self.run("release", self.path, *self.approvals(*TWO, of=f"annual-2026.text-{place}"))

    def write(self, name: str, text: str) -> Path:
        """Add text to a file of the folder."""
        path = self.path / name
        path.write_text(path.read_text("utf-8") + text, encoding="utf-8")
        return path


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return two members whose book is begun."""
    office = Office(tmp_path)
    office.found()
    return office


def test_a_report_goes_from_rows_to_print(office: Office) -> None:
    """Preview, two approvals, release, make: the report has all forms, and says who approved it."""
    told = office.preview().stdout
    assert "by_right: 1 of 12 figures are hidden, being less than 5." in told
    assert "figure {complaints/total}: 1080" in told
    assert "texts/en/02-year.txt:8: a number on the authors' own word: Article 21" in told
    assert {one.name for one in (office.path.parent / "draft").iterdir()} == {
        "proposal.txt",
        *(f"report-{language}.{form}" for language in ("ru", "en") for form in ("pdf", "html", "docx")),
    }
    for member in TWO:
        office.approve(member)
    told = office.run("release", office.path, *office.approvals(*TWO)).stdout
    assert "approved by ombudsman-1 (ombudsman), prosecutor-1 (prosecutor)" in told
    told = office.release_words().stdout
    assert "released: the text of annual-2026, approved by ombudsman-1 (ombudsman), prosecutor-1 (prosecutor)" in told
    into = office.path.parent / "out"
    made = office.make("out", "--head", books.read(office.book).head)
    assert f"report: {into} (10 files)" in made.stdout
    page = (into / "report-en.html").read_text("utf-8")
    assert "Figures approved by ombudsman-1 for ombudsman." in page
    assert "Text approved by prosecutor-1 for prosecutor." in page
    assert books.read(office.book).head in page
    assert "NOT FOR PUBLICATION" not in page


def test_nothing_is_released_with_one_approval(office: Office) -> None:
    """One body alone releases nothing, and the book stays as it was."""
    office.preview()
    office.approve(TWO[0])
    before = office.book.read_bytes()
    told = office.run("release", office.path, *office.approvals(TWO[0]), fails=True)
    assert "1 of 2 bodies approve" in told.stderr
    assert office.book.read_bytes() == before
    told = office.run("make", office.path, "--into", office.path.parent / "out", fails=True)
    assert "The book has no release annual-2026." in told.stderr
    assert not (office.path.parent / "out").exists()


def test_other_rows_than_those_of_the_preview_are_not_approved(office: Office) -> None:
    """Who has other rows than the preview was made from signs nothing."""
    office.preview()
    rows = office.path / "rows" / "complaints.csv"
    rows.write_text(rows.read_text() + "2026H1,2026-12,,liberty,north\n" * 20, encoding="utf-8")
    told = office.approve(TWO[0], fails=True)
    assert "This is not the proposal that the gate brings out of these rows here; nothing was signed." in told.stderr
    assert not list(office.path.glob("annual-2026*"))


@pytest.mark.parametrize("name", ["report-en.html", "report-ru.pdf"])
def test_a_draft_that_tells_other_figures_than_the_proposal_is_not_approved(office: Office, name: str) -> None:
    """Pages that were changed, or left out, beside a genuine proposal of figures are named, and nothing is signed."""
    office.preview()
    page = office.path.parent / "draft" / name
    octets = page.read_bytes()
    page.write_bytes(octets.replace(b"080", b"980") + b" ")
    told = office.approve(TWO[0], fails=True)
    assert f"{page} is not what this folder gives here; nothing was signed." in told.stderr
    page.unlink()
    assert "nothing was signed" in office.approve(TWO[0], fails=True).stderr
    assert not list(office.path.glob("annual-2026*"))
    page.write_bytes(octets)
    assert "figure {complaints/total}: 1080" in office.approve(TWO[0]).stdout


@pytest.mark.parametrize("of", ["figures", "words"])
def test_a_proposal_that_is_exchanged_while_it_is_examined_is_not_signed(
    office: Office, of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is signed is what was compared: a file that holds something else at first, and the genuine text later."""
    office.preview()
    if of == "words":
        for member in TWO:
            office.approve(member)
        office.run("release", office.path, *office.approvals(*TWO))
        office.make("words")
    proposal = office.path.parent / ("draft" if of == "figures" else "words") / "proposal.txt"
    genuine = proposal.read_bytes()
    book_of = releasing.book_of

    def exchanged(folder: Folder, *, head: str = "") -> Book:
        proposal.write_bytes(genuine)
        return book_of(folder, head=head)

    monkeypatch.setattr(releasing, "book_of", exchanged)
    before = set(office.path.glob("*.approval"))
    proposal.write_bytes(genuine.replace(b"\nrecord ", b"\nrecord 1"))
    told = office.approve(TWO[0], draft=proposal.parent.name, fails=True)
    assert "nothing was signed" in told.stderr
    assert set(office.path.glob("*.approval")) == before


def test_a_release_is_made_once(office: Office) -> None:
    """A second release of the same name, and another of the same period, are refused before anything is examined."""
    office.preview()
    for member in TWO:
        office.approve(member)
    office.run("release", office.path, *office.approvals(*TWO))
    before = office.book.read_bytes()
    again = office.run("release", office.path, *office.approvals(*TWO), fails=True)
    assert "annual-2026 stands in the book already." in again.stderr
    (office.path / "report.toml").write_text(reports.plan(release='"annual-2026b"'), encoding="utf-8")
    other = office.run("preview", office.path, "--into", office.path.parent / "b", fails=True)
    assert "2026 was released already, as annual-2026" in other.stderr
    assert office.book.read_bytes() == before
    assert not (office.path.parent / "b").exists()


def test_a_plan_of_another_period_makes_nothing(office: Office) -> None:
    """A report whose plan and release disagree is not set."""
    office.preview()
    for member in TWO:
        office.approve(member)
    office.run("release", office.path, *office.approvals(*TWO))
    (office.path / "report.toml").write_text(reports.plan(period='"2026H1"'), encoding="utf-8")
    told = office.run("make", office.path, "--into", office.path.parent / "out", fails=True)
    assert "annual-2026 in the book is of 2026 as of 2026-12; report.toml says 2026H1 as of 2026-12." in told.stderr


def test_texts_with_faults_make_nothing(office: Office) -> None:
    """All faults are told, in every file, and no draft is left."""
    (office.path / "texts" / "en" / "09-more.txt").write_text("# More\n\n{a/b}\n\nWe had 7.\n", encoding="utf-8")
    (office.path / "texts" / "ru" / "09-more.txt").write_text("# Ещё\n\nСлова.\n", encoding="utf-8")
    told = office.run("preview", office.path, "--into", office.path.parent / "draft", fails=True)
    assert "texts/en/09-more.txt:3: No released figure is called {a/b}." in told.stderr
    assert "texts/en/09-more.txt:5: A number was typed here: 7." in told.stderr
    assert not (office.path.parent / "draft").exists()


def test_a_fault_of_form_is_told_before_the_gate_runs(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the gate to learn that a brace has no partner, and all such faults are told at once."""

    def never(*_given: object, **_more: object) -> None:
        raise AssertionError

    monkeypatch.setattr(releasing, "examine", never)
    for language in ("en", "ru"):
        office.write(f"texts/{language}/01-foreword.txt", "\nA { alone.\n")
    told = office.run("preview", office.path, "--into", office.path.parent / "draft", fails=True)
    assert told.stderr.count("A { has no partner") == 2


def test_a_folder_is_begun(tmp_path: Path) -> None:
    """`new` writes a plan and chapters in two languages, and nothing over anything."""
    ceremony = Ceremony(tmp_path)
    told = ceremony.run("report", "new", tmp_path / "annual")
    assert "37 files" in told.stdout
    assert (tmp_path / "annual" / "texts" / "ru" / "01-foreword.txt").read_text("utf-8").startswith("# Предисловие")
    again = ceremony.run("report", "new", tmp_path / "annual", fails=True)
    assert "is there already; nothing was written" in again.stderr
    without = ceremony.run("report", "make", tmp_path / "annual", "--into", tmp_path / "out", fails=True)
    assert "There is no release book" in without.stderr


def test_a_founder_sees_what_is_signed(tmp_path: Path) -> None:
    """Without a key or an approval `found` shows who may approve, and writes nothing."""
    ceremony = Ceremony(tmp_path)
    cards = [word for member in TWO for word in ("--card", ceremony.keyed(member))]
    told = ceremony.run("report", "found", tmp_path / "release.book", "--name", "group", *cards).stdout
    assert told.startswith(
        "ombudsman-1 approves for ombudsman\nprosecutor-1 approves for prosecutor\nplaint release book"
    )
    assert not (tmp_path / "release.book").exists()
