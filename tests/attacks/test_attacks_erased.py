# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was erased does not come back to the server's disk."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.ledger.leaf import LeafKind
from tests.support.places import opened, packet

pytestmark = pytest.mark.anyio


async def test_an_erased_entry_is_not_called_held(tmp_path: Path) -> None:
    """Handed in again it is said to be gone, and its bytes do not come back; another one is held as ever."""
    entry, other = packet(), packet()
    name = sha256(entry.blob).digest()
    async with opened(tmp_path) as intake:
        assert (await intake.client.post("/e", content=bytes(entry))).status_code == 200
        await intake.next_tick()
        await intake.place.writer.write(lambda writing: writing.erase([name]))
        again = await intake.client.post("/e", content=bytes(entry))
        assert (again.status_code, again.text.partition(":")[0]) == (410, "unknown")
        assert (await intake.client.post("/e", content=bytes(other))).status_code == 200
        found = intake.place.reading.find(name)
        assert found is not None
        assert (found.body, found.erased) == (None, True)


async def test_an_erased_chunk_is_not_taken_again(tmp_path: Path) -> None:
    """A member, or anybody who kept the packet, hands in an erased chunk again: refused, and no file is left."""
    chunk = packet(LeafKind.CHUNK)
    name = sha256(chunk.blob).digest()
    async with opened(tmp_path) as intake:
        assert (await intake.client.put(f"/c/{name.hex()}", content=bytes(chunk))).status_code == 201
        await intake.next_tick()
        intake.place.chunks.drop(name)
        await intake.place.writer.write(lambda writing: writing.erase([name]))
        again = await intake.client.put(f"/c/{name.hex()}", content=bytes(chunk))
        assert (again.status_code, again.text.partition(":")[0]) == (410, "unknown")
        assert not intake.place.chunks.holds(name)


async def test_a_chunk_that_is_erased_while_it_comes_in_again_leaves_no_file(tmp_path: Path) -> None:
    """An upload begun before the erasure and ended after it would put the file back, where nothing tidies it away."""
    chunk = packet(LeafKind.CHUNK)
    octets, name = bytes(chunk), sha256(chunk.blob).digest()
    begun, erased = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield octets[:65_536]
        begun.set()
        await erased.wait()
        yield octets[65_536:]

    async with opened(tmp_path) as intake:
        assert (await intake.client.put(f"/c/{name.hex()}", content=octets)).status_code == 201
        await intake.next_tick()
        headers = {"content-length": str(len(octets))}
        again = asyncio.create_task(intake.client.put(f"/c/{name.hex()}", content=slowly(), headers=headers))
        await begun.wait()
        intake.place.chunks.drop(name)
        await intake.place.writer.write(lambda writing: writing.erase([name]))
        erased.set()
        assert (await again).status_code == 410
        assert not intake.place.chunks.holds(name)
