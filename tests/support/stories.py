# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed records for tests, by the members of `groups.small_group` and by complainants with invented receipts.

story = Story()                                  the small group's ledger as a list of Seen, from index 0
anna = story.complainant("anna")                 a person with a receipt
story.complaint(anna, account="…", readers=(0, 1))
story.say("ombudsman-1", Note(audience="readers", text="…"), of=anna.case_id, readers=(0, 1))
"""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any, Final

from plaint.casework.chain import next_link
from plaint.casework.seen import Seen, bitmap
from plaint.casework.statements import Statement, write_statement
from plaint.charter.founding import Founded
from plaint.entry import attachments, sections
from plaint.entry.attachments import Attachment
from plaint.entry.complaint import About, Complaint
from plaint.entry.envelope import Envelope
from plaint.entry.followup import FollowUp
from plaint.entry.kinds import COMPLAINANT, RecordKind, Tag
from plaint.entry.record import Record, SealedBy, Unsigned
from plaint.entry.thread import ThreadSection
from plaint.receipt.derive import Thread
from tests.support.groups import ORIGIN, small_group

DAY: Final = 17_300
"""Some day in May 2017."""


def octets(name: str, length: int) -> bytes:
    """Return `length` bytes that look random and are the same for the same name."""
    return hashlib.shake_256(name.encode()).digest(length)


@dataclass
class Story:
    """Records in ledger order, each in an entry of its own unless told otherwise."""

    group: Founded = field(default_factory=small_group)
    seen: list[Seen] = field(default_factory=list)

    def complainant(self, name: str) -> Thread:
        """Return the receipt of the person called `name`, always the same."""
        return Thread.from_entropy(octets(f"receipt of {name}", 16), ORIGIN)

    def complaint(self, person: Thread, *, readers: tuple[int, ...], **said: Any) -> Seen:
        """Add a complaint, with an envelope if one is `sealed`; what is not said of it has a harmless value."""
        sealed = said.pop("sealed", None)
        document = Complaint(**{"language": "ru", "about": About(unknown=True), "account": "Случилось.", **said})
        body: dict[int, bytes] = {Tag.DOCUMENT: document.encode(), Tag.THREAD: self._thread(person).encode()}
        if isinstance(sealed, Envelope):
            body[Tag.ENVELOPE] = sealed.encode()
        return self._by_person(person, RecordKind.COMPLAINT, body, readers)

    def follow_up(
        self, person: Thread, *, readers: tuple[int, ...], files: tuple[Attachment, ...] = (),
        sealed: Envelope | None = None, **said: Any,
    ) -> Seen:  # fmt: skip
        """Add a follow-up."""
        body: dict[int, bytes] = {Tag.DOCUMENT: FollowUp(**{"language": "ru", **said}).encode()}
        if files:
            body[Tag.ATTACHMENTS] = attachments.encode(files)
        if sealed is not None:
            body[Tag.ENVELOPE] = sealed.encode()
        return self._by_person(person, RecordKind.FOLLOW_UP, body, readers)

    def say(self, member: str, statement: Statement, *, of: bytes, readers: tuple[int, ...], desk: str = "one") -> Seen:
        """Add what a member says about a case, chained as that member's desk would."""
        kind, document = write_statement(statement)
        return self.member_record(member, kind, {Tag.DOCUMENT: document}, of=of, readers=readers, desk=desk)

    def member_record(
        self,
        member: str,
        kind: int,
        body: dict[int, bytes],
        *,
        of: bytes,
        readers: tuple[int, ...],
        desk: str = "one",
    ) -> Seen:
        charter = self.group.signed.charter
        author, device = charter.member(member).slot, octets(f"{member} {desk}", 8)
        case = [seen for seen in self.seen if seen.record.case_id == of]
        link = next_link(case, author=author, device=device, readers=bitmap(readers))
        unsigned = Unsigned(
            kind=kind,
            sealed_by=SealedBy.DESK,
            author=author,
            charter_version=charter.version,
            charter_hash=self.group.signed.digest,
            readers=bitmap(readers),
            case_id=of,
            record_id=self._record_id(),
            device=device,
            seq=link.seq,
            previous=link.previous,
            heads=link.heads,
            body=sections.encode(body),
        )
        record = Record.sign(unsigned, self.group.keys[member].keys.ed25519, origin=ORIGIN)
        return self.add(record, member=member)

    def add(self, record: Record, *, member: str = "") -> Seen:
        """Add a record as the next entry."""
        index = len(self.seen)
        seen = Seen(record, record.hash(ORIGIN), index, 0, DAY + index, member)
        self.seen.append(seen)
        return seen

    def of_case(self, case_id: bytes, *, slot: int | None = None) -> tuple[Seen, ...]:
        """Return the records of a case that the member in `slot` may read (None: all)."""
        return tuple(
            seen
            for seen in self.seen
            if seen.record.case_id == case_id and (slot is None or seen.record.readers >> slot & 1)
        )

    def _by_person(self, person: Thread, kind: int, body: dict[int, bytes], readers: tuple[int, ...]) -> Seen:
        unsigned = Unsigned(
            kind=kind,
            sealed_by=SealedBy.BROWSER,
            author=COMPLAINANT,
            charter_version=self.group.signed.charter.version,
            charter_hash=self.group.signed.digest,
            readers=bitmap(readers),
            case_id=person.case_id,
            record_id=self._record_id(),
            body=sections.encode(body),
        )
        return self.add(Record.sign(unsigned, person.follow_up, origin=ORIGIN))

    def _thread(self, person: Thread) -> ThreadSection:
        return ThreadSection(person.key, person.identity.recipient)

    def _record_id(self) -> bytes:
        return octets(f"record {len(self.seen)}", 16)


def relayed(seen: Seen, by: Seen, place: int) -> Seen:
    """Return `seen` as it comes inside the widening `by`."""
    return replace(seen, index=by.index, place=place, relayed=True)
