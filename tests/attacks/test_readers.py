# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who was left out opens nothing, and nothing of one entry moves into another."""

from itertools import combinations
from typing import Any

import pytest

from plaint.age.errors import AgeError
from plaint.age.header import header_length
from plaint.age.identity import Identity
from plaint.entry import container, sections
from plaint.entry.container import Container
from plaint.entry.envelope import Envelope, ShareError
from plaint.entry.identity import SealedName
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.record import Record
from plaint.entry.thread import ThreadSection
from plaint.errors import FormatError
from plaint.keys.errors import SignatureError
from plaint.receipt.derive import Thread
from plaint.seal.envelope import seal_envelope
from plaint.seal.slots import seal_entry
from plaint.unseal.entry import Reading, Refusal, RefusedError, open_entry, read_record, replay_key
from plaint.unseal.envelope import open_share
from tests.support.keys import age_identities
from tests.support.records import CHARTER_HASH, MEMBER_KEY, ORIGIN, THREAD, complainant_record, member_record

MEMBERS = age_identities(8)
OTHER = Thread.from_entropy(b"another receipt!", ORIGIN)
HEADER = header_length(8)


def recipients(readers: int) -> list[Any]:
    """Return the recipients of these readers in their slots."""
    return [MEMBERS[slot].recipient if readers >> slot & 1 else None for slot in range(8)]


def reading(slot: int, origin: str = ORIGIN) -> Reading:
    """Return what the desk in `slot` knows."""
    keys = {(1, 3): MEMBER_KEY.public}
    return Reading(
        origin=origin,
        slot=slot,
        charter_hash={1: CHARTER_HASH}.get,
        member_key=lambda version, author: keys.get((version, author)),
    )


def readable(blob: bytes, identity: Identity, slot: int) -> bool:
    """Say whether a desk gets anything at all out of an entry."""
    try:
        return open_entry(blob, identity, slots=8, slot=slot) is not None
    except (AgeError, FormatError):
        return False


def test_of_every_set_of_six_members_exactly_the_readers_open() -> None:
    """For each of the 63 sets of readers among six members, each one left out fails and each reader opens."""
    for readers in range(1, 64):
        blob = seal_entry([complainant_record(readers=readers)], recipients(readers))
        for slot in range(6):
            assert readable(blob, MEMBERS[slot], slot) == bool(readers >> slot & 1)


def test_one_left_out_opens_no_slot_at_all() -> None:
    """A member who was left out gets nothing by trying other members' slots."""
    blob = seal_entry([complainant_record(readers=0b1)], recipients(0b1))
    assert not any(readable(blob, MEMBERS[5], slot) for slot in range(8))


def parts_of(blob: bytes) -> dict[str, tuple[int, int]]:
    """Return where each part of an entry lies."""
    places = {f"stanza {slot}": (22 + 1557 * slot, 22 + 1557 * (slot + 1)) for slot in range(8)}
    places["mac"] = (HEADER - 44, HEADER - 1)
    places["nonce"] = (HEADER, HEADER + 16)
    places["payload"] = (HEADER + 16, len(blob))
    return places


def test_no_part_of_an_entry_moves_into_another() -> None:
    """Any part of one genuine entry, put into another for the same readers, leaves nobody able to open it."""
    one, other = (seal_entry([complainant_record(thread)], recipients(0b101)) for thread in (THREAD, OTHER))
    for start, end in parts_of(one).values():
        mixed = one[:start] + other[start:end] + one[end:]
        assert mixed != one
        assert not any(readable(mixed, MEMBERS[slot], slot) for slot in range(8))


def test_no_part_moves_within_an_entry() -> None:
    """Two stanzas that changed places leave nobody able to open: the MAC binds all of them in their order."""
    blob = seal_entry([complainant_record(readers=0xFF)], recipients(0xFF))
    places = parts_of(blob)
    for one, other in combinations(range(8), 2):
        (a, b), (c, d) = places[f"stanza {one}"], places[f"stanza {other}"]
        swapped = blob[:a] + blob[c:d] + blob[b:c] + blob[a:b] + blob[d:]
        assert len(swapped) == len(blob)
        assert not any(readable(swapped, MEMBERS[slot], slot) for slot in range(8))


def test_a_reader_cannot_pass_a_complaint_on() -> None:
    """A genuine complaint, sealed again by one of its readers to the accused, is refused there: readers are signed."""
    genuine = complainant_record(readers=0b101)
    packed = container.encode([genuine.encode()], 8)
    assert isinstance(container.decode(packed, 8), Container)
    assert read_record(genuine.encode(), reading(0)) == genuine
    with pytest.raises(RefusedError) as caught:
        read_record(genuine.encode(), reading(1))
    assert caught.value.why is Refusal.READERS


def test_a_record_is_not_carried_into_another_group() -> None:
    """The same bytes in another group's ledger are refused: the origin is signed."""
    with pytest.raises(RefusedError) as caught:
        read_record(complainant_record().encode(), reading(0, "plaint.example/other"))
    assert caught.value.why is Refusal.SIGNATURE


def test_no_section_moves_into_another_complaint() -> None:
    """Thread and envelope of one complaint, put into another, break its signature: no reply is led astray."""
    name = seal_envelope(SealedName(name="Имя"), {0: MEMBERS[0].recipient, 2: MEMBERS[2].recipient}, k=2)
    mine = complainant_record().sections() | {Tag.ENVELOPE: name.encode()}
    record = complainant_record(body=sections.encode(mine))
    strange = ThreadSection(OTHER.key, OTHER.identity.recipient).encode()
    octets = record.encode().replace(mine[Tag.THREAD], strange)
    assert octets != record.encode()
    forged = Record.decode(octets)
    assert isinstance(forged, Record)
    with pytest.raises(SignatureError):
        forged.verify(ORIGIN)


def test_no_box_moves_into_another_envelope() -> None:
    """A trustee's box of another envelope is refused by that trustee, who is named."""
    trustees = {slot: MEMBERS[slot].recipient for slot in (0, 2, 3)}
    one, other = (seal_envelope(SealedName(name=text), trustees, k=2) for text in ("Первое", "Второе"))
    for at, slot in enumerate((0, 2, 3)):
        octets = bytearray(one.encode())
        start = 52 + 1774 * at
        octets[start : start + 1774] = other.encode()[start : start + 1774]
        with pytest.raises(ShareError) as caught:
            open_share(Envelope.decode(bytes(octets)), MEMBERS[slot], slot=slot)
        assert caught.value.slot == slot


def test_a_replay_is_recognised() -> None:
    """A record that comes again, sealed anew in another entry, is the same record: a desk shows it once."""
    record = member_record(readers=0b1000)
    entries = [seal_entry([record], recipients(0b1000)) for _ in range(2)]
    assert entries[0] != entries[1]
    found = []
    for blob in entries:
        opened = open_entry(blob, MEMBERS[3], slots=8, slot=3)
        assert isinstance(opened, Container)
        shown = read_record(opened.records[0], reading(3))
        assert isinstance(shown, Record)
        found.append(replay_key(shown))
    assert len(set(found)) == 1


def test_nobody_writes_into_a_complainants_case() -> None:
    """A follow-up under another receipt's key cannot name the case, and one under a member's key is no follow-up."""
    body = sections.encode({Tag.DOCUMENT: b"{}"})
    with pytest.raises(FormatError):
        complainant_record(OTHER, kind=RecordKind.FOLLOW_UP, case_id=THREAD.case_id, body=body)
    with pytest.raises(FormatError):
        member_record(kind=RecordKind.FOLLOW_UP, body=body)
