# SPDX-License-Identifier: AGPL-3.0-or-later
"""The body of a record: tagged sections, tags strictly ascending (docs/protocol.md, section 3.3).

Ascending tags leave one form for one content and no second section of a tag. A tag that nobody knows keeps its bytes.
"""

from collections.abc import Mapping
from typing import Final

from plaint.errors import FormatError
from plaint.octets import Reader

HEAD_LENGTH: Final = 5
"""Bytes in front of each section: tag and length."""


def encode(sections: Mapping[int, bytes]) -> bytes:
    """Return the body that holds these sections by their tags."""
    return b"".join(bytes([tag]) + len(sections[tag]).to_bytes(4, "big") + sections[tag] for tag in sorted(sections))


def decode(body: bytes) -> dict[int, bytes]:
    """Return the sections of `body` by their tags; raise `FormatError` unless they are in order and whole."""
    reader = Reader(body, "body of a record")
    sections: dict[int, bytes] = {}
    last = -1
    while reader.left:
        tag = reader.integer(1)
        if tag <= last:
            raise reader.error("its sections are not in order")
        last = tag
        sections[tag] = reader.prefixed(4, len(body))
    return sections


def encode_relayed(records: tuple[bytes, ...]) -> bytes:
    """Return section 6: whole records, for readers who were not among the first."""
    if not records:
        raise FormatError("There is no record to relay.", hint="Choose at least one record.")
    return b"".join(len(record).to_bytes(4, "big") + record for record in records)


def decode_relayed(octets: bytes) -> tuple[bytes, ...]:
    """Return the records in section 6, one or more, in the order given."""
    reader = Reader(octets, "section of relayed records")
    records: list[bytes] = []
    while reader.left or not records:
        records.append(reader.prefixed(4, len(octets)))
    return tuple(records)
