# SPDX-License-Identifier: AGPL-3.0-or-later
"""The manifest: every file of a site with its digest, and the signature under it.

`manifest.txt` has the form that `sha256sum --check` reads, one line a file, sorted by path; it does not name itself nor
its note. `manifest.note` is a signed note (`plaint.keys.note`) of three lines:

    plaint site/1
    2019-06-01                the day whose state of the record it is
    0123…cdef                 SHA-256 of manifest.txt

The digest is signed and not the list, because a note has a greatest length and a record none.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from plaint.errors import FormatError, PlaintError
from plaint.keys import note
from plaint.keys.vkey import NoteSigner, VerifierKey

NAME: Final = "manifest.txt"
NOTE: Final = "manifest.note"
LONGEST: Final = 64 * 2**20
"""Bytes of a manifest that is read: half a million files."""
_LINE: Final = re.compile(r"([0-9a-f]{64})  ((?:[a-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*)")
_NOTE: Final = re.compile(r"plaint site/1\n([0-9]{4}-[0-9]{2}-[0-9]{2})\n([0-9a-f]{64})\n")


class ManifestError(PlaintError):
    """A folder is not the site that its manifest describes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a verified note says: the day of the edition, and whose keys signed it."""

    as_of: date
    names: tuple[str, ...]


def write(files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of these files."""
    return listing({path: digest(octets) for path, octets in files.items()})


def listing(digests: Mapping[str, str]) -> bytes:
    """Return the manifest of files of which the digests are known."""
    return b"".join(f"{found}  {path}\n".encode("ascii") for path, found in sorted(digests.items()))


def parse(octets: bytes) -> dict[str, str]:
    """Return the digest of each path that a manifest names; raise `FormatError` where it has not this one form."""
    try:
        lines = octets.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise _not_one() from None
    found: dict[str, str] = {}
    if lines.pop():
        raise _not_one()
    for line in lines:
        match = _LINE.fullmatch(line)
        # Sorted and once each: the same files have one manifest and no other.
        if match is None or (found and match[2] <= next(reversed(found))) or match[2] in (NAME, NOTE):
            raise _not_one()
        found[match[2]] = match[1]
    if not found:
        raise _not_one()
    return found


def digest(octets: bytes) -> str:
    """Return the SHA-256 of a file as a manifest writes it."""
    return hashlib.sha256(octets).hexdigest()


def sign(manifest: bytes, as_of: date, signer: NoteSigner) -> bytes:
    """Return the note by which `signer` says that this manifest is the record's state of a day."""
    text = f"plaint site/1\n{as_of.isoformat()}\n{digest(manifest)}\n"
    return bytes(note.sign(text.encode(), [signer]))


def verify(manifest: bytes, octets: bytes, known: Iterable[VerifierKey]) -> Signed:
    """Return what a note says of this manifest; raise `PlaintError` unless a known key signed it for this one."""
    said = note.parse(octets)
    match = _NOTE.fullmatch(said.text.decode())
    if match is None:
        raise FormatError("The note beside the manifest is none of a site.", hint="Fetch the site again.")
    verified = note.verify(said, known)
    if match[2] != digest(manifest):
        raise ManifestError("The manifest is another one than was signed.", hint="Do not believe it; fetch it again.")
    return Signed(as_of=date.fromisoformat(match[1]), names=tuple(one.key.name for one in verified))


def _not_one() -> FormatError:
    return FormatError("The file manifest.txt is no manifest of a site.", hint="Fetch the site again.")
