# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasures that were announced: what of a case the desks of its readers are going to drop, when, and what they keep.

Rules of this module:

- What is shown here is what `sync.tombstones` will obey: tombstones by right, in the verified ledger, not obeyed yet.
- A tombstone is public; at whose complaint it aims is known to readers alone. So nothing here begins with a tombstone:
  it begins with the entries of a case that this member has.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.desk.kinds import kind_of
from plaint.desk.sync.constitution import Book
from plaint.desk.sync.objections import chunks_of
from plaint.desk.sync.tombstones import Announced, announced, waits_for_chunk
from plaint.desk.vault import records
from plaint.desk.vault.cases import Row

_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One entry of a case that is to be erased, or of which files are."""

    index: int
    """Of the entry, in the ledger."""
    day: int
    """Days since 1970-01-01 UTC: with the first sync from then on, this desk drops it."""
    kinds: tuple[str, ...]
    """What the entry holds of this case; empty where that is a part of a longer text."""
    member: str
    """Its author's id; empty for the complainant."""
    files: int
    """Files that its records name."""
    files_only: bool
    """The entry stays; only files of it are to be erased."""
    kept: bool
    """A reader has objected."""
    signed: tuple[str, ...]
    """Ids of the members who signed it for the group; empty where whoever has its token asked alone."""


def erasures_of(rows: sqlite3.Connection, kept: sqlite3.Connection, case: Case, book: Book) -> tuple[Erasure, ...]:
    """Return what of a case is to be erased, in ledger order; `rows` is the mirror, `kept` the vault."""
    authors = {seen.index: seen.member for seen in records.of_case(kept, case.case_id) if not seen.relayed}
    parts = {index: (index, *chunks_of(case, index, rows)) for index in authors}
    among = {each for part in parts.values() for each in part}
    times = announced(rows, book, among, by_member=partial(records.is_by_member, kept))
    return tuple(
        _erasure(case, index, authors[index], {each: times[each] for each in parts[index] if each in times})
        for index in sorted(parts)
        if any(each in times for each in parts[index])
    )


def to_be_erased(
    rows: sqlite3.Connection, kept: sqlite3.Connection, listed: Iterable[Row], book: Book
) -> frozenset[bytes]:
    """Return those of the listed cases of which an entry or a file is to be erased and nobody has objected."""
    found: dict[int, set[bytes]] = {}
    for row in listed:
        objected = set(row.shown.get("objected", ()))
        entries = set(records.entries_of(kept, row.case_id))
        aimed = entries - objected
        # A case is folded for its files only while somebody wants a file of anybody erased.
        if row.shown.get("files") and waits_for_chunk(rows):
            case = fold_case(row.case_id, records.of_case(kept, row.case_id))
            files = {index: set(chunks_of(case, index, rows)) for index in entries}
            aimed |= set().union(*files.values()).difference(*(files[index] for index in entries & objected))
        for index in aimed:
            found.setdefault(index, set()).add(row.case_id)
    ready = announced(rows, book, found, by_member=partial(records.is_by_member, kept))
    return frozenset().union(*(found[index] for index in ready))


def _erasure(case: Case, index: int, member: str, times: Mapping[int, Announced]) -> Erasure:
    events = [event for event in case.events if event.seen.index == index and not event.seen.relayed]
    return Erasure(
        index=index,
        day=min(each.seconds for each in times.values()) // _DAY,
        kinds=tuple(kind_of(event.content) for event in events),
        member=member,
        files=sum(len(event.files) for event in events),
        files_only=index not in times,
        kept=index in case.objected,
        signed=tuple(sorted(frozenset().union(*(each.members for each in times.values())))),
    )
