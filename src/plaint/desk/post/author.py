# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing as a member: records in their chains, messages in their parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from plaint.casework.chain import next_link
from plaint.casework.seen import Seen
from plaint.charter.model import Charter, Member
from plaint.charter.signed import SignedCharter
from plaint.entry import sections, slices
from plaint.entry.cell import CellPart
from plaint.entry.record import MAX_HEADS, Record, SealedBy, Unsigned
from plaint.keys.signature import SigningKey
from plaint.seal.cells import CellAuthor, write_message
from plaint.seal.compose import pieces

UNPOSTED: Final = 2**60
"""Ledger index that stands for "not in the ledger yet": behind everything that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A member at this desk, under the charter in force."""

    member: str
    charter: SignedCharter
    key: SigningKey = field(repr=False)
    device: bytes
    """8 random bytes, made when the desk was set up."""

    @property
    def origin(self) -> str:
        """The group's."""
        return self.charter.charter.origin

    @property
    def seat(self) -> Member:
        """This member's place in the charter."""
        return self.charter.charter.member(self.member)

    @property
    def slot(self) -> int:
        """This member's slot."""
        return self.seat.slot

    def role(self, language: str) -> str:
        """Return the role in the complainant's language, or in the charter's first where it has no such text."""
        return role_of(self.charter.charter, self.seat, language)

    def records(
        self, kind: int, tagged: Mapping[int, bytes], *, case: Sequence[Seen], case_id: bytes, readers: int
    ) -> tuple[Record, ...]:
        """Return the signed records that carry these sections to `readers` (a bitmap): one, or its parts.

        `case` holds the records of the case, those that wait in the outbox included: two records must not claim one
        place in a chain.
        """
        room = slices.body_room(self.charter.charter.slots) - 32 * MAX_HEADS
        known, signed = [*case], []
        for piece in pieces(kind, sections.encode(dict(tagged)), room=room):
            record = self.record(
                piece.kind, piece.body, record_id=piece.record_id, case=known, case_id=case_id, readers=readers
            )
            known.append(unposted(record, self.origin, len(known), self.member))
            signed.append(record)
        return tuple(signed)

    def record(
        self, kind: int, body: bytes, *, record_id: bytes, case: Sequence[Seen], case_id: bytes, readers: int
    ) -> Record:
        """Return one signed record, next in this member's chain after what `case` holds."""
        link = next_link(case, author=self.slot, device=self.device, readers=readers)
        unsigned = Unsigned(
            kind=kind,
            sealed_by=SealedBy.DESK,
            author=self.slot,
            charter_version=self.charter.charter.version,
            charter_hash=self.charter.digest,
            readers=readers,
            case_id=case_id,
            record_id=record_id,
            device=self.device,
            seq=link.seq,
            previous=link.previous,
            heads=link.heads,
            body=body,
        )
        return Record.sign(unsigned, self.key, origin=self.origin)

    def parts(self, kind: int, content: bytes, *, case_id: bytes) -> tuple[CellPart, ...]:
        """Return the signed parts of a message to the complainant of this case; raise `TooLongError` beyond 32."""
        author = CellAuthor(slot=self.slot, key=self.key, charter_version=self.charter.charter.version)
        return write_message(kind, content, author=author, origin=self.origin, case_id=case_id)


def unposted(record: Record, origin: str, added: int, member: str) -> Seen:
    """Return a record that is not in the ledger yet as it stands in the fold: after all that is."""
    return Seen(record, record.hash(origin), UNPOSTED + added, member=member)


def seated(charter: Charter) -> int:
    """Return the bitmap of the slots in which somebody sits."""
    return sum(1 << member.slot for member in charter.seated)


def role_of(charter: Charter, member: Member, language: str) -> str:
    """Return a member's role in a language, or in the charter's first."""
    return member.role[charter.spoken(language)]
