# SPDX-License-Identifier: AGPL-3.0-or-later
"""The posting half of a running desk: over HTTP to a real intake, held open and let go of, shown to the member."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest

from plaint.charter.founding import Founded
from plaint.clock import SystemClock, tick_of
from plaint.desk.connection import Connection
from plaint.desk.home import Home
from plaint.desk.mirror.connection import Mirror
from plaint.desk.post.door import Door
from plaint.desk.post.poster import Answer, pack
from plaint.desk.post.posting import Posting
from plaint.desk.post.prepare import DAY
from plaint.desk.post.spool import Lane
from plaint.desk.session import Opened
from plaint.desk.vault.connection import Vault
from plaint.errors import FormatError
from plaint.ledger.board import read_board
from plaint.ledger.window import read_window
from plaint.line.address import Address
from plaint.seal.cells import dummy
from plaint.seal.slots import seal_cover
from tests.support.desks import SERVER, FakeServer
from tests.support.groups import found_with, small_group, small_plan
from tests.support.intakes import RunningIntake, prepared, running_intake

MEMBER = "ngo-1"
SLOT = 3


def connection(address: Address, posting: bytes = bytes(32)) -> Connection:
    """Return the connection of the member in slot 3."""
    return Connection(
        address=address, origin="plaint.example/north", root=bytes(32), member=MEMBER, slot=SLOT, reading=bytes(32),
        posting=posting,
    )  # fmt: skip


@cache
def demonstration() -> Founded:
    """Return a group whose ledger tick is a second and whose desk tick is six."""
    return found_with(small_plan() | {"demo": True, "ticks": {"ledger": 1, "desk": 6}})


@pytest.fixture(name="intake", scope="module")
def _intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningIntake]:
    folder = tmp_path_factory.mktemp("intake")
    with running_intake(folder, prepared(folder, demonstration())) as intake:
        yield intake


def real(intake: RunningIntake) -> Connection:
    """Return a member's connection to an intake that runs."""
    keys = demonstration().keys[MEMBER].keys
    return connection(Address(f"http://127.0.0.1:{intake.port}"), keys.posting_credential)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.TAKEN),
        (201, Answer.TAKEN),
        (409, Answer.DIFFERS),
        (411, Answer.SIZE),
        (413, Answer.SIZE),
        (422, Answer.WORK),
        (400, Answer.LATER),
        (401, Answer.LATER),
        (421, Answer.LATER),
        (503, Answer.LATER),
        (507, Answer.LATER),
    ],
)
def test_each_answer_of_the_server_is_understood(status: int, answer: Answer) -> None:
    """A status of the protocol leads to what the poster does about it, and its word is kept for the member."""
    server = FakeServer({"/cells/3/7": httpx.Response(status, content=b"word: what to do\n")})
    door = Door(lambda: connection(Address(SERVER)), server.reach)
    assert door.put_cells(3, 7, bytes(1024)) is answer
    assert door.refused == ("" if answer is Answer.TAKEN else "word")


def test_a_server_that_is_away_is_asked_again() -> None:
    """Where nobody answers the same bytes go out later."""

    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    door = Door(lambda: connection(Address(SERVER)), FakeServer({"/e": away}).reach)
    assert door.post_entry(b"packet") is Answer.LATER
    assert door.refused == "unreachable"


def test_entries_are_brought_without_a_credential() -> None:
    """A desk's entry goes the way of a complainant's: nothing in the request says whose it is."""
    server = FakeServer({"/e": b"held\n", "/freshness": b"held\n"})
    door = Door(lambda: connection(Address(SERVER)), server.reach)
    door.post_entry(b"packet")
    door.put_word(b"note")
    assert ["authorization" in request.headers for request in server.asked] == [False, True]


def test_a_real_intake_takes_what_is_posted(intake: RunningIntake) -> None:
    """Entry and cells are taken once and acknowledged again; other cells for the tick are refused."""
    door = Door(lambda: real(intake))
    packet = pack(bytes(32), seal_cover(8), work_bits=0)
    assert door.post_entry(packet) is Answer.TAKEN
    assert door.post_entry(packet) is Answer.TAKEN
    tick, cells = tick_of(SystemClock().now(), 6), dummy()
    assert door.put_cells(SLOT, tick + 1, cells) is Answer.TAKEN
    assert door.put_cells(SLOT, tick + 1, cells) is Answer.TAKEN
    assert door.put_cells(SLOT, tick + 1, dummy()) is Answer.DIFFERS
    assert door.put_cells(SLOT, tick + 1, dummy() + dummy()) is Answer.SIZE
    assert door.put_cells(SLOT - 1, tick + 1, cells) is Answer.LATER


