# SPDX-License-Identifier: AGPL-3.0-or-later
"""A release book of two bodies, and proposals for it."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from plaint.figures import book as books
from plaint.figures.book import Approver, Book
from plaint.figures.gate import Proposal
from plaint.figures.manuscript import Manuscript
from plaint.figures.released import Release
from plaint.keys.note import Note
from plaint.keys.signature import SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from tests.support import few_rows as few

RIGHT = few.dimension("right", "a", "b")
YEARS: dict[few.Profile, int] = {("a", "2020H1"): 9, ("b", "2020H1"): 8, ("a", "2021H1"): 12, ("b", "2021H1"): 9}


def signer(name: str, seed: int) -> NoteSigner:
    """Return the signing key of a member."""
    return NoteSigner(name, NoteKeyType.ED25519, SigningKey.from_seed(bytes([seed]) * 32))


ANNA, BORIS, VERA = signer("anna", 1), signer("boris", 2), signer("vera", 3)
STRANGER = signer("stranger", 4)
APPROVERS = (
    Approver("Anna", "ombudsman", ANNA.verifier),
    Approver("Vera", "ombudsman", VERA.verifier),
    Approver("Boris", "committee", BORIS.verifier),
)


def founded(path: Path) -> Book:
    """Begin a book at `path`."""
    text = books.founding_text("group", APPROVERS)
    return books.found(path, "group", APPROVERS, [books.approve(text, ANNA), books.approve(text, BORIS)])


def proposal(year: str = "2020", releases: Sequence[Release] = ()) -> Proposal:
    """Return a proposal of one year."""
    rows = few.rows([RIGHT], YEARS)
    return few.propose(rows, [few.spec("right")], releases, period=year, as_of=f"{year}-12")


def approvals(book: Book, of: Proposal, *signers: NoteSigner) -> list[Note]:
    """Return the approvals of these members."""
    return [books.approve(book.text(of), one) for one in signers]


def filled(path: Path) -> Book:
    """Return a book with two releases."""
    founded(path)
    for year in ("2020", "2021"):
        book = books.read(path)
        one = proposal(year, book.releases)
        books.append(path, one, approvals(book, one, ANNA, BORIS))
    return books.read(path)


def manuscript(book: Book, **files: str) -> Manuscript:
    """Return words around the book's last release: a plan, and each of `files` by its name and what it says."""
    last = book.releases[-1]
    parts = {"report.toml": "plan", **files}
    digests = {name: sha256(text.encode()).hexdigest() for name, text in parts.items()}
    return Manuscript(release=last.id, digest=last.digest.hex(), files=digests)


def worded(path: Path) -> Book:
    """Return a book with two releases, and twice the words around the last one."""
    for files in ({"a.txt": "old"}, {"a.txt": "new", "б.txt": "новое"}):
        book = books.read(path) if path.exists() else filled(path)
        of = manuscript(book, **files)
        text = book.words_text(of)
        books.append_words(path, of, [books.approve(text, ANNA), books.approve(text, BORIS)])
    return books.read(path)
