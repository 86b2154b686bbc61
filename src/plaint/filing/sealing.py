# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what a person decided to packets: the charter's rules first, then sealing, then work."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from plaint.age.identity import Recipient
from plaint.charter.conflict import About, Routing, evaluate
from plaint.charter.model import Charter
from plaint.charter.recipients import recipients
from plaint.charter.signed import SignedCharter
from plaint.entry import attachments
from plaint.entry.complaint import Complaint
from plaint.entry.envelope import Envelope
from plaint.entry.identity import SealedName
from plaint.entry.record import SealedBy
from plaint.errors import PlaintError
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet
from plaint.receipt.derive import Thread
from plaint.seal import packet
from plaint.seal.chunks import OutgoingFile
from plaint.seal.compose import Frame, compose_complaint
from plaint.seal.envelope import TooFewTrusteesError, seal_envelope


class NoReaderError(PlaintError):
    """Nobody in the group is free of those who were named; nothing was sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """All that is sealed together: what was said, a name or none, files, and where this was done."""

    complaint: Complaint
    name: SealedName | None = field(default=None, repr=False)
    files: Sequence[OutgoingFile] = ()
    sealed_by: SealedBy = SealedBy.TERMINAL


def route(charter: Charter, complaint: Complaint) -> Routing:
    """Return who reads this complaint by the charter's rules and the person's own choice."""
    about = complaint.about
    return evaluate(
        charter,
        # Men in uniform of an unknown office are "I do not know": the most cautious set.
        About(about.bodies, about.regions, unknown=about.unknown or about.uniformed),
        included=complaint.included,
        left_out=complaint.left_out,
    )


def seal_order(order: Order, thread: Thread, signed: SignedCharter) -> tuple[Packet, ...]:
    """Return the packets of a complaint, chunks of its files first.

    Raise `NoReaderError` where nobody may read, `TooFewTrusteesError` where a name cannot be sealed, `FormatError`
    where a text or file is too long.
    """
    charter = signed.charter
    routing = route(charter, order.complaint)
    if not routing.readers:
        raise NoReaderError(
            "Nobody in the group is free of those who were named.",
            hint="Name fewer, let a reader in, or use another of the doors that the charter names.",
        )
    frame = Frame(
        charter_version=charter.version,
        charter_hash=signed.digest,
        recipients=recipients(charter, routing.readers),
        sealed_by=order.sealed_by,
    )
    chunks, lines = _seal_files(order.files, thread, charter.work_bits)
    entries = compose_complaint(
        order.complaint,
        thread,
        frame=frame,
        envelope=None if order.name is None else _envelope(order.name, charter, routing),
        attachments=attachments.encode(lines) if lines else None,
    )
    return (
        *chunks,
        *(
            packet.build(LeafKind.ENTRY, entry.blob, token=entry.erase_token, work_bits=charter.work_bits)
            for entry in entries
        ),
    )


def _envelope(name: SealedName, charter: Charter, routing: Routing) -> Envelope:
    if not routing.envelope:
        raise TooFewTrusteesError(
            f"A name is sealed only where {charter.k} free bodies can agree to open it.",
            hint="File without a name; do not write it in the text.",
        )
    trustees = {
        one.member.slot: Recipient.from_bytes(one.member.recipient)
        for one in routing.standings
        if one.member.slot in routing.trustees
    }
    return seal_envelope(name, trustees, k=charter.k)


def _seal_files(
    files: Sequence[OutgoingFile], thread: Thread, work_bits: int
) -> tuple[list[Packet], tuple[attachments.Attachment, ...]]:
    packets: list[Packet] = []
    lines = []
    for file in files:
        hashes = []
        for number, blob in enumerate(file.blobs()):
            token = thread.chunk_token(file.id, number)
            packets.append(packet.build(LeafKind.CHUNK, blob, token=token, work_bits=work_bits))
            hashes.append(sha256(blob).digest())
        lines.append(file.attachment(tuple(hashes)))
    return packets, tuple(lines)
