# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk does by itself, on a clock."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import httpx
import pytest

from plaint.casework.statements import Note
from plaint.clock import HeldClock
from plaint.desk import texts
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.post.posting import Posting
from plaint.desk.post.spool import Lane
from plaint.desk.post.turn import TAKE_OVER
from plaint.desk.sync.heads import RefusedError
from plaint.desk.sync.progress import Stage
from plaint.desk.vault import cases
from plaint.entry.cell import MessageKind
from tests.support.desks import (
    NEW,
    PASSPHRASE,
    FakeServer,
    close,
    connect_as,
    enter,
    join_as,
    make_test_desk,
    seen,
    sync,
)
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

    def posting(self) -> Posting:
        """Return the half that posts."""
        posting = self.desk.engine.posting
        assert posting is not None
        return posting

    def post_a_tick(self) -> list[tuple[str, str, int]]:
        """Let the posting half go through one desk tick; return method, kind of path and length of its requests."""
        assert isinstance(self.desk.clock, HeldClock)
        for path in ("/e", "/freshness"):
            self.server.answers[path] = b"held\n"
        length = self.ledger.group.signed.charter.desk_tick
        self.desk.clock.seconds += length - self.desk.clock.seconds % length
        self.server.answers[f"/cells/3/{self.desk.clock.seconds // length}"] = httpx.Response(201, content=b"held\n")
        self.server.asked.clear()
        self.posting().grid.turn()
        self.desk.clock.move(length * 19 // 20)
        self.posting().grid.turn()
        return [(each.method, each.url.path.split("/")[1], len(each.content)) for each in self.server.asked]

    def outgoing(self) -> list[MessageKind]:
        """Return the kinds of messages in the outbox of the open desk."""
        opened = self.desk.session.use()
        assert opened is not None
        with opened.vault.read() as rows:
            return [MessageKind(kind) for (kind,) in rows.execute("SELECT kind FROM message")]


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


def test_a_list_that_is_not_filled_yet_says_so(world: World) -> None:
    """Before the first sync, and after unlocking until what was pulled is opened, no list says that it is empty."""
    world.complaint("anna")
    page = world.browser.get("/cases")
    assert "The list fills by itself." in seen(page)
    assert "data-wait" in page.text
    assert world.browser.get("/pulse").text == "busy\n\n"
    world.browser.post("/lock")
    world.move(7200)
    world.browser.post("/unlock", passphrase=PASSPHRASE)
    for show in ("open", "unread", "all"):
        page = world.browser.get(f"/cases?show={show}")
        assert "The list fills by itself." in seen(page)
        assert "No case" not in seen(page)
        assert "read everything" not in seen(page)
    assert world.browser.get("/pulse").text == "busy\n\n"
    world.desk.engine.step()
    page = world.browser.get("/cases")
    assert "The list fills by itself." not in seen(page)
    assert "data-wait" not in page.text
    assert world.browser.get("/pulse").text == "calm\n"
    assert "anna" in seen(page)


def test_progress_is_told_while_it_opens(world: World) -> None:
    """The pulse of a page that waits tells the stage, and how far it is."""
    world.move(0)
    world.browser.post("/lock")
    world.browser.post("/unlock", passphrase=PASSPHRASE)
    world.desk.engine.progress.allow()
    world.desk.engine.progress.begin(Stage.OPENING, 800)
    world.desk.engine.progress.step(300)
    assert world.browser.get("/pulse").text == "busy\nOpening: 300 of 800\n"
    assert "Opening: 300 of 800" in seen(world.browser.get("/cases"))


def test_a_first_sync_that_failed_is_told_in_the_list(world: World) -> None:
    """An empty list of a desk that has never pulled says what is wrong and what to do, not that there is no case."""
    world.server.answers["/checkpoint"] = httpx.Response(503, content=b"busy: later\n")
    world.move(0)
    page = seen(world.browser.get("/cases"))
    assert "the first sync failed" in page
    failed = world.desk.engine.state.error
    assert failed is not None
    assert texts.tell(world.desk.texts, failed).message in page
    assert "No case is open" not in page
    assert world.browser.get("/pulse").text == "calm\n"


def test_a_first_sync_that_broke_off_is_told_in_the_list(world: World) -> None:
    """Where the head came and the entries did not, no list says that there is no case, however often it is looked."""
    world.complaint("anna")
    world.server.answers["/blobs/0/2"] = httpx.Response(503, content=b"busy: later\n")
    for _ in range(2):
        world.move(0)
        page = seen(world.browser.get("/cases"))
        assert "the first sync failed" in page
        assert "No case is open" not in page
    del world.server.answers["/blobs/0/2"]
    world.move(7200)
    assert "anna" in seen(world.browser.get("/cases"))


def test_a_list_of_a_desk_without_a_group_says_so(tmp_path: Path) -> None:
    """A desk that was joined and not connected leads to where it is connected."""
    desk = make_test_desk(tmp_path / "alone")
    browser = enter(desk)
    join_as(browser, NEW)
    page = seen(browser.get("/cases"))
    assert "not connected to its group" in page
    assert "No case is open" not in page
    close(desk)


def test_each_opening_counts_for_itself(world: World) -> None:
    """What one opening of the desk has folded says nothing about the next, be it the same object in memory."""
    world.move(0)
    opened = world.desk.session.use()
    assert opened is not None
    behind = [world.desk.engine.is_behind]
    world.desk.session.lock()
    world.desk.session.open(opened)
    behind.append(world.desk.engine.is_behind)
    world.desk.session.lock()
    assert behind == [False, True]


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


def test_a_sync_that_breaks_is_told(world: World) -> None:
    """Whatever a server sends that nobody foresaw: the page says that nothing is pulled, and the next turn tries."""

    def unforeseen(_: httpx.Request) -> httpx.Response:
        raise OverflowError

    world.server.answers["/checkpoint"] = unforeseen
    with pytest.raises(OverflowError):
        sync(world.desk, world.ledger.now)
    assert "could not deal with what the server sent" in seen(world.browser.get("/ledger"))
    world.ledger.serve(world.server)
    sync(world.desk, world.ledger.now)
    assert "could not deal" not in seen(world.browser.get("/ledger"))


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


def test_an_open_desk_says_received_by_itself(world: World) -> None:
    """Nobody presses anything: after a sync the answer to a new complaint is on its way, once."""
    world.complaint("anna")
    tick = world.ledger.group.signed.charter.desk_tick
    for _ in range(2 * TAKE_OVER + 2):
        world.ledger.tick(tick)
        world.move(tick)
    assert world.outgoing() == [MessageKind.RECEIVED]


def test_a_sync_fills_the_stock(world: World) -> None:
    """After the first sync of an open desk a week of entries and cells is prepared, and nothing of it was sent."""
    world.move(0)
    assert {world.posting().spool.left(lane) for lane in (Lane.ENTRIES, Lane.CELLS)} == {56}
    assert not [request for request in world.server.asked if request.method != "GET"]


def test_the_requests_of_a_tick_are_the_same_open_and_locked(world: World) -> None:
    """With a complaint to answer, with nothing to say, and locked: one entry and one batch of cells, of one length."""
    world.move(0)
    shares = [sorted(share for share in world.post_a_tick() if share[1] != "freshness")]
    world.complaint("anna")
    world.move(7200)
    shares.append(sorted(world.post_a_tick()))
    world.browser.post("/lock")
    shares.append(sorted(world.post_a_tick()))
    assert shares == [[("POST", "e", 65_584), ("PUT", "cells", 1024)]] * 3


def test_a_desk_that_starts_locked_posts(world: World) -> None:
    """After a restart a desk posts what it had prepared, before anybody unlocks it."""
    world.move(0)
    close(world.desk)
    again = make_test_desk(world.desk.home.folder.parent, world.server, now=world.desk.clock.now())
    world.desk = again
    again.engine.step()
    assert again.session.look() is None
    left = world.posting().spool.left(Lane.ENTRIES)
    assert left == 56
    assert ("POST", "e", 65_584) in world.post_a_tick()
    assert world.posting().spool.left(Lane.ENTRIES) == left - 1


def test_locking_takes_the_keys_from_the_posting_half(world: World) -> None:
    """What posts while locked holds nothing that opens or signs."""
    world.move(0)
    assert world.posting()._opened is world.desk.session.look()
    world.browser.post("/lock")
    assert world.posting()._opened is None


def test_a_change_is_prepared_without_a_sync(world: World) -> None:
    """What a member writes is in the stock with the next turn; no request is made for it."""
    world.move(0)
    before = world.posting().spool.generation()
    opened = world.desk.session.use()
    assert opened is not None
    with opened.vault.write() as rows:
        rows.execute("INSERT OR REPLACE INTO meta VALUES ('outbox changed', x'01')")
    world.server.asked.clear()
    world.desk.engine.ask_to_tend()
    world.desk.engine.step()
    assert world.posting().spool.generation() != before
    assert world.server.asked == []


def test_those_who_ask_at_once_get_one_posting_half(world: World) -> None:
    """Pages and the desk's own thread share what posts: two of them would post twice from one spool."""
    world.move(0)
    close(world.desk)
    again = make_test_desk(world.desk.home.folder.parent, world.server, now=world.desk.clock.now())
    world.desk, together = again, Barrier(8)

    def ask(_: int) -> int:
        together.wait()
        return id(again.engine.posting)

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(8)))) == 1
    again.engine.stop()
    assert again.engine.posting is None


