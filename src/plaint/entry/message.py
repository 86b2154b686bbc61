# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message to a complainant once its parts are joined (docs/protocol.md, section 10).

Each begins with the author's role, in the reader's language: a role, never a person's name.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.age.header import file_length
from plaint.errors import FormatError
from plaint.octets import Reader

REKEY_LENGTH: Final = file_length(1, 32)
MAX_PATH: Final = 63
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The first answer to every entry: who reads it, and the proof that it lies in the ledger."""

    role: str
    record_id: bytes
    readers: int
    index: int
    blob_hash: bytes
    size: int
    root: bytes
    tick: int
    board: int
    signature: bytes = field(repr=False)
    """Ed25519 signature of the checkpoint with this size, root, tick and board."""
    path: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the message in joined bytes of kind 1; raise `FormatError`."""
        reader = Reader(octets, "message")
        received = cls(
            role=_role(reader), record_id=reader.take(16), readers=reader.integer(2), index=reader.integer(8),
            blob_hash=reader.take(32), size=reader.integer(8), root=reader.take(32), tick=reader.integer(8),
            board=reader.integer(8), signature=reader.take(64),
            path=tuple(reader.take(32) for _ in range(_path_length(reader))),
        )  # fmt: skip
        reader.end()
        if received.index >= received.size:
            raise reader.error("it names a place beyond the ledger's end")
        return received

    def encode(self) -> bytes:
        """Return the bytes to be cut into cells."""
        return b"".join(
            [
                _packed_role(self.role) + self.record_id + self.readers.to_bytes(2, "big"),
                self.index.to_bytes(8, "big") + self.blob_hash + self.size.to_bytes(8, "big") + self.root,
                self.tick.to_bytes(8, "big") + self.board.to_bytes(8, "big") + self.signature,
                bytes([len(self.path)]) + b"".join(self.path),
            ]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A text of a member to a complainant: a reply, or the notice of an opening."""

    role: str
    day: int
    """Day of posting, in days since 1970-01-01 UTC."""
    language: str
    text: str = field(repr=False)

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the message in joined bytes of kind 2 or 4; raise `FormatError`."""
        reader = Reader(octets, "message")
        role, day = _role(reader), reader.integer(4)
        try:
            language, text = reader.take(2).decode("ascii"), reader.rest().decode("utf-8")
        except UnicodeDecodeError:
            raise reader.error("its text is not UTF-8") from None
        if not _LANGUAGE.fullmatch(language):
            raise reader.error("its language is malformed")
        return cls(role=role, day=day, language=language, text=text)

    def encode(self) -> bytes:
        """Return the bytes to be cut into cells."""
        return (
            _packed_role(self.role) + self.day.to_bytes(4, "big") + self.language.encode("ascii") + self.text.encode()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekey:
    """A new thread key, sealed to the thread's recipient because readers became fewer."""

    role: str
    sealed_key: bytes = field(repr=False)

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the message in joined bytes of kind 3; raise `FormatError`."""
        reader = Reader(octets, "message")
        rekey = cls(role=_role(reader), sealed_key=reader.take(REKEY_LENGTH))
        reader.end()
        return rekey

    def encode(self) -> bytes:
        """Return the bytes to be cut into cells."""
        return _packed_role(self.role) + self.sealed_key


def _role(reader: Reader) -> str:
    try:
        return reader.prefixed(1, 255).decode("utf-8")
    except UnicodeDecodeError:
        raise reader.error("its author's role is not UTF-8") from None


def _packed_role(role: str) -> bytes:
    octets = role.encode()
    if len(octets) > 255:
        raise FormatError("A role is longer than 255 bytes.", hint="Shorten it in the next charter.")
    return bytes([len(octets)]) + octets


def _path_length(reader: Reader) -> int:
    count = reader.integer(1)
    if count > MAX_PATH:
        raise reader.error("its path is too long")
    return count
