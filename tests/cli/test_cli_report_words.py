# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a report: approved by members of two bodies as its figures are, or each page says that it is a draft."""

import re
import shutil
from pathlib import Path

import pytest

from plaint.figures import book as books
from tests.cli.test_cli_report import TWO, Office

ROOMS = ("actors", "commitments", "inquiries", "lineages", "scopes", "sources", "statements", "units")
FIRST = "texts/en/01-foreword.txt"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return two members whose figures are released, and whose words nobody has approved."""
    office = Office(tmp_path)
    office.found()
    office.release()
    return office


def test_a_report_that_nobody_has_approved_is_a_draft(office: Office) -> None:
    """Before words are signed `make` says so, names the authors' own numbers, and marks what it sets."""
    told = office.make("words")
    assert "texts/en/02-year.txt:8: a number on the authors' own word: Article 21" in told.stdout
    assert "not approved: nobody has approved the texts" in told.stdout
    assert "draft: " in told.stdout
    into = office.path.parent / "words"
    assert not (into / "data").exists()
    page = (into / "report-en.html").read_text("utf-8")
    assert "NOT FOR PUBLICATION" in page
    assert "Figures approved by ombudsman-1 for ombudsman." in page
    assert "Nobody has approved its text." in page
    listed = (into / "proposal.txt").read_text("utf-8")
    assert set(re.findall(r"(?m)^[0-9a-f]{64} (.+)$", listed)) == {
        "report.toml",
        *(
            f"texts/{language}/{name}"
            for language in ("en", "ru")
            for name in ("01-foreword.txt", "02-year.txt", "03-annex.txt")
        ),
        *(f"record/{room}" for room in ROOMS),
    }


@pytest.mark.parametrize("change", ["text", "plan", "record", "new", "gone"])
def test_what_was_changed_after_the_approvals_is_named_and_not_released(office: Office, change: str) -> None:
    """A text, the plan or the public record that differs from what was signed stops the release; its file is named."""
    record = (office.path / "record").resolve()
    (office.path / "record").unlink()
    shutil.copytree(record, office.path / "record")
    office.make("words")
    place = books.read(office.book).length
    for member in TWO:
        office.approve(member, draft="words")
    if change == "text":
        office.write(FIRST, "\nA new promise.\n")
        named = f"{FIRST} was changed"
    elif change == "plan":
        plan = office.path / "report.toml"
        plan.write_text(plan.read_text("utf-8").replace("Annual Human Rights Report", "Praise"), encoding="utf-8")
        named = "report.toml was changed"
    elif change == "record":
        path = next(iter(sorted((office.path / "record" / "commitments").glob("*.toml"))))
        text = path.read_text("utf-8")
        words = re.search(r'(?m)^en = "(.+)"$', text) or re.search(r'en = "([^"]+)"', text)
        assert words
        path.write_text(text.replace(words[1], "Something else entirely", 1), encoding="utf-8")
        log = office.path / "record" / "published.log"
        log.unlink(missing_ok=True)
        named = "record/commitments was changed"
    elif change == "new":
        for language in ("en", "ru"):
            (office.path / "texts" / language / "04-more.txt").write_text("# More\n\nWords.\n", encoding="utf-8")
        named = "texts/en/04-more.txt is new"
    else:
        for language in ("en", "ru"):
            (office.path / "texts" / language / "01-foreword.txt").unlink()
        named = f"{FIRST} is missing"
    before = office.book.read_bytes()
    told = office.run("release", office.path, *office.approvals(*TWO, of=f"annual-2026.text-{place}"), fails=True)
    assert "The report is not as it was when it was approved" in told.stderr
    assert named in told.stderr
    assert office.book.read_bytes() == before


def test_a_word_that_is_changed_after_the_release_makes_a_draft(office: Office) -> None:
    """Whoever runs `make` cannot change a word: its file is named, every page is marked; put back, it is the report."""
    office.release_words()
    path = office.write(FIRST, "\nA new promise.\n")
    told = office.make("changed").stdout
    assert f"not approved: {FIRST} was changed" in told
    assert "NOT FOR PUBLICATION" in (office.path.parent / "changed" / "report-en.html").read_text("utf-8")
    path.write_text(path.read_text("utf-8").removesuffix("\nA new promise.\n"), encoding="utf-8")
    assert "report: " in office.make("again").stdout
    assert "NOT FOR PUBLICATION" not in (office.path.parent / "again" / "report-en.html").read_text("utf-8")


