# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning entries: one a tick, for one reader set, nothing twice and nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from plaint.desk.post.entries import PATIENCE, WaitingRecord, plan_entries
from plaint.entry import container, sections
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.slices import body_room
from tests.support.records import member_record

SLOTS = 8
READERS = st.sampled_from([0b1101, 0b11, 0b1001])


def waiting(
    number: int,
    *,
    readers: int = 0b1101,
    since: int = 0,
    size: int = 40,
    kind: int = RecordKind.NOTE,
    not_before: int = 0,
) -> WaitingRecord:
    """Return a record whose document takes `size` bytes."""
    body = sections.encode({Tag.DOCUMENT: b"x" * size})
    record = member_record(readers=readers, kind=kind, record_id=number.to_bytes(16, "big"), body=body)
    return WaitingRecord(
        hash=number.to_bytes(32, "big"), added=number, since=since, record=record, not_before=not_before
    )


@st.composite
def queues(draw: st.DrawFn) -> list[WaitingRecord]:
    """Return records for a few reader sets, some large."""
    shapes = draw(
        st.lists(
            st.tuples(
                st.sampled_from([0b1101, 0b11, 0b1001]), st.integers(1, 30_000), st.integers(0, 3), st.booleans()
            ),
            max_size=8,
        )
    )
    since, queue = 0, []
    for number, (readers, size, later, gossip) in enumerate(shapes):
        since += later
        kind = RecordKind.HEAD if gossip else RecordKind.NOTE
        queue.append(waiting(number, readers=readers, since=since, size=size, kind=kind))
    return queue


@given(queues(), st.integers(1, 12))
def test_each_tick_has_one_entry_for_one_reader_set(queue: list[WaitingRecord], ticks: int) -> None:
    """Every tick has an entry, perhaps cover; its records share their readers and fit one container."""
    plan = plan_entries(queue, slots=SLOTS, first=100, ticks=ticks)
    assert len(plan) == ticks
    for chosen in plan:
        assert len({each.group for each in chosen}) <= 1
        octets = container.encode([each.record.encode() for each in chosen], SLOTS)
        assert len(octets) == container.container_length(SLOTS)


@given(queues())
def test_every_record_goes_out_once(queue: list[WaitingRecord]) -> None:
    """With ticks enough each record is in exactly one entry, after all earlier ones for the same readers."""
    plan = plan_entries(queue, slots=SLOTS, first=0, ticks=len(queue) + 1)
    sent = [each for chosen in plan for each in chosen]
    assert sorted(each.added for each in sent) == [each.added for each in queue]
    for readers in {each.record.readers for each in queue}:
        ordinary = [
            each.added for each in sent if each.record.readers == readers and each.record.kind != RecordKind.HEAD
        ]
        assert ordinary == sorted(ordinary)


def test_records_for_the_same_readers_travel_together() -> None:
    """Three records for two reader sets take two ticks."""
    plan = plan_entries([waiting(0), waiting(1, readers=0b11), waiting(2)], slots=SLOTS, first=0, ticks=3)
    assert [[each.added for each in chosen] for chosen in plan] == [[0, 2], [1], []]


def test_what_does_not_fit_waits() -> None:
    """A record that would make the entry too long goes out in the next one, and nothing overtakes it."""
    big = body_room(SLOTS) * 2 // 3
    queue = [waiting(0, size=big), waiting(1, size=big), waiting(2)]
    plan = plan_entries(queue, slots=SLOTS, first=0, ticks=2)
    assert [[each.added for each in chosen] for chosen in plan] == [[0], [1, 2]]


def test_gossip_stands_back_and_is_not_starved() -> None:
    """A head goes behind casework of the next days, and before what is written later than that."""
    queue = [waiting(0, kind=RecordKind.HEAD, readers=0b111), waiting(1, since=PATIENCE - 1)]
    assert [chosen[0].added for chosen in plan_entries(queue, slots=SLOTS, first=0, ticks=2)] == [1, 0]
    queue = [waiting(0, kind=RecordKind.HEAD, readers=0b111), waiting(1, since=PATIENCE + 1)]
    assert [chosen[0].added for chosen in plan_entries(queue, slots=SLOTS, first=0, ticks=2)] == [0, 1]


def test_a_record_that_must_follow_its_cells_waits_for_them() -> None:
    """A record with a tick before which it must not go out is not in an earlier entry."""
    plan = plan_entries([waiting(0, not_before=12), waiting(1, readers=0b11)], slots=SLOTS, first=10, ticks=4)
    assert [[each.added for each in chosen] for chosen in plan] == [[1], [], [0], []]


def test_many_small_records_are_bounded_by_the_count_of_a_container() -> None:
    """An entry holds at most 255 records; the others follow in the next."""
    record = waiting(0, size=1).record
    queue = [
        WaitingRecord(hash=number.to_bytes(32, "big"), added=number, since=0, record=record) for number in range(300)
    ]
    plan = plan_entries(queue, slots=SLOTS, first=0, ticks=3)
    sizes = [len(chosen) for chosen in plan]
    assert sum(sizes) == 300
    assert max(sizes) <= 255
