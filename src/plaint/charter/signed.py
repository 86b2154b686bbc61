# SPDX-License-Identifier: AGPL-3.0-or-later
"""A charter with its signatures: a signed note over its text (docs/protocol.md, section 9).

Rules of this module:

- The hash of a charter is the hash of its text as it was signed; nothing is written anew to be hashed or compared.
- A signature counts for a body, and a body counts once, however many of its members sign.
- A line of a key that the charter does not list is ignored; a line of a listed key that does not verify refuses all.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self

from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.model import Charter, Member
from plaint.charter.parse import parse
from plaint.errors import FormatError
from plaint.keys import note
from plaint.keys.errors import SignatureError
from plaint.keys.note import Note, SignatureLine
from plaint.keys.vkey import NoteKeyType, VerifierKey

_REMEMBERED: Final = 16
"""Texts whose charter is kept: some years of versions, at most 4 MiB."""


@lru_cache(maxsize=_REMEMBERED)
def _read(text: bytes) -> Charter:
    """Parse a text; the same bytes are the same charter, which nobody changes, and a desk reads them in each sync."""
    return parse(text.decode())


@dataclass(frozen=True, slots=True)
class SignedCharter:
    """A charter as it was read; whether its signatures suffice is for `chain` to say."""

    note: Note = field(repr=False)
    charter: Charter
    digest: bytes

    @classmethod
    def from_bytes(cls, octets: bytes) -> Self:
        """Read a signed note; raise `CharterFormError` where it is no note or its text is no charter."""
        try:
            signed = note.parse(octets)
        except FormatError as error:
            raise CharterFormError("", f"is no signed note ({error.message})") from None
        return cls.from_note(signed)

    @classmethod
    def from_note(cls, signed: Note) -> Self:
        """Read the text of a note that was parsed already."""
        return cls(signed, _read(signed.text), digest(signed.text))

    def __bytes__(self) -> bytes:
        return bytes(self.note)


def digest(text: bytes) -> bytes:
    """Return the hash of a charter: SHA-256 of its text with the final newline, without signatures."""
    return hashlib.sha256(text).digest()


def verifier(origin: str, member: Member) -> VerifierKey:
    """Return the key under which a member signs notes of the group."""
    return VerifierKey(f"{origin}/{member.id}", NoteKeyType.ED25519, member.ed25519)


def signers(signed: Note, charter: Charter, members: Iterable[Member]) -> frozenset[str]:
    """Return the ids of those of `members` who signed, under their keys of `charter`.

    Raise `CharterError` "signature" where a line under one of their keys does not verify or comes twice.
    """
    keys = {verifier(charter.origin, member): member.id for member in members}
    named = {(key.name, key.key_id) for key in keys}
    if not any((line.name, line.key_id) in named for line in signed.signatures):
        return frozenset()
    try:
        verified = note.verify(signed, keys)
    except SignatureError:
        raise CharterError("signature", "A signature under the text is not of the key that it names.") from None
    return frozenset(keys[one.key] for one in verified)


def bodies_of(charter: Charter, members: Collection[str]) -> frozenset[str]:
    """Return the bodies in the group for which these members stand; a body counts once."""
    return frozenset(member.body for member in charter.seated if member.id in members) & charter.group


def majority(charter: Charter) -> int:
    """Return how many bodies are more than half of the bodies in the group."""
    return len(charter.group) // 2 + 1


def need_majority(charter: Charter, members: Collection[str], what: str) -> None:
    """Raise `CharterError` "bodies" unless these members stand for more than half of the bodies in the group."""
    count = len(bodies_of(charter, members))
    if count < majority(charter):
        whole = len(charter.group)
        raise CharterError("bodies", f"{what} is signed by {count} of {whole} bodies; {majority(charter)} are needed.")


def joined(notes: Sequence[Note], *, code: str) -> Note:
    """Return one note with the signatures of several of one text; raise `CharterError` `code` where texts differ."""
    if not notes or any(one.text != notes[0].text for one in notes):
        raise CharterError(code, "The notes to be joined do not say the same.")
    lines: dict[tuple[str, bytes], SignatureLine] = {}
    for one in notes:
        for line in one.signatures:
            lines.setdefault((line.name, line.key_id), line)
    return with_lines(notes[0].text, lines.values())


def with_lines(text: bytes, lines: Iterable[SignatureLine]) -> Note:
    """Return the note of `text` with these signature lines, sorted by name so that one set of them has one form."""
    return Note(text, tuple(sorted(lines, key=lambda line: (line.name, line.key_id))))