def test_a_correction_of_words_is_approved_anew_and_the_old_words_no_longer_hold(office: Office) -> None:
    """Words can be mended after they were handed over, by two bodies; what was approved before is then a draft."""
    office.release_words()
    path = office.path / FIRST
    old = path.read_text("utf-8")
    office.write(FIRST, "\nCorrected.\n")
    office.release_words("corrected")
    assert "report: " in office.make("new").stdout
    path.write_text(old, encoding="utf-8")
    assert f"not approved: {FIRST} was changed" in office.make("old").stdout
    listed = office.run("book", office.book).stdout
    assert listed.count("text of annual-2026, approved by ombudsman-1 (ombudsman), prosecutor-1 (prosecutor)") == 2
    assert f"records: 4\nhead: {books.read(office.book).head}" in listed


def test_words_need_two_bodies(office: Office) -> None:
    """One body's approval releases no words."""
    office.make("words")
    office.approve(TWO[0], draft="words")
    told = office.run("release", office.path, *office.approvals(TWO[0], of="annual-2026.text-2"), fails=True)
    assert "1 of 2 bodies approve" in told.stderr


def test_a_draft_that_somebody_sent_is_compared_before_it_is_approved(office: Office) -> None:
    """Who reads other words than those of the folder signs nothing: the changed page, or the changed text, is named."""
    office.make("words")
    page = office.path.parent / "words" / "report-ru.html"
    genuine = page.read_bytes()
    page.write_bytes(genuine.replace("Предисловие".encode(), "Введение".encode()))
    told = office.approve(TWO[0], draft="words", fails=True)
    assert "report-ru.html is not what this folder gives here; nothing was signed." in told.stderr
    page.write_bytes(genuine)
    office.write(FIRST, "\nA new promise.\n")
    told = office.approve(TWO[0], draft="words", fails=True)
    assert f"{FIRST} was changed" in told.stderr
    assert not list(office.path.glob("annual-2026.text-*"))


def test_an_approver_sees_each_file_and_each_number_before_signing(office: Office) -> None:
    """What is signed is shown: the list of files with their digests, and the authors' own numbers."""
    office.make("words")
    told = office.approve(TWO[0], draft="words").stdout
    assert "a number on the authors' own word: Article 21" in told
    assert re.search(rf"(?m)^[0-9a-f]{{64}} {re.escape(FIRST)}$", told)


def test_an_old_head_is_refused(office: Office) -> None:
    """A head that the book has outgrown does not pass for the newest: how many records follow is told."""
    old = books.read(office.book).head
    office.release_words()
    told = office.make("out", "--head", old, fails=True)
    assert "The head that you gave is an old one: the book has 1 records after it" in told.stderr
    assert not (office.path.parent / "out").exists()
    unknown = office.make("out", "--head", "ab" * 32, fails=True)
    assert "it was cut off" in unknown.stderr


def test_an_older_copy_of_the_book_is_noticed(office: Office) -> None:
    """A book from before a correction takes neither an approval nor a release of what was made with the newer one."""
    office.release_words()
    older = office.book.read_bytes()
    office.write(FIRST, "\nCorrected.\n")
    office.release_words("corrected")
    office.write(FIRST, "\nOnce more.\n")
    office.make("third")
    newer = office.book.read_bytes()
    office.approve(TWO[0], draft="third")
    office.book.write_bytes(older)
    told = office.approve(TWO[1], draft="third", fails=True)
    assert "The proposal was made with a book that has a record which this one lacks" in told.stderr
    office.book.write_bytes(newer)
    office.approve(TWO[1], draft="third")
    office.book.write_bytes(older)
    given = office.approvals(*TWO, of="annual-2026.text-4")
    told = office.run("release", office.path, *given, fails=True)
    assert "An approval was signed in a book that has a record which this one lacks." in told.stderr
    assert office.book.read_bytes() == older
    head = books.parse(newer).head
    assert "it was cut off" in office.make("out", "--head", head, fails=True).stderr


def test_approvals_of_figures_and_of_words_do_not_mix(office: Office) -> None:
    """A release is of figures or of words, and an approval of the one does not stand for the other."""
    office.make("words")
    office.approve(TWO[0], draft="words")
    given = [*office.approvals(TWO[0], of="annual-2026.text-2"), *office.approvals(TWO[1])]
    told = office.run("release", office.path, *given, fails=True)
    assert "One approval is of figures, another of words." in told.stderr


def test_a_proposal_may_have_another_name(office: Office) -> None:
    """Whoever renames the list that is signed still signs it, beside the draft that it belongs to."""
    office.make("words")
    draft = office.path.parent / "words"
    (draft / "proposal.txt").rename(draft / "list.txt")
    office.run("approve", office.path, "--proposal", draft / "list.txt", *office.key(TWO[0]), "--yes")
    assert (office.path / f"annual-2026.text-2.{TWO[0]}.approval").is_file()
