# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a desk hands in carries no work: a member with a posting credential cannot queue up in front of everybody."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from plaint.charter.signing import sign_freshness
from plaint.store.protocol import Blob, Kept
from plaint.store.writing import SqliteWriting
from tests.support.groups import NOW, small_group
from tests.support.places import opened, packet, posting

pytestmark = pytest.mark.anyio

GROUP = small_group()
FLOOD = 100


async def test_a_desk_that_floods_waits_behind_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred words of freshness, each another and each a commit: a complaint that comes after them waits for one."""
    member = GROUP.signed.charter.seated[0]
    notes = [
        bytes(sign_freshness(GROUP.signed, GROUP.keys[member.id], until=NOW + 86_400 + at, now=NOW))
        for at in range(FLOOD)
    ]
    done: list[str] = []
    put_freshness, hold, free = SqliteWriting.put_freshness, SqliteWriting.hold, threading.Event()

    def noted_word(writing: SqliteWriting, name: str, until: int, note: bytes) -> None:
        done.append("word")
        put_freshness(writing, name, until, note)

    def noted_hold(writing: SqliteWriting, blobs: Sequence[Blob], tick: int) -> list[Kept]:
        done.append("complaint")
        return hold(writing, blobs, tick)

    monkeypatch.setattr(SqliteWriting, "put_freshness", noted_word)
    monkeypatch.setattr(SqliteWriting, "hold", noted_hold)
    async with opened(tmp_path) as intake:
        held_up = asyncio.create_task(intake.place.writer.write(lambda _: free.wait(20)))
        headers = posting(GROUP, member.slot)
        words = [asyncio.create_task(intake.client.put("/freshness", content=note, headers=headers)) for note in notes]
        await asyncio.sleep(0.5)  # all have come, and wait
        complaint = asyncio.create_task(intake.client.post("/e", content=bytes(packet())))
        await asyncio.sleep(0.2)
        free.set()
        await held_up
        assert (await complaint).status_code == 200
        assert {answer.status_code for answer in await asyncio.gather(*words)} == {200}
    assert done.count("word") == FLOOD
    assert done.index("complaint") <= 1
