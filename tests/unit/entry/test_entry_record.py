# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records: their form, their signature, and what neither lets through."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.entry import kinds, sections
from plaint.entry.kinds import COMPLAINANT, RecordKind, Tag
from plaint.entry.record import FIXED_LENGTH, NO_HASH, Record, SealedBy
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from plaint.keys.errors import SignatureError
from plaint.keys.signature import SigningKey, verify
from plaint.receipt.derive import Thread
from tests.support.records import ORIGIN, THREAD, complainant_record, member_record

COMPLAINT = complainant_record()
NOTE = member_record(seq=1, previous=bytes(31) + b"\x01", heads=(bytes(32), bytes(31) + b"\x01"))
HASH = st.binary(min_size=32, max_size=32)


def decode(octets: bytes) -> Record:
    """Return the record in `octets`, which must be of a known version."""
    record = Record.decode(octets)
    assert isinstance(record, Record)
    return record


@pytest.mark.parametrize("record", [COMPLAINT, NOTE])
def test_a_record_comes_back(record: Record) -> None:
    """A record reads as itself, is written as the same bytes, and its signature verifies for its group."""
    octets = record.encode()
    assert decode(octets) == record
    assert decode(octets).encode() == octets
    assert len(octets) == FIXED_LENGTH + 32 * len(record.heads) + len(record.body)
    record.verify(ORIGIN)


@given(
    st.sampled_from([kind for kind, row in kinds.KINDS.items() if row.required == {Tag.DOCUMENT} and kind >= 16]),
    st.integers(0, 15),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**16 - 1),
    st.integers(1, 2**32 - 1),
    st.lists(HASH, unique=True, max_size=8).map(sorted).map(tuple),
    st.binary(max_size=200),
)
def test_any_members_record_comes_back(
    kind: int, author: int, charter_version: int, readers: int, seq: int, heads: tuple[bytes, ...], document: bytes
) -> None:
    """Any fields within their ranges come back and verify."""
    record = member_record(
        kind=kind,
        author=author,
        charter_version=charter_version,
        readers=readers,
        seq=seq,
        previous=b"\x01" * 32,
        heads=heads,
        body=sections.encode({Tag.DOCUMENT: document}),
    )
    assert decode(record.encode()) == record
    record.verify(ORIGIN)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused(at: int, flip: int) -> None:
    """Whichever byte is changed, the record is malformed, of an unknown version, or its signature fails."""
    octets = bytearray(NOTE.encode())
    octets[at] ^= flip
    try:
        record = Record.decode(bytes(octets))
    except FormatError:
        return
    if isinstance(record, Record):
        with pytest.raises(SignatureError):
            record.verify(ORIGIN)
    else:
        assert at == 0


def test_a_record_is_bound_to_its_group() -> None:
    """The same record does not verify for another origin, and has another hash there."""
    with pytest.raises(SignatureError):
        COMPLAINT.verify("plaint.example/other")
    assert COMPLAINT.hash(ORIGIN) != COMPLAINT.hash("plaint.example/other")


def test_the_hash_is_that_of_what_is_signed() -> None:
    """The record hash covers label, origin and all but the signature (docs/protocol.md, section 3.1)."""
    octets = COMPLAINT.encode()
    signed = b"plaint/v1 record\x00" + bytes([len(ORIGIN)]) + ORIGIN.encode() + octets[:-65]
    assert COMPLAINT.hash(ORIGIN) == hashlib.sha256(signed).digest()
    assert octets[-65] == 1
    verify(COMPLAINT.author_key, signed, octets[-64:])


def test_no_field_moves_into_another_record() -> None:
    """Any field of another genuine record, put into this one, breaks its signature."""
    other = member_record(
        kind=RecordKind.STATUS, sealed_by=SealedBy.TERMINAL, author=4, charter_version=2, charter_hash=bytes(32),
        readers=1, case_id=bytes(16), record_id=b"r" * 16, device=b"desk-two", body=sections.encode({1: b"[]"}),
    )  # fmt: skip
    mine = member_record()
    octets, donor = mine.encode(), other.encode()
    assert len(octets) == len(donor) + 1
    for start, end in ((1, 2), (2, 3), (3, 4), (4, 8), (8, 40), (40, 42), (44, 60), (60, 76), (76, 84)):
        swapped = decode(octets[:start] + donor[start:end] + octets[end:])
        with pytest.raises(SignatureError):
            swapped.verify(ORIGIN)


