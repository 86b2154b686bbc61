# SPDX-License-Identifier: AGPL-3.0-or-later
"""Longer matter, cut and put together again."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.entry import slices
from plaint.entry.container import TooLongError, encode
from plaint.entry.kinds import RecordKind
from plaint.entry.record import Record
from plaint.entry.slices import Slice
from plaint.errors import FormatError
from plaint.receipt.derive import Thread
from tests.support.records import ORIGIN, THREAD, complainant_record, member_record

WHOLE = b"whole-id-16bytes"


def parts(body: bytes, thread: Thread = THREAD, room: int = 200) -> list[Record]:
    """Return the parts that carry `body`."""
    return [
        complainant_record(thread, kind=RecordKind.PART, body=each, record_id=bytes(15) + bytes([number]))
        for number, each in enumerate(slices.cut(body, RecordKind.FOLLOW_UP, WHOLE, room=room))
    ]


@settings(deadline=None)
@given(st.binary(min_size=2, max_size=2000), st.randoms())
def test_a_cut_body_comes_back_in_any_order(body: bytes, order: random.Random) -> None:
    """Whatever the order in which parts come, the body comes back whole."""
    found = parts(body)
    order.shuffle(found)
    (whole,) = slices.gather(found)
    assert (whole.whole_id, whole.kind, whole.case_id) == (WHOLE, RecordKind.FOLLOW_UP, THREAD.case_id)
    assert whole.have == whole.count == len(found)
    assert whole.body == body


def test_until_the_last_has_come_the_parts_are_counted() -> None:
    """A whole with a part missing has no body, and says how many of how many there are."""
    found = parts(bytes(900))
    (whole,) = slices.gather(found[1:])
    assert whole.body is None
    assert (whole.have, whole.count) == (len(found) - 1, len(found))


def test_nobody_puts_a_slice_into_anothers_message() -> None:
    """A slice of the same whole_id under another key, or of another count, makes a whole of its own."""
    mine = parts(bytes(900))
    thief = parts(b"\x01" * 900, Thread.from_entropy(bytes(16), ORIGIN))
    shorter = parts(bytes(400))
    wholes = slices.gather([*thief, *mine, *shorter])
    assert [whole.body for whole in wholes] == [b"\x01" * 900, bytes(900), bytes(400)]
    assert len({whole.author_key for whole in wholes}) == 2


def test_the_first_of_two_slices_counts() -> None:
    """Of two different slices for one place the one that came first in the ledger counts."""
    first, second = parts(b"\x01" * 300), parts(b"\x02" * 300)
    (whole,) = slices.gather([first[0], second[0], *second[1:]])
    assert whole.body is not None
    assert whole.body[:1] == b"\x01"
    assert whole.body[-1:] == b"\x02"


def test_each_part_fills_an_entry() -> None:
    """A body that is one byte too long for an entry makes two parts, and each fits an entry of 8 or 16 slots."""
    for slots in (8, 16):
        room = slices.body_room(slots)
        body = bytes(room + 1)
        found = parts(body, room=room)
        assert len(found) == 2
        for part in found:
            assert encode([part.encode()], slots)


def test_sixteen_slices_are_the_most() -> None:
    """A body for sixteen slices is cut, a byte more is refused."""
    size = 200 - 5 - 19
    assert len(slices.cut(bytes(16 * size), 2, WHOLE, room=200)) == 16
    with pytest.raises(TooLongError):
        slices.cut(bytes(16 * size + 1), 2, WHOLE, room=200)


def test_a_short_body_still_makes_two() -> None:
    """Two is the least count of slices."""
    assert len(slices.cut(b"ab", 2, WHOLE, room=200)) == 2


@pytest.mark.parametrize(
    "changes",
    [{"index": 2}, {"count": 1}, {"count": 17}, {"octets": b""}, {"kind": RecordKind.PART}, {"whole_id": b"short"}],
)
def test_what_cannot_be_put_together_is_refused(changes: dict[str, object]) -> None:
    """An index beyond the count, a count beyond its range, nothing, and a part of parts are refused."""
    fields: dict[str, object] = {"whole_id": WHOLE, "kind": 2, "index": 0, "count": 2, "octets": b"x"}
    with pytest.raises(FormatError):
        Slice(**{**fields, **changes})  # type: ignore[arg-type]


@given(st.binary(max_size=60))
def test_any_bytes_are_a_slice_or_refused(octets: bytes) -> None:
    """No bytes end in any other way than a slice that is written again as it was, or the declared error."""
    try:
        assert Slice.decode(octets).encode() == octets
    except FormatError:
        return


def test_a_members_part_is_a_members() -> None:
    """Members cut as well: a part may be of either side."""
    body = slices.cut(bytes(300), RecordKind.NOTE, WHOLE, room=200)[0]
    assert member_record(kind=RecordKind.PART, body=body).kind == RecordKind.PART
