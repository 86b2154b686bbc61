# SPDX-License-Identifier: AGPL-3.0-or-later
"""From rows to a release: examine, approve, append. What a report is made from comes out of the book alone.

Rules of this module:

- Whoever approves runs the gate on the rows themselves. What is signed is what this very run brought out; a file that
  somebody sends can only be compared with it, never signed for its own sake.
- The gate is deterministic, so two members with the same rows and the same book sign the same text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plaint.figures import book as books
from plaint.figures.book import Book
from plaint.figures.gate import Frame, Proposal, examine
from plaint.figures.released import Release
from plaint.keys.note import Note
from plaint.report.counted import own_figures
from plaint.report.errors import ReportError
from plaint.report.folder import Folder

Progress = Callable[[str, int], None]
PROPOSAL_LIMIT: Final = 1 << 17
"""Bytes of what is signed: the list of a report's files is the longest."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A proposal at its place in the book."""

    proposal: Proposal
    book: Book

    @property
    def text(self) -> bytes:
        """What approvers sign."""
        return self.book.text(self.proposal)


def examined(folder: Folder, progress: Progress, *, restates: bool = False, head: str = "") -> Examined:
    """Run the gate over the folder's rows; raise GateError where they may not be released."""
    book = book_of(folder, head=head)
    plan = folder.plan
    if any(one.id == plan.release for one in book.releases):
        raise ReportError(
            f"{plan.release} stands in the book already.",
            hint="Make the report with `plaint report make`, or give the new release another id in report.toml.",
        )
    rows, specs = folder.rows()
    frame = Frame(name=plan.release, period=plan.period, as_of=plan.as_of, bound=book.bound)
    own = own_figures(folder)
    return Examined(examine(rows, specs, book.releases, frame, restates=restates, figures=own, progress=progress), book)


def check(found: Examined, shown: bytes) -> None:
    """Raise ReportError unless `shown`, the text of the preview, is what the gate says here."""
    if books.place_in(shown) not in {"", found.book.head}:
        raise other_book(books.place_in(shown), found.book)
    if shown != found.text:
        raise ReportError(
            "This is not the proposal that the gate brings out of these rows here; nothing was signed.",
            hint="Compare rows, report.toml and book with whoever made the preview, and preview again.",
        )


def release(folder: Folder, found: Examined, approvals: Sequence[Note]) -> Release:
    """Write the proposal into the book; raise ApprovalError unless members of two bodies approved it."""
    return books.append(folder.book, found.proposal, approvals)


def released(folder: Folder, *, head: str = "") -> tuple[Release, Book]:
    """Return the folder's release from its book; raise ReportError where it is not there or is of something else."""
    book, plan = book_of(folder, head=head), folder.plan
    for one in book.releases:
        if one.id == plan.release:
            if (one.period, one.as_of) != (plan.period, plan.as_of):
                raise ReportError(
                    f"{one.id} in the book is of {one.period} as of {one.as_of}; report.toml says {plan.period} as of"
                    f" {plan.as_of}.",
                    hint="Mend report.toml, or name another release.",
                )
            return one, book
    known = ", ".join(one.id for one in book.releases) or "none yet"
    raise ReportError(
        f"The book has no release {plan.release}.", hint=f"It has {known}. Preview, approve and release it first."
    )


def book_of(folder: Folder, *, head: str = "") -> Book:
    """Return the folder's book; raise where there is none, or where `head` is known and is not that of its last record.

    An old head is refused although the book has it: whoever gives it wants to be sure of what stands in the book, and
    of the records after it the head says nothing.
    """
    need_book(folder.book)
    book = books.read(folder.book, head=head)
    if head and head != book.head:
        after = book.length - 1 - book.heads.index(head)
        raise ReportError(
            f"The head that you gave is an old one: the book has {after} records after it, up to {book.head}.",
            hint="Ask other approvers which head they hold. Where it is the book's, give that one.",
        )
    return book


def other_book(place: str, book: Book) -> ReportError:
    """Return what is told where a proposal was made after another record than this book's last one."""
    if place in book.heads:
        return ReportError(
            "The proposal was made before the last record came into this book; nothing was signed.",
            hint="Make it again with the book as it stands.",
        )
    return ReportError(
        "The proposal was made with a book that has a record which this one lacks; nothing was signed.",
        hint="One of the two books is an older copy, or another one: compare the heads (`plaint report book`).",
    )


def need_book(path: Path) -> None:
    """Raise ReportError where no book lies at `path`."""
    if not path.is_file():
        raise ReportError(f"There is no release book at {path}.", hint="`plaint report found` begins one.")
