# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reply cells: messages cut into parts, each signed and sealed under the thread key (docs/protocol.md, section 10)."""

import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from plaint.entry.cell import CELL_LENGTH, MAX_PART, MAX_PARTS, CellPart
from plaint.entry.container import TooLongError
from plaint.keys.signature import SigningKey, label
from plaint.origin import packed
from plaint.receipt.derive import ID_LENGTH

NONCE_LENGTH: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CellAuthor:
    """A member who answers: slot, key and charter version."""

    slot: int
    key: SigningKey
    charter_version: int


def associated(origin: str) -> bytes:
    """Return what is authenticated with each cell: a cell of one group does not open in another."""
    return label("cell") + packed(origin)


def write_message(
    kind: int, content: bytes, *, author: CellAuthor, origin: str, case_id: bytes
) -> tuple[CellPart, ...]:
    """Return the signed parts of a message, each for one cell; raise `TooLongError` beyond 32."""
    chunks = [content[at : at + MAX_PART] for at in range(0, max(1, len(content)), MAX_PART)]
    if len(chunks) > MAX_PARTS:
        raise TooLongError("This reply is too long.", hint="Send it as several replies.")
    message_id = secrets.token_bytes(ID_LENGTH)
    return tuple(
        CellPart(
            kind=kind,
            author=author.slot,
            part=number,
            parts=len(chunks),
            charter_version=author.charter_version,
            message_id=message_id,
            content=chunk,
            signature=bytes(64),
        ).sign(author.key, origin=origin, case_id=case_id)
        for number, chunk in enumerate(chunks)
    )


def seal_cell(part: CellPart, thread_key: bytes, *, origin: str) -> bytes:
    """Return the cell, 1,024 bytes, that holds this part.

    The nonce is random: a thread has some thousands of cells in its life, far below the 2^32 at which a random 96-bit
    nonce comes twice with a chance of 2^-33 (NIST SP 800-38D, 8.3, argues the same bound).
    """
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + ChaCha20Poly1305(thread_key).encrypt(nonce, part.encode(), associated(origin))


def dummy() -> bytes:
    """Return a cell that holds nothing and looks like any other."""
    return secrets.token_bytes(CELL_LENGTH)
