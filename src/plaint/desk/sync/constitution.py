# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every version of a group's charter with its annex, verified, kept in the mirror, and dated by its leaf.

Rules of this module:

- What was verified once is read from the mirror and verified again at each start: nothing on the disk is believed.
- A charter in the ledger that is not the group's next one is evidence; one that the server serves and the ledger does
  not hold yet is used for finding out, not for whose signature counts from when.
"""

import sqlite3
from dataclasses import dataclass

from plaint.charter.annex import Annex
from plaint.charter.chain import number_at
from plaint.charter.model import Charter, Member
from plaint.charter.signed import SignedCharter
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.sync.charters import Constitution, begin, pull_later
from plaint.desk.sync.heads import RefusedError
from plaint.desk.sync.remote import Remote
from plaint.keys.note import MAX_NOTE


@dataclass(frozen=True, slots=True)
class Book:
    """The versions of the charter, and from which leaf on each holds."""

    constitution: Constitution
    since: tuple[int | None, ...]
    """Index of the leaf of each version; None while it has not been seen. Version 1 holds from 0."""

    def version(self, number: int) -> SignedCharter | None:
        """Return a version, or None where there is none."""
        versions = self.constitution.versions
        return versions[number - 1][0] if 1 <= number <= len(versions) else None

    def hash_of(self, number: int) -> bytes | None:
        """Return the hash of a version, or None where there is none."""
        signed = self.version(number)
        return signed.digest if signed is not None else None

    def holder(self, number: int, slot: int) -> Member | None:
        """Return who held `slot` in a version and was not retired in it."""
        signed = self.version(number)
        seated = signed.charter.seated if signed is not None else ()
        return next((member for member in seated if member.slot == slot), None)

    def signs_at(self, member: Member, index: int) -> bool:
        """Say whether `member` is seated with this key by the version that holds for the leaf at `index`."""
        present = self.holder(self.number_at(index), member.slot)
        return present is not None and (present.id, present.ed25519) == (member.id, member.ed25519)

    def number_at(self, index: int) -> int:
        """Return the version that holds for the leaf at `index`."""
        return number_at(self.since, index)

    def charter_at(self, index: int) -> Charter:
        """Return the charter that holds for the leaf at `index`."""
        return self.constitution.versions[self.number_at(index) - 1][0].charter


def read_book(rows: sqlite3.Connection) -> Book | None:
    """Return the versions in the mirror, verified anew; None before the first sync."""
    found = rows.execute("SELECT note, annex, since FROM constitution ORDER BY version").fetchall()
    if not found:
        return None
    pairs = [(SignedCharter.from_bytes(note), Annex.from_text(annex)) for note, annex, _ in found]
    constitution = begin(*pairs[0])
    for signed, annex in pairs[1:]:
        constitution = constitution.extended(signed, annex)
    return Book(constitution, tuple(since for _, _, since in found))


def put_constitution(rows: sqlite3.Connection, constitution: Constitution) -> None:
    """Keep versions that were verified; those that are here stay as they are."""
    for signed, annex in constitution.versions:
        version = signed.charter.version
        rows.execute(
            "INSERT INTO constitution VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (version, bytes(signed), str(annex), 0 if version == 1 else None),
        )


def refresh(remote: Remote, constitution: Constitution) -> Constitution:
    """Return the constitution with what versions the server has beyond it.

    Raises `RefusedError` where the server's newest is older than ours or another of the same number, `CharterError`
    where a later one does not follow.
    """
    shown = SignedCharter.from_bytes(remote.get("/charter", most=MAX_NOTE))
    newest = constitution.newest
    older = shown.charter.version < newest.charter.version
    other = shown.charter.version == newest.charter.version and shown.digest != newest.digest
    if older or other:
        raise RefusedError(Misdeed.CHARTER, held=bytes(newest)[:65536], shown=bytes(shown)[:65536])
    return pull_later(remote, constitution, shown.charter.version)
