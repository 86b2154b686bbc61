# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading reply cells with a thread key (docs/protocol.md, section 10)."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from plaint.entry.cell import CELL_LENGTH, CellPart
from plaint.errors import FormatError
from plaint.seal.cells import NONCE_LENGTH, associated


def open_cell(cell: bytes, thread_key: bytes, *, origin: str) -> CellPart | None:
    """Return the part in a cell, or None if it is not of this thread; raise `FormatError` if it is malformed inside."""
    if len(cell) != CELL_LENGTH:
        raise FormatError("A cell has 1,024 bytes.", hint="Fetch the board again.")
    try:
        opened = ChaCha20Poly1305(thread_key).decrypt(cell[:NONCE_LENGTH], cell[NONCE_LENGTH:], associated(origin))
    except InvalidTag:
        return None
    return CellPart.decode(opened)


def open_cells(cells: Sequence[bytes], thread_key: bytes, *, origin: str) -> tuple[CellPart, ...]:
    """Return the parts among `cells`, trying every one whatever was found; a malformed part is left out."""
    found = []
    for cell in cells:
        try:
            part = open_cell(cell, thread_key, origin=origin)
        except FormatError:
            continue
        if part is not None:
            found.append(part)
    return tuple(found)
