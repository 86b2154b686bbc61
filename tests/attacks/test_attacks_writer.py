# SPDX-License-Identifier: AGPL-3.0-or-later
"""One request that trips a defect does not leave everybody after it waiting for ever."""

import asyncio
from pathlib import Path

import pytest

from plaint.store.errors import StoreError
from plaint.store.protocol import Writing
from tests.support.places import opened, packet

pytestmark = pytest.mark.anyio


def _trips(writing: Writing) -> None:
    raise ValueError(type(writing))


async def test_an_unforeseen_error_ends_one_request_only(tmp_path: Path) -> None:
    """It is refused, and the next complaint is held."""
    async with asyncio.timeout(30), opened(tmp_path) as intake:
        with pytest.raises(StoreError, match="nothing now"):
            await intake.place.writer.write(_trips)
        assert intake.place.writer.broken is None
        assert (await intake.client.post("/e", content=bytes(packet()))).status_code == 200


async def test_times_that_cannot_be_blurred_stop_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that refuses to set times costs the blur, not the complaint."""

    def refuse(*_: object) -> None:
        raise PermissionError

    async with asyncio.timeout(30), opened(tmp_path) as intake:
        monkeypatch.setattr("plaint.store.writer.blur_mtime", refuse)
        for number in range(2):
            told = await intake.client.post("/e", content=bytes(packet(token=bytes([number]) * 32)))
            assert told.status_code == 200
