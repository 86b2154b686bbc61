# SPDX-License-Identifier: AGPL-3.0-or-later
"""Property 15, within the process: what is logged belongs to a tick and to no request."""

import asyncio
import logging
from pathlib import Path

import pytest

from plaint.clock import HeldClock
from plaint.intake.faults import Faults
from plaint.intake.server import counting
from tests.support.places import opened, packet

pytestmark = pytest.mark.anyio


def test_faults_are_told_once_a_tick(caplog: pytest.LogCaptureFixture) -> None:
    """Counted until the tick is over, then told in the order of their text, then forgotten."""
    clock = HeldClock(7200)
    faults = Faults(clock, 3600)
    for _ in range(3):
        faults.report("b")
    faults.report("a")
    faults.tell_if_due()
    assert caplog.messages == []
    clock.move(3600)
    faults.tell_if_due()
    faults.tell_if_due()
    assert caplog.messages == ["1 x a", "3 x b"]


def test_an_error_is_told_by_kind_and_place(caplog: pytest.LogCaptureFixture) -> None:
    """What it said stays out of the log: it might quote the request."""
    faults = Faults(HeldClock(0), 3600)
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("a word of somebody")
    faults.count(caught.value)
    faults.count(KeyError("never raised"))
    faults.tell()
    assert caplog.messages[0] == "1 x KeyError at nowhere"
    assert caplog.messages[1].startswith("1 x ValueError at test_intake_faults.py:")
    assert "somebody" not in caplog.text


async def test_what_the_loop_complains_of_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    """A callback that fails belongs to a connection: it is told at the tick, by kind and place, like all else."""
    clock = HeldClock(7200)
    faults = Faults(clock, 3600)
    loop = asyncio.get_running_loop()
    before, logger = loop.get_exception_handler(), logging.getLogger("asyncio")
    level = logger.level
    try:
        counting(faults)
        loop.call_soon(int, "a word of somebody")
        loop.call_exception_handler({"message": "a word of somebody"})
        logger.warning("a word of somebody")
        await asyncio.sleep(0.01)
        assert caplog.messages == []
        clock.move(3600)
        faults.tell_if_due()
    finally:
        loop.set_exception_handler(before)
        logger.setLevel(level)
    assert [message.partition(" at ")[0] for message in caplog.messages] == ["1 x RuntimeError", "1 x ValueError"]
    assert "somebody" not in caplog.text


async def test_requests_leave_no_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Taken, refused and unknown ones alike."""
    caplog.set_level(logging.DEBUG, "plaint")
    async with opened(tmp_path) as intake:
        for _ in range(3):
            await intake.client.post("/e", content=bytes(packet()), headers={"user-agent": "telling"})
            await intake.client.post("/e", content=b"junk")
            await intake.client.get("/nowhere?telling")
        await intake.next_tick()
    assert [record for record in caplog.records if record.name.startswith("plaint")] == []


async def test_a_failing_answer_is_a_refusal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of ours is "later" for the other side, with no word about it, and one counted fault for the operator."""
    async with opened(tmp_path) as intake:

        def broken(*_: object) -> None:
            raise RuntimeError("secret of the inside")

        monkeypatch.setattr(type(intake.place.reading), "bodies", broken)
        monkeypatch.setattr("plaint.intake.api.require_group", lambda *_: None)
        answer = await intake.client.get("/blobs/0/1")
    assert (answer.status_code, answer.text.split(":")[0]) == (503, "later")
    assert "secret" not in answer.text + caplog.text
    assert "1 x RuntimeError at test_intake_faults.py" in caplog.text
    assert "content-security-policy" in answer.headers
