# SPDX-License-Identifier: AGPL-3.0-or-later
"""What desks hand in, and what anybody asks of them, carries no work: nobody queues up in front of everybody by it."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from plaint.charter import freshness
from plaint.charter.freshness import Freshness
from plaint.charter.signed import SignedCharter
from plaint.charter.signing import sign_freshness
from plaint.store.protocol import Blob, Kept
from plaint.store.writing import SqliteWriting
from tests.support.groups import NOW, small_group
from tests.support.places import opened, packet, posting

pytestmark = pytest.mark.anyio

GROUP = small_group()
FLOOD = 100


async def test_asking_for_freshness_costs_no_signatures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds who ask, without any work, get what was put together once; a newer word is served at once."""
    put_together: list[int] = []
    verify = freshness.verify

    def noted(note: Freshness, signed: SignedCharter, now: int) -> None:
        put_together.append(note.until)
        verify(note, signed, now)

    async with opened(tmp_path) as intake:
        for until in (NOW + 86_400, NOW + 90_000):
            for member in GROUP.signed.charter.seated:
                note = bytes(sign_freshness(GROUP.signed, GROUP.keys[member.id], until=until, now=NOW))
                assert (
                    await intake.client.put("/freshness", content=note, headers=posting(GROUP, member.slot))
                ).status_code == 200
            with monkeypatch.context() as patched:
                patched.setattr(freshness, "verify", noted)
                answers = [await intake.client.get("/freshness") for _ in range(20)]
            assert {Freshness.from_bytes(answer.content).until for answer in answers} == {until}
    assert put_together == [NOW + 86_400, NOW + 90_000]


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