def test_a_desk_posts_to_a_real_intake_while_it_is_locked(intake: RunningIntake, tmp_path: Path) -> None:
    """Along real ticks a desk without keys posts its share, and its board shows the prepared cells."""
    group = demonstration()
    desk = made(tmp_path, lambda: real(intake), group)
    posting, opened, mirror = desk
    posting.tend(opened, mirror)
    posting.lock()
    opened.vault.close()
    stock = posting.spool.stock(Lane.CELLS, 8)
    assert stock is not None
    posting.start()
    until = time.monotonic() + 60
    while time.monotonic() < until and not posted_cells(intake) & set(stock.pieces[:2]):
        time.sleep(0.3)
    shown = posting.posted()
    posting.stop()
    mirror.close()
    assert posted_cells(intake) & set(stock.pieces[:2])
    assert shown.last > 0
    assert shown.left < 128


def posted_cells(intake: RunningIntake) -> set[bytes]:
    """Return the cells of slot 3 on the board."""
    status, body, _ = intake.ask("GET", "/board/7")
    if status != 200:
        return set()
    return {read_board(blob).cells_of(SLOT, 1) for blob in read_window(body).blobs}


def made(folder: Path, how: Callable[[], Connection], group: Founded | None = None) -> tuple[Posting, Opened, Mirror]:
    """Return the posting half of a desk, its open vault and its mirror."""
    founded = group or small_group()
    home = Home(folder / "стол")
    home.make()
    key = founded.keys[MEMBER]
    opened = Opened(key, key.keys, Vault(home.vault, key.keys.vault_key))
    posting = Posting(home.folder / "posting.db", SystemClock(), connection=how, charter=lambda: founded.signed)
    return posting, opened, Mirror(home.mirror)


def holds(posting: Posting) -> bool:
    """Say whether keys are held."""
    return posting._opened is not None


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Posting, Opened, Mirror]]:
    monkeypatch.setattr("plaint.desk.post.prepare.WEEK", DAY)
    desk = made(tmp_path, lambda: connection(Address(SERVER)))
    yield desk
    desk[0].stop()
    desk[1].vault.close()
    desk[2].close()


def test_locking_lets_go_of_the_keys(desk: tuple[Posting, Opened, Mirror]) -> None:
    """Between tending and locking the keys are held, and not after."""
    posting, opened, mirror = desk
    posting.tend(opened, mirror)
    assert holds(posting)
    posting.lock()
    assert not holds(posting)
    posting.lock()


def test_locking_brings_the_stock_up_to_date(desk: tuple[Posting, Opened, Mirror]) -> None:
    """What was written just before locking is in the stock."""
    posting, opened, mirror = desk
    posting.tend(opened, mirror)
    before = posting.spool.generation()
    with opened.vault.write() as rows:
        rows.execute("INSERT OR REPLACE INTO meta VALUES ('outbox changed', x'01')")
    posting.lock()
    assert posting.spool.generation() != before


def test_nothing_keeps_a_desk_from_locking(
    desk: tuple[Posting, Opened, Mirror], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no new stock can be made the desk locks all the same, and the old stock goes on."""
    posting, opened, mirror = desk
    posting.tend(opened, mirror)
    before = posting.spool.generation()

    def full(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("plaint.desk.post.posting.is_due", full)
    posting.lock()
    assert not holds(posting)
    assert posting.spool.generation() == before


def test_a_vault_that_was_closed_is_not_held(desk: tuple[Posting, Opened, Mirror]) -> None:
    """Tending with a vault that was closed meanwhile fails, and keeps no keys."""
    posting, opened, mirror = desk
    opened.vault.close()
    with pytest.raises(Exception, match="closed"):
        posting.tend(opened, mirror)
    assert not holds(posting)


def test_before_it_can_post_it_waits(tmp_path: Path) -> None:
    """A desk that is not connected yet neither posts nor ends its loop."""

    def missing() -> Connection:
        raise FormatError("There is no connection.")

    posting = Posting(tmp_path / "posting.db", SystemClock(), connection=missing, charter=lambda: small_group().signed)
    posting.start()
    time.sleep(0.2)
    thread = posting._thread
    assert thread is not None
    assert thread.is_alive()
    posting.stop()
    assert thread.name not in {each.name for each in threading.enumerate()}


def test_what_is_written_is_estimated_and_shown(desk: tuple[Posting, Opened, Mirror]) -> None:
    """Before anything was written nothing is estimated, and the member sees for how long the stock lasts."""
    posting, opened, mirror = desk
    posting.tend(opened, mirror)
    assert posting.estimates(opened) == {}
    shown = posting.posted()
    assert (shown.refused, shown.last, shown.left) == ("", -1, 8)
