# SPDX-License-Identifier: AGPL-3.0-or-later
"""Openings for tests: Anna's complaint with a sealed name, and members who ask, vote, tell and release by hand.

    anna = Asking()                          four bodies, k = 2; slots 0-3 are trustees, 4 and 5 are not; all read
    request = anna.ask(0)                    slot 0 asks, for itself
    anna.vote(1, request); anna.vote(2, request)
    anna.tell(0, request); anna.release(1, request)
    anna.opening(request).stage

Nothing here refuses anything: members do what they like, also what no honest desk does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from typing import Any, Final

from plaint.age.encrypt import encrypt
from plaint.age.identity import Recipient
from plaint.casework.case import Case
from plaint.casework.disclosure import (
    Opened,
    OpeningNotice,
    OpeningRequest,
    OpeningShare,
    OpeningVote,
    OpeningWithdrawal,
)
from plaint.casework.fold import fold_case
from plaint.casework.opening import Opening, Posted, Verified
from plaint.casework.openings import openings_of
from plaint.casework.seen import Seen
from plaint.casework.statements import write_statement
from plaint.charter.model import Charter, Member
from plaint.entry.envelope import Envelope, OpenShare
from plaint.entry.identity import SealedName
from plaint.entry.kinds import Tag
from plaint.receipt.derive import Thread
from plaint.seal.envelope import seal_envelope
from plaint.unseal.envelope import open_share
from tests.support.groups import small_group
from tests.support.stories import DAY, Story, octets

ALL: Final = (0, 1, 2, 3, 4, 5)
NAME: Final = SealedName(name="Анна Петрова", contact="+7 000")
CONSENT: Final = ("count", "contact", "sealed_handover")
TELLING: Final = "Ваш конверт откроют."


def member_at(slot: int, charter: Charter | None = None) -> Member:
    """Return the member in a slot of the small group."""
    members = (charter or small_group().signed.charter).members
    return next(member for member in members if member.slot == slot)


@cache
def envelope(trustees: tuple[int, ...] = (0, 1, 2, 3), k: int = 2, number: int = 1) -> Envelope:
    """Return an envelope with Anna's name; another `number` gives another one."""
    del number
    return seal_envelope(NAME, {slot: Recipient.from_bytes(member_at(slot).recipient) for slot in trustees}, k=k)


@cache
def _share(slot: int, sealed: Envelope) -> OpenShare:
    return open_share(sealed, small_group().keys[member_at(slot).id].keys.identity, slot=slot)


@cache
def sealed_share(slot: int, sealed: Envelope, to: int, *, spoilt: bool = False) -> bytes:
    """Return the share of the trustee in `slot`, sealed to the member in slot `to`."""
    share = _share(slot, sealed)
    if spoilt:
        share = replace(share, share=bytes([share.share[0] ^ 1]) + share.share[1:])
    return encrypt(share.encode(), [Recipient.from_bytes(member_at(to).recipient)])


