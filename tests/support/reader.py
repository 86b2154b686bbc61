# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member who opens what came: each entry with the own slot, by the Python half."""

from dataclasses import dataclass

from plaint.charter.founding import Founded
from plaint.entry import attachments
from plaint.entry.attachments import Attachment
from plaint.entry.complaint import Complaint
from plaint.entry.container import Container
from plaint.entry.envelope import Envelope
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.record import Record
from plaint.entry.thread import ThreadSection
from plaint.unseal.entry import Reading, open_entry, read_record
from plaint.unseal.envelope import open_name, open_share

DOCUMENT, THREAD, ENVELOPE, ATTACHMENTS = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Opened:
    """One record as its readers see it."""

    record: Record
    slots: frozenset[int]
    """Whose keys opened it."""

    @property
    def complaint(self) -> Complaint:
        """What was said."""
        read = Complaint.decode(self.record.sections()[DOCUMENT])
        assert isinstance(read, Complaint)
        return read

    @property
    def follow_up(self) -> FollowUp:
        """What was added."""
        read = FollowUp.decode(self.record.sections()[DOCUMENT])
        assert isinstance(read, FollowUp)
        return read

    @property
    def thread(self) -> ThreadSection:
        """Where answers go."""
        return ThreadSection.decode(self.record.sections()[THREAD])

    @property
    def files(self) -> tuple[Attachment, ...]:
        """What was attached."""
        section = self.record.sections().get(ATTACHMENTS)
        return () if section is None else attachments.decode(section)

    def envelope(self) -> Envelope | None:
        """Return the envelope, if there is one."""
        section = self.record.sections().get(ENVELOPE)
        return None if section is None else Envelope.decode(section)

    def name(self, group: Founded, *members: str) -> SealedName:
        """Return the sealed name, opened by these members' shares together."""
        envelope = self.envelope()
        assert envelope is not None
        shares = []
        for name in members:
            seat = group.signed.charter.member(name)
            shares.append(open_share(envelope, group.keys[name].keys.identity, slot=seat.slot))
        return open_name(envelope, shares)


def open_for_all(group: Founded, blob: bytes) -> Opened | None:
    """Return the one record of an entry and who of the group can open it; None where nobody can."""
    charter = group.signed.charter
    found: dict[int, Record] = {}
    for member in charter.seated:
        keys = group.keys[member.id].keys
        container = open_entry(blob, keys.identity, slots=charter.slots, slot=member.slot)
        if container is None:
            continue
        assert isinstance(container, Container)
        reading = Reading(
            origin=charter.origin,
            slot=member.slot,
            charter_hash=lambda version: group.signed.digest if version == charter.version else None,
            member_key=lambda _version, _slot: None,
        )
        record = read_record(container.records[0], reading)
        assert isinstance(record, Record)
        found[member.slot] = record
    if not found:
        return None
    return Opened(next(iter(found.values())), frozenset(found))