def test_what_the_member_wrote_is_no_news(world: World) -> None:
    """A note that comes back from the ledger is announced to nobody; a colleague's word is, until the list is seen."""
    world.complaint("anna")
    world.move(0)
    world.browser.get("/cases")
    person = world.story.complainant("anna")
    mine = world.story.say("ngo-1", Note(audience="readers", text="моё"), of=person.case_id, readers=READERS)
    world.ledger.file(mine.record)
    world.ledger.tick(3600)
    world.move(7200)
    assert world.browser.get("/pulse").text == "calm\n"
    theirs = world.story.say("ombudsman-1", Note(audience="readers", text="его"), of=person.case_id, readers=READERS)
    world.ledger.file(theirs.record)
    world.ledger.tick(7200)
    world.move(7200)
    assert world.browser.get("/pulse").text == "post\n"
    world.browser.get("/cases")
    assert world.browser.get("/pulse").text == "calm\n"


def test_the_notice_in_the_tab_tells_nothing(world: World) -> None:
    """The mark of new post is another icon; title and address stay the same, which browsers keep."""
    world.complaint("anna")
    calm = world.browser.get("/group").text
    world.move(0)
    post = world.browser.get("/group").text
    titles = [re.findall("<title>.*</title>", text) for text in (calm, post)]
    assert titles[0] == titles[1] == ["<title>The group – Plaint</title>"]
    assert re.search(r'rel="icon" href="(\S+)" data-calm="\1" data-post-icon="(?!\1)', post)
