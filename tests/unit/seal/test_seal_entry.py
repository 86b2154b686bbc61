# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing entries and opening them again with one's own slot."""

import dataclasses
import secrets
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.age.decrypt import decrypt
from plaint.age.errors import AgeError, HeaderError
from plaint.age.identity import Identity
from plaint.entry import sections, slices
from plaint.entry.complaint import About, Complaint
from plaint.entry.container import Container, TooLongError
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.record import Record, SealedBy
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from plaint.receipt.derive import Thread
from plaint.seal.compose import Frame, compose_complaint, compose_follow_up, pieces
from plaint.seal.envelope import seal_envelope
from plaint.seal.slots import SlotsError, readers_of, seal_cover, seal_entry
from plaint.unseal.entry import Reading, Refusal, RefusedError, open_entry, read_record, replay_key
from tests.support.keys import age_identities, age_identity
from tests.support.records import CHARTER_HASH, COMPLAINT, MEMBER_KEY, ORIGIN, THREAD, complainant_record, member_record

MEMBERS = age_identities(16)
KEYS = {(1, 3): MEMBER_KEY.public}


def recipients(readers: int, slots: int = 8) -> list[Any]:
    """Return one recipient for each slot in the bitmap, None for the others."""
    return [MEMBERS[slot].recipient if readers >> slot & 1 else None for slot in range(slots)]


def reading(slot: int, **changes: Any) -> Reading:
    """Return what the desk in `slot` knows."""
    known: dict[str, Any] = {
        "origin": ORIGIN,
        "slot": slot,
        "charter_hash": {1: CHARTER_HASH}.get,
        "member_key": lambda version, author: KEYS.get((version, author)),
    }
    return Reading(**{**known, **changes})


def frame(readers: int, slots: int = 8) -> Frame:
    """Return the frame of test charter version 1."""
    return Frame(
        charter_version=1,
        charter_hash=CHARTER_HASH,
        recipients=tuple(recipients(readers, slots)),
        sealed_by=SealedBy.TERMINAL,
    )


def opened(blob: bytes, slot: int, slots: int = 8) -> Container:
    """Return the container that the member in `slot` opens."""
    found = open_entry(blob, MEMBERS[slot], slots=slots, slot=slot)
    assert isinstance(found, Container)
    return found


@pytest.mark.parametrize("slots", [8, 16])
def test_readers_open_and_others_do_not(slots: int) -> None:
    """Each reader opens the entry with its own slot; for everybody else it is None, as cover is."""
    readers = 0b101
    blob = seal_entry([complainant_record()], recipients(readers, slots))
    assert len(blob) == 65_536
    for slot in range(slots):
        found = open_entry(blob, MEMBERS[slot], slots=slots, slot=slot)
        assert (found is not None) == bool(readers >> slot & 1)
        assert open_entry(seal_cover(slots), MEMBERS[slot], slots=slots, slot=slot) is None
    record = read_record(opened(blob, 2, slots).records[0], reading(2))
    assert record == complainant_record()


def test_several_records_share_an_entry() -> None:
    """A desk's records for one reader set travel together and come in their order."""
    records = [member_record(record_id=bytes([n]) * 16) for n in range(5)]
    blob = seal_entry(records, recipients(0b1101))
    assert [read_record(each, reading(0)) for each in opened(blob, 0).records] == records


def test_a_stock_reader_opens_an_entry_too() -> None:
    """An entry is an age file: the whole-file reader opens it with a member's key, whatever the slot."""
    blob = seal_entry([complainant_record()], recipients(0b101))
    assert decrypt(blob, [MEMBERS[2]])[:2] == b"\x01\x01"


@pytest.mark.parametrize(
    ("records", "slots"),
    [
        ([complainant_record()], [None] * 8),
        ([complainant_record()], recipients(0b111)),
        ([complainant_record(), member_record()], recipients(0b101)),
        ([], [None] * 7),
        ([], [None] * 9),
        ([complainant_record()], [MEMBERS[0].recipient, None, MEMBERS[0].recipient, *[None] * 5]),
    ],
)
def test_readers_and_slots_must_fit(records: list[Record], slots: list[Any]) -> None:
    """No readers, other readers than signed, two reader sets, a wrong count and a doubled recipient are refused."""
    with pytest.raises(SlotsError):
        seal_entry(records, slots)


def test_what_does_not_fit_is_refused() -> None:
    """A record that is too long for an entry is refused, not cut off."""
    body = sections.encode({Tag.DOCUMENT: bytes(53_000)})
    with pytest.raises(TooLongError):
        seal_entry([member_record(body=body, readers=1)], recipients(1))


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (member_record(readers=0b0101), Refusal.READERS),
        (member_record(charter_version=2), Refusal.CHARTER),
        (member_record(charter_hash=bytes(32)), Refusal.CHARTER),
        (member_record(author=2), Refusal.AUTHOR),
        (member_record(author=0), Refusal.AUTHOR),
        (dataclasses.replace(member_record(), signature=bytes(64)), Refusal.SIGNATURE),
        (dataclasses.replace(complainant_record(readers=0b1000), signature=bytes(64)), Refusal.SIGNATURE),
    ],
)
def test_what_a_reader_refuses(record: Record, why: Refusal) -> None:
    """An own slot that is not named, an unknown charter, a key that is not the member's, a bad signature."""
    with pytest.raises(RefusedError) as caught:
        read_record(record.encode(), reading(3))
    assert caught.value.why is why


