# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning cells: always the same number, nothing twice, nothing lost, in a fair order."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from plaint.desk.post.cells import Cell, Outgoing, Repeat, finish, line, plan_cells, posted
from plaint.entry.cell import MessageKind

KINDS = st.sampled_from(list(MessageKind))


def message(number: int, *, thread: int = 0, kind: int = MessageKind.REPLY, since: int = 0, parts: int = 1) -> Outgoing:
    """Return a message of which nothing was posted yet."""
    return Outgoing(
        message_id=number.to_bytes(16, "big"), thread=thread.to_bytes(16, "big"), kind=kind, added=number, since=since,
        unsent=tuple(range(parts)),
    )  # fmt: skip


@st.composite
def queues(draw: st.DrawFn) -> tuple[Outgoing, ...]:
    """Return messages of several threads, written one after the other."""
    shapes = draw(st.lists(st.tuples(st.integers(0, 4), KINDS, st.integers(1, 5), st.integers(0, 3)), max_size=25))
    since, queue = 0, []
    for number, (thread, kind, parts, later) in enumerate(shapes):
        since += later
        queue.append(message(number, thread=thread, kind=kind, since=since, parts=parts))
    return tuple(queue)


REPEATS = st.lists(
    st.builds(
        lambda number, parts, last: Repeat(message_id=(9_000 + number).to_bytes(16, "big"), parts=parts, last=last),
        st.integers(0, 9),
        st.integers(1, 4),
        st.integers(0, 50),
    ),
    max_size=6,
    unique_by=lambda each: each.message_id,
)


def highest(below: int) -> int:
    """Return the largest number that may come: nothing changes its place."""
    return below - 1


@given(queues(), REPEATS, st.integers(1, 6), st.integers(1, 12), st.randoms(use_true_random=False))
def test_every_tick_has_the_same_number_of_cells(queue, repeats, capacity, ticks, random) -> None:  # type: ignore[no-untyped-def]
    """Whatever waits, each tick has exactly as many cells as the charter says."""
    plan = plan_cells(queue, repeats, capacity=capacity, ticks=ticks, random=random.randrange)
    assert [len(cells) for cells in plan] == [capacity] * ticks


@given(queues(), REPEATS, st.integers(1, 6), st.integers(1, 12), st.randoms(use_true_random=False))
def test_nothing_new_goes_out_twice_and_nothing_is_lost(queue, repeats, capacity, ticks, random) -> None:  # type: ignore[no-untyped-def]
    """Each part of the queue is planned once or still waits; none is repeated before all are out."""
    plan = plan_cells(queue, repeats, capacity=capacity, ticks=ticks, random=random.randrange)
    ids = {each.message_id for each in queue}
    cells = [cell for tick in plan for cell in tick if cell is not None]
    new = Counter(cell for cell in cells if cell.message_id in ids)
    wanted = {Cell(each.message_id, part) for each in queue for part in each.unsent}
    assert set(new.values()) <= {1}
    left = queue
    for tick in plan:
        left = posted(left, tick)
    assert {Cell(each.message_id, part) for each in left for part in each.unsent} == wanted - set(new)
    if left:
        assert len(new) == capacity * ticks


@given(queues(), st.integers(1, 6))
def test_parts_and_messages_of_a_thread_keep_their_order(queue: tuple[Outgoing, ...], capacity: int) -> None:
    """Within one thread and rank the first written goes out first, part after part."""
    order = line(queue, capacity=capacity)
    for thread in {each.thread for each in queue}:
        for rank in range(3):
            numbers = [each.added for each in order if (each.thread, each.rank) == (thread, rank)]
            assert numbers == sorted(numbers)
    plan = plan_cells(queue, (), capacity=capacity, ticks=200, random=highest)
    for each in queue:
        ticks = [at for part in each.unsent for at, cells in enumerate(plan) if Cell(each.message_id, part) in cells]
        assert ticks == sorted(ticks)


@given(queues(), st.integers(1, 6), st.integers(0, 1000))
def test_the_estimate_is_what_the_plan_does(queue: tuple[Outgoing, ...], capacity: int, first: int) -> None:
    """A message is out in the very tick that was named, if nothing more comes."""
    plan = plan_cells(queue, (), capacity=capacity, ticks=200, random=highest)
    last = {
        each.message_id: max(
            at
            for at, cells in enumerate(plan)
            for cell in cells
            if cell is not None and cell.message_id == each.message_id
        )
        for each in queue
    }
    assert finish(queue, capacity=capacity, first=first) == {name: first + at for name, at in last.items()}


def test_a_new_key_goes_before_what_follows_in_its_thread() -> None:
    """A rekey stands before everything, "received" before replies that waited for long."""
    queue = (
        message(0, parts=2),
        message(1, since=5, kind=MessageKind.RECEIVED),
        message(2, since=6, kind=MessageKind.REKEY, parts=2),
    )
    assert [each.added for each in line(queue, capacity=1)] == [2, 1, 0]


def test_a_long_letter_does_not_hold_up_the_short_ones() -> None:
    """A reply of one cell that comes a little later goes before a letter of thirty cells, and behind one of two."""
    queue = (message(0, thread=1, parts=30), message(1, thread=2, parts=2), message(2, thread=3, since=2, parts=1))
    assert [each.added for each in line(queue, capacity=1)] == [1, 2, 0]


def test_nobody_is_overtaken_for_ever() -> None:
    """A long letter goes out although short messages come without end."""
    queue: tuple[Outgoing, ...] = (message(0, thread=1, parts=10),)
    for tick in range(40):
        queue = (*queue, message(tick + 1, thread=2 + tick, since=tick))
        queue = posted(queue, plan_cells(queue, (), capacity=1, ticks=1, random=highest)[0])
        if all(each.added for each in queue):
            break
    else:
        raise AssertionError("the letter still waits")
    assert tick <= 20


def test_one_thread_does_not_shut_out_the_others() -> None:
    """Of ten messages to one person and one to another, written at the same time, the one is not last."""
    queue = (*(message(number, thread=1, parts=2) for number in range(10)), message(10, thread=2, parts=2))
    assert line(queue, capacity=1)[1].added == 10


def test_idle_cells_repeat_what_was_longest_away() -> None:
    """Cells without anything new repeat unanswered messages in turn, beginning with the one longest away."""
    repeats = (Repeat(message_id=b"b" * 16, parts=2, last=7), Repeat(message_id=b"a" * 16, parts=1, last=3))
    plan = plan_cells((), repeats, capacity=1, ticks=4, random=highest)
    assert [cell and (cell.message_id[:1], cell.part) for tick in plan for cell in tick] == [
        (b"a", 0), (b"b", 0), (b"b", 1), (b"a", 0),
    ]  # fmt: skip


def test_the_place_in_a_tick_tells_nothing_of_the_queue() -> None:
    """Every place of a tick holds the one real cell about equally often."""
    source = random.Random(3)
    queue = (message(0),)
    plans = (plan_cells(queue, (), capacity=4, ticks=1, random=source.randrange)[0] for _ in range(4000))
    places = Counter(next(at for at, cell in enumerate(plan) if cell is not None) for plan in plans)
    assert all(850 < places[at] < 1150 for at in range(4)), places
