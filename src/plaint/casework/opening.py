# SPDX-License-Identifier: AGPL-3.0-or-later
"""One request to open an identity envelope, with what came of it, as a value; `openings` makes it from a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plaint.casework.content import Event
from plaint.casework.disclosure import Opened, OpeningRequest
from plaint.casework.seen import Seen
from plaint.charter.chain import number_at
from plaint.charter.model import Charter, Member
from plaint.entry.envelope import Envelope


class Stage(StrEnum):
    """Where a request stands."""

    VOTING = "voting"
    REFUSED = "refused"
    """So many said no that k cannot be reached, unless somebody says otherwise."""
    AGREED = "agreed"
    """k bodies said yes; the complainant has to be told first."""
    RELEASING = "releasing"
    """Trustees release their shares."""
    RELEASED = "released"
    """k shares are out: who they were sealed to can see the name."""
    OPENED = "opened"
    ENDED = "ended"
    VOID = "void"


class Why(StrEnum):
    """Why a request rests on nothing."""

    ENVELOPE = "envelope"
    """It names no envelope of this case, or the person sealed another since."""
    CONSENT = "consent"
    """The person does not allow that purpose, or no longer."""
    GROUND = "ground"
    """A newer program's ground."""
    READERS = "readers"
    """It was not sealed to all who read the case."""
    PARTY = "party"
    """Who asked, or who was to get the shares, reads the case no longer."""
    KEY = "key"
    """The key that it names is not that member's."""
    WITHDRAWN = "withdrawn"
    PARTS = "parts"
    """It came in parts: its hash would not bind all of them."""
    RELAYED = "relayed"
    """It came inside a widening: what was said to it since may be missing here."""


