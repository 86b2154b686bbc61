# SPDX-License-Identifier: AGPL-3.0-or-later
"""Obeying tombstones, and telling an erasure by right from a blob that is being withheld.

Rules of this module (docs/protocol.md, section 8):

- An author's token, or a note of members of at least k bodies, erases; nothing else does. What a tombstone says is
  checked here as if no server had.
- A token erases what a complainant sent, or cover. Desks throw the tokens of their own entries away. Who has one for
  what a member wrote has put an own commitment beside it, as a server can, or is that member and wants the signed word
  gone: it stays, unless k bodies say otherwise.
- It takes effect `erase_days` after its tick. Then this desk drops its copy as well: the sealed blob here, what was
  opened from it in the vault. It keeps what a reader of the case has objected about (`objections`).
- After `entry_days` a blob may be gone without a tombstone. So may an early board; the one that dates them stays.
- What was right when it was done stays right: a lifetime counts if it ran out while its charter held, and who signs for
  the group is who was seated at the tombstone's leaf. A desk that is set up years later judges by this alone. Where a
  version's leaf lies in the same batch, order says nothing: the server took the tombstone by the one or by the other.
"""

import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from plaint.charter.model import Charter
from plaint.charter.signed import bodies_of, verifier
from plaint.desk.mirror import blobs, tree
from plaint.desk.sync.constitution import Book
from plaint.desk.sync.dating import Floors, find_floors, is_one_batch
from plaint.errors import FormatError
from plaint.keys import note as notes
from plaint.keys.errors import SignatureError
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.tombstone import BY_AUTHOR, Tombstone, group_text, read_tombstone

_DAY: Final = 86_400
ByMember = Callable[[int], bool]
"""Says of a ledger index whether the entry there holds what a member wrote, as far as this desk can open it."""


def due(
    rows: sqlite3.Connection,
    book: Book,
    *,
    now: int,
    keeping: Container[int] = frozenset(),
    by_member: ByMember = lambda _: False,
) -> tuple[int, ...]:
    """Return the indices of leaves whose blobs this desk has to drop by `now` (Unix seconds), ascending.

    Those in `keeping` are not among them, nor those of `by_member` at whom no tombstone of the group aims.
    """
    ready = set()
    for index, target in _waiting(rows):
        old_enough = _takes_effect(rows, index, book) <= now
        if old_enough and target not in keeping and _right(rows, index, target, book, by_member) is not None:
            ready.add(target)
    return tuple(sorted(ready))


@dataclass(frozen=True, slots=True)
class Announced:
    """An erasure that is to come."""

    seconds: int
    """Unix seconds: when it takes effect."""
    members: frozenset[str]
    """Who signed it for the group; empty where there is the author's token alone."""


def announced(
    rows: sqlite3.Connection, book: Book, among: Container[int], *, by_member: ByMember
) -> dict[int, Announced]:
    """Return the leaves in `among` that are to be erased by right and are still here.

    Where the author and the group both ask, the earlier day counts, and who signed for the group is named.
    """
    found: dict[int, Announced] = {}
    for index, target in _waiting(rows):
        members = _right(rows, index, target, book, by_member) if target in among else None
        if members is None:
            continue
        seconds = _takes_effect(rows, index, book)
        earlier = found.get(target, Announced(seconds, frozenset()))
        found[target] = Announced(min(earlier.seconds, seconds), earlier.members | members)
    return found


def waits_for_chunk(rows: sqlite3.Connection) -> bool:
    """Tell whether any tombstone that was not obeyed aims at a chunk."""
    found = rows.execute(
        "SELECT 1 FROM tombstone JOIN leaf ON leaf.idx = target WHERE obeyed = 0 AND kind = ? LIMIT 1",
        (int(LeafKind.CHUNK),),
    )
    return found.fetchone() is not None


def note_obeyed(rows: sqlite3.Connection, target: int) -> None:
    """Drop the sealed blob of a target, and note that its tombstones were obeyed."""
    leaf = tree.leaf_at(rows, target)
    if isinstance(leaf, Leaf) and leaf.kind == LeafKind.CHUNK:
        blobs.note_chunk(rows, leaf.blob_hash, blobs.ERASED)
    else:
        blobs.put(rows, target, None)
    rows.execute("UPDATE tombstone SET obeyed = 1 WHERE target = ?", (target,))


