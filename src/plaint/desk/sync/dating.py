# SPDX-License-Identifier: AGPL-3.0-or-later
"""At which leaf each version of the charter begins, and what a server does wrong about that.

Rules of this module (docs/protocol.md, section 8):

- A version holds from its leaf on; a copy of the leaf that comes later changes nothing.
- A charter in the ledger that is not the group's is refused.
- A version that the server shows has its leaf with the next pass after intake was started with it, or the one after
  that. Where a head two ticks later still lacks it, the server puts the version off: whoever is retired by it goes on
  counting. That is kept as evidence and keeps nobody from reading.
- So is an order of leaves that is not the one of the versions. Within one batch, which is sorted by hash, order says
  nothing.
- What lies behind a version's leaf came after the group had dated the version (`Floors`). A desk that pulls for the
  first time has no earlier head by which it could tell that a board is backdated; it has this.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Final

from plaint.charter.errors import CharterError
from plaint.charter.signed import SignedCharter
from plaint.clock import begin_of
from plaint.desk.mirror import blobs, evidence
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.mirror.tree import Head
from plaint.desk.sync.charters import Constitution
from plaint.desk.sync.heads import RefusedError
from plaint.ledger.leaf import LeafKind

PATIENCE: Final = 2
"""Ledger ticks after the head under which a version was seen first. A pass that had begun when intake was started gains
nothing more, so the leaf may come with the one after it."""
_MOST: Final = 65_536
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Places:
    """Where the charter's versions lie in the ledger."""

    first: Mapping[int, int]
    """Index of the first leaf of each version that has one."""
    stranger: bytes | None
    """The blob of the first charter leaf that is of none of these versions."""


@dataclass(frozen=True, slots=True)
class Floors:
    """Before when no leaf can have come, by the days on which the group dated its charters."""

    begins: tuple[tuple[int, int], ...]
    """Index of a version's leaf (-1 for version 1, which holds from the first on) and Unix seconds, newest first."""

    def under(self, rows: sqlite3.Connection, index: int) -> int:
        """Return a time, in Unix seconds, before which the leaf at `index` had not come."""
        begun = (one for one in self.begins if one[0] < index)
        return max((seconds for at, seconds in begun if at < 0 or not is_one_batch(rows, at, index)), default=0)


def find_floors(rows: sqlite3.Connection, constitution: Constitution) -> Floors:
    """Return the floors that these versions give; the day of a version may be that of the group's own time zone."""
    places = {**find_places(rows, constitution).first, 1: -1}
    charters = [signed.charter for signed, _ in constitution.versions if signed.charter.version in places]
    return Floors(tuple((places[one.version], begin_of(one.issued) - _DAY) for one in reversed(charters)))


def find_places(rows: sqlite3.Connection, constitution: Constitution) -> Places:
    """Return where the versions lie in the verified ledger."""
    by_hash = {sha256(bytes(signed)).digest(): signed.charter.version for signed, _ in constitution.versions}
    by_text = {signed.note.text: signed.charter.version for signed, _ in constitution.versions}
    first: dict[int, int] = {}
    stranger = None
    found = rows.execute("SELECT idx, hash FROM leaf WHERE kind = ? ORDER BY idx", (int(LeafKind.CHARTER),)).fetchall()
    for index, digest in found:
        # By its hash first: a blob that was erased by its age was this version all the same.
        version, octets = by_hash.get(digest), blobs.get(rows, index)
        if version is None and octets is not None:
            # The same text with more signatures is the same charter.
            version = by_text.get(_text(octets))
            stranger = octets if version is None and stranger is None else stranger
        if version is not None:
            first.setdefault(version, index)
    return Places(first, stranger)


def date_charters(rows: sqlite3.Connection, constitution: Constitution) -> None:
    """Note at which leaf each version lies; raise `RefusedError` for a charter leaf that is not of these versions."""
    places = find_places(rows, constitution)
    if places.stranger is not None:
        raise RefusedError(Misdeed.CHARTER, shown=places.stranger[:_MOST])
    for version, index in places.first.items():
        rows.execute("UPDATE constitution SET since = ? WHERE version = ? AND since IS NULL", (index, version))


def judge_dates(rows: sqlite3.Connection, constitution: Constitution, head: Head, *, seconds: int) -> None:
    """Keep evidence of versions whose leaves are missing or out of order under the verified `head`."""
    first = find_places(rows, constitution).first
    for signed, _ in constitution.versions:
        version = signed.charter.version
        if version not in first and head.checkpoint.tick >= _first_seen(rows, version, head) + PATIENCE:
            _put(rows, Misdeed.UNDATED, head, bytes(signed), seconds)
    for (earlier, there), (later, here) in pairwise(sorted(first.items())):
        if here < there and not is_one_batch(rows, here, there):
            shown = f"version {later} at {here}\nversion {earlier} at {there}\n".encode()
            _put(rows, Misdeed.DISORDER, head, shown, seconds)


def _text(octets: bytes) -> bytes:
    """Return the text of a charter's note; empty for what is no charter."""
    try:
        return SignedCharter.from_bytes(octets).note.text
    except CharterError:
        return b""


def _first_seen(rows: sqlite3.Connection, version: int, head: Head) -> int:
    """Return the tick of the head under which this desk first missed the leaf of a version."""
    name = f"missed charter {version}"
    rows.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING", (name, str(head.checkpoint.tick)))
    return int(rows.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0])


def is_one_batch(rows: sqlite3.Connection, first: int, last: int) -> bool:
    """Say whether the leaves from `first` to `last` ascend by hash, as those of one tick do."""
    hashes = rows.execute("SELECT hash FROM leaf WHERE idx BETWEEN ? AND ? ORDER BY idx", (first, last))
    return all(before < after for (before,), (after,) in pairwise(hashes))


def _put(rows: sqlite3.Connection, kind: Misdeed, head: Head, shown: bytes, seconds: int) -> None:
    # Once: every later head lacks it as well.
    if rows.execute("SELECT 1 FROM evidence WHERE kind = ? AND shown = ?", (kind, shown[:_MOST])).fetchone() is None:
        evidence.put(rows, kind, seconds=seconds, held=bytes(head.note), shown=shown[:_MOST])
