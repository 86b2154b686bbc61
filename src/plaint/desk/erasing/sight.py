# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this desk knows of a leaf that somebody wants erased, from its verified ledger and its vault.

Rules of this module:

- What the server would refuse is refused here, before anybody signs: no such leaf, or one of another kind. What is gone
  or is going already is said.
- What this desk has opened is said, so that nobody has a complaint taken for rubbish, nor a file of one: whose a chunk
  is stands in the records that name it. That it opened nothing says nothing: cover, rubbish and a complaint that this
  member may not read look alike.
"""

import sqlite3
from dataclasses import dataclass
from functools import partial

from plaint.casework.reference import reference
from plaint.desk.erasing.wish import Target, WishError
from plaint.desk.mirror import blobs, tree
from plaint.desk.sync.constitution import Book
from plaint.desk.sync.tombstones import announced
from plaint.desk.vault import meta, records
from plaint.ledger.leaf import Leaf, LeafKind


@dataclass(frozen=True, slots=True)
class Sight:
    """A leaf that can be erased, and what of it this desk can say."""

    target: Target
    kind: LeafKind
    came: int
    """Unix seconds: the begin of the earliest known tick by which it had come."""
    cases: tuple[str, ...]
    """Short names of the cases of which this desk opened something in it, or of which a record names this chunk."""
    by_member: bool
    """A member wrote what was opened."""
    broken: bool
    """It was meant for this member, and could not be opened or believed."""
    gone: bool
    going: int | None
    """Unix seconds: when an erasure that was asked for takes effect; None where nobody has asked."""


def look(rows: sqlite3.Connection, kept: sqlite3.Connection, book: Book, index: int) -> Sight:
    """Return what this desk knows of the leaf at `index`; raise `WishError` where it cannot be erased.

    `rows` is the mirror, `kept` the vault.
    """
    leaf = _leaf(rows, index)
    chunk = leaf.kind == LeafKind.CHUNK
    if meta.opened_to(kept) < (_size(rows) if chunk else index + 1) and not _gone(rows, leaf, index):
        # Else a complaint that this member reads would look like cover, and its file like nobody's: the record that
        # names a chunk may come after it.
        raise WishError(
            f"This desk has not looked into leaf {index} yet.", hint="Start the desk, unlock it, and let it sync first."
        )
    cases = records.cases_naming(kept, leaf.blob_hash) if chunk else records.cases_in(kept, index)
    by_member = partial(records.is_by_member, kept)
    standing = announced(rows, book, {index}, by_member=by_member).get(index)
    return Sight(
        target=Target(index, leaf.blob_hash),
        kind=LeafKind(leaf.kind),
        came=tree.time_of(rows, index),
        cases=tuple(sorted({reference(case_id) for case_id in cases})),
        by_member=by_member(index),
        broken=records.is_refused(kept, index),
        gone=_gone(rows, leaf, index),
        going=standing.seconds if standing else None,
    )


def _size(rows: sqlite3.Connection) -> int:
    head = tree.head(rows)
    return head.checkpoint.size if head else 0


def _leaf(rows: sqlite3.Connection, index: int) -> Leaf:
    try:
        leaf = tree.leaf_at(rows, index)
    except KeyError:
        raise WishError(
            f"The ledger, as this desk has verified it, has no leaf {index}.",
            hint="Compare the number with the page of the case; sync this desk first.",
        ) from None
    if not isinstance(leaf, Leaf) or leaf.kind not in (LeafKind.ENTRY, LeafKind.CHUNK):
        raise WishError(
            f"Leaf {index} is neither an entry nor a part of a file: nobody can have it erased.",
            hint="Compare the number with the page of the case.",
        )
    return leaf


def _gone(rows: sqlite3.Connection, leaf: Leaf, index: int) -> bool:
    if leaf.kind == LeafKind.CHUNK:
        return blobs.is_erased(rows, leaf.blob_hash)
    return blobs.get(rows, index) is None
