# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chains of records within one reader set."""

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from plaint.casework.chain import Hole, holes, newest_heads, next_link
from plaint.casework.seen import COMPLAINANT, Seen, slots

OMBUDSMAN, PROSECUTOR = 0, 1
BOTH, OWN = 0b11, 0b01
DESK = b"desk-one"


@dataclass(frozen=True)
class Signed:
    """A record without the cryptography."""

    kind: int = 18
    sealed_by: int = 4
    author: int = OMBUDSMAN
    charter_version: int = 1
    readers: int = BOTH
    case_id: bytes = bytes(16)
    record_id: bytes = bytes(16)
    device: bytes = DESK
    seq: int = 0
    previous: bytes = bytes(32)
    author_key: bytes = bytes(32)
    heads: tuple[bytes, ...] = ()
    body: bytes = b""


def _write(case: list[Seen], *, readers: int = BOTH, author: int = OMBUDSMAN, device: bytes = DESK) -> Seen:
    link = next_link(case, author=author, device=device, readers=readers)
    index = len(case)
    record = Signed(
        readers=readers, author=author, device=device, seq=link.seq, previous=link.previous, heads=link.heads
    )
    seen = Seen(record, hash=bytes([index + 1]) * 32, index=index, member=f"member-{author}")
    case.append(seen)
    return seen


def _readable(case: list[Seen], slot: int) -> list[Seen]:
    return [seen for seen in case if slot in slots(seen.record.readers)]


def test_the_first_record_of_a_chain_has_nothing_before_it() -> None:
    """An empty case gives number 0 and a previous hash of zeros."""
    assert next_link([], author=OMBUDSMAN, device=DESK, readers=BOTH).seq == 0
    assert next_link([], author=OMBUDSMAN, device=DESK, readers=BOTH).previous == bytes(32)


def test_a_chain_runs_on() -> None:
    """The second record of a desk to the same readers names the first."""
    case: list[Seen] = []
    first = _write(case)
    second = _write(case)
    assert (second.record.seq, second.record.previous) == (1, first.hash)


def test_a_note_to_the_own_body_leaves_no_hole_for_others() -> None:
    """Who cannot read a note sees consecutive numbers around it and no head that points at it."""
    case: list[Seen] = []
    _write(case)
    private = _write(case, readers=OWN)
    _write(case)
    _write(case, author=PROSECUTOR)
    for_prosecutor = _readable(case, PROSECUTOR)
    assert private not in for_prosecutor
    assert holes(for_prosecutor) == ()
    assert all(private.hash not in seen.record.heads for seen in for_prosecutor)


@given(st.lists(st.tuples(st.sampled_from([BOTH, OWN]), st.sampled_from([b"desk-one", b"desk-two"])), max_size=12))
def test_what_others_see_does_not_depend_on_private_notes(written: list[tuple[int, bytes]]) -> None:
    """Numbers, previous hashes and heads of shared records are the same with and without the notes in between."""
    case: list[Seen] = []
    for readers, device in written:
        _write(case, readers=readers, device=device)
    shared = _readable(case, PROSECUTOR)
    again: list[Seen] = []
    for seen in shared:
        link = next_link(again, author=OMBUDSMAN, device=seen.record.device, readers=BOTH)
        assert (link.seq, link.previous, link.heads) == (seen.record.seq, seen.record.previous, seen.record.heads)
        again.append(seen)


def test_a_missing_record_is_a_hole() -> None:
    """A record that did not reach this desk shows as missing, with its author."""
    case: list[Seen] = []
    for _ in range(4):
        _write(case)
    assert holes([case[0], case[3]]) == (Hole("member-0", 1, 2),)


def test_a_complainant_has_no_chain() -> None:
    """What comes from a receipt's side carries number 0 each time, and that is no hole."""
    follow_up = Seen(Signed(author=COMPLAINANT), hash=bytes(32), index=3)
    assert holes([follow_up, replace(follow_up, index=9)]) == ()


def test_at_most_eight_heads_are_named() -> None:
    """Of many chains the newest eight are named, in ascending order of their hashes."""
    case: list[Seen] = []
    for number in range(12):
        _write(case, device=bytes([number]) * 8)
    heads = newest_heads(case, BOTH)
    assert len(heads) == 8
    assert list(heads) == sorted(seen.hash for seen in case[4:])
