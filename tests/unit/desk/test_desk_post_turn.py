# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose turn it is: one order on all desks, spread evenly, and a next one who takes over."""

import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from plaint.desk.post.turn import TAKE_OVER, is_turn, order

READERS = st.sets(st.integers(0, 15), min_size=1)
ITEMS = st.binary(min_size=16, max_size=16)


@given(ITEMS, READERS)
def test_all_desks_have_one_order(item: bytes, readers: set[int]) -> None:
    """The order holds each reader once and does not depend on how the readers are listed."""
    assert sorted(order(item, tuple(readers))) == sorted(readers)
    assert order(item, sorted(readers, reverse=True)) == order(item, sorted(readers))


@given(ITEMS, READERS, st.integers(0, 60))
def test_one_more_desk_takes_over_after_each_wait(item: bytes, readers: set[int], waited: int) -> None:
    """After n waits the first n + 1 in order may act, and nobody else."""
    acting = {slot for slot in range(16) if is_turn(item, tuple(readers), slot=slot, waited=waited)}
    assert acting == set(order(item, tuple(readers))[: waited // TAKE_OVER + 1])


def test_the_load_is_spread() -> None:
    """Of 6,000 records each of six desks is first for about a sixth."""
    items = (hashlib.sha256(b"%d" % number).digest()[:16] for number in range(6_000))
    first = Counter(order(item, range(6))[0] for item in items)
    assert all(850 < count < 1150 for count in first.values()), first


def test_nobody_reads_it() -> None:
    """Where nobody reads there is no order, and it is nobody's turn."""
    assert order(b"x" * 16, ()) == ()
    assert not is_turn(b"x" * 16, (), slot=0, waited=100)
