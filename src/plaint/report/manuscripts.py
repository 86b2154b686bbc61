# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a report as they are approved: each text, the plan, and what the public record says.

Rules of this module:

- What was digested is what is set: both come from one reading of the folder.
- A digest is of what a file says. A mark before the first line and the ends of lines, which editors add, are not in it.
- `counts.toml` is in it, which says to which standard of proof public counts are held; own records are not: what is
  told of them are figures.
- All that the public record says is in it, room by room, since a chapter may quote any of it; layout and comments are
  not, nor are copies of sources.
- Whoever signs has the draft made anew on the own machine: a file that somebody sent is compared, never believed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plaint.figures import book as books
from plaint.figures import manuscript
from plaint.figures.book import Book
from plaint.figures.manuscript import Manuscript
from plaint.figures.released import Release
from plaint.keys.note import Note
from plaint.register import published
from plaint.register.model import Register
from plaint.report import counted, making, releasing, writing
from plaint.report.assessed import Minimum
from plaint.report.drafts import PROPOSAL, need_same
from plaint.report.errors import ReportError
from plaint.report.folder import Folder
from plaint.report.strays import PLAN
from plaint.report.writing import Material, Owned, Text


@dataclass(frozen=True, slots=True)
class Written:
    """A report whose figures are released: everything that it is made from, read once."""

    folder: Folder
    release: Release
    book: Book
    texts: Mapping[str, Sequence[Text]]
    register: Register | None = field(repr=False)
    minimum: Minimum | None = field(default=None, repr=False)

    @property
    def manuscript(self) -> Manuscript:
        """What it says around its figures."""
        parts = {PLAN: self.folder.written}
        parts |= {text.place: text.text for chapters in self.texts.values() for text in chapters}
        parts |= stated(self.register) if self.register else {}
        parts |= {self.minimum.place: self.minimum.written} if self.minimum else {}
        digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in parts.items()}
        return Manuscript(release=self.release.id, digest=self.release.digest.hex(), files=digests)

    @property
    def text(self) -> bytes:
        """What approvers of the words sign."""
        return self.book.words_text(self.manuscript)

    @property
    def approved(self) -> Manuscript | None:
        """The words that were approved last for this release; None where none were."""
        return self.book.words_of(self.release.id)

    def unapproved(self) -> tuple[str, ...]:
        """Return why these are not the words that two bodies approved; nothing where they are."""
        if self.approved is None:
            return ("nobody has approved the texts",)
        return tuple(manuscript.differences(self.manuscript, self.approved))

    def owned(self) -> tuple[Owned, ...]:
        """Return every number that stands here on the authors' own word."""
        chapters = (one for texts in self.texts.values() for one in writing.owned(texts))
        return (*writing.titles(self.folder.plan), *writing.reasons(self.minimum), *chapters)

    def made(self) -> dict[str, bytes]:
        """Return all files of the report; of a draft, with what approvers sign, while these words are not approved."""
        draft = bool(self.unapproved())
        material = Material(
            plan=self.folder.plan,
            release=self.release,
            register=self.register,
            book=self.book.name,
            head=self.book.head,
            draft=draft,
            words_by=() if draft or self.approved is None else self.approved.approved_by,
            minimum=self.minimum,
        )
        return making.make(material, self.texts) | ({PROPOSAL: self.text} if draft else {})


def read(folder: Folder, *, head: str = "") -> Written:
    """Return what the report in `folder` is made from; raise ReportError where its figures are not released."""
    release, book = releasing.released(folder, head=head)
    register = folder.register()
    return Written(folder, release, book, folder.chapters(), register, counted.read(folder, register))


def stated(register: Register) -> dict[str, str]:
    """Return what the public record says, in one form, by room: `record/commitments` and the others."""
    lines: dict[str, list[str]] = {}
    for record, table in sorted(published.tables(register).items()):
        room, _, name = record.partition("/")
        if room != published.COPIES:
            lines.setdefault(f"record/{room}", []).append(f"{name} {published.digest(table)}\n")
    return {room: "".join(found) for room, found in lines.items()}


def check(written: Written, proposal: Path, shown: bytes) -> None:
    """Raise ReportError unless the proposal, and the draft beside it, are what this folder gives on this machine.

    `shown` is what `proposal` held when it was read, once.
    """
    then = books.words_in(shown)
    if then is None:
        raise ReportError(f"{proposal} is no proposal of a report's words.", hint="`plaint report make` writes one.")
    _need_same(
        written, then, "the draft was made", "Compare the folder with whoever made the draft, and make it again."
    )
    if shown != written.text:
        raise releasing.other_book(books.place_in(shown), written.book)
    need_same(written.made(), proposal, "plaint report make")


def release(written: Written, approvals: Sequence[Note]) -> Book:
    """Write the approved words into the book; raise ReportError where the folder is not what was approved."""
    for approval in approvals:
        then = books.words_in(approval.text)
        if then is None:
            raise ReportError("One approval is of figures, another of words.", hint="Give those of one proposal.")
        _need_same(written, then, "it was approved", "Put that back, or make the draft and have it approved anew.")
    return books.append_words(written.folder.book, written.manuscript, approvals)


def _need_same(written: Written, then: Manuscript, since: str, hint: str) -> None:
    if lines := list(manuscript.differences(written.manuscript, then)):
        told = "".join(f"\n{line}" for line in lines)
        raise ReportError(f"The report is not as it was when {since}:{told}\n", hint=hint)


def told(lines: Iterable[Owned]) -> Iterator[str]:
    """Yield a line for each number on the authors' own word, for whoever signs."""
    for one in lines:
        yield f"{one.place}: a number on the authors' own word: {one.words}"
