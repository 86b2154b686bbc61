# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody is shown until the next tick: the signed head and the windows of the board.

Rules of this module:

- It is made once for each head and then only handed out: every visitor gets the same bytes, and giving them costs
  the same whether a reply is among them or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from plaint.keys import note as notes
from plaint.keys.vkey import VerifierKey
from plaint.ledger.checkpoint import Checkpoint, read_checkpoint
from plaint.ledger.proof import inclusion_proof
from plaint.ledger.window import DAY, DAYS, Ticks, Window
from plaint.store.protocol import Head, Reading, StoredBoard


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The newest head, its note as it is served, and each window by its days."""

    checkpoint: Checkpoint
    note: bytes = field(repr=False)
    windows: Mapping[int, bytes] = field(repr=False)


def publish(head: Head, reading: Reading, *, key: VerifierKey, ticks: Ticks) -> Published:
    """Return what is shown under `head`; `key` is the ledger's Ed25519 key, whose line alone goes into windows."""
    note = notes.parse(head.note)
    checkpoint = read_checkpoint(note.text)
    lines = tuple(line for line in note.signatures if (line.name, line.key_id) == (key.name, key.key_id))
    short = bytes(notes.Note(note.text, lines))
    made: dict[int, bytes] = {}
    windows: dict[tuple[int, ...], bytes] = {}
    for days in DAYS:
        since = (checkpoint.tick * ticks.ledger - days * DAY) // ticks.desk
        boards = [each for each in reading.newest_boards(since) if each.number <= checkpoint.board]
        reach = tuple(each.number for each in boards)
        # On a young ledger all windows are one and share their bytes.
        if reach not in windows:
            windows[reach] = bytes(_window(short, boards, checkpoint, reading))
        made[days] = windows[reach]
    return Published(checkpoint=checkpoint, note=head.note, windows=MappingProxyType(made))


def _window(note: bytes, boards: list[StoredBoard], checkpoint: Checkpoint, reading: Reading) -> Window:
    position = boards[-1].position if boards else None
    if position is None:
        return Window(note=note, index=0, path=(), blobs=())
    path = inclusion_proof(position, checkpoint.size, reading.read_tile)
    return Window(note=note, index=position, path=path, blobs=tuple(each.body for each in boards if each.body))
