# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chunk file that no row names would stay on the disk for good: it goes, and no other file goes with it."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet, PacketHead
from plaint.store.errors import FullError, StoreError
from plaint.store.protocol import Blob, Kept
from plaint.store.writer import Writer
from tests.support.places import made_place, opened, packet

pytestmark = pytest.mark.anyio

CHUNK = packet(LeafKind.CHUNK)
NAME = sha256(CHUNK.blob).digest()
LENGTH = len(CHUNK.blob)
ADDRESS = f"/c/{NAME.hex()}"


async def test_a_chunk_that_could_not_be_held_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk ran full between the file and its row."""

    async def full(writer: Writer, blob: Blob) -> Kept:
        del writer, blob
        raise FullError

    async with opened(tmp_path) as intake:
        with monkeypatch.context() as patched:
            patched.setattr(Writer, "hold", full)
            assert (await intake.client.put(ADDRESS, content=bytes(CHUNK))).status_code == 507
        assert not intake.place.chunks.holds(NAME)
        assert (await intake.client.put(ADDRESS, content=bytes(CHUNK))).status_code == 201
        assert intake.place.chunks.holds(NAME)


async def test_a_refused_upload_takes_no_file_that_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handed in anew under another commitment, or when the disk is full: the file of the one that is held stays."""

    async def full(writer: Writer, blob: Blob) -> Kept:
        del writer, blob
        raise FullError

    copied = Packet(PacketHead(LeafKind.CHUNK, 0, b"f" * 32), CHUNK.blob)
    async with opened(tmp_path) as intake:
        assert (await intake.client.put(ADDRESS, content=bytes(CHUNK))).status_code == 201
        assert (await intake.client.put(ADDRESS, content=bytes(copied))).status_code == 409
        monkeypatch.setattr(Writer, "hold", full)
        assert (await intake.client.put(ADDRESS, content=bytes(CHUNK))).status_code == 507
        assert intake.place.chunks.read(NAME, 0, LENGTH) == CHUNK.blob


async def test_of_two_uploads_the_one_that_fails_takes_nothing_from_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second comes in while the first is being refused: once it is told "held", its file is there."""
    hold, first_waits, go = Writer.hold, asyncio.Event(), asyncio.Event()

    async def first_fails(writer: Writer, blob: Blob) -> Kept:
        if not first_waits.is_set():
            first_waits.set()
            await go.wait()
            raise FullError
        return await hold(writer, blob)

    monkeypatch.setattr(Writer, "hold", first_fails)
    async with opened(tmp_path) as intake:
        first = asyncio.create_task(intake.client.put(ADDRESS, content=bytes(CHUNK)))
        await first_waits.wait()
        second = asyncio.create_task(intake.client.put(ADDRESS, content=bytes(CHUNK)))
        await asyncio.sleep(0.2)  # it has come in, and waits for the first
        assert not second.done()
        go.set()
        assert (await first).status_code == 507
        assert (await second).status_code == 201
        assert intake.place.chunks.read(NAME, 0, LENGTH) == CHUNK.blob


async def test_a_chunk_that_waits_stops_no_other(tmp_path: Path) -> None:
    """Somebody sends the same chunk at a crawl: whoever has it whole does not wait for that."""
    octets = bytes(CHUNK)
    begun, end = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield octets[:65_536]
        begun.set()
        await end.wait()
        yield octets[65_536:]

    async with opened(tmp_path) as intake:
        headers = {"content-length": str(len(octets))}
        slow = asyncio.create_task(intake.client.put(ADDRESS, content=slowly(), headers=headers))
        await begun.wait()
        assert (await intake.client.put(ADDRESS, content=octets)).status_code == 201
        end.set()
        assert (await slow).status_code == 200


async def test_a_start_drops_what_a_crash_left(tmp_path: Path) -> None:
    """A file whose row never came, and one whose row is erased, go; a held one and a stranger's file stay."""
    orphan, erased = packet(LeafKind.CHUNK), packet(LeafKind.CHUNK)
    settings = made_place(tmp_path)
    async with opened(tmp_path, settings=settings) as intake:
        chunks = intake.place.chunks
        for sent in (CHUNK, erased):
            address = f"/c/{sha256(sent.blob).hexdigest()}"
            assert (await intake.client.put(address, content=bytes(sent))).status_code == 201
        gone = sha256(erased.blob).digest()
        await intake.place.writer.write(lambda writing: writing.erase([gone]))
        left = chunks.path(sha256(orphan.blob).digest())
        left.write_bytes(orphan.blob)
        stranger = left.parent / "notes.txt"
        stranger.write_bytes(b"of the operator")
    async with opened(tmp_path, settings=settings, at=intake.clock.now()) as intake:
        assert list(intake.place.chunks.names()) == [NAME]
        assert stranger.read_bytes() == b"of the operator"


async def test_an_older_copy_of_the_ledger_drops_no_chunk(tmp_path: Path) -> None:
    """A backup of the database is put back by mistake: the start is refused before any chunk is looked at."""
    settings = made_place(tmp_path)
    async with opened(tmp_path, settings=settings):
        pass
    older = (settings.folder / "ledger.db").read_bytes()
    async with opened(tmp_path, settings=settings) as intake:
        assert (await intake.client.put(ADDRESS, content=bytes(CHUNK))).status_code == 201
        await intake.next_tick()
        at = intake.clock.now()
    whole = (settings.folder / "ledger.db").read_bytes()
    (settings.folder / "ledger.db").write_bytes(older)
    with pytest.raises(StoreError, match="were signed"):
        async with opened(tmp_path, settings=settings, at=at):
            raise AssertionError
    (settings.folder / "ledger.db").write_bytes(whole)
    async with opened(tmp_path, settings=settings, at=at) as intake:
        assert intake.place.chunks.read(NAME, 0, LENGTH) == CHUNK.blob
