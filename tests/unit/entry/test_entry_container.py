# SPDX-License-Identifier: AGPL-3.0-or-later
"""Containers, sections and relayed records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.age.header import file_length
from plaint.entry import container, sections
from plaint.entry.container import Container, TooLongError
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from tests.support.records import member_record

SLOTS = st.sampled_from([8, 16])
NOTE = member_record().encode()


def test_lengths_are_those_of_the_protocol() -> None:
    """52,978 bytes for 8 slots and 40,522 for 16; sealed, both are 65,536."""
    assert container.container_length(8) == 52_978
    assert container.container_length(16) == 40_522
    for slots in (8, 16):
        assert file_length(slots, container.container_length(slots)) == 65_536


@given(SLOTS, st.lists(st.binary(min_size=1, max_size=300).map(lambda tail: b"\x02" + tail), max_size=20))
def test_any_records_come_back(slots: int, records: list[bytes]) -> None:
    """Any records come back from a container of its one length."""
    octets = container.encode(records, slots)
    assert len(octets) == container.container_length(slots)
    assert container.decode(octets, slots) == Container(tuple(records))


def test_cover_has_no_records() -> None:
    """Cover is as long as any other container and says that it is none."""
    octets = container.encode([], 8)
    opened = container.decode(octets, 8)
    assert isinstance(opened, Container)
    assert opened.is_cover
    assert octets == b"\x01" + bytes(52_977)


def test_a_full_container_takes_no_byte_more() -> None:
    """A record of exactly the room fits, one byte more does not, and 256 records do not."""
    for slots in (8, 16):
        room = container.record_room(slots)
        assert container.decode(container.encode([b"\x02" * room], slots), slots) == Container((b"\x02" * room,))
        with pytest.raises(TooLongError):
            container.encode([b"\x02" * (room + 1)], slots)
    with pytest.raises(TooLongError):
        container.encode([b"\x02"] * 256, 8)


def test_padding_is_zero() -> None:
    """A byte other than zero anywhere behind the last record is refused: it could mark an entry."""
    octets = container.encode([NOTE], 8)
    end = 4 + 4 + len(NOTE)
    for at in (2, 3, end, end + 1000, len(octets) - 1):
        with pytest.raises(FormatError):
            container.decode(octets[:at] + b"\x01" + octets[at + 1 :], 8)


def test_wrong_lengths_and_counts_are_refused() -> None:
    """A container of another length, an empty record, and a length beyond the end are refused."""
    octets = container.encode([NOTE], 8)
    empty_record = b"\x01\x01\x00\x00" + bytes(52_974)
    beyond = b"\x01\x01\x00\x00\xff\xff\xff\xff" + octets[8:]
    one_more = b"\x01\x02" + octets[2:]
    for changed in (octets[:-1], octets + b"\x00", b"", empty_record, beyond, one_more):
        with pytest.raises(FormatError):
            container.decode(changed, 8)
    with pytest.raises(FormatError):
        container.decode(octets, 16)


def test_records_of_two_reader_sets_never_share_an_entry() -> None:
    """Records for other readers, or under another charter, are refused on both ways."""
    for other in (
        member_record(readers=0b1),
        member_record(charter_version=2),
        member_record(charter_hash=bytes(32)),
    ):
        with pytest.raises(FormatError):
            container.encode([NOTE, other.encode()], 8)
        packed = b"".join(len(each).to_bytes(4, "big") + each for each in (NOTE, other.encode()))
        forged = b"\x01\x02\x00\x00" + packed
        with pytest.raises(FormatError):
            container.decode(forged + bytes(52_978 - len(forged)), 8)


def test_an_unknown_version_is_kept() -> None:
    """A container of a newer version comes back with its bytes."""
    octets = b"\x07" + bytes(52_977)
    assert container.decode(octets, 8) == Unknown("container", 7, octets)


@given(st.dictionaries(st.integers(0, 255), st.binary(max_size=50), max_size=8))
def test_any_sections_come_back(tagged: dict[int, bytes]) -> None:
    """Any sections come back, whatever their order when written."""
    assert sections.decode(sections.encode(tagged)) == tagged
    assert sections.encode(dict(reversed(tagged.items()))) == sections.encode(tagged)


@given(st.binary(max_size=60))
def test_any_body_reads_or_is_refused(body: bytes) -> None:
    """No body ends in any other way than sections that are written again as they were, or the declared error."""
    try:
        tagged = sections.decode(body)
    except FormatError:
        return
    assert sections.encode(tagged) == body


@pytest.mark.parametrize(
    "body",
    [
        b"\x01\x00\x00\x00\x00\x01\x00\x00\x00\x00",
        b"\x02\x00\x00\x00\x00\x01\x00\x00\x00\x00",
        b"\x01\x00\x00\x00",
        b"\x01\x00\x00\x00\x01",
        b"\x01\xff\xff\xff\xff",
    ],
)
def test_doubled_unordered_or_cut_sections_are_refused(body: bytes) -> None:
    """A tag that comes twice or out of order, or a length beyond the end, is refused."""
    with pytest.raises(FormatError):
        sections.decode(body)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_relayed_records_come_back(records: list[bytes]) -> None:
    """Records that are sealed again for wider readers come back as they were."""
    assert sections.decode_relayed(sections.encode_relayed(tuple(records))) == tuple(records)


def test_nothing_is_not_relayed() -> None:
    """A section of relayed records has at least one."""
    with pytest.raises(FormatError):
        sections.encode_relayed(())
    with pytest.raises(FormatError):
        sections.decode_relayed(b"")