@dataclass
class Asking:
    """Anna's case and what is done about her envelope."""

    story: Story = field(default_factory=Story)
    name: str = "anna"
    readers: tuple[int, ...] = ALL
    sealed: Envelope = field(default_factory=envelope)
    day: int = DAY
    posted: dict[bytes, Posted] = field(default_factory=dict)
    versions: list[tuple[int | None, Charter]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """File the complaint."""
        self.versions = self.versions or [(0, self.story.group.signed.charter)]
        self._dated(self.story.complaint(self.person, readers=self.readers, sealed=self.sealed, consent=CONSENT))

    @property
    def person(self) -> Thread:
        """The complainant."""
        return self.story.complainant(self.name)

    @property
    def case_id(self) -> bytes:
        """The case's id."""
        return self.person.case_id

    def _dated(self, seen: Seen) -> Seen:
        self.story.seen[-1] = replace(seen, day=self.day)
        return self.story.seen[-1]

    def say(self, slot: int, said: Any, *, readers: tuple[int, ...] | None = None, **sections: bytes) -> Seen:
        """Let the member in a slot say anything."""
        kind, document = write_statement(said)
        body = {int(Tag.DOCUMENT): document} | {int(Tag[name.upper()]): part for name, part in sections.items()}
        to = self.readers if readers is None else readers
        return self._dated(self.story.member_record(member_at(slot).id, kind, body, of=self.case_id, readers=to))

    def request(self, slot: int, **changes: Any) -> OpeningRequest:
        """Return what the member in a slot would ask."""
        to = changes.get("to", slot)
        return OpeningRequest(**{
            "envelope": self.sealed.eid, "to": to, "key": sha256(member_at(to).recipient).digest(),
            "ground": "correction", "purpose": "", "reason": "She asked to correct it.", "language": "ru",
            "telling": TELLING, "days": 20, "defer": 0, "defer_reason": "", **changes,
        })  # fmt: skip

    def ask(self, slot: int, *, readers: tuple[int, ...] | None = None, **changes: Any) -> Seen:
        """Ask that the envelope be opened."""
        return self.say(slot, self.request(slot, **changes), readers=readers)

    def vote(self, slot: int, request: Seen, vote: str = "yes", *, readers: tuple[int, ...] | None = None) -> Seen:
        """Vote."""
        return self.say(slot, OpeningVote(request=request.hash, vote=vote, reason="so"), readers=readers)

    def tell(self, slot: int, request: Seen, text: str = TELLING + " Скоро.", *, on_board: bool = True) -> Seen:
        """Post a notice, and say that it was posted."""
        message = octets(f"notice {len(self.story.seen)}", 16)
        notice = OpeningNotice(request=request.hash, message=message, language="ru", text=text, day=self.day)
        seen = self.say(slot, notice)
        if on_board:
            self.posted[message] = Posted(slot=slot, language="ru", text=text, index=seen.index)
        return seen

    def release(
        self, slot: int, request: Seen, *, to: int | None = None, spoilt: bool = False,
        readers: tuple[int, ...] | None = None,
    ) -> Seen:  # fmt: skip
        """Release a share; a member without one sends another's box."""
        holder = slot if any(seat.slot == slot for seat in self.sealed.seats) else self.sealed.seats[0].slot
        box = sealed_share(holder, self.sealed, request.record.author if to is None else to, spoilt=spoilt)
        return self.say(slot, OpeningShare(request.hash), readers=readers, slice=box)

    def result(self, slot: int, request: Seen, *, bad: tuple[str, ...] = (), outcome: str = "opened") -> Seen:
        """Say what became of the shares."""
        return self.say(slot, Opened(request=request.hash, outcome=outcome, shares=(), bad=bad))

    def withdraw(self, slot: int, request: Seen) -> Seen:
        """Take a request back."""
        return self.say(slot, OpeningWithdrawal(request=request.hash, reason=""))

    def write(self, *, sealed: Envelope | None = None, **said: Any) -> Seen:
        """Let Anna write, and seal her name anew."""
        if sealed is not None:
            said["envelope"] = "replace"
        return self._dated(self.story.follow_up(self.person, readers=self.readers, sealed=sealed, **said))

    def case(self, *, slot: int | None = None) -> Case:
        """Return the case as the member in `slot` has it (None: as all together)."""
        return fold_case(self.case_id, self.story.of_case(self.case_id, slot=slot))

    def verified(self, **changes: Any) -> Verified:
        """Return what a desk has verified of the ledger."""
        return Verified(**{
            "size": len(self.story.seen), "day": self.day, "versions": tuple(self.versions), "posted": self.posted,
            **changes,
        })  # fmt: skip

    def openings(self, *, slot: int | None = None, **changes: Any) -> tuple[Opening, ...]:
        """Return all openings of the case."""
        return openings_of(self.case(slot=slot), self.verified(**changes))

    def opening(self, request: Seen, **changes: Any) -> Opening:
        """Return the opening of this request."""
        return next(opening for opening in self.openings(**changes) if opening.hash == request.hash)

    def agreed(self, slot: int = 0, *, voters: tuple[int, ...] = (1, 2), **changes: Any) -> Seen:
        """Ask, and let these vote yes."""
        request = self.ask(slot, **changes)
        for voter in voters:
            self.vote(voter, request)
        return request

    def amend(self, change: Callable[[Charter], Charter]) -> None:
        """Let the next leaf be a new version of the charter."""
        newest = self.versions[-1][1]
        self.versions.append((len(self.story.seen), replace(change(newest), version=newest.version + 1)))


def change_member(slot: int, **changes: Any) -> Callable[[Charter], Charter]:
    """Return a change of the member in a slot."""

    def change(charter: Charter) -> Charter:
        members = tuple(replace(each, **changes) if each.slot == slot else each for each in charter.members)
        return replace(charter, members=members)

    return change
