# SPDX-License-Identifier: AGPL-3.0-or-later
"""The release book: one file that only grows, with every number that was ever published and who approved it.

Rules of this module:

- A record is a signed note over the digest of a body and of the record before it, and the body. Changing, dropping or
  moving a record breaks the digest in the next one; what is cut off at the end can only be seen by who kept the *head*,
  so the head is published with each release, and `read` takes the one that is known.
- The founding record says who may approve, for which body, and the least bound. Two approvals of different bodies make
  a release, and two make a manuscript: the words around its figures, which are written later and change more often.
  Whoever signs signs this very draft at this very place of the book.
- The file is never written in place: the whole book is written beside, made durable and renamed, so that a crash leaves
  the old book or the new one. One process at a time holds the lock beside it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from plaint import files
from plaint.errors import PlaintError
from plaint.figures import holding, manuscript, written
from plaint.figures.errors import ApprovalError, BookError
from plaint.figures.gate import BOUND, Proposal
from plaint.figures.manuscript import Manuscript
from plaint.figures.released import Release
from plaint.keys import note as notes
from plaint.keys.note import Note
from plaint.keys.vkey import NoteKeyType, NoteSigner, VerifierKey

LONGEST: Final = 1 << 28
NEEDED: Final = 2
"""Bodies that have to approve."""
_FIRST: Final = "0" * 64
_FRAME: Final = re.compile(rb"release book record ([0-9]{1,6}) note ([0-9]{1,6}) body ([0-9]{1,9})\n")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_FOUNDING: Final = "founding"
_RELEASE: Final = "release"
_MANUSCRIPT: Final = "manuscript"
_TEXT: Final = re.compile(
    rb"plaint release book v1\n[a-z0-9-]+\nrecord [0-9]+\nafter ([0-9a-f]{64})\n([a-z]+)\nsha256 [0-9a-f]{64}\n(.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Approver:
    """A member who may approve releases, for one body."""

    member: str
    body: str
    key: VerifierKey


@dataclass(frozen=True, slots=True)
class Book:
    """A release book that was read and verified whole."""

    name: str
    approvers: tuple[Approver, ...]
    bound: int
    records: tuple[Release | Manuscript, ...]
    """What was approved after the founding, in its order."""
    heads: tuple[str, ...]
    """SHA-256 of each record, in hex."""
    octets: bytes = field(repr=False)

    @property
    def releases(self) -> tuple[Release, ...]:
        """The figures of reports."""
        return tuple(one for one in self.records if isinstance(one, Release))

    @property
    def manuscripts(self) -> tuple[Manuscript, ...]:
        """The words of reports; the last one of a release holds."""
        return tuple(one for one in self.records if isinstance(one, Manuscript))

    @property
    def head(self) -> str:
        """SHA-256 of the last record, in hex: whoever keeps it notices a book that was cut off."""
        return self.heads[-1]

    @property
    def length(self) -> int:
        """How many records it has, the founding one too."""
        return len(self.heads)

    def words_of(self, release: str) -> Manuscript | None:
        """Return the manuscript that was approved last for a release; None where none was."""
        return next((one for one in reversed(self.manuscripts) if one.release == release), None)

    def text(self, proposal: Proposal) -> bytes:
        """Return what an approver signs: this draft, at this place of this book.

        Raise BookError where the draft was examined with other releases than the book has, or with a lower bound.
        """
        if proposal.beside != tuple(one.digest for one in self.releases) or proposal.bound < self.bound:
            raise BookError(
                "The draft was not examined with all that stands in the book.", hint="Send it through the gate again."
            )
        return _text(self.name, self.length, self.head, _RELEASE, written.encode(proposal.release))

    def words_text(self, of: Manuscript) -> bytes:
        """Return what an approver of a report's words signs; raise BookError where the book lacks their release."""
        body = manuscript.encode(_of_a_release(of, self.records))
        return _text(self.name, self.length, self.head, _MANUSCRIPT, body)


def founding_text(name: str, approvers: Sequence[Approver], bound: int = BOUND) -> bytes:
    """Return what the founders of a book sign."""
    return _text(name, 0, _FIRST, _FOUNDING, _founding(name, approvers, bound))


def approve(text: bytes, signer: NoteSigner) -> Note:
    """Return the approval of a text (`Book.text`, `founding_text`) by one member."""
    return notes.sign(text, [signer])


def words_in(text: bytes) -> Manuscript | None:
    """Return the manuscript whose list stands in a text that was signed; None where the text is of figures."""
    found = _TEXT.fullmatch(text)
    return manuscript.decode(found[3]) if found and found[2] == _MANUSCRIPT.encode() else None


def place_in(text: bytes) -> str:
    """Return the head of the book after which a text was to be signed; empty where it is no text of a book."""
    found = _TEXT.fullmatch(text)
    return found[1].decode() if found else ""


