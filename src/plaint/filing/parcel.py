# SPDX-License-Identifier: AGPL-3.0-or-later
"""A parcel: sealed packets in a file, as armored text or one after the other as they are.

Text is for a textarea, a messenger or paper; the plain form is for matter with attachments, whose chunks are too many
to paste. Both say by their first bytes which they are.
"""

from collections.abc import Sequence
from typing import Final

from plaint.errors import FormatError
from plaint.ledger.armor import read_armor, write_armor
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import HEAD_LENGTH, MAGIC, Packet, packet_length, read_head, read_packet

MOST_PACKETS: Final = 1024
"""Packets of one parcel: far more than one complaint with 25 MB of attachments, far less than fills a memory."""
LONGEST: Final = MOST_PACKETS * packet_length(LeafKind.ENTRY) * 2
"""Bytes of a parcel that is read at all."""


def read_parcel(octets: bytes) -> tuple[Packet, ...]:
    """Return the packets of a parcel in either form; raise `FormatError` where it is neither, or damaged."""
    if octets.startswith(MAGIC):
        return _read_plain(octets)
    try:
        text = octets.decode("ascii")
    except UnicodeDecodeError:
        raise FormatError("This is no parcel of sealed packets.", hint="Choose the file that was written.") from None
    return tuple(read_packet(packet) for packet in read_armor(text, most=MOST_PACKETS))


def write_parcel(packets: Sequence[bytes], *, armored: bool) -> bytes:
    """Return the parcel of these packets, as text where `armored`."""
    if armored:
        return "".join(write_armor(packet) for packet in packets).encode("ascii")
    return b"".join(packets)


def _read_plain(octets: bytes) -> tuple[Packet, ...]:
    packets = []
    position = 0
    while position < len(octets):
        head = read_head(octets[position : position + HEAD_LENGTH])
        end = position + packet_length(head.kind)
        packets.append(read_packet(octets[position:end]))
        position = end
    return tuple(packets)
