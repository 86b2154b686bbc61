# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a desk does for an opening by itself: tell the complainant, and release its own member's share.

Rules of this module:

- A share goes when `casework.opening` says so, judged from this desk's own verified ledger, and from nothing else.
- A desk that has not seen a fresh head releases nothing: the person may have taken the consent back in what it has not
  seen.
- A case whose requests have all ended, with nothing left to tell, is looked at again only when something new comes.
- A share that waits in the outbox goes out only as long as it would be released anew: what the person takes back
  meanwhile is taken back.
- Telling is done by one reading desk in turn, as "received" is, and no desk has to be asked for it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from plaint.age.encrypt import encrypt
from plaint.age.identity import Identity, Recipient
from plaint.casework.case import Case
from plaint.casework.content import read_event
from plaint.casework.disclosure import Disclosure, OpeningNotice, OpeningShare, OpeningVote
from plaint.casework.opening import Opening
from plaint.casework.seen import slots
from plaint.desk.opening_ledger import Place, cases_with_openings, read_openings
from plaint.desk.opening_words import notice_text
from plaint.desk.post import acts, outbox
from plaint.desk.post.acts import When
from plaint.desk.post.author import Author
from plaint.desk.post.duties import DutyKind
from plaint.desk.post.turn import is_turn
from plaint.entry.cell import MessageKind
from plaint.entry.envelope import ShareError
from plaint.entry.kinds import Tag
from plaint.unseal.envelope import open_share

FRESH: Final = 3
"""Ledger ticks that a head may be old: one under way, one for a sync that came a little late, one for the clock."""
_WAITING: Final = "votes waiting"
AT_LEAST: Final = 60
"""Seconds that a head may be old in any case: demonstrations have ticks shorter than a sync takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """The member at this desk, as far as duties need it."""

    author: Author
    identity: Identity = field(repr=False)
    when: When
    now: int
    """Unix seconds."""


def tend(rows: sqlite3.Connection, keeper: Keeper, place: Place) -> None:
    """Queue what this desk has to do for the openings of its cases; `rows` writes to the vault."""
    charter = place.book.constitution.newest.charter
    old = keeper.now - place.head.checkpoint.tick * charter.ledger_tick
    # Ahead is as bad as behind: of a head dated forward nobody could tell when the server began to withhold.
    fresh = abs(old) <= max(FRESH * charter.ledger_tick, AT_LEAST)
    waiting = 0
    for case_id in cases_with_openings(rows):
        if is_at_rest(rows, case_id):
            continue
        case, openings = read_openings(rows, case_id, place)
        if not any(opening.live or opening.must_tell for opening in openings):
            _rest(rows, case_id)
        own = {said.request for said in queued(rows, keeper.author, case_id) if isinstance(said, OpeningVote)}
        waiting += sum(waits_for(opening, keeper.author.slot) and opening.hash not in own for opening in openings)
        for opening in openings:
            if opening.must_tell:
                _tell(rows, keeper, case, opening)
            if fresh and opening.must_release(keeper.author.slot):
                _release(rows, keeper, case, opening)
        _hold_back(rows, keeper, case_id, openings if fresh else ())
    rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_WAITING, str(waiting).encode()))


def waits_for(opening: Opening, slot: int) -> bool:
    """Say whether a request waits for the vote of the member in this slot."""
    return opening.agreed is None and opening.may_vote(slot) and slot not in opening.votes


def votes_waiting(rows: sqlite3.Connection) -> int:
    """Return for how many requests this member's vote was missing when the desk looked last."""
    found = rows.execute("SELECT value FROM meta WHERE name = ?", (_WAITING,)).fetchone()
    return int(found[0]) if found else 0


def queued(rows: sqlite3.Connection, author: Author, case_id: bytes) -> Iterator[Disclosure]:
    """Yield what this member has said about openings in a case and the ledger does not show yet."""
    for seen in outbox.own(rows, case_id, origin=author.origin, member=author.member):
        said = read_event(seen).content
        if isinstance(said, Disclosure):
            yield said


def _release(rows: sqlite3.Connection, keeper: Keeper, case: Case, opening: Opening) -> None:
    author, envelope = keeper.author, opening.envelope
    waits = any(isinstance(said, OpeningShare) and said.request == opening.hash
                for said in queued(rows, author, case.case_id))  # fmt: skip
    receiver = opening.now.member(opening.asked.to)
    if waits or envelope is None or receiver is None:
        return
    try:
        share = open_share(envelope, keeper.identity, slot=author.slot)
    except ShareError:
        # Sealed to an older key of this member, or wrongly. The page says so; others may have theirs.
        return
    acts.say(
        rows, author, OpeningShare(opening.hash), case_id=case.case_id, readers=acts.readers_of(case, author),
        when=keeper.when, extra={Tag.SLICE: encrypt(share.encode(), [Recipient.from_bytes(receiver.recipient)])},
    )  # fmt: skip


def _hold_back(rows: sqlite3.Connection, keeper: Keeper, case_id: bytes, openings: Sequence[Opening]) -> None:
    """Keep own shares in the outbox that none of these openings asks for now."""
    author = keeper.author
    going = {opening.hash for opening in openings if opening.must_release(author.slot)}
    held = []
    for seen in outbox.own(rows, case_id, origin=author.origin, member=author.member):
        said = read_event(seen).content
        if isinstance(said, OpeningShare) and said.request not in going:
            held.append(seen.hash)
    outbox.hold_back(rows, case_id, held)


def _tell(rows: sqlite3.Connection, keeper: Keeper, case: Case, opening: Opening) -> None:
    author, when = keeper.author, keeper.when
    rows.execute(
        "INSERT INTO duty VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
        (DutyKind.TELL, opening.hash, case.case_id, when.tick),
    )
    noticed, done = rows.execute(
        "SELECT noticed, done FROM duty WHERE kind = ? AND item = ?", (DutyKind.TELL, opening.hash)
    ).fetchone()
    readers = acts.readers_of(case, author)
    turn = is_turn(opening.hash, slots(readers), slot=author.slot, waited=when.tick - noticed)
    if done or not turn or case.thread is None or not readers >> author.slot & 1:
        return
    asked = opening.asked
    text = notice_text(opening, author.charter.charter)
    message = acts.reply(rows, author, text, case=case, language=asked.language, when=when, kind=MessageKind.NOTICE)
    notice = OpeningNotice(request=opening.hash, message=message, language=asked.language, text=text, day=when.day)
    acts.say(rows, author, notice, case_id=case.case_id, readers=readers, when=when, after=message)
    rows.execute("UPDATE duty SET done = 1 WHERE kind = ? AND item = ?", (DutyKind.TELL, opening.hash))


def is_at_rest(rows: sqlite3.Connection, case_id: bytes) -> bool:
    """Say whether nothing was left to do about the openings of a case, and nothing has come in it since."""
    found = rows.execute("SELECT value FROM meta WHERE name = ?", (_name(case_id),)).fetchone()
    return found is not None and bytes(found[0]) == _state(rows, case_id)


def _rest(rows: sqlite3.Connection, case_id: bytes) -> None:
    rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_name(case_id), _state(rows, case_id)))


def _name(case_id: bytes) -> str:
    return f"openings of {case_id.hex()}"


def _state(rows: sqlite3.Connection, case_id: bytes) -> bytes:
    count, last = rows.execute("SELECT count(*), max(idx) FROM record WHERE case_id = ?", (case_id,)).fetchone()
    return f"{count} {last}".encode()