def found(path: Path, name: str, approvers: Sequence[Approver], approvals: Sequence[Note], bound: int = BOUND) -> Book:
    """Begin a book at `path`, which must not exist; raise ApprovalError unless two bodies of its approvers signed."""
    body = _founding(name, approvers, bound)
    _check_founders(name, approvers, bound)
    octets = _record(0, _joined(founding_text(name, approvers, bound), approvals, approvers), body)
    book = parse(octets)
    files.write_new(path, octets)
    return book


def read(path: Path, *, head: str = "") -> Book:
    """Return the book at `path`; raise BookError where it is damaged, or lacks the record whose `head` is known."""
    return parse(files.read(path, LONGEST), head=head)


def append(path: Path, proposal: Proposal, approvals: Sequence[Note]) -> Release:
    """Write a proposal into the book and return it as a release; raise ApprovalError or BookError, and change nothing.

    The approvals are those of `Book.text` of the book as it stands.
    """
    with holding.held(path):
        book = read(path)
        if any(one.id == proposal.release.id for one in book.releases):
            raise BookError(f"{proposal.release.id} was released already.", hint="Nothing needs to be done.")
        body = written.encode(proposal.release)
        return _longer(path, book, book.text(proposal), body, approvals).releases[-1]


def append_words(path: Path, of: Manuscript, approvals: Sequence[Note]) -> Book:
    """Write the words of a report into the book and return the book; raise ApprovalError or BookError, change nothing.

    The approvals are those of `Book.words_text` of the book as it stands.
    """
    with holding.held(path):
        book = read(path)
        return _longer(path, book, book.words_text(of), manuscript.encode(of), approvals)


def _longer(path: Path, book: Book, text: bytes, body: bytes, approvals: Sequence[Note]) -> Book:
    signed = _joined(text, approvals, book.approvers, book.heads)
    longer = parse(book.octets + _record(book.length, signed, body))
    holding.put(path, longer.octets)
    return longer


def parse(octets: bytes, *, head: str = "") -> Book:
    """Return the book in `octets`, every record of it verified; raise BookError where one is not right."""
    name, bound = "", 0
    approvers: tuple[Approver, ...] = ()
    records: list[Release | Manuscript] = []
    heads: list[str] = []
    previous, at = _FIRST, 0
    while at < len(octets) or not heads:
        record, text, body, end = _split(octets, at, len(heads))
        kind = _kind(text.text) if heads else _FOUNDING
        try:
            if not heads:
                name, approvers, bound = _read_founding(body)
            if text.text != _text(name, len(heads), previous, kind, body):
                raise BookError(f"Record {len(heads)} does not follow the one before it.", hint=_AGAIN)
            signed = notes.verify(text, [one.key for one in approvers])
        except PlaintError as error:
            raise BookError(f"Record {len(heads)} is not genuine: {error.message}", hint=_AGAIN) from None
        who = tuple(one for one in approvers if any(one.key == each.key for each in signed))
        if len(who) != len(text.signatures) or len({one.body for one in who}) < NEEDED:
            raise BookError(f"Record {len(heads)} lacks the approval of two bodies.", hint=_AGAIN)
        previous = hashlib.sha256(record).hexdigest()
        approved_by = tuple((one.member, one.body) for one in who)
        if kind == _RELEASE:
            records.append(written.decode(body, hashlib.sha256(body).digest(), approved_by))
        elif kind == _MANUSCRIPT:
            records.append(_of_a_release(manuscript.decode(body, approved_by), records))
        heads.append(previous)
        at = end
    ids = [one.id for one in records if isinstance(one, Release)]
    if len(set(ids)) != len(ids):
        raise BookError("A release stands in the book twice.", hint=_AGAIN)
    if head and head not in heads:
        raise BookError("The book lacks a record that is known to stand in it: it was cut off.", hint=_AGAIN)
    return Book(name, approvers, bound, tuple(records), tuple(heads), octets)


_OLDER: Final = "This book is an older copy, or another one: compare the heads, and fetch the book from another holder."
_AGAIN: Final = "Do not publish from it; fetch it from another holder and compare the heads."


def _split(octets: bytes, at: int, number: int) -> tuple[bytes, Note, bytes, int]:
    frame = _FRAME.match(octets, at)
    if not frame or frame[1] != str(number).encode() or any(one != str(int(one)).encode() for one in frame.groups()):
        raise BookError(f"Record {number} does not begin as a record does.", hint=_AGAIN)
    middle = frame.end() + int(frame[2])
    end = middle + int(frame[3]) + 1
    if end > len(octets) or octets[end - 1 : end] != b"\n":
        raise BookError(f"Record {number} is cut off.", hint=_AGAIN)
    try:
        text = notes.parse(octets[frame.end() : middle])
    except PlaintError as error:
        raise BookError(f"Record {number} is not genuine: {error.message}", hint=_AGAIN) from None
    if bytes(text) != octets[frame.end() : middle]:
        raise BookError(f"Record {number} is written in another form.", hint=_AGAIN)
    return octets[at:end], text, octets[middle : end - 1], end


