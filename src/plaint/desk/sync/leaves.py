# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pulling leaves up to a signed head, and recomputing the tree from what this desk held before.

Rules of this module:

- The tree is computed from the verified one and the new leaves. If its root is the signed root, the ledger has only
  grown since; that is the consistency check, and it believes no proof.
- Full bundles are kept as they come (`staged`), so that a long first pull survives a broken connection. They count for
  nothing until the root fits; if it does not, they are thrown away and the heads are kept as evidence.
"""

import sqlite3
from typing import Final

from plaint.desk.mirror import tree
from plaint.desk.mirror.connection import Mirror
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.mirror.tree import Head
from plaint.desk.sync.heads import RefusedError
from plaint.desk.sync.progress import Progress, Stage
from plaint.desk.sync.remote import Remote
from plaint.errors import FormatError
from plaint.ledger.leaf import LENGTH
from plaint.ledger.merkle import TILE_WIDTH, Frontier
from plaint.ledger.tile import Tile, read_bundle

_MOST: Final = TILE_WIDTH * (LENGTH + 2)
"""Bytes of a full bundle of leaves, each with its length in two bytes before it."""


def pull_leaves(mirror: Mirror, remote: Remote, shown: Head, *, ledger_tick: int, progress: Progress) -> None:
    """Bring the verified tree up to the head `shown`, which was judged before; raise `RefusedError` if it won't fit."""
    with mirror.read() as rows:
        held = tree.head(rows)
    first, size = held.checkpoint.size if held else 0, shown.checkpoint.size
    numbers = range(first // TILE_WIDTH, -(-size // TILE_WIDTH)) if size > first else range(0)
    _stage(mirror, remote, numbers, size, progress)
    try:
        with mirror.write() as rows:
            edge = tree.frontier(rows)
            for number in numbers:
                tree.add_leaves(rows, edge, _fresh(rows, number, edge.size))
                progress.check()
            _need_root(edge, shown, held)
            tree.put_head(rows, shown.note, shown.checkpoint, ledger_tick)
            rows.execute("DELETE FROM staged")
    except (RefusedError, FormatError):
        with mirror.write() as rows:
            rows.execute("DELETE FROM staged")
        raise


def _stage(mirror: Mirror, remote: Remote, numbers: range, size: int, progress: Progress) -> None:
    """Fetch these bundles of a tree of `size` leaves; full ones that are staged already are not fetched again."""
    progress.begin(Stage.LEAVES, len(numbers))
    with mirror.read() as rows:
        staged = {number for (number,) in rows.execute("SELECT number FROM staged")}
    for number in numbers:
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        if number not in staged or width < TILE_WIDTH:
            octets = remote.get(f"/tile/{Tile(None, number, width).path}", most=_MOST)
            with mirror.write() as rows:
                rows.execute("INSERT OR REPLACE INTO staged VALUES (?, ?)", (number, octets))
        progress.step()


def _need_root(edge: Frontier, shown: Head, held: Head | None) -> None:
    if (edge.size, edge.root()) != (shown.checkpoint.size, shown.checkpoint.root):
        raise RefusedError(Misdeed.REWRITTEN, held=bytes(held.note) if held else b"", shown=bytes(shown.note))


def _fresh(rows: sqlite3.Connection, number: int, held: int) -> tuple[bytes, ...]:
    """Return the leaves of a staged bundle that come after the `held` first ones of the ledger."""
    leaves = read_bundle(rows.execute("SELECT octets FROM staged WHERE number = ?", (number,)).fetchone()[0])
    return leaves[held - number * TILE_WIDTH :]
