# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox: what waits, when it goes, and how the server took what was sent."""

import httpx
import pytest

from plaint.desk.desk import Desk
from plaint.desk.post.posting import Posting
from plaint.desk.post.spool import Lane
from tests.support.desks import Browser, FakeServer, connect_as, seen, sync
from tests.support.groups import small_group
from tests.support.tellers import Teller


@pytest.fixture(name="case_id")
def _case_id(teller: Teller) -> bytes:
    case_id = teller.begin(account="жалоба")
    teller.page(case_id)
    return case_id


def posting(desk: Desk) -> Posting:
    """Return the half that posts."""
    assert desk.engine.posting is not None
    return desk.engine.posting


def test_before_the_first_sync_there_is_nothing_to_show(desk: Desk) -> None:
    """A desk without a charter says so."""
    assert "Not synced yet" in seen(connect_as(desk, "ngo-1", small_group()).get("/post"))


def test_what_waits_is_listed_with_its_time(teller: Teller, case_id: bytes) -> None:
    """A reply stands with its cells and the time of its board, a note with the time of its entry."""
    teller.do(case_id, "note", text="проверить", audience="readers")
    teller.do(case_id, "reply", text="Мы прочли.")
    teller.do(case_id, "reply/send")
    teller.browser.desk.engine.step()
    page = seen(teller.browser.get("/post"))
    assert "Reply 0 of 1 cells are out. Should be there by" in page
    assert "Note in the ledger by 10 May, 13:00 UTC" in page
    assert "Copy of a reply in the ledger by" in page
    assert "проверить" not in page
    assert "прочли" not in page


def test_the_number_beside_the_outbox_counts_what_waits(teller: Teller, case_id: bytes) -> None:
    """The rail shows how many things still have to go out."""
    before = teller.browser.get("/cases").text
    teller.do(case_id, "note", text="раз", audience="readers")
    after = teller.browser.get("/cases").text
    assert count(after) == count(before) + 1


def count(text: str) -> int:
    """Return the number beside the outbox."""
    found = text.split("/post")[1].split("</a>", maxsplit=1)[0]
    return int(found.split('class="count">')[1].split("<")[0]) if "count" in found else 0


def test_what_was_taken_is_told_from_what_is_in_the_ledger(teller: Teller, case_id: bytes, server: FakeServer) -> None:
    """An acknowledged entry is called taken until the verified ledger shows it."""
    desk = teller.browser.desk
    teller.do(case_id, "note", text="проверить", audience="readers")
    desk.engine.step()
    server.answers["/e"] = b"held\n"
    assert posting(desk).grid.poster.post(Lane.ENTRIES, desk.clock.now() // posting(desk).terms().desk_tick)
    teller.ledger.tick(3600)
    sync(desk, teller.ledger.now)
    assert "Note taken by the server; not yet in the ledger" in seen(teller.browser.get("/post"))


@pytest.mark.parametrize(
    ("status", "word", "told"),
    [
        (507, "full", "Its disk is full. Tell the operator."),
        (401, "credential", "It did not know this desk’s credential. Sync first."),
        (500, "teapot", "Sync; if it stays so, tell the operator."),
    ],
)
def test_a_refusal_of_the_server_is_told(
    member: Browser, desk: Desk, server: FakeServer, status: int, word: str, told: str
) -> None:
    """What the server says to what was sent stands on top, with what to do about it."""
    desk.engine.step()
    server.answers["/e"] = httpx.Response(status, content=f"{word}: no\n".encode())
    posting(desk).grid.poster.post(Lane.ENTRIES, desk.clock.now() // posting(desk).terms().desk_tick)
    page = seen(member.get("/post"))
    assert f"The server did not take what was sent last {told}" in page


def test_the_clock_of_posting_is_shown(member: Browser, desk: Desk) -> None:
    """How long a tick is, how many cells go out in it, and for how many the stock lasts."""
    desk.engine.step()
    page = seen(member.get("/post"))
    assert "every 180 minutes" in page
    assert "nothing was sent yet" in page
    assert "Prepared for 56 ticks" in page
