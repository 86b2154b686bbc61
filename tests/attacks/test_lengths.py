# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that leaves a person's side has one length, whatever was said, by whom, and who may read it."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.entry.complaint import About, Complaint
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.record import SealedBy
from plaint.ledger.leaf import LeafKind
from plaint.receipt.derive import Thread
from plaint.seal import packet
from plaint.seal.compose import Frame, compose_complaint, compose_follow_up
from plaint.seal.envelope import seal_envelope
from plaint.seal.slots import seal_cover
from tests.support.keys import age_identities
from tests.support.records import CHARTER_HASH, ORIGIN

MEMBERS = [identity.recipient for identity in age_identities(16)]
LETTERS = st.sampled_from(["a", "я", "\U0001f600"])


def frame(readers: set[int], slots: int) -> Frame:
    """Return the frame for these readers."""
    recipients: tuple[Any, ...] = tuple(MEMBERS[slot] if slot in readers else None for slot in range(slots))
    return Frame(charter_version=1, charter_hash=CHARTER_HASH, recipients=recipients, sealed_by=SealedBy.BROWSER)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([8, 16]),
    st.sets(st.integers(0, 7), min_size=2, max_size=8),
    st.integers(1, 10_000),
    LETTERS,
    st.booleans(),
    st.booleans(),
)
def test_every_entry_has_one_length(
    slots: int,
    readers: set[int],
    length: int,
    letter: str,
    named: bool,  # noqa: FBT001
    later: bool,  # noqa: FBT001
) -> None:
    """Short or long, named or not, first or later word, few or many readers: 65,536 bytes, 65,584 in its packet."""
    thread = Thread.new(ORIGIN)
    trustees = {slot: MEMBERS[slot] for slot in sorted(readers)[:4]}
    envelope = seal_envelope(SealedName(name="Имя"), trustees, k=2) if named else None
    if later:
        said = FollowUp(language="ru", text=letter * length, envelope="add" if named else "none")
        sealed = compose_follow_up(said, thread, frame=frame(readers, slots), envelope=envelope)
    else:
        told = Complaint(language="ru", about=About(unknown=True), account=letter * length)
        sealed = compose_complaint(told, thread, frame=frame(readers, slots), envelope=envelope)
    for each in sealed:
        made = packet.build(LeafKind.ENTRY, each.blob, token=each.erase_token, work_bits=0)
        assert len(each.blob) == 65_536
        assert len(bytes(made)) == 65_584


def test_what_usual_complaints_need_is_one_entry() -> None:
    """10,000 Cyrillic letters with an envelope for four trustees fit one entry of 16 slots: no second one tells."""
    readers = {0, 1, 2, 3}
    envelope = seal_envelope(SealedName(name="Имя"), {slot: MEMBERS[slot] for slot in readers}, k=3)
    told = Complaint(
        language="ru", about=About(unknown=True), account="я" * 10_000, when="я" * 300, where="я" * 300,
        who="я" * 1000, others="я" * 500, needs="я" * 1000,
    )  # fmt: skip
    assert len(compose_complaint(told, Thread.new(ORIGIN), frame=frame(readers, 16), envelope=envelope)) == 1


def test_cover_travels_like_a_complaint() -> None:
    """Cover has the length of a complaint, and its packet nothing that a complaint's has not."""
    made = packet.build(LeafKind.ENTRY, seal_cover(16), token=packet.random_token(), work_bits=0)
    assert len(bytes(made)) == 65_584
    assert bytes(made)[:16] == b"PLTP\x01\x01" + bytes(10)
