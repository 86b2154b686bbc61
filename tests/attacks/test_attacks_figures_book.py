# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks on the release book: who may append, what is noticed, and what a crash leaves."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from plaint.figures import book as books
from plaint.figures import gate, written
from plaint.figures.errors import ApprovalError, BookError
from plaint.keys.vkey import NoteSigner
from tests.support import release_books as made


def test_two_bodies_make_a_release(tmp_path: Path) -> None:
    """What two bodies approved is read back as it was, with who approved it."""
    path = tmp_path / "book"
    book = made.founded(path)
    proposal = made.proposal()
    release = books.append(path, proposal, made.approvals(book, proposal, made.ANNA, made.BORIS))
    assert release.approved_by == (("Anna", "ombudsman"), ("Boris", "committee"))
    assert written.encode(books.read(path).releases[0]) == written.encode(proposal.release)


@pytest.mark.parametrize(
    ("signers", "why"),
    [
        ((made.ANNA,), "1 of 2 bodies approve"),
        ((), "0 of 2 bodies approve"),
        ((made.ANNA, made.VERA), "ombudsman approves twice"),
        ((made.ANNA, made.ANNA), "ombudsman approves twice"),
        ((made.ANNA, made.STRANGER), "does not count"),
    ],
)
def test_fewer_than_two_bodies_release_nothing(tmp_path: Path, signers: tuple[NoteSigner, ...], why: str) -> None:
    """One body, one body twice, and a stranger are refused, and the file is as it was."""
    path = tmp_path / "book"
    book = made.founded(path)
    proposal = made.proposal()
    before = path.read_bytes()
    with pytest.raises(ApprovalError, match=why):
        books.append(path, proposal, made.approvals(book, proposal, *signers))
    assert path.read_bytes() == before


def test_an_approval_of_another_draft_is_refused(tmp_path: Path) -> None:
    """Who approved one draft has not approved the next one."""
    path = tmp_path / "book"
    book = made.founded(path)
    drafted, changed = made.proposal("2020"), made.proposal("2021")
    with pytest.raises(ApprovalError, match="another draft"):
        books.append(path, changed, made.approvals(book, drafted, made.ANNA, made.BORIS))


def test_an_approval_is_not_carried_to_another_place(tmp_path: Path) -> None:
    """A draft examined before another release came is refused, and so are its approvals."""
    path = tmp_path / "book"
    book = made.founded(path)
    first, second = made.proposal("2020"), made.proposal("2021")
    late = made.approvals(book, second, made.ANNA, made.BORIS)
    books.append(path, first, made.approvals(book, first, made.ANNA, made.BORIS))
    with pytest.raises(BookError, match="not examined with all"):
        books.append(path, second, late)
    again = made.proposal("2021", books.read(path).releases)
    with pytest.raises(ApprovalError, match="another place"):
        books.append(path, again, late)


def test_a_release_twice_is_refused(tmp_path: Path) -> None:
    """The same release once more changes nothing."""
    path = tmp_path / "book"
    book = made.founded(path)
    proposal = made.proposal()
    approvals = made.approvals(book, proposal, made.ANNA, made.BORIS)
    books.append(path, proposal, approvals)
    with pytest.raises(BookError, match="released already"):
        books.append(path, proposal, approvals)


def test_every_changed_byte_is_noticed(tmp_path: Path) -> None:
    """No byte of a book can be changed: each of a few hundred, spread over it, makes it refused."""
    octets = made.worded(tmp_path / "book").octets
    for at in range(0, len(octets), 23):
        changed = octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1 :]
        with pytest.raises(BookError):
            books.parse(changed)


def test_a_record_taken_out_of_the_middle_is_noticed(tmp_path: Path) -> None:
    """Without its first release the second one follows nothing."""
    octets = made.filled(tmp_path / "book").octets
    begins = [at for at in range(len(octets)) if octets.startswith(b"release book record ", at)]
    assert len(begins) == 3
    with pytest.raises(BookError):
        books.parse(octets[: begins[1]] + octets[begins[2] :])
    with pytest.raises(BookError):
        books.parse(octets[: begins[1]] + octets[begins[2] :].replace(b"record 2", b"record 1", 1))


def test_a_book_that_was_cut_off_is_noticed_by_who_kept_the_head(tmp_path: Path) -> None:
    """A book without its last record is whole by itself; with the head that was printed it is refused."""
    path = tmp_path / "book"
    book = made.filled(path)
    last = book.octets.rindex(b"release book record ")
    short = books.parse(book.octets[:last])
    assert len(short.releases) == 1
    with pytest.raises(BookError, match="cut off"):
        books.parse(book.octets[:last], head=book.head)
    assert books.parse(book.octets, head=short.head) == book


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_half_a_record_is_no_book(tmp_path: Path, share: float) -> None:
    """What a program that writes in place would leave after a crash is refused."""
    octets = made.filled(tmp_path / "book").octets
    with pytest.raises(BookError):
        books.parse(octets[: int(share * len(octets))])