def _record(number: int, signed: Note, body: bytes) -> bytes:
    text = bytes(signed)
    return b"release book record %d note %d body %d\n%b%b\n" % (number, len(text), len(body), text, body)


def _text(name: str, number: int, previous: str, kind: str, body: bytes) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    lines = ("plaint release book v1", name, f"record {number}", f"after {previous}", kind, f"sha256 {digest}")
    # The list of a manuscript stands in the text itself: who signs it, and who compares with it, sees each file.
    return "".join(f"{line}\n" for line in lines).encode() + (body if kind == _MANUSCRIPT else b"")


def _of_a_release(of: Manuscript, records: Sequence[Release | Manuscript]) -> Manuscript:
    known = {(one.id, one.digest.hex()) for one in records if isinstance(one, Release)}
    if (of.release, of.digest) not in known:
        raise BookError(f"The book has no release {of.release} with these figures.", hint="Release the figures first.")
    return of


def _kind(text: bytes) -> str:
    """Return what a record that is not the first says it is; whether it is one, the comparison of its text decides."""
    found = _TEXT.fullmatch(text)
    return _MANUSCRIPT if found and found[2] == _MANUSCRIPT.encode() else _RELEASE


def _joined(text: bytes, approvals: Iterable[Note], approvers: Sequence[Approver], heads: Sequence[str] = ()) -> Note:
    """Return one note with the signatures of all approvals; raise ApprovalError where they do not make a release."""
    lines: list[notes.SignatureLine] = []
    bodies: dict[str, str] = {}
    for approval in approvals:
        if approval.text != text:
            if heads and (after := place_in(approval.text)) and after not in heads:
                raise ApprovalError(
                    "An approval was signed in a book that has a record which this one lacks.", hint=_OLDER
                )
            raise ApprovalError(
                "An approval is of another draft, or of another place in the book.", hint="Ask for it again."
            )
        try:
            signed = notes.verify(approval, [one.key for one in approvers])
        except PlaintError as error:
            raise ApprovalError(
                f"An approval does not count: {error.message}", hint="Ask an approver of the book."
            ) from None
        for one in signed:
            who = next(each for each in approvers if each.key == one.key)
            if who.body in bodies:
                raise ApprovalError(
                    f"{who.body} approves twice ({bodies[who.body]} and {who.member}).",
                    hint="Ask a member of another body.",
                )
            bodies[who.body] = who.member
        known = {(one.key.name, one.key.key_id) for one in signed}
        lines += [line for line in approval.signatures if (line.name, line.key_id) in known]
    if len(bodies) < NEEDED:
        raise ApprovalError(
            f"{len(bodies)} of {NEEDED} bodies approve.", hint="Ask for the approval of a member of another body."
        )
    return replace(notes.Note(text, ()), signatures=tuple(lines))


def _check_founders(name: str, approvers: Sequence[Approver], bound: int) -> None:
    if not _NAME.fullmatch(name):
        raise BookError("The book's name is wrong.", hint="Use small Latin letters, digits and hyphens.")
    if bound < BOUND:
        raise BookError(f"A bound of {bound} is too narrow.", hint=f"Set {BOUND} or more.")
    if len({one.body for one in approvers}) < NEEDED or len({str(one.key) for one in approvers}) != len(approvers):
        raise BookError("The approvers are too few, or one key stands twice.", hint="Name members of two bodies.")
    if any(one.key.kind is not NoteKeyType.ED25519 for one in approvers):
        raise BookError("An approver's key is of another type.", hint="Give an Ed25519 key for signed notes.")


def _founding(name: str, approvers: Sequence[Approver], bound: int) -> bytes:
    listed = [{"member": one.member, "body": one.body, "key": str(one.key)} for one in approvers]
    return written.dumps({"name": name, "approvers": listed, "bound": bound})


def _read_founding(body: bytes) -> tuple[str, tuple[Approver, ...], int]:
    value = written.loads(body)
    try:
        approvers = tuple(
            Approver(str(one["member"]), str(one["body"]), VerifierKey.from_text(one["key"]))
            for one in value["approvers"]
        )
        name, bound = str(value["name"]), int(value["bound"])
        _check_founders(name, approvers, bound)
        if _founding(name, approvers, bound) == body:
            return name, approvers, bound
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    raise BookError("The founding record is damaged.", hint=_AGAIN)
