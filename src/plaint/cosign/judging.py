# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging a head before it is countersigned: whose it is, and whether it continues what was countersigned before.

Rules of this module:

- A ledger only grows, and so do its tick and its board. Whatever goes back on a head that was countersigned is refused,
  with both signed heads as evidence.
- The proof of growth is made here, from tiles: what a server says about its own consistency would be no proof.
- A head from the future is not countersigned: it would bar every honest one until then.
"""

from typing import Final

from plaint.cosign.errors import CosignError, LineError, Misdeed, RefusedError
from plaint.cosign.group import Group
from plaint.cosign.line import Line
from plaint.cosign.state import Countersigned
from plaint.errors import FormatError
from plaint.keys import note as notes
from plaint.keys.errors import SignatureError
from plaint.keys.note import Note
from plaint.ledger.checkpoint import Checkpoint, open_checkpoint
from plaint.ledger.errors import ProofError
from plaint.ledger.merkle import HASH_LENGTH, TILE_HEIGHT, TILE_WIDTH, ReadTile
from plaint.ledger.proof import consistency_proof, verify_consistency
from plaint.ledger.tile import Tile

MOST_HEAD: Final = 65_536
"""Bytes: the ledger's two lines, and those of sixteen cosigners' keys."""
AHEAD: Final = 3600
"""Seconds by which a server's clock may go before this one."""


def read_shown(octets: bytes, group: Group, held: Countersigned) -> Note:
    """Return the ledger's own note in `octets`, without cosignatures; raise `RefusedError` unless it signed that."""
    before = b"" if held.head is None else bytes(held.head)
    keys = group.ledger_keys
    try:
        note = notes.parse(octets)
        open_checkpoint(note, keys, group.charter.origin)
    except (FormatError, SignatureError):
        raise RefusedError(Misdeed.UNSIGNED, held=before, shown=octets) from None
    known = {(key.name, key.key_id) for key in keys}
    return Note(note.text, tuple(line for line in note.signatures if (line.name, line.key_id) in known))


def judge(head: Note, shown: Checkpoint, held: Countersigned, *, ledger_tick: int, now: int) -> None:
    """Raise `RefusedError` where the head contradicts what was countersigned, `CosignError` where a clock is wrong."""
    if shown.tick * ledger_tick > now + AHEAD:
        raise CosignError("The ledger's head lies in the future.", hint="Look at this machine's clock; then tell them.")
    if now < held.time:
        raise CosignError("This machine's clock went back.", hint="Set it right: a cosignature states its time.")
    before = held.checkpoint
    if before is None or held.head is None:
        return
    kind = _contradiction(before, shown)
    if kind is not None:
        raise RefusedError(kind, held=bytes(held.head), shown=bytes(head))


def prove_growth(line: Line, head: Note, shown: Checkpoint, held: Countersigned) -> None:
    """Raise `RefusedError` unless the tree of `shown` continues the one that was countersigned."""
    before = held.checkpoint
    if before is None or held.head is None or before.size == 0:
        return
    path: tuple[bytes, ...] = ()
    try:
        path = consistency_proof(before.size, shown.size, _tile_reader(line, shown.size))
        verify_consistency(before.size, shown.size, path, before.root, shown.root)
    except ProofError:
        proof = b"".join(b"%s\n" % each.hex().encode() for each in path)
        raise RefusedError(Misdeed.REWRITTEN, held=bytes(held.head), shown=bytes(head), proof=proof) from None


def _contradiction(before: Checkpoint, shown: Checkpoint) -> Misdeed | None:
    if shown.size < before.size:
        return Misdeed.ROLLBACK
    if shown.size == before.size and shown.root != before.root:
        return Misdeed.FORK
    if shown.tick < before.tick:
        # An older head of the same tree was put back; a later tree at an earlier tick was made by somebody else.
        return Misdeed.ROLLBACK if shown.size == before.size else Misdeed.FORK
    same_tick = shown.tick == before.tick
    return Misdeed.FORK if shown.board < before.board or (same_tick and shown != before) else None


def _tile_reader(line: Line, size: int) -> ReadTile:
    """Return the function by which the proof reads tiles of the tree of `size` leaves, each fetched once."""
    fetched: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int, width: int) -> bytes:
        whole = min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - index * TILE_WIDTH)
        if (level, index) not in fetched:
            octets = line.get(f"/tile/{Tile(level, index, whole).path}", most=TILE_WIDTH * HASH_LENGTH)
            if len(octets) != whole * HASH_LENGTH:
                raise LineError("The server sent a tile of another length.", hint="The next try is later.")
            fetched[level, index] = octets
        return fetched[level, index][: width * HASH_LENGTH]

    return read
