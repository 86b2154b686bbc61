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

from plaint.figures import book as books
from plaint.figures.book import Book
from plaint.figures.gate import Frame, Proposal, examine
from plaint.figures.released import Release
from plaint.keys.note import Note
from plaint.keys.vkey import NoteSigner
from plaint.report.errors import ReportError
from plaint.report.folder import Folder

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """A proposal at its place in the book."""

    proposal: Proposal
    book: Book

    @property
    def text(self) -> bytes:
        """What approvers sign."""
        return self.book.text(self.proposal)


def examined(folder: Folder, progress: Progress, *, restates: bool = False) -> Examined:
    """Run the gate over the folder's rows; raise GateError where they may not be released."""
    need_book(folder.book)
    book = books.read(folder.book)
    plan = folder.plan
    if any(one.id == plan.release for one in book.releases):
        raise ReportError(
            f"{plan.release} stands in the book already.",
            hint="Make the report with `plaint report make`, or give the new release another id in report.toml.",
        )
    rows, specs = folder.rows()
    frame = Frame(name=plan.release, period=plan.period, as_of=plan.as_of, bound=book.bound)
    return Examined(examine(rows, specs, book.releases, frame, restates=restates, progress=progress), book)


def approve(found: Examined, shown: bytes, signer: NoteSigner) -> Note:
    """Return a member's approval; raise ReportError unless `shown`, the text of the preview, is what the gate says."""
    if shown != found.text:
        raise ReportError(
            "This is not the proposal that the gate brings out of these rows here; nothing was signed.",
            hint="Compare rows, report.toml and book with whoever made the preview, and preview again.",
        )
    return books.approve(found.text, signer)


def release(folder: Folder, found: Examined, approvals: Sequence[Note]) -> Release:
    """Write the proposal into the book; raise ApprovalError unless members of two bodies approved it."""
    return books.append(folder.book, found.proposal, approvals)


def released(folder: Folder, *, head: str = "") -> tuple[Release, Book]:
    """Return the folder's release from its book; raise ReportError where it is not there or is of something else."""
    need_book(folder.book)
    book, plan = books.read(folder.book, head=head), folder.plan
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


def need_book(path: Path) -> None:
    """Raise ReportError where no book lies at `path`."""
    if not path.is_file():
        raise ReportError(f"There is no release book at {path}.", hint="`plaint report found` begins one.")
