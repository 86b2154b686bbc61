# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fair turns: property 23, a flood does not shut anybody out."""

import asyncio
from collections.abc import Hashable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.intake.gate import Gate

pytestmark = pytest.mark.anyio


async def served(gate: Gate, keys: Sequence[Hashable]) -> list[Hashable]:
    """Let one request of each of `keys` wait at a closed gate, in this order; return the order they are served in."""
    order: list[Hashable] = []

    async def request(key: Hashable) -> None:
        async with gate.turn(key):
            order.append(key)
            await asyncio.sleep(0)

    closed = [gate.turn("door") for _ in range(gate._free)]
    for turn in closed:
        await turn.__aenter__()
    tasks = []
    for key in keys:
        tasks.append(asyncio.ensure_future(request(key)))
        await asyncio.sleep(0)
    for turn in closed:
        await turn.__aexit__(None, None, None)
    await asyncio.gather(*tasks)
    return order


async def test_twenty_people_get_past_ten_thousand_junk_entries() -> None:
    """All twenty are served within the first forty-one, though ten thousand stood before them."""
    order = await served(Gate(1), ["flood"] * 10_000 + [f"person {number}" for number in range(20)])
    last = max(place for place, key in enumerate(order) if key != "flood")
    assert last <= 41
    assert len(order) == 10_020


@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=60), st.integers(1, 4))
def test_turns_go_round(keys: list[str], places: int) -> None:
    """One of each key, then again one of each that has more: nobody waits for two of another."""
    left = {key: keys.count(key) for key in dict.fromkeys(keys)}
    expected = [key for turn in range(len(keys)) for key, count in left.items() if count > turn]
    assert asyncio.run(served(Gate(places), keys)) == expected


async def test_who_goes_away_leaves_no_place_taken() -> None:
    """A request that is given up while it waits, or just as it is let in, does not block the gate."""
    gate = Gate(1)
    first = gate.turn("first")
    await first.__aenter__()

    async def wait(key: str) -> None:
        async with gate.turn(key):
            pass

    waiting = [asyncio.ensure_future(wait(key)) for key in ("a", "a", "b", "c")]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    await first.__aexit__(None, None, None)
    waiting[2].cancel()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert [isinstance(each, asyncio.CancelledError) for each in done] == [True, False, True, False]
    async with asyncio.timeout(1), gate.turn("d"):
        pass
    assert (gate._free, gate._waiting) == (1, {})


async def test_an_open_gate_lets_everybody_in_at_once() -> None:
    """As many as there are places, in any mix of keys."""
    gate = Gate(3)
    async with asyncio.timeout(1), gate.turn("a"), gate.turn("a"), gate.turn("b"):
        assert gate._free == 0
    assert gate._free == 3
