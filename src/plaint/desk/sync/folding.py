# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what was pulled to what a member sees: open, believe, fold, list.

Rules of this module:

- It works in portions and notes after each how far it is, so that locking in the middle loses nothing.
- A row of the lists says what the page of the case says.
- What a tombstone erased leaves the vault as well.
- After an update of this program everything is opened again: what was "update needed" may be readable now.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from plaint import __version__
from plaint.casework.fold import fold_case
from plaint.casework.summary import summarize
from plaint.desk.mirror import tree
from plaint.desk.mirror.connection import Mirror
from plaint.desk.post import outbox
from plaint.desk.sync import believing
from plaint.desk.sync.believing import NO_CASE, Place
from plaint.desk.sync.constitution import Book
from plaint.desk.sync.opening import opener
from plaint.desk.sync.progress import Progress, Stage
from plaint.desk.sync.slot import Slot
from plaint.desk.vault import cases, drafts, meta, records
from plaint.desk.vault.connection import Vault
from plaint.ledger.leaf import LeafKind

PORTION: Final = 1024
"""Entries that are opened between two notes of how far it is: about a second on two cores."""
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: slot, seed, member id, and the origin of the group."""

    own: Slot
    member: str
    origin: str


def open_new(mirror: Mirror, vault: Vault, reader: Reader, book: Book, progress: Progress) -> int:
    """Open every entry that was not opened yet and fold the cases that they touch; return how many have more unread."""
    _start_over_after_update(vault)
    with mirror.read() as rows, vault.read() as kept:
        first = meta.opened_to(kept)
        entries = _entries_from(rows, first)
    progress.begin(Stage.OPENING, len(entries))
    touched: set[bytes] = set()
    with opener(reader.own, mirror, len(entries)) as open_entries:
        opened = open_entries(entries)
        for at in range(0, len(entries), PORTION):
            portion = entries[at : at + PORTION]
            # Opened before the vault is taken: pages are shown from it meanwhile.
            found = list(islice(opened, len(portion)))
            with mirror.read() as rows:
                days = [tree.time_of(rows, index) // _DAY for index in portion]
            with vault.write() as kept:
                for index, day, each in zip(portion, days, found, strict=True):
                    touched |= believing.take(kept, each, Place(index, day), book, reader.own.slot)
                meta.put_opened_to(kept, portion[-1] + 1)
                meta.add_unfolded(kept, touched)
            progress.step(len(portion))
    return fold_touched(vault, reader, progress)


def fold_touched(vault: Vault, reader: Reader, progress: Progress) -> int:
    """Fold every case that got records since it was folded last, and write its row.

    Returns in how many of them others have said something that this member has not looked at: what the member wrote
    comes back from the ledger as well, and is no news.
    """
    with vault.read() as kept:
        touched = meta.unfolded(kept)
    progress.begin(Stage.FOLDING, len(touched))
    news = 0
    for at in range(0, len(touched), 256):
        with vault.write() as kept:
            portion = touched[at : at + 256]
            for case_id in portion:
                news += fold_one(kept, case_id, reader.member, reader.origin)
            meta.drop_unfolded(kept, portion)
        progress.step(len(portion))
    return news


def fold_one(kept: sqlite3.Connection, case_id: bytes, me: str, origin: str) -> bool:
    """Fold one case anew and write its row; return whether there is news. A case without records leaves the lists.

    What this member has said and the ledger does not show yet is in the row, as it is on the case's page: whoever has
    just assigned a case does not find it among those that nobody has. Its place in the lists is the ledger's.
    """
    seen = records.of_case(kept, case_id)
    if case_id == NO_CASE or not seen:
        cases.drop(kept, case_id)
        drafts.forget(kept, case_id)
        return False
    case = fold_case(case_id, seen)
    summary = summarize(case, me=me)
    waiting = outbox.own(kept, case_id, origin=origin, member=me)
    if waiting:
        whole = summarize(fold_case(case_id, (*seen, *waiting)), me=me)
        summary = replace(whole, latest=case.latest, latest_day=case.latest_day)
    return cases.put(kept, summary)


def drop_erased(vault: Vault, targets: Iterable[int], reader: Reader) -> None:
    """Drop from the vault what was opened from the entries at these indices."""
    with vault.write() as kept:
        touched = set()
        for index in targets:
            touched |= records.drop_entry(kept, index)
        for case_id in touched:
            fold_one(kept, case_id, reader.member, reader.origin)


def _entries_from(rows: sqlite3.Connection, first: int) -> Sequence[int]:
    """Return the indices of the entries from `first` on that are here."""
    found = rows.execute(
        "SELECT idx FROM leaf JOIN blob USING (idx)"
        " WHERE kind = ? AND idx >= ? AND blob.octets IS NOT NULL ORDER BY idx",
        (int(LeafKind.ENTRY), first),
    )
    return [index for (index,) in found]


def _start_over_after_update(vault: Vault) -> None:
    with vault.write() as kept:
        if meta.program(kept) != __version__:
            meta.put_opened_to(kept, 0)
            meta.put_program(kept, __version__)
