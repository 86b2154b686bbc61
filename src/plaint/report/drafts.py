# SPDX-License-Identifier: AGPL-3.0-or-later
"""The draft by which a release's figures are approved: what the gate brings out of a folder, set as people read it.

Rules of this module:

- Approvers read pages and sign digests. So the pages are set again on the approver's machine, and a file of the draft
  that is another than the one set there is named and nothing signed: what was read is what is signed.
- Whoever signs is told every figure as the gate gave it here, and to how small a number it is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from plaint import files
from plaint.figures.released import Shown
from plaint.register.model import Register
from plaint.report import counted, making, releasing, writing
from plaint.report.assessed import Minimum
from plaint.report.errors import ReportError
from plaint.report.folder import Folder
from plaint.report.releasing import Examined, Progress
from plaint.report.writing import Material, Owned, Text

PROPOSAL: Final = "proposal.txt"
"""What approvers compare and sign, beside the draft that they read."""
_LONGEST: Final = 1 << 28


@dataclass(frozen=True, slots=True)
class Draft:
    """A report whose figures nobody has approved: everything that it is made from, read once."""

    folder: Folder
    found: Examined
    texts: Mapping[str, Sequence[Text]]
    register: Register | None = field(repr=False)
    minimum: Minimum | None = field(repr=False)

    def told(self) -> Iterator[str]:
        """Yield a line for each table, for each figure that a text may name, and for each count of own records."""
        release = self.found.proposal.release
        yield f"{release.id}: {release.period}, as of {release.as_of}"
        for table in release.tables:
            dark = sum(cell.shown is not Shown.COUNT for cell in table.cells.values())
            yield f"table {table.id}: {len(table.cells)} figures, {dark} not shown"
        for figure in (*release.figures, *(one for table in release.tables for one in table.figures)):
            value = "not told" if figure.value is None and not figure.below else f"fewer than {figure.below}"
            yield f"figure {{{figure.id}}}: {value if figure.value is None else figure.value}"
        for (scope, unit), sensitivity in self.minimum.own.items() if self.minimum else ():
            small = f"{sensitivity}, below {sensitivity.threshold} not told"
            yield f"documented minimum {scope}/{unit}: own records, {small}"

    def owned(self) -> Iterator[Owned]:
        """Yield every number that stands here on the authors' own word."""
        yield from (*writing.titles(self.folder.plan), *writing.reasons(self.minimum))
        yield from (one for chapters in self.texts.values() for one in writing.owned(chapters))

    def made(self) -> dict[str, bytes]:
        """Return all files of the draft, with what approvers sign."""
        material = Material(
            plan=self.folder.plan,
            release=self.found.proposal.release,
            register=self.register,
            book=self.found.book.name,
            head="",
            draft=True,
            minimum=self.minimum,
        )
        return making.make(material, self.texts) | {PROPOSAL: self.found.text}


def read(folder: Folder, progress: Progress, *, restates: bool = False, head: str = "") -> Draft:
    """Return the draft of a folder; raise TextError for a fault of form, before the gate is run, GateError after it."""
    texts = folder.chapters()
    # The gate takes its time: what can be told before it is told before it.
    writing.need_form([one for chapters in texts.values() for one in chapters])
    register = folder.register()
    minimum = counted.read(folder, register)
    found = releasing.examined(folder, progress, restates=restates, head=head)
    return Draft(folder, found, texts, register, minimum)


def check(draft: Draft, proposal: Path, shown: bytes) -> None:
    """Raise ReportError unless the proposal, and the draft beside it, are what this folder gives on this machine.

    `shown` is what `proposal` held when it was read, once: while the gate runs, somebody may exchange the file.
    """
    releasing.check(draft.found, shown)
    need_same(draft.made(), proposal, "plaint report preview")


def need_same(made: Mapping[str, bytes], proposal: Path, command: str) -> None:
    """Raise ReportError where a file beside `proposal` is another than the one `made` here, or is not there."""
    for name, octets in made.items():
        if name == PROPOSAL:
            continue  # compared already, whatever it is called where it lies
        beside = proposal.with_name(name)
        if not beside.is_file() or files.read(beside, _LONGEST) != octets:
            raise ReportError(
                f"{beside} is not what this folder gives here; nothing was signed.",
                hint=f"Make the draft on this machine with `{command}`, read that one, and approve it.",
            )
