# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk does by itself, on a clock."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plaint.clock import HeldClock
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.sync.heads import RefusedError
from plaint.desk.vault import cases
from tests.support.desks import PASSPHRASE, FakeServer, close, connect_as, enter, make_test_desk, seen, sync
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story

READERS = (0, 1, 3)


class World:
    """A ledger, its server, and a connected desk."""

    def __init__(self, folder: Path) -> None:
        self.ledger, self.server, self.story = Ledger(small_group()), FakeServer(), Story()
        self.ledger.serve(self.server)
        self.desk = make_test_desk(folder, self.server, now=self.ledger.now)
        self.browser = connect_as(self.desk, "ngo-1", small_group())
        self.server.asked.clear()

    def complaint(self, name: str) -> None:
        """File a complaint and sign a head."""
        record = self.story.complaint(self.story.complainant(name), readers=READERS, account=name).record
        self.ledger.file(record)
        self.ledger.tick(3600)

    def move(self, seconds: int) -> None:
        """Let the desk's clock go on, and let it do what is due."""
        assert isinstance(self.desk.clock, HeldClock)
        self.desk.clock.move(seconds)
        self.desk.engine.step()

    def found(self) -> list[str]:
        """Return the cases of the open desk."""
        opened = self.desk.session.use()
        assert opened is not None
        with opened.vault.read() as rows:
            return [row.shown["excerpt"] for row in cases.page(rows, "all", me="ngo-1").rows]


@pytest.fixture(name="world")
def _world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    close(world.desk)


def test_a_sync_follows_about_every_ledger_tick(world: World) -> None:
    """The first is due at once; the next within an eighth of a tick around the tick."""
    world.move(0)
    first = len(world.server.asked)
    assert first > 0
    for _ in range(52):
        world.move(60)
    assert len(world.server.asked) == first
    for _ in range(16):
        world.move(60)
    assert len(world.server.asked) > first


def test_opening_the_desk_asks_the_server_for_nothing(world: World) -> None:
    """What was pulled while the desk was locked is opened afterwards, without a request."""
    world.browser.post("/lock")
    world.complaint("anna")
    world.move(7200)
    world.server.asked.clear()
    world.browser.post("/unlock", passphrase=PASSPHRASE)
    world.desk.engine.step()
    assert world.server.asked == []
    assert world.found() == ["anna"]
    assert world.browser.get("/pulse").text == "post\n"


def test_a_locked_desk_goes_on_pulling(world: World) -> None:
    """While locked the same requests are made as while open."""
    world.move(0)
    asked = []
    for locked in (False, True):
        if locked:
            world.browser.post("/lock")
        world.complaint(str(locked))
        world.server.asked.clear()
        world.move(7200)
        asked.append([re.sub("[0-9]+", "n", request.url.path) for request in world.server.asked])
    assert asked[0] == asked[1]
    assert "/blobs/n/n" in asked[0]


def test_a_server_that_is_away_is_tried_again(world: World) -> None:
    """A failed sync is shown, and the next one clears it."""

    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    world.server.answers["/checkpoint"] = away
    world.move(0)
    assert "The last sync failed" in seen(world.browser.get("/cases"))
    world.ledger.serve(world.server)
    world.move(7200)
    assert world.desk.engine.state.error is None
    assert "Synced" in seen(world.browser.get("/cases"))


def test_a_misdeed_is_on_every_page(world: World) -> None:
    """Evidence against the server stands on top of every page from then on, also after a restart."""
    world.complaint("anna")
    world.move(0)
    world.ledger.note = world.ledger.sign(1)
    world.move(7200)
    error = world.desk.engine.state.error
    assert isinstance(error, RefusedError)
    assert error.kind is Misdeed.ROLLBACK
    assert "shorter than before" in seen(world.browser.get("/cases"))
    again = make_test_desk(world.desk.home.folder.parent, world.server)
    browser = enter(again)
    browser.post("/unlock", passphrase=PASSPHRASE)
    assert "shorter than before" in seen(browser.get("/cases"))
    close(again)


def test_locking_stops_a_sync(world: World) -> None:
    """A sync that is under way when the desk locks stops, and goes on when it is opened again."""
    world.complaint("anna")
    whole = world.ledger.answer

    def lock_in_the_middle(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.startswith("/blobs"):
            world.desk.session.lock()
        return whole(request)

    world.server.fallback = lock_in_the_middle
    world.move(0)
    assert world.desk.session.look() is None
    world.server.fallback = whole
    world.browser.post("/unlock", passphrase=PASSPHRASE)
    world.move(7200)
    assert world.found() == ["anna"]


def test_an_unconnected_desk_does_nothing(tmp_path: Path) -> None:
    """Before it is connected a desk makes no request."""
    server = FakeServer()
    desk = make_test_desk(tmp_path, server)
    desk.engine.step()
    assert server.asked == []
    assert desk.engine.book is None
    close(desk)


def test_the_thread_starts_and_ends(world: World) -> None:
    """The thread syncs by itself, and ends when it is told to."""
    world.complaint("anna")
    world.desk.engine.start()
    deadline = time.monotonic() + 20
    while world.desk.engine.state.at is None and time.monotonic() < deadline:
        time.sleep(0.02)
    world.desk.engine.stop()
    assert world.desk.engine.state.at is not None
    assert world.found() == ["anna"]


def test_a_stale_head_is_told(world: World) -> None:
    """A server that goes on showing yesterday's head is called stale on every page."""
    world.move(0)
    assert "not of today" not in seen(world.browser.get("/cases"))
    world.move(86_400)
    assert "not of today" in seen(world.browser.get("/cases"))
    world.ledger.now = world.desk.clock.now()
    world.ledger.tick()
    sync(world.desk, world.ledger.now)
    assert "not of today" not in seen(world.browser.get("/cases"))
