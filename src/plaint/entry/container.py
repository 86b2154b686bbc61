# SPDX-License-Identifier: AGPL-3.0-or-later
"""The container: records in a fixed length, padded with zeros, so that all entries are equally long (section 3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from plaint.age.header import plaintext_length
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from plaint.octets import Reader

ENTRY_LENGTH: Final = 65_536
VERSION: Final = 1
HEAD_LENGTH: Final = 4
MAX_RECORDS: Final = 255
# Bytes 4 to 41 of a record: charter version, charter hash, readers.
_SHARED: Final = slice(4, 42)


class TooLongError(FormatError):
    """The records do not fit one container; longer matter is cut."""


@dataclass(frozen=True, slots=True)
class Container:
    """The records of one entry as bytes; none is cover."""

    records: tuple[bytes, ...] = field(repr=False)

    @property
    def is_cover(self) -> bool:
        """Whether the entry was made to hide when others are."""
        return not self.records


def container_length(slots: int) -> int:
    """Return the length in bytes of a container: 52,978 for 8 slots, 40,522 for 16."""
    return plaintext_length(slots, ENTRY_LENGTH)


def encode(records: Sequence[bytes], slots: int) -> bytes:
    """Return the container of these records; raise `TooLongError` if they do not fit."""
    packed = b"".join(len(record).to_bytes(4, "big") + record for record in records)
    room = container_length(slots) - HEAD_LENGTH
    if len(packed) > room or len(records) > MAX_RECORDS:
        raise TooLongError("The records do not fit one entry.", hint="Send them in several entries.")
    _check_shared(records)
    return bytes([VERSION, len(records), 0, 0]) + packed + bytes(room - len(packed))


def decode(octets: bytes, slots: int) -> Container | Unknown:
    """Return the container in `octets`, or what is unknown if its version is; raise `FormatError` if malformed."""
    reader = Reader(octets, "container")
    if len(octets) != container_length(slots):
        raise reader.error("it has the wrong length")
    version = reader.integer(1)
    if version != VERSION:
        return Unknown("container", version, octets)
    count = reader.integer(1)
    reader.zeros(2)
    records = tuple(reader.prefixed(4, len(octets)) for _ in range(count))
    if not all(records):
        raise reader.error("a record in it is empty")
    # Padding that is not zero would be a second form of one entry, and a place to mark it.
    reader.zeros(reader.left)
    _check_shared(records)
    return Container(records)


def _check_shared(records: Sequence[bytes]) -> None:
    # Records for other readers or under another charter would be shown to members whom their author left out.
    if len({record[_SHARED] for record in records if record[:1] == b"\x01"}) > 1:
        raise FormatError(
            "The records of one entry are not for the same readers under the same charter.",
            hint="Ask the author to send them in entries of their own.",
        )


def record_room(slots: int) -> int:
    """Return how many bytes one record may have that travels alone in an entry."""
    return container_length(slots) - HEAD_LENGTH - 4