def test_another_key_cannot_take_a_record_over() -> None:
    """The author's key is signed: a record does not become another member's by putting the other key in."""
    other = SigningKey.from_seed(bytes(32))
    octets = member_record().encode()
    taken = decode(octets[:120] + other.public + octets[152:])
    with pytest.raises(SignatureError):
        taken.verify(ORIGIN)


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 1, "previous": b"\x01" * 32},
        {"device": b"desk-one"},
        {"heads": (bytes(32),)},
        {"case_id": bytes(16)},
        {"kind": RecordKind.NOTE},
        {"author": 3},
        {"author": 253},
    ],
)
def test_a_complainants_record_has_no_roots(changes: dict[str, Any]) -> None:
    """Chain, device and heads are empty and the case is the key's: nothing is stored that could continue a chain."""
    with pytest.raises(FormatError):
        complainant_record(**changes)


def test_a_case_belongs_to_its_key() -> None:
    """Nobody with another receipt writes into a complainant's case."""
    thief = Thread.from_entropy(bytes(16), ORIGIN)
    with pytest.raises(FormatError):
        complainant_record(thief, case_id=THREAD.case_id)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": RecordKind.COMPLAINT},
        {"kind": RecordKind.FOLLOW_UP},
        {"kind": 4},
        {"author": 16},
        {"author": COMPLAINANT},
        {"seq": 1},
        {"previous": b"\x01" * 32},
        {"heads": (b"\x01" * 32, bytes(32))},
        {"heads": (bytes(32), bytes(32))},
        {"heads": tuple(bytes([n]) * 32 for n in range(9))},
        {"heads": (bytes(31),)},
        {"body": sections.encode({Tag.DOCUMENT: b"{}", Tag.THREAD: b""})},
        {"body": b""},
        {"body": b"\x01\x00\x00\x00\x05abc"},
        {"readers": 2**16},
        {"seq": 2**32, "previous": b"\x01" * 32},
        {"charter_version": -1},
    ],
)
def test_what_no_reader_accepts_is_not_written(changes: dict[str, Any]) -> None:
    """A contradiction between author, kind, chain, heads and body is refused when a record is made."""
    with pytest.raises(FormatError):
        member_record(**changes)


def test_an_unknown_version_is_kept() -> None:
    """A record of a newer version comes back with its bytes, to be shown as "update needed"."""
    octets = b"\x02" + NOTE.encode()[1:]
    assert Record.decode(octets) == Unknown("record", 2, octets)


def test_an_unknown_kind_is_kept() -> None:
    """A kind or section that nobody knows yet reads, verifies and is written again."""
    future = member_record(kind=99, body=sections.encode({Tag.DOCUMENT: b"{}", 77: b"new"}))
    assert decode(future.encode()) == future
    assert future.sections()[77] == b"new"
    future.verify(ORIGIN)
    new_section = member_record(body=sections.encode({Tag.DOCUMENT: b"{}", 77: b"new"}))
    assert decode(new_section.encode()).sections()[77] == b"new"


@pytest.mark.parametrize("at_and_byte", [(2, 0), (2, 6), (3, 16), (3, 255), (42, 1), (43, 1), (152, 9)])
def test_reserved_and_listed_bytes_are_strict(at_and_byte: tuple[int, int]) -> None:
    """Where it was sealed, the author's range, reserved bytes and the count of heads have no other values."""
    at, byte = at_and_byte
    octets = member_record().encode()
    with pytest.raises(FormatError):
        Record.decode(octets[:at] + bytes([byte]) + octets[at + 1 :])


def test_lengths_add_up_exactly() -> None:
    """A record that is cut off, or that something follows, is refused."""
    octets = COMPLAINT.encode()
    for changed in (octets[:-1], octets + b"\x00", octets[:100], b"\x01", octets[:-65] + b"\x02" + octets[-64:]):
        with pytest.raises(FormatError):
            Record.decode(changed)


def test_the_first_of_a_chain_has_no_previous() -> None:
    """A first record names none before it, and every later one does."""
    assert member_record(seq=0).previous == NO_HASH


@given(st.binary(max_size=400))
def test_any_bytes_are_a_record_or_refused(octets: bytes) -> None:
    """No bytes end in any other way than a record, an unknown version, or the declared error."""
    for candidate in (octets, NOTE.encode()[:153] + octets, b"\x01\x12\x04\x03" + octets):
        try:
            record = Record.decode(candidate)
        except FormatError:
            continue
        assert isinstance(record, Unknown) or record.encode() == candidate


def test_a_record_does_not_show_its_body() -> None:
    """`repr` holds neither body nor signature."""
    assert "body" not in repr(COMPLAINT)
    assert "signature" not in repr(COMPLAINT)
