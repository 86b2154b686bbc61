# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pulling the blobs of all leaves in order, and the chunks by hash; everything is checked against its leaf.

Rules of this module:

- All of it is fetched by everyone, in the ledger's order and in runs of one length: what is asked for does not depend
  on what this member may read.
- A blob that is not there must have been erased by right: by its author, by the group, or by its age (`tombstones`).
  Otherwise it is being withheld, which is kept as evidence; the rest is pulled all the same.
- Boards are chained and numbered without a gap. The chain goes by the leaves, which hold the hashes: it holds as well
  where early boards have had their age and their blobs are gone.
"""

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plaint.desk.mirror import blobs, tree
from plaint.desk.mirror.connection import Mirror
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.sync.dating import Floors
from plaint.desk.sync.heads import RefusedError
from plaint.desk.sync.progress import Progress, Stage
from plaint.desk.sync.remote import Remote, RemoteError
from plaint.errors import FormatError
from plaint.ledger.board import NO_PREVIOUS, read_board
from plaint.ledger.leaf import Leaf, LeafKind, UnknownLeaf
from plaint.ledger.packet import CHUNK_LENGTH, ENTRY_LENGTH
from plaint.ledger.tombstone import read_tombstone
from plaint.octets import Reader

RUN: Final = 64
"""Blobs a request, the most that intake gives (docs/protocol.md, section 11): 4 MiB of entries."""
_CHUNK_MARK: Final = 0xFFFFFFFE
_ERASED_MARK: Final = 0xFFFFFFFF
_MOST: Final = RUN * 1_200_000
"""Bytes of an answer: boards of 16 slots and 64 cells are the largest blobs."""
_LONGEST: Final = 1_200_000


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a board's desk tick is held to."""

    desk_tick: int
    """Seconds."""
    floors: Floors


def pull_blobs(mirror: Mirror, remote: Remote, *, credential: bytes, calendar: Calendar, progress: Progress) -> None:
    """Fetch the blobs of all leaves that lack theirs.

    Raises `RefusedError` for a blob that is not its leaf's or a board that does not continue, `RemoteError` where the
    server does not answer; what was fetched until then stays.
    """
    with mirror.read() as rows:
        first, head = blobs.fetched_to(rows), tree.head(rows)
    size = head.checkpoint.size if head else 0
    progress.begin(Stage.BLOBS, size - first)
    while first < size:
        count = min(RUN, size - first)
        octets = remote.get(f"/blobs/{first}/{count}", most=_MOST, credential=credential)
        with mirror.write() as rows:
            for index, blob in enumerate(read_run(octets, count), start=first):
                _keep(rows, index, blob, calendar)
            blobs.put_fetched_to(rows, first + count)
        first += count
        progress.step(count)
    with mirror.write() as rows:
        blobs.note_whole(rows)


def read_run(octets: bytes, count: int) -> tuple[bytes | int, ...]:
    """Return `count` blobs of an answer; the mark of a chunk or of an erased blob stands for itself."""
    reader = Reader(octets, "run of blobs")
    found: list[bytes | int] = []
    for _ in range(count):
        length = reader.integer(4)
        if length not in {_CHUNK_MARK, _ERASED_MARK} and length > _LONGEST:
            raise reader.error("a blob is too long")
        found.append(length if length >= _CHUNK_MARK else reader.take(length))
    reader.end()
    return tuple(found)


def pull_chunks(mirror: Mirror, remote: Remote, folder: Path, *, credential: bytes, progress: Progress) -> None:
    """Fetch every chunk that is not here, one by one, in the ledger's order."""
    with mirror.read() as rows:
        progress.begin(Stage.CHUNKS, blobs.count_missing_chunks(rows))
    while True:
        with mirror.read() as rows:
            missing = blobs.missing_chunks(rows, most=256)
        if not missing:
            return
        for digest in missing:
            _pull_chunk(mirror, remote, folder, digest, credential)
            progress.step()


def _pull_chunk(mirror: Mirror, remote: Remote, folder: Path, digest: bytes, credential: bytes) -> None:
    state = blobs.HELD
    try:
        octets = remote.get(f"/c/{digest.hex()}", most=CHUNK_LENGTH, credential=credential)
    except RemoteError as error:
        if error.status != 410:
            raise
        state = blobs.ERASED
    else:
        if hashlib.sha256(octets).digest() != digest:
            raise RefusedError(Misdeed.WITHHELD, held=digest, shown=hashlib.sha256(octets).digest())
        blobs.write_chunk(folder, digest, octets)
    with mirror.write() as rows:
        blobs.note_chunk(rows, digest, state)


