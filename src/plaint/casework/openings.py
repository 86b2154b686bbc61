# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening an identity envelope, as the ledger shows it: asked, voted upon, told, released, opened.

Rules of this module:

- Only what stands in the verified ledger counts, in its order. What waits in an outbox, and what a colleague relayed,
  is no vote: of what was relayed nobody knows what was left out.
- Everything belongs to one request, by the hash of its record. Votes for two requests never add up, however alike the
  requests are; and what is said in another case has another hash.
- k bodies decide. A trustee counts who holds a share of this envelope, is a trustee by the charter that holds at that
  place of the ledger, and reads the case; two trustees of one body count as one. The last word of each before k stand
  is the one that counts.
- Nothing about it is said to a few. Who asks, votes or releases without sealing it to all who read the case has not
  asked, voted or released.
- The complainant is told before a share may go, and told is what this desk has found on the board itself. A deferral
  ends on a day; then telling comes first again.
- The person stays the master of it: another envelope, a purpose taken back, or the wish to stop, and the request rests
  on nothing.
- A request ends. After its last day nothing counts any more.
"""

import hashlib
from dataclasses import replace

from plaint.casework.case import Case
from plaint.casework.content import Event
from plaint.casework.disclosure import (
    BASES,
    Opened,
    OpeningNotice,
    OpeningRequest,
    OpeningShare,
    OpeningVote,
    OpeningWithdrawal,
)
from plaint.casework.fold import Step, steps
from plaint.casework.opening import (
    Agreement,
    Moment,
    Opening,
    Posted,
    Share,
    Stray,
    Verified,
    Vote,
    Why,
    bodies,
    may_go,
)
from plaint.casework.seen import Seen
from plaint.charter.model import Charter
from plaint.entry.complaint import Complaint
from plaint.entry.envelope import Envelope
from plaint.entry.followup import FollowUp


def openings_of(case: Case, verified: Verified) -> tuple[Opening, ...]:
    """Return the requests of a case in ledger order, each with what came of it up to the verified head."""
    moments = _moments(case, verified)
    *way, now = moments
    return tuple(
        _follow(moment.event, moment, (*way[at + 1 :], now), verified)
        for at, moment in enumerate(way)
        if moment.event is not None and isinstance(moment.event.content, OpeningRequest)
    )


def envelope_of(case: Case) -> Envelope | None:
    """Return the envelope that the person sealed last, or None."""
    sealed = [event.envelope for event in case.events if event.envelope is not None]
    return sealed[-1] if sealed else None


def purposes_of(case: Case) -> frozenset[str]:
    """Return the purposes that an opening may rest on now."""
    allowed: frozenset[str] = frozenset()
    for event in case.events:
        allowed = _consent(allowed, event)
    return allowed


def _moments(case: Case, verified: Verified) -> tuple[Moment, ...]:
    """Return a moment for each event that counts, and one for now."""
    readers, envelope, consent = 0, None, frozenset[str]()
    found = []
    for step in steps(case.events):
        event, seen = step.event, step.event.seen
        if seen.index >= verified.size:
            continue
        readers = step.readers
        envelope = event.envelope or envelope
        consent = _consent(consent, event)
        if step.counts:
            found.append(_moment(step, verified, envelope, consent))
    now = Moment(
        event=None, index=verified.size, day=verified.day, readers=readers,
        charter=verified.charter_at(verified.size), envelope=envelope, consent=consent,
    )  # fmt: skip
    return (*found, now)


def _moment(step: Step, verified: Verified, envelope: Envelope | None, consent: frozenset[str]) -> Moment:
    seen = step.event.seen
    return Moment(
        event=step.event, index=seen.index, day=seen.day, readers=step.readers,
        charter=verified.charter_at(seen.index), envelope=envelope, consent=consent,
    )  # fmt: skip


def _consent(allowed: frozenset[str], event: Event) -> frozenset[str]:
    said = event.content
    if isinstance(said, Complaint):
        return allowed | set(said.consent)
    if isinstance(said, FollowUp):
        # Who asks the group to stop does not mean "but do show my name".
        kept = frozenset[str]() if said.close else allowed
        return (kept | set(said.grant)) - set(said.withdraw)
    return allowed


def _follow(event: Event, start: Moment, later: tuple[Moment, ...], verified: Verified) -> Opening:
    asked = event.content
    if not isinstance(asked, OpeningRequest):
        raise TypeError("not a request")
    held = start.envelope if start.envelope is not None and start.envelope.eid == asked.envelope else None
    opening = Opening(seen=event.seen, asked=asked, envelope=held, now=later[-1])
    opening = replace(opening, told=_told(opening, later, verified), void=_void_from_start(opening, start, verified))
    for moment in later:
        if opening.void is None:
            opening = replace(opening, void=_void(opening, moment))
        if moment.event is not None:
            opening = _take(opening, moment, moment.event, verified)
    return opening


def _void_from_start(opening: Opening, start: Moment, verified: Verified) -> Why | None:
    seen = opening.seen
    if seen.record.hash(start.charter.origin) != seen.hash:
        return Why.PARTS
    if seen.relayed:
        return Why.RELAYED
    if opening.asked.ground not in BASES:
        return Why.GROUND
    if not _for_all(seen, start, start.readers, verified):
        return Why.READERS
    return _void(opening, start)


def _void(opening: Opening, moment: Moment) -> Why | None:
    """Return why a request that stood before this moment does not stand after it."""
    asked = opening.asked
    if opening.envelope is None or moment.envelope is None or moment.envelope.eid != asked.envelope:
        return Why.ENVELOPE
    basis = BASES.get(asked.ground)
    if basis is not None and basis.purposes and asked.purpose not in moment.consent:
        return Why.CONSENT
    receiver = moment.member(asked.to)
    if receiver is None or moment.member(opening.seen.record.author) is None:
        return Why.PARTY
    if hashlib.sha256(receiver.recipient).digest() != asked.key:
        return Why.KEY
    event = moment.event
    if event is not None and isinstance(event.content, OpeningWithdrawal):
        mine = event.content.request == opening.hash and event.seen.record.author == opening.seen.record.author
        return Why.WITHDRAWN if mine else None
    return None


def _told(opening: Opening, later: tuple[Moment, ...], verified: Verified) -> Posted | None:
    """Return the first notice of this request that is on the board as its author says, with the text voted upon."""
    found = []
    for moment in later:
        said = moment.event.content if moment.event is not None else None
        if moment.event is None or not isinstance(said, OpeningNotice) or said.request != opening.hash:
            continue
        author = moment.event.seen.record.author
        if moment.member(author) is None:
            # The page does not believe a cell of somebody who has left; so nobody was told.
            continue
        posted = verified.posted.get(said.message)
        whole = posted is not None and (posted.slot, posted.language, posted.text) == (
            author, said.language, said.text,
        )  # fmt: skip
        as_voted = said.language == opening.asked.language and said.text.startswith(opening.asked.telling)
        if posted is not None and whole and as_voted:
            found.append(posted)
    return min(found, key=lambda posted: posted.index, default=None)


def _take(opening: Opening, moment: Moment, event: Event, verified: Verified) -> Opening:
    said, seen = event.content, event.seen
    if not isinstance(said, OpeningVote | OpeningShare | Opened) or said.request != opening.hash or seen.relayed:
        return opening
    if not _for_all(seen, moment, opening.seen.record.readers, verified):
        return opening
    if isinstance(said, OpeningVote):
        return _voted(opening, moment, seen, said)
    if isinstance(said, OpeningShare):
        return _share(opening, moment, event)
    return _result(opening, seen, said)


def _voted(opening: Opening, moment: Moment, seen: Seen, said: OpeningVote) -> Opening:
    slot, envelope = seen.record.author, opening.envelope
    if envelope is None or opening.void is not None or moment.day > opening.last_day:
        return opening
    if moment.trustee(slot, envelope) is None:
        return opening
    vote = Vote(slot=slot, yes=said.vote == "yes", reason=said.reason, day=moment.day)
    opening = replace(opening, votes={**opening.votes, slot: vote})
    if opening.agreed is not None:
        return opening
    yes = bodies(moment, envelope, {each.slot for each in opening.votes.values() if each.yes})
    if len(yes) < envelope.k:
        return opening
    agreed = Agreement(index=moment.index, day=moment.day, slots=tuple(sorted(yes.values())))
    return replace(opening, agreed=agreed)


def _result(opening: Opening, seen: Seen, said: Opened) -> Opening:
    # Whoever says to have opened it without k shares says something that this ledger does not bear out: the case shows
    # the words, and they move nothing.
    enough = opening.envelope is not None and len(opening.released) >= opening.envelope.k
    if seen.record.author != opening.asked.to or not enough:
        return opening
    return replace(opening, results=(*opening.results, said))


def _share(opening: Opening, moment: Moment, event: Event) -> Opening:
    slot = event.seen.record.author
    if event.share is None or opening.envelope is None:
        return opening
    vote, stray = opening.votes.get(slot), None
    if opening.void is not None or moment.day > opening.last_day:
        stray = Stray.LATE
    elif moment.trustee(slot, opening.envelope) is None:
        stray = Stray.NOT_TRUSTEE
    elif not may_go(opening, moment):
        stray = Stray.EARLY
    elif vote is None or not vote.yes:
        stray = Stray.NO_YES
    share = Share(slot=slot, box=event.share, day=moment.day, stray=stray)
    return replace(opening, shares=(*opening.shares, share))


def _for_all(seen: Seen, moment: Moment, readers: int, verified: Verified) -> bool:
    """Say whether a record went to all of `readers` who read the case and sit in the group."""
    named = verified.version(seen.record.charter_version)
    present = _seated(moment.charter)
    if named is not None and named.version > moment.charter.version:
        # Its author knew of a version that the ledger did not show yet: whom that one retires gets nothing more.
        present &= _seated(named)
    return not readers & moment.readers & present & ~seen.record.readers


def _seated(charter: Charter) -> int:
    return sum(1 << member.slot for member in charter.seated)
