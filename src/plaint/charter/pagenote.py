# SPDX-License-Identifier: AGPL-3.0-or-later
"""The group's word for one offline page: this very file is ours (docs/protocol.md, section 9.3).

Who could make a page that people believe could make one that sends their words elsewhere. So it takes what a charter
takes: members with `signs`, of more than half of the bodies, under the keys of the charter in the page.

Rules of this module:

- The text names origin, version and hash of the charter, and the hash of the file; for any other file it says nothing.
- A signature is Ed25519 alone, like that of the freshness note: a page is taken for a year at most.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.signed import SignedCharter, need_majority, signers
from plaint.errors import FormatError
from plaint.keys import note
from plaint.keys.note import Note

_TEXT: Final = re.compile(r"plaint offline/1\n([a-z0-9./-]{1,63})\n([1-9][0-9]{0,9})\n([0-9a-f]{64})\n([0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class PageNote:
    """What a page note says; its signatures are not yet verified."""

    note: Note = field(repr=False)
    origin: str
    version: int
    digest: bytes
    """Hash of the charter."""
    page: bytes
    """Hash of the file."""

    @classmethod
    def from_bytes(cls, octets: bytes) -> Self:
        """Read a page note; raise `CharterFormError` where it is none."""
        try:
            signed = note.parse(octets)
        except FormatError as error:
            raise CharterFormError("page note", f"is no signed note ({error.message})") from None
        match = _TEXT.fullmatch(signed.text.decode())
        if match is None:
            raise CharterFormError("page note", "is no page note of form 1")
        origin, version, digest, page = match.groups()
        return cls(signed, origin, int(version), bytes.fromhex(digest), bytes.fromhex(page))


def text(signed: SignedCharter, page: bytes) -> bytes:
    """Return the text that says: the file `page` is the group's own, made with the charter `signed`."""
    charter = signed.charter
    digest = hashlib.sha256(page).hexdigest()
    lines = ("plaint offline/1", charter.origin, str(charter.version), signed.digest.hex(), digest)
    return "".join(f"{line}\n" for line in lines).encode()


def verify(said: PageNote, signed: SignedCharter, page: bytes) -> frozenset[str]:
    """Return the members who signed that the file `page` is the group's own; raise `CharterError` where too few did."""
    charter = signed.charter
    if (said.origin, said.version, said.digest) != (charter.origin, charter.version, signed.digest):
        raise CharterError("page", "The page note is for another charter than the one in the page.")
    if said.page != hashlib.sha256(page).digest():
        raise CharterError("page", "The page note is for another file: this one was changed, or is another page.")
    signing = signers(said.note, charter, [member for member in charter.seated if member.signs])
    need_majority(charter, signing, "The page note")
    return signing
