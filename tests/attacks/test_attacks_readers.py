# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member who asks and does not take the answer holds no more of the server's memory than a piece of each."""

import asyncio
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.intake.app import build_app
from plaint.ledger.leaf import LeafKind
from plaint.web.asgi import Message, Scope
from tests.support.groups import small_group
from tests.support.places import HOST, Intake, bearer, opened, packet

pytestmark = pytest.mark.anyio

READERS = 24
ENTRIES = 32
MOST = 256 * 1024
"""Bytes for one reader. Each asks for 2 MiB of entries, or for a chunk of 1 MiB."""


def asking(path: str) -> Scope:
    """Return a member's request for `path`."""
    headers = {**bearer(small_group().credential), "host": HOST}
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }


async def held_by_readers(intake: Intake, path: str) -> int:
    """Return how many bytes the server holds for `READERS` who ask for `path` and take one piece."""
    app, stuck = build_app(intake.place), [asyncio.Event() for _ in range(READERS)]

    async def read(reader: int) -> None:
        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                stuck[reader].set()
                await asyncio.Event().wait()

        async def receive() -> Message:
            raise AssertionError

        await app(asking(path), receive, send)

    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tasks = [asyncio.create_task(read(reader)) for reader in range(READERS)]
        await asyncio.gather(*[event.wait() for event in stuck])
        held = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return held


async def test_who_takes_nothing_holds_a_piece(tmp_path: Path) -> None:
    """The group's credential is every member's, the excluded one's too: a hundred such answers were all the memory."""
    chunk = packet(LeafKind.CHUNK)
    address = f"/c/{sha256(chunk.blob).hexdigest()}"
    async with opened(tmp_path) as intake:
        for _ in range(ENTRIES):
            assert (await intake.client.post("/e", content=bytes(packet()))).status_code == 200
        assert (await intake.client.put(address, content=bytes(chunk))).status_code == 201
        await intake.next_tick()
        assert await held_by_readers(intake, f"/blobs/0/{ENTRIES}") < READERS * MOST
        assert await held_by_readers(intake, address) < READERS * MOST
        reader = bearer(small_group().credential)
        assert (await intake.client.get(address, headers=reader)).content == chunk.blob
        whole = (await intake.client.get(f"/blobs/0/{ENTRIES}", headers=reader)).content
        bodies = [body.body for body in intake.place.reading.bodies(0, ENTRIES)]
    assert whole == b"".join(
        b"\xff\xff\xff\xfe" if one is None else len(one).to_bytes(4, "big") + one for one in bodies
    )


async def test_a_number_of_thousands_of_digits_is_no_fault_of_the_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is an address where nothing is, and nothing is told: true faults are not hidden among such lines."""
    async with opened(tmp_path) as intake:
        for path in ("/charter/" + "9" * 5000, "/board/" + "7" * 5000, "/tile/" + "x" * 5000):
            assert (await intake.client.get(path)).status_code == 404
        await intake.next_tick()
    assert not caplog.records