def withheld(rows: sqlite3.Connection, gone: Iterable[int], book: Book, *, now: int) -> tuple[int, ...]:
    """Return those of the indices whose blobs the server had no right to erase by `now` (Unix seconds)."""
    terms, floors = _terms(rows, book, now), find_floors(rows, book.constitution)
    return tuple(index for index in gone if not _may_be_gone(rows, index, book, terms, floors))


def _waiting(rows: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Yield each tombstone that was not obeyed, and its target, in ledger order."""
    yield from rows.execute("SELECT idx, target FROM tombstone WHERE obeyed = 0 ORDER BY idx").fetchall()


def _takes_effect(rows: sqlite3.Connection, index: int, book: Book) -> int:
    return tree.time_of(rows, index) + book.constitution.newest.charter.erase_days * _DAY


@dataclass(frozen=True, slots=True)
class _Term:
    """Until when one version's lifetimes were those of the server."""

    charter: Charter
    until: int
    """Unix seconds; later by a day: a desk knows the time of a leaf to a tick only, and clocks differ."""


def _terms(rows: sqlite3.Connection, book: Book, now: int) -> tuple[_Term, ...]:
    charters = [signed.charter for signed, _ in book.constitution.versions]
    ends = [now if since is None else min(now, tree.time_of(rows, since)) for since in book.since[1:]]
    return tuple(_Term(charter, end + _DAY) for charter, end in zip(charters, [*ends, now], strict=True))


def _may_be_gone(rows: sqlite3.Connection, index: int, book: Book, terms: Iterable[_Term], floors: Floors) -> bool:
    came = tree.time_of(rows, index)
    if any(came + term.charter.entry_days * _DAY <= term.until for term in terms):
        return True
    found = rows.execute("SELECT idx FROM tombstone WHERE target = ?", (index,)).fetchall()
    # Only what cannot have been right is held against a server: where it did not run for a while, a tombstone may be
    # older than the first board behind it shows.
    return any(
        max(tree.time_before(rows, stone), floors.under(rows, stone)) + term.charter.erase_days * _DAY <= term.until
        and _right(rows, stone, index, book) is not None
        for (stone,) in found
        for term in terms
    )


def _right(
    rows: sqlite3.Connection, index: int, target: int, book: Book, by_member: ByMember = lambda _: False
) -> frozenset[str] | None:
    """Return who signed for the group that the tombstone at `index` may erase the leaf at `target`.

    Nobody where it is its author who may; None where the tombstone gives no right.
    """
    octets = blobs.get(rows, index)
    try:
        leaf = tree.leaf_at(rows, target)
    except KeyError:
        return None
    if octets is None or not isinstance(leaf, Leaf) or leaf.kind not in {LeafKind.ENTRY, LeafKind.CHUNK}:
        return None
    stone = read_tombstone(octets)
    if stone.method == BY_AUTHOR:
        return frozenset() if stone.is_by_author_of(leaf) and not by_member(target) else None
    signed = (_group_of(stone, charter) for charter in _charters_at(rows, index, book))
    return next((members for members in signed if members), None)


def _charters_at(rows: sqlite3.Connection, index: int, book: Book) -> Iterator[Charter]:
    """Yield the charter that holds for the leaf at `index`, and those that begin or end in the same batch."""
    numbers = {book.number_at(index)}
    for number, since in enumerate(book.since[1:], start=2):
        if since is not None and is_one_batch(rows, min(since, index), max(since, index)):
            numbers |= {number - 1, number}
    yield from (book.constitution.versions[number - 1][0].charter for number in sorted(numbers))


def _group_of(stone: Tombstone, charter: Charter) -> frozenset[str]:
    """Return the members who signed a tombstone; nobody where they are not of k bodies."""
    try:
        note = notes.parse(stone.ground)
    except FormatError:
        return frozenset()
    if note.text != group_text(charter.origin, stone.index):
        return frozenset()
    members = {verifier(charter.origin, member): member.id for member in charter.seated}
    try:
        signed = frozenset(members[each.key] for each in notes.verify(note, members))
    except SignatureError:
        return frozenset()
    return signed if len(bodies_of(charter, signed)) >= charter.k else frozenset()