def test_malformed_and_unknown_records_are_told_apart() -> None:
    """A malformed record is refused; one of a newer version is kept."""
    with pytest.raises(RefusedError) as caught:
        read_record(b"\x01short", reading(3))
    assert caught.value.why is Refusal.FORM
    assert isinstance(read_record(b"\x09future", reading(3)), Unknown)


def test_a_record_of_another_group_is_refused() -> None:
    """A genuine record, carried into another group's ledger, does not verify there."""
    with pytest.raises(RefusedError) as caught:
        read_record(member_record().encode(), reading(3, origin="plaint.example/other"))
    assert caught.value.why is Refusal.SIGNATURE


def test_a_replay_is_recognised() -> None:
    """One record in two entries has one replay key; another author's with the same id has another."""
    first, again = member_record(), member_record(seq=1, previous=b"\x01" * 32)
    assert replay_key(first) == replay_key(again)
    thief = Thread.from_entropy(bytes(16), ORIGIN)
    stolen = complainant_record(thief, record_id=first.record_id)
    assert replay_key(stolen) != replay_key(first)


def test_a_complaint_is_composed_and_read() -> None:
    """What the person says, with a sealed name, comes to the reader as it was said, in one entry of 16 slots."""
    trustees = {slot: MEMBERS[slot].recipient for slot in (0, 2, 3, 5)}
    envelope = seal_envelope(SealedName(name="Имя Фамилия"), trustees, k=3)
    said = dataclasses.replace(COMPLAINT, account="я" * 10_000)
    (sealed,) = compose_complaint(said, THREAD, frame=frame(0b101101, 16), envelope=envelope)
    record = read_record(opened(sealed.blob, 5, 16).records[0], reading(5))
    assert isinstance(record, Record)
    assert (record.kind, record.record_id) == (RecordKind.COMPLAINT, sealed.record_id)
    assert Complaint.decode(record.sections()[Tag.DOCUMENT]) == said
    assert record.sections()[Tag.ENVELOPE] == envelope.encode()
    assert sealed.erase_token == THREAD.erase_token(sealed.record_id)
    assert len(sealed.blob) == 65_536


def test_long_matter_comes_in_parts() -> None:
    """A list of attachments that makes a complaint too long for one entry travels in parts that come together."""
    said = Complaint(language="ru", about=About(unknown=True), account="\U0001f600" * 9_000)
    sealed = compose_complaint(said, THREAD, frame=frame(1, 16), attachments=secrets.token_bytes(20_000))
    assert len(sealed) == 2
    assert all(len(each.blob) == 65_536 for each in sealed)
    parts = [read_record(opened(each.blob, 0, 16).records[0], reading(0)) for each in reversed(sealed)]
    (whole,) = slices.gather([part for part in parts if isinstance(part, Record)])
    assert whole.kind == RecordKind.COMPLAINT
    assert whole.body is not None
    assert Complaint.decode(sections.decode(whole.body)[Tag.DOCUMENT]) == said


def test_a_follow_up_brings_a_name_as_it_says() -> None:
    """An envelope goes with a follow-up exactly if the document says so."""
    envelope = seal_envelope(SealedName(name="Имя"), {0: MEMBERS[0].recipient, 1: MEMBERS[1].recipient}, k=2)
    with_name = FollowUp(language="ru", envelope="add")
    without = FollowUp(language="ru", text="Слово")
    (sealed,) = compose_follow_up(with_name, THREAD, frame=frame(0b11), envelope=envelope)
    record = read_record(opened(sealed.blob, 1).records[0], reading(1))
    assert isinstance(record, Record)
    assert record.kind == RecordKind.FOLLOW_UP
    assert record.case_id == THREAD.case_id
    assert compose_follow_up(without, THREAD, frame=frame(0b11))
    for follow_up, brought in ((with_name, None), (without, envelope)):
        with pytest.raises(FormatError):
            compose_follow_up(follow_up, THREAD, frame=frame(0b11), envelope=brought)


@settings(deadline=None)
@given(st.integers(1, 2000), st.integers(100, 500))
def test_pieces_carry_any_body(length: int, room: int) -> None:
    """A body that fits is one piece, and no piece is ever longer than the room."""
    found = pieces(RecordKind.NOTE, bytes(length), room=room) if length <= 16 * (room - 24) else ()
    assert all(len(piece.body) <= room for piece in found)
    assert (len(found) == 1) == (length <= room) or not found


def test_wrong_lengths_and_damage_are_errors() -> None:
    """An entry of another length or with a changed byte is an error, or None where its own stanza was hit."""
    blob = seal_entry([complainant_record()], recipients(0b101))
    for bad in (blob[:-1], blob + b"\x00", b""):
        with pytest.raises(HeaderError):
            open_entry(bad, MEMBERS[0], slots=8, slot=0)
    with pytest.raises(AgeError):
        open_entry(blob[:-1] + bytes([blob[-1] ^ 1]), MEMBERS[0], slots=8, slot=0)
    with pytest.raises(HeaderError):
        open_entry(blob, MEMBERS[0], slots=16, slot=0)


def test_readers_are_a_bitmap() -> None:
    """Bit i stands for slot i."""
    assert readers_of([]) == 0
    assert readers_of(recipients(0b1000_0101)) == 0b1000_0101


def test_a_throw_away_key_is_new_each_time() -> None:
    """No stanza of two covers is alike, so that covers cannot be grouped."""
    one, other = seal_cover(8), seal_cover(8)
    starts = [22 + 1557 * slot + 18 for slot in range(8)]
    encs = [blob[start : start + 1494] for blob in (one, other) for start in starts]
    assert len(set(encs)) == 16
    assert isinstance(age_identity(0), Identity)
