# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploads that are let in one by one do not take the disk's reserve together."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.ledger.leaf import LeafKind
from plaint.store.chunks import INCOMING
from plaint.store.reserve import MIB, Reserve
from tests.support.places import opened, packet

pytestmark = pytest.mark.anyio
UPLOADS = 8
PIECE = 65_536
ROOM = 4 * MIB


async def test_chunks_under_way_do_not_take_the_reserve(tmp_path: Path) -> None:
    """Eight are let in while there is room for three: the reserve stays, and what was refused leaves nothing."""
    chunk = packet(LeafKind.CHUNK)
    octets = bytes(chunk)
    all_let_in = asyncio.Barrier(UPLOADS)
    lowest = ROOM

    async def slowly() -> AsyncIterator[bytes]:
        """Send a piece, wait until all others have, then the rest."""
        yield octets[:PIECE]
        await all_let_in.wait()
        for at in range(PIECE, len(octets), PIECE):
            yield octets[at : at + PIECE]
            await asyncio.sleep(0)

    def free(folder: Path) -> int:
        nonlocal lowest
        left = ROOM - sum(path.stat().st_size for path in (folder / "chunks" / INCOMING).iterdir())
        lowest = min(lowest, left)
        return left

    async with opened(tmp_path, reserve=Reserve(tmp_path / "ledger", MIB, free)) as intake:
        address = f"/c/{sha256(chunk.blob).hexdigest()}"
        headers = {"content-length": str(len(octets))}
        puts = [intake.client.put(address, content=slowly(), headers=headers) for _ in range(UPLOADS)]
        answers = [answer.status_code for answer in await asyncio.gather(*puts)]
        left = list((tmp_path / "ledger" / "chunks" / INCOMING).iterdir())
    assert 507 in answers
    assert set(answers) <= {200, 201, 507}
    assert lowest >= MIB - UPLOADS * PIECE  # each checks before it writes
    assert left == []