def test_a_crash_while_appending_leaves_the_book_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the new book cannot take the old one's place, the old one stands whole, and the next try succeeds."""
    path = tmp_path / "book"
    book = made.founded(path)
    proposal = made.proposal()
    approvals = made.approvals(book, proposal, made.ANNA, made.BORIS)
    before = path.read_bytes()

    def fall(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", fall)
        with pytest.raises(BookError, match="No space"):
            books.append(path, proposal, approvals)
    assert path.read_bytes() == before
    assert not (tmp_path / "book.new").exists()
    (tmp_path / "book.new").write_bytes(b"half of a book")
    assert books.append(path, proposal, approvals).id == proposal.release.id


HOLDER = """
import sys, time
from pathlib import Path
from plaint.figures import holding
with holding.held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_programs_do_not_append_at_once_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    """While another process holds the book who appends is told so; when that one is killed, nothing is in the way."""
    path = tmp_path / "book"
    book = made.founded(path)
    proposal = made.proposal()
    approvals = made.approvals(book, proposal, made.ANNA, made.BORIS)
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout
            assert other.stdout.readline() == b"held\n"
            with pytest.raises(BookError, match="another program"):
                books.append(path, proposal, approvals)
        finally:
            other.kill()
    assert books.append(path, proposal, approvals).id == proposal.release.id


def test_a_book_needs_two_bodies_from_the_beginning(tmp_path: Path) -> None:
    """Two members of one body found nothing; nor does one signature."""
    alone = made.APPROVERS[:2]
    text = books.founding_text("group", alone)
    with pytest.raises(BookError, match="too few"):
        books.found(tmp_path / "a", "group", alone, [books.approve(text, made.ANNA), books.approve(text, made.VERA)])
    text = books.founding_text("group", made.APPROVERS)
    with pytest.raises(ApprovalError, match="1 of 2"):
        books.found(tmp_path / "a", "group", made.APPROVERS, [books.approve(text, made.ANNA)])
    assert list(tmp_path.iterdir()) == []


def test_a_book_with_a_wider_bound_takes_no_draft_of_the_least_one(tmp_path: Path) -> None:
    """Founders who asked for a width of eight are not given four."""
    path = tmp_path / "book"
    text = books.founding_text("group", made.APPROVERS, 8)
    signed = [books.approve(text, made.ANNA), books.approve(text, made.BORIS)]
    book = books.found(path, "group", made.APPROVERS, signed, 8)
    assert book.bound > gate.BOUND
    with pytest.raises(BookError, match="not examined"):
        book.text(made.proposal())


def test_the_words_that_hold_are_those_that_were_approved_last(tmp_path: Path) -> None:
    """A book keeps every approved manuscript, says the last one of a release, and none of another."""
    book = made.worded(tmp_path / "book")
    assert [len(one.files) for one in book.manuscripts] == [2, 3]
    assert book.words_of(book.releases[-1].id) == book.manuscripts[-1]
    assert book.words_of(book.releases[0].id) is None
    assert book.manuscripts[-1].approved_by == (("Anna", "ombudsman"), ("Boris", "committee"))
    assert book.length == 5


def test_words_are_not_carried_to_other_figures(tmp_path: Path) -> None:
    """A manuscript about a release that the book lacks, or has with other figures, is neither signed nor appended."""
    path = tmp_path / "book"
    book = made.filled(path)
    of = made.manuscript(book)
    for other in (replace(of, release="annual-1999"), replace(of, digest=book.releases[0].digest.hex())):
        with pytest.raises(BookError, match="has no release"):
            book.words_text(other)
        with pytest.raises(BookError, match="has no release"):
            books.append_words(path, other, [])
    assert path.read_bytes() == book.octets


def test_words_need_members_of_two_bodies_who_signed_these_very_words(tmp_path: Path) -> None:
    """One body alone, and approvals of another list, append no manuscript."""
    path = tmp_path / "book"
    book = made.filled(path)
    of, other = made.manuscript(book, a="one"), made.manuscript(book, a="two")
    with pytest.raises(ApprovalError, match="ombudsman approves twice"):
        books.append_words(path, of, [books.approve(book.words_text(of), who) for who in (made.ANNA, made.VERA)])
    with pytest.raises(ApprovalError, match="another draft"):
        books.append_words(path, of, [books.approve(book.words_text(other), who) for who in (made.ANNA, made.BORIS)])
    assert path.read_bytes() == book.octets


def test_an_approval_from_a_newer_book_is_told_from_one_of_another_draft(tmp_path: Path) -> None:
    """Put back an older copy of a book: who approved in the newer one shows it, and nothing is appended."""
    path = tmp_path / "book"
    book = made.worded(path)
    of = made.manuscript(book, a="newest")
    given = [books.approve(book.words_text(of), who) for who in (made.ANNA, made.BORIS)]
    older = book.octets[: book.octets.rindex(b"release book record ")]
    path.write_bytes(older)
    with pytest.raises(ApprovalError, match="a record which this one lacks"):
        books.append_words(path, of, given)
    assert path.read_bytes() == older
