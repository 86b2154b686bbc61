# SPDX-License-Identifier: AGPL-3.0-or-later
"""The offline page that intake hands out: a file that the group made and signed, served as it is.

Rules of this module:

- Intake makes no page and signs none. A file without the word of more than half of the bodies is not handed out, and
  one that was changed on this disk stops the start: somebody was here.
- A page of an older charter is left aside: whoever comes here can have a newer one as soon as there is one.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plaint.charter import pagenote
from plaint.charter.pagenote import PageNote
from plaint.charter.signed import SignedCharter
from plaint.errors import PlaintError
from plaint.files import read
from plaint.intake.files import CharterFiles

NAME: Final = "form.html"
NOTE: Final = "form.html.note"
_LONGEST: Final = 8 * 1024 * 1024
_LONGEST_NOTE: Final = 65_536


class CarriedError(PlaintError):
    """The offline page beside the ledger cannot be handed out."""


@dataclass(frozen=True, slots=True)
class Carried:
    """An offline page, and the group's word for it."""

    page: bytes
    note: bytes
    version: int
    """Version of the charter in it."""

    @property
    def digest(self) -> str:
        """SHA-256 of the file, in hex."""
        return hashlib.sha256(self.page).hexdigest()


def read_carried(folder: Path, files: CharterFiles) -> Carried | None:
    """Return the page in `folder` with the group's word for it; None where there is no page.

    Raises CarriedError where its note is missing or of another group, CharterError where the note is not for this file.
    """
    if not (folder / NAME).exists():
        return None
    if not (folder / NOTE).exists():
        raise CarriedError(
            f"There is no {NOTE} in {folder}.", hint="Put the group's note there, or move the page away."
        )
    page, octets = read(folder / NAME, _LONGEST), read(folder / NOTE, _LONGEST_NOTE)
    note = PageNote.from_bytes(octets)
    charter = files.charters.get(note.version)
    if charter is None:
        raise CarriedError(
            f"The offline page is of version {note.version}, which is not among the charters.",
            hint="Put that version there first, or move the page away.",
        )
    pagenote.verify(note, SignedCharter.from_bytes(charter), page)
    return Carried(page, octets, note.version)


def handed_out(found: Carried | None, files: CharterFiles) -> Carried | None:
    """Return the page if it is one of the newest charter."""
    return found if found is not None and found.version == files.charter.version else None
