# SPDX-License-Identifier: AGPL-3.0-or-later
"""The line by which a desk's terminal says that post has come."""

import asyncio
from pathlib import Path

import pytest

from plaint.desk import server as desk_server
from tests.support.desks import FakeServer, close, make_test_desk


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often."""
    monkeypatch.setattr(desk_server, "LOOK_EVERY", 0.02)


@pytest.mark.usefixtures("quick")
def test_news_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Post that comes to an open desk is told once until the member has looked, and never at a locked desk."""
    desk = make_test_desk(tmp_path, FakeServer())
    told: list[str] = []
    opened: list[object] = [None]
    monkeypatch.setattr(type(desk.session), "look", lambda _: opened[0])

    async def go() -> None:
        watch = asyncio.create_task(desk_server._watch(desk, lambda: told.append("post")))
        for new, is_open, expected in ((2, False, 0), (2, True, 1), (5, True, 1), (0, True, 1), (1, True, 2)):
            desk.engine.state.new, opened[0] = new, object() if is_open else None
            await asyncio.sleep(0.3)
            assert len(told) == expected
        watch.cancel()

    asyncio.run(go())
    close(desk)
