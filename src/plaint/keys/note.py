# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed notes (c2sp.org/signed-note v1.0.0): text, and under it the signatures of named keys.

Rules of this module:

- A note of no known key's signature is nothing: `verify` raises.
- A signature line of a known key that does not verify refuses the whole note; lines of unknown keys are ignored.
- A known key signs once. A second line of it would give one statement many forms.
- Sizes are bounded before anything is verified.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from plaint.keys import cosignature
from plaint.keys.errors import NoteError, SignatureError
from plaint.keys.signature import verify as verify_signature
from plaint.keys.vkey import NoteKeyType, NoteSigner, VerifierKey, check_name, decode_base64

MAX_NOTE: Final = 512 * 1024
"""Longest note that is read: a charter of 16 members in three languages takes about 60 KiB."""
MAX_SIGNATURES: Final = 64
"""Most signature lines that are read; the specification asks for at least 16."""
_DASH: Final = "\u2014 "
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line under a note: who is said to have signed, and the signature."""

    name: str
    key_id: bytes
    signature: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.signature).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note; nothing of `text` may be believed before `verify`."""

    text: bytes = field(repr=False)
    signatures: tuple[SignatureLine, ...]

    def __bytes__(self) -> bytes:
        return self.text + b"\n" + "".join(str(line) for line in self.signatures).encode()


@dataclass(frozen=True, slots=True)
class Verified:
    """A known key whose signature was verified, and the time it states (Unix seconds) if it is a cosignature."""

    key: VerifierKey
    time: int | None


def parse(octets: bytes) -> Note:
    """Parse a signed note; raise `NoteError` unless it has the one form of a note."""
    if len(octets) > MAX_NOTE:
        raise _not_a_note("it is too long")
    try:
        whole = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_a_note("it is not UTF-8") from None
    # CR and other control characters are refused: programs that skip them would read another text than was signed.
    if _CONTROL.search(whole):
        raise _not_a_note("it holds a control character")
    text, separator, lines = whole.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise _not_a_note("it has no signatures")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise _not_a_note("it has too many signatures")
    return Note((text + "\n").encode(), tuple(_read_line(line) for line in signatures))


def sign(text: bytes, signers: Iterable[NoteSigner], *, time: int = 0) -> Note:
    """Return the note of `text` signed by each signer; `time` (Unix seconds) is what their cosignatures state."""
    note = Note(text, tuple(_sign_line(text, signer, time) for signer in signers))
    # Reading back what was written refuses a text that no reader would accept.
    if parse(bytes(note)) != note:
        raise _not_a_note("its text does not end with a line")
    return note


def verify(note: Note, known: Iterable[VerifierKey]) -> tuple[Verified, ...]:
    """Return the known keys that signed `note`, in the order of its lines.

    Raise `SignatureError` if a known key's signature is wrong or comes twice, or if no known key signed.
    """
    keys = {(key.name, key.key_id): key for key in known}
    verified: list[Verified] = []
    for line in note.signatures:
        key = keys.get((line.name, line.key_id))
        if key is None:
            continue
        if any(earlier.key == key for earlier in verified):
            raise SignatureError("A key signed a note twice.", hint="Do not believe the note; fetch it again.")
        verified.append(Verified(key, _verify_line(note.text, key, line.signature)))
    if not verified:
        raise SignatureError(
            "No known key signed this note.", hint="Do not believe it; sync the charter and try again."
        )
    return tuple(verified)


def _read_line(line: str) -> SignatureLine:
    name, separator, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not separator:
        raise _not_a_note("a signature line is malformed")
    check_name(name)
    octets = decode_base64(encoded)
    if len(octets) < 5:
        raise _not_a_note("a signature is too short")
    return SignatureLine(name, octets[:4], octets[4:])


def _sign_line(text: bytes, signer: NoteSigner, time: int) -> SignatureLine:
    key = signer.verifier
    if signer.kind is NoteKeyType.ED25519:
        signature = signer.key.sign(text)
    else:
        stamp = time.to_bytes(cosignature.TIME_LENGTH, "big")
        signature = stamp + signer.key.sign(cosignature.message(key, text, time))
    return SignatureLine(signer.name, key.key_id, signature)


def _verify_line(text: bytes, key: VerifierKey, signature: bytes) -> int | None:
    if key.kind is NoteKeyType.ED25519:
        verify_signature(key.public, text, signature, key.kind.algorithm)
        return None
    time = int.from_bytes(signature[: cosignature.TIME_LENGTH], "big")
    signed = cosignature.message(key, text, time)
    verify_signature(key.public, signed, signature[cosignature.TIME_LENGTH :], key.kind.algorithm)
    return time


def _not_a_note(why: str) -> NoteError:
    return NoteError(f"This is not a signed note: {why}.", hint="Fetch it again.")