def _keep(rows: sqlite3.Connection, index: int, blob: bytes | int, calendar: Calendar) -> None:
    """Keep one blob if it is its leaf's, or that the server says that it was erased."""
    leaf = tree.leaf_at(rows, index)
    digest = leaf.blob_hash if isinstance(leaf, Leaf) and leaf.kind == LeafKind.CHUNK else None
    if blob == _ERASED_MARK and digest is not None:
        blobs.note_chunk(rows, digest, blobs.ERASED)
    elif blob == _ERASED_MARK:
        blobs.put(rows, index, None)
    elif isinstance(blob, int) != (digest is not None):
        raise RefusedError(Misdeed.WITHHELD, held=bytes(leaf), shown=index.to_bytes(8, "big"))
    elif isinstance(blob, bytes):
        _check(leaf, blob)
        if isinstance(leaf, Leaf):
            _note(rows, index, leaf, blob, calendar)
        blobs.put(rows, index, blob)


def _check(leaf: Leaf | UnknownLeaf, blob: bytes) -> None:
    # A leaf of a later version is kept with whatever bytes came; a newer program will know how to check them.
    if isinstance(leaf, UnknownLeaf):
        return
    wrong_length = leaf.kind == LeafKind.ENTRY and len(blob) != ENTRY_LENGTH
    if wrong_length or hashlib.sha256(blob).digest() != leaf.blob_hash:
        raise RefusedError(Misdeed.WITHHELD, held=bytes(leaf), shown=blob[:4096])


def _note(rows: sqlite3.Connection, index: int, leaf: Leaf, blob: bytes, calendar: Calendar) -> None:
    if leaf.kind == LeafKind.BOARD:
        _note_board(rows, index, blob, calendar)
    elif leaf.kind == LeafKind.TOMBSTONE:
        try:
            target = read_tombstone(blob).index
        except FormatError:
            return  # kept as a blob; it erases nothing
        rows.execute("INSERT OR IGNORE INTO tombstone (idx, target) VALUES (?, ?)", (index, target))


def _note_board(rows: sqlite3.Connection, index: int, octets: bytes, calendar: Calendar) -> None:
    try:
        board = read_board(octets)
    except FormatError:
        raise RefusedError(Misdeed.BOARD, shown=octets[:4096]) from None
    newest = rows.execute("SELECT number, idx, desk_tick FROM board ORDER BY number DESC LIMIT 1").fetchone()
    number, at, ticked = newest or (0, -1, -1)
    found = rows.execute(
        "SELECT count(*) FROM leaf WHERE kind = ? AND idx > ? AND idx <= ?", (int(LeafKind.BOARD), at, index)
    ).fetchone()
    # Each board has a desk tick of its own: those that are gone took as many at least.
    step = int(found[0])
    numbered = board.number == number + step and board.desk_tick >= ticked + step
    before = _board_before(rows, index)
    follows = board.previous == (NO_PREVIOUS if before is None else before)
    # A board is cut after its desk tick; one from the future would date every leaf before it.
    seconds = rows.execute("SELECT max(seconds) FROM mark").fetchone()[0]
    past = seconds is not None and board.desk_tick * calendar.desk_tick <= seconds
    # It lies under the first head after its desk tick. One from before a head that did not have it yet, or from before
    # the group had this charter, would make what came in between look old enough to be gone.
    begun = max(tree.time_before(rows, index), calendar.floors.under(rows, index))
    timely = (board.desk_tick + 1) * calendar.desk_tick > begun
    if not (follows and numbered and past and timely):
        raise RefusedError(Misdeed.BOARD, held=before or b"", shown=octets[:4096])
    rows.execute("INSERT INTO board VALUES (?, ?, ?)", (board.number, index, board.desk_tick))
    tree.put_mark(rows, index, board.desk_tick * calendar.desk_tick)


def _board_before(rows: sqlite3.Connection, index: int) -> bytes | None:
    """Return the hash of the board before the leaf at `index`, or None where that is the first."""
    found = rows.execute(
        "SELECT hash FROM leaf WHERE kind = ? AND idx < ? ORDER BY idx DESC LIMIT 1", (int(LeafKind.BOARD), index)
    ).fetchone()
    return bytes(found[0]) if found else None