class Stray(StrEnum):
    """Why a share counts for nothing."""

    EARLY = "early"
    """It came before k votes stood, or before the complainant was told."""
    LATE = "late"
    """The request had ended, or rested on nothing."""
    NOT_TRUSTEE = "not_trustee"
    NO_YES = "no_yes"
    """Its trustee did not say yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A notice as this desk has found it on the boards of the verified ledger, whole."""

    slot: int
    language: str
    text: str = field(repr=False)
    index: int
    """Ledger index of the board leaf with its last cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a desk has verified of the ledger, as far as openings need it."""

    size: int
    """Leaves under the head."""
    day: int
    """Today, in days since 1970-01-01 UTC."""
    versions: tuple[tuple[int | None, Charter], ...]
    """Versions of the charter from 1 on, each with the index of its leaf; None while the ledger does not show it."""
    posted: Mapping[bytes, Posted]
    """Notices found, by message id."""

    def charter_at(self, index: int) -> Charter:
        """Return the charter that holds for the leaf at `index`."""
        return self.versions[number_at([since for since, _ in self.versions], index) - 1][1]

    def version(self, number: int) -> Charter | None:
        """Return a version, or None where there is none."""
        return self.versions[number - 1][1] if 1 <= number <= len(self.versions) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What held when an event came; without an event: what holds now."""

    event: Event | None
    index: int
    day: int
    readers: int
    charter: Charter
    envelope: Envelope | None
    """The one that the person sealed last."""
    consent: frozenset[str]

    def member(self, slot: int) -> Member | None:
        """Return who sits in a slot and reads the case, or None."""
        return next((each for each in self.charter.seated if each.slot == slot and self.readers >> slot & 1), None)

    def trustee(self, slot: int, envelope: Envelope) -> Member | None:
        """Return the trustee in a slot whose word on this envelope counts, or None."""
        member = self.member(slot)
        holds = any(seat.slot == slot for seat in envelope.seats)
        return member if member is not None and member.trustee and holds else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A trustee's last word on a request."""

    slot: int
    yes: bool
    reason: str = field(repr=False)
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A released share, sealed to whom the request names; `stray` says why it counts for nothing."""

    slot: int
    box: bytes = field(repr=False)
    day: int
    stray: Stray | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Where in the ledger k bodies stood, and whose words made it so."""

    index: int
    day: int
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One request and all that came of it."""

    seen: Seen
    asked: OpeningRequest
    envelope: Envelope | None
    now: Moment
    votes: Mapping[int, Vote] = field(default_factory=dict)
    agreed: Agreement | None = None
    told: Posted | None = None
    shares: tuple[Share, ...] = ()
    results: tuple[Opened, ...] = ()
    """What its receiver said of the shares."""
    void: Why | None = None

    @property
    def hash(self) -> bytes:
        """The name of the request."""
        return self.seen.hash

    @property
    def last_day(self) -> int:
        """The last day on which anything counts."""
        return self.seen.day + self.asked.days

    @property
    def told_by(self) -> int:
        """The last day on which the complainant need not be told; the day before the request where there is none."""
        return self.seen.day + self.asked.defer if self.asked.defer else self.seen.day - 1

    @property
    def live(self) -> bool:
        """Whether anything that is done now counts."""
        return self.void is None and self.now.day <= self.last_day

    @property
    def released(self) -> Mapping[int, bytes]:
        """The sealed shares that count, by slot; of several by one trustee the last."""
        return {share.slot: share.box for share in self.shares if share.stray is None}

    @property
    def opened(self) -> Opened | None:
        """The receiver's word that the name was shown, if there is one."""
        return next((result for result in self.results if result.outcome == "opened"), None)

    @property
    def bad(self) -> frozenset[int]:
        """The slots whose shares the receiver found not to be those that were sealed."""
        named = set(self.results[-1].bad) if self.results else set()
        return frozenset(member.slot for member in self.now.charter.members if member.id in named)

    @property
    def trustees(self) -> tuple[Member, ...]:
        """The trustees whose word counts today, in slot order."""
        if self.envelope is None:
            return ()
        found = (self.now.trustee(seat.slot, self.envelope) for seat in self.envelope.seats)
        return tuple(member for member in found if member is not None)

    @property
    def stage(self) -> Stage:
        """Where the request stands today."""
        if self.opened is not None:
            return Stage.OPENED
        if self.void is not None or self.envelope is None:
            return Stage.VOID
        if not self.live:
            return Stage.ENDED
        if self.agreed is None:
            return Stage.VOTING if _reachable(self, self.envelope) else Stage.REFUSED
        if len(self.released.keys() - self.bad) >= self.envelope.k:
            return Stage.RELEASED
        return Stage.RELEASING if may_go(self, self.now) else Stage.AGREED

    def may_vote(self, slot: int) -> bool:
        """Say whether a word of the member in this slot would count today."""
        trustee = self.envelope is not None and self.now.trustee(slot, self.envelope) is not None
        return self.live and self.opened is None and trustee

    def must_release(self, slot: int) -> bool:
        """Say whether the desk of this slot releases its share now: its trustee said yes, and all the rest stands."""
        if self.envelope is None or not self.may_vote(slot) or not may_go(self, self.now):
            return False
        vote = self.votes.get(slot)
        # No more shares than are needed: each is one that cannot be called back.
        enough = len(self.released.keys() - self.bad) >= self.envelope.k
        return vote is not None and vote.yes and slot not in self.released and not enough

    @property
    def must_tell(self) -> bool:
        """Whether the complainant has to be told now: before the first share, or after it once a deferral is over."""
        if self.told is not None:
            return False
        if self.live:
            return self.agreed is not None and not _deferred(self, self.now)
        # It may have been seen, whatever became of the request since; a deferral does not outlive it.
        return bool(self.released)


def may_go(opening: Opening, moment: Moment) -> bool:
    """Say whether a share that comes now comes after k votes, and after the complainant was told or need not be yet."""
    if opening.agreed is None or opening.agreed.index >= moment.index:
        return False
    told = opening.told is not None and opening.told.index < moment.index
    return told or _deferred(opening, moment)


def _deferred(opening: Opening, moment: Moment) -> bool:
    # Asked first, and not left to the days: whoever signs heads could date the request after a trustee's own today.
    return opening.asked.defer > 0 and moment.day <= opening.told_by


def bodies(moment: Moment, envelope: Envelope, willing: set[int]) -> dict[str, int]:
    """Return the bodies whose trustees are among the `willing` slots and count now, each with one such slot."""
    found: dict[str, int] = {}
    for slot in sorted(willing):
        member = moment.trustee(slot, envelope)
        if member is not None:
            found.setdefault(member.body, slot)
    return found


def _reachable(opening: Opening, envelope: Envelope) -> bool:
    no = {vote.slot for vote in opening.votes.values() if not vote.yes}
    return len(bodies(opening.now, envelope, {seat.slot for seat in envelope.seats} - no)) >= envelope.k
