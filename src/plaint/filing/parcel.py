# SPDX-License-Identifier: AGPL-3.0-or-later
"""A parcel: sealed packets in a file, as armored text or one after the other as they are.

Text is for a textarea, a messenger or paper; the plain form is for matter with attachments, whose chunks are too many
to paste. Both say by their first bytes which they are.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from plaint.errors import FormatError, PlaintError
from plaint.ledger.armor import read_armor, write_armor
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import HEAD_LENGTH, MAGIC, Packet, packet_length, read_head, read_packet

MOST_PACKETS: Final = 1024
"""Packets of one parcel: far more than one complaint with 25 MB of attachments, far less than fills a memory."""
LONGEST: Final = MOST_PACKETS * packet_length(LeafKind.ENTRY) * 2
"""Bytes of a parcel that is read at all."""


class ParcelError(PlaintError):
    """The file for the sealed packets cannot be written; nothing that was there was touched."""


class NewParcel:
    """A new file for sealed packets, there before the first question and gone where nothing was sealed.

    Whoever has told everything must not learn only then that there is no such folder.
    """

    def __init__(self, path: Path) -> None:
        """Keep the path."""
        self._path = path
        self.is_empty = True

    def __enter__(self) -> Self:
        try:
            self._stream = self._path.open("xb")
        except FileExistsError:
            message = f"{self._path} is there already."
            raise ParcelError(message, hint="Name a new file; nothing was overwritten.") from None
        except OSError as error:
            message = f"{self._path} cannot be written ({error.strerror})."
            raise ParcelError(message, hint="Name a file in a folder of yours.") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        if self.is_empty:
            self._path.unlink(missing_ok=True)

    def add(self, packets: Sequence[bytes], *, armored: bool) -> None:
        """Write packets and wait until they are on the disk; what stood in the parcel before stays whole."""
        whole = self._stream.tell()
        try:
            self._stream.write(write_parcel(packets, armored=armored))
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            self._stream.truncate(whole)
            message = f"{self._path} cannot be written ({error.strerror})."
            raise ParcelError(message, hint="Make room and seal again; what it held before is whole.") from None
        self.is_empty = False


def read_parcel(octets: bytes) -> tuple[Packet, ...]:
    """Return the packets of a parcel in either form; raise `FormatError` where it is neither, damaged or too long."""
    if len(octets) > LONGEST:
        raise FormatError("This parcel is too long to be read.", hint="Hand it over in several parcels.")
    if not octets.strip():
        raise FormatError("This parcel is empty.", hint="Choose the file that was written when it was sealed.")
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
