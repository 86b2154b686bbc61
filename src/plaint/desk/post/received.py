# SPDX-License-Identifier: AGPL-3.0-or-later
"""The word "received": proof that an entry lies in the ledger, and looking whether a colleague has said it already.

The proof carries the signed head that it leads to (docs/decisions/0004-received-carries-the-checkpoint.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plaint.casework.seen import Seen
from plaint.charter.model import Charter
from plaint.entry.cell import CellPart, MessageKind
from plaint.entry.message import Received
from plaint.errors import PlaintError
from plaint.keys.note import Note
from plaint.keys.vkey import VerifierKey
from plaint.ledger.checkpoint import Checkpoint
from plaint.unseal.cells import open_cells

_ID_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That a blob lies at an index under a signed head."""

    index: int
    blob_hash: bytes
    path: tuple[bytes, ...] = field(repr=False)
    checkpoint: Checkpoint
    signature: bytes = field(repr=False)
    """The ledger's Ed25519 signature of the checkpoint."""


def signature_of(note: Note, key: VerifierKey) -> bytes:
    """Return the signature of the key's line in a note that was verified; raise `KeyError` if there is none."""
    for line in note.signatures:
        if (line.name, line.key_id) == (key.name, key.key_id):
            return line.signature
    raise KeyError(key.name)


def make_received(seen: Seen, proof: Proof, *, role: str, readers: int) -> Received:
    """Return the message that says: this record lies in the ledger, and these members (a bitmap) read the case."""
    head = proof.checkpoint
    return Received(
        role=role,
        record_id=seen.record.record_id,
        readers=readers,
        index=proof.index,
        blob_hash=proof.blob_hash,
        size=head.size,
        root=head.root,
        tick=head.tick,
        board=head.board,
        signature=proof.signature,
        path=proof.path,
    )


def said(
    cells: Iterable[bytes], keys: Mapping[bytes, frozenset[bytes]], *, charter: Charter
) -> frozenset[tuple[bytes, bytes]]:
    """Return (case id, record id) of each "received" in these cells.

    `keys` holds the threads to look for: keys by case id. What no seated member signed counts for nothing: whoever
    still has an old key could otherwise keep a complainant waiting.
    """
    octets = tuple(cells)
    members = {member.slot: member.ed25519 for member in charter.seated}
    found = set()
    for case_id, of_thread in keys.items():
        for key in of_thread:
            for part in open_cells(octets, key, origin=charter.origin):
                if _is_received(part, members.get(part.author), charter.origin, case_id):
                    found.add((case_id, _record_id(part)))
    return frozenset(found)


def _is_received(part: CellPart, author_key: bytes | None, origin: str, case_id: bytes) -> bool:
    if part.kind != MessageKind.RECEIVED or part.part or author_key is None:
        return False
    try:
        part.verify(author_key, origin=origin, case_id=case_id)
    except PlaintError:
        return False
    return True


def _record_id(part: CellPart) -> bytes:
    # The first part always holds the role, of at most 255 bytes, and the record id behind it.
    behind = 1 + part.content[0] if part.content else 0
    return part.content[behind : behind + _ID_LENGTH]
