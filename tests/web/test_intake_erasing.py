# SPDX-License-Identifier: AGPL-3.0-or-later
"""An author's own entry is erased by the token of the receipt, some days later, and by nothing else."""

from pathlib import Path

import pytest

from plaint.ledger.leaf import LeafKind, read_leaf
from plaint.ledger.tombstone import BY_AUTHOR, BY_GROUP, Tombstone
from tests.support.groups import small_group
from tests.support.places import TICK, Intake, bearer, opened, packet

pytestmark = pytest.mark.anyio
TOKEN = b"k" * 32
DAY = 86_400
ERASED = b"\xff\xff\xff\xff"


async def filed(intake: Intake) -> int:
    """Hand in an entry of the author with the token; return its place in the ledger."""
    sealed = packet(token=TOKEN)
    assert (await intake.client.post("/e", content=bytes(sealed))).status_code == 200
    await intake.next_tick()
    assert intake.place.published is not None
    size = intake.place.published.checkpoint.size
    leaves = [read_leaf(octets) for octets in intake.place.reading.leaves(0, size)]
    return next(at for at, leaf in enumerate(leaves) if bytes(leaf)[4] == LeafKind.ENTRY)


async def blob(intake: Intake, index: int) -> bytes:
    """Return what the ledger gives for one place."""
    return (await intake.client.get(f"/blobs/{index}/1", headers=bearer(small_group().credential))).content


async def test_an_author_has_the_own_entry_erased(tmp_path: Path) -> None:
    """With the token the request is held and becomes a leaf; after erase_days the blob is gone and its leaf stays."""
    async with opened(tmp_path) as intake:
        index = await filed(intake)
        asked = bytes(Tombstone(BY_AUTHOR, index, TOKEN))
        for _ in range(2):
            answer = await intake.client.post("/t", content=asked)
            assert (answer.status_code, answer.text[:5]) == (200, "held ")
        await intake.next_tick()
        assert len(await blob(intake, index)) > 65_536
        await intake.next_tick(15 * DAY // TICK)
        await intake.next_tick()
        assert await blob(intake, index) == ERASED
        assert bytes(read_leaf(intake.place.reading.leaves(index, 1)[0]))[4] == LeafKind.ENTRY


async def test_nobody_else_can(tmp_path: Path) -> None:
    """Another token, another place, a charter's leaf, the group's method and other lengths get the same refusal."""
    async with opened(tmp_path) as intake:
        index = await filed(intake)
        wrong = [
            bytes(Tombstone(BY_AUTHOR, index, b"x" * 32)),
            bytes(Tombstone(BY_AUTHOR, 10_000, TOKEN)),
            bytes(Tombstone(BY_AUTHOR, 0, TOKEN)),
            bytes(Tombstone(BY_GROUP, index, TOKEN)),
        ]
        told = {
            (answer.status_code, answer.text)
            for answer in [await intake.client.post("/t", content=one) for one in wrong]
        }
        assert len(told) == 1
        assert told.pop()[0] == 400
        assert (await intake.client.post("/t", content=b"short")).status_code == 413
        await intake.next_tick(20 * DAY // TICK)
        assert len(await blob(intake, index)) > 65_536
