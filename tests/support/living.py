# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole intake on a loopback port, with a real clock and short ticks, in a thread of the test process.

    with living(tmp_path) as intake:
        page.goto(intake.url)
        intake.wait_for(words)                what came under a receipt, opened by its readers
        intake.post(slot, cell)               put a desk's cell on the board of this desk tick
        intake.faulty = 2                     the next two requests that hand something in are answered with 503

Beside it, on another port, lies the neutral site to which leaving leads.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import httpx
import uvicorn

from plaint.charter.founding import Founded
from plaint.charter.freshness import Freshness
from plaint.charter.plan import Tree
from plaint.charter.signing import sign_freshness
from plaint.clock import SystemClock, tick_of
from plaint.intake.app import build_app
from plaint.intake.place import Place, open_place
from plaint.intake.server import configure
from plaint.intake.settings import IntakeSettings
from plaint.receipt import words as receipt_words
from plaint.receipt.derive import Thread
from plaint.web.asgi import TEXT, App, Receive, Scope, Send, answer
from tests.support.groups import found_with, small_plan
from tests.support.places import bearer, made_place, posting
from tests.support.process import free_port
from tests.support.reader import Opened, open_for_all

LEDGER_TICK: Final = 1
DESK_TICK: Final = 2
ENTRY: Final = 65_536
DAY: Final = 86_400
NEUTRAL_TEXT: Final = "Погода"


@dataclass
class Living:
    """An intake that answers, and what a test may ask of it."""

    group: Founded
    url: str
    neutral: str
    place: Place
    faulty: int = 0
    """How many of the next requests that hand something in fail."""
    fault: int = 503
    handed: list[tuple[str, bytes]] = field(default_factory=list)
    """Path and body of all that was handed in, also of what failed."""
    asked: list[str] = field(default_factory=list)
    """Path of every request that came, also of those that a browser hides from whoever drives it."""
    fetched: int = 0
    blobs: list[bytes] = field(default_factory=list)
    opened: dict[bytes, Opened | None] = field(default_factory=dict)
    """What has been opened so far, by the hash of its blob."""

    def client(self) -> httpx.Client:
        """Return a client of the intake."""
        return httpx.Client(base_url=self.url)

    def entries(self) -> list[bytes]:
        """Return the sealed entries in the ledger, oldest first."""
        with self.client() as client:
            while True:
                answer = client.get(f"/blobs/{self.fetched}/64", headers=bearer(self.group.credential))
                if answer.status_code != 200:
                    return [blob for blob in self.blobs if len(blob) == ENTRY]
                self._take(answer.content)

    def _take(self, reading: bytes) -> None:
        while reading:
            length, reading = int.from_bytes(reading[:4], "big"), reading[4:]
            size = length if length < 0xFFFFFFFE else 0
            self.blobs.append(reading[:size])
            self.fetched += 1
            reading = reading[size:]

    def under(self, words: Sequence[str]) -> list[Opened]:
        """Return what came under a receipt and its readers could open, oldest first."""
        case = self.thread(words).case_id
        found = [self._opened(blob) for blob in self.entries()]
        return [one for one in found if one is not None and one.record.case_id == case]

    def _opened(self, blob: bytes) -> Opened | None:
        digest = sha256(blob).digest()
        if digest not in self.opened:
            self.opened[digest] = open_for_all(self.group, blob)
        return self.opened[digest]

    def wait_for(self, words: Sequence[str], count: int = 1, seconds: float = 15) -> list[Opened]:
        """Wait until `count` records under a receipt stand in the ledger; return them."""
        deadline = time.monotonic() + seconds
        while len(found := self.under(words)) < count:
            assert time.monotonic() < deadline, f"{len(found)} records came, {count} were expected"
            time.sleep(0.15)
        return found

    def thread(self, words: Sequence[str]) -> Thread:
        """Return what a receipt gives in this group."""
        return Thread.from_entropy(receipt_words.read(" ".join(words)), self.group.signed.charter.origin)

    def post(self, slot: int, *cells: bytes, shown: bool = True) -> None:
        """Put a desk's cells on the board, one a desk tick; wait until the last is shown."""
        for cell in cells:
            self._post_one(slot, cell)
        deadline = time.monotonic() + 15
        while shown and cells[-1] not in self.board():
            assert time.monotonic() < deadline, "the cell did not come up on the board"
            time.sleep(0.1)

    def board(self) -> bytes:
        """Return the board of seven days as a page fetches it."""
        with self.client() as client:
            return client.get("/board/7").content

    def _post_one(self, slot: int, cell: bytes) -> None:
        headers = posting(self.group, slot)
        with self.client() as client:
            for _ in range(20):
                tick = tick_of(int(time.time()), DESK_TICK)
                told = client.put(f"/cells/{slot}/{tick}", content=cell, headers=headers)
                if told.status_code == 201:
                    return
                time.sleep(0.3)  # another cell holds this tick, or it has just ended
        raise AssertionError(f"the cell was not taken: {told.text}")

    def refresh(self, until: int | None = None) -> None:
        """Hand in each member's word that the charter is the newest."""
        now = int(time.time())
        day = Freshness.from_bytes(self.group.freshness(now)).until if until is None else until
        with self.client() as client:
            for member in self.group.signed.charter.seated:
                note = sign_freshness(self.group.signed, self.group.keys[member.id], until=day, now=now)
                told = client.put("/freshness", content=bytes(note), headers=posting(self.group, member.slot))
                assert told.status_code == 200, told.text


def lively_plan() -> Tree:
    """Return the plan of the demo's group: ticks of seconds, a little work."""
    ticks = {"ledger": LEDGER_TICK, "desk": DESK_TICK}
    return small_plan() | {"demo": True, "ticks": ticks, "work_bits": 8}


@contextmanager
def living(
    folder: Path, plan: Tree | None = None, *, port: int | None = None, hosts: Sequence[str] = ()
) -> Iterator[Living]:
    """Run an intake of a new group below `folder` until the block ends; it answers to the names `hosts` as well."""
    group = found_with(plan or lively_plan())
    port, other = port or free_port(), free_port()
    settings = made_place(folder, group, host=f"127.0.0.1:{port}", listen=f"127.0.0.1:{port}")
    settings = replace(
        settings,
        hosts=(*settings.hosts, *hosts),
        neutral=f"http://127.0.0.1:{other}/weather",
        drafts=group.signed.charter.demo,
    )
    with _thread(lambda ready: _run(settings, group, other, ready)) as intake:
        yield intake


@contextmanager
def _thread(run: Callable[[Callable[[Living], None]], object]) -> Iterator[Living]:
    """Run a loop in a thread; it is told to end with the block."""
    ready = threading.Event()
    found: list[Living | BaseException] = []
    stops: list[Callable[[], object]] = []

    def tell(intake: Living) -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        assert task is not None
        stops.append(lambda: loop.call_soon_threadsafe(task.cancel))
        found.append(intake)
        ready.set()

    def target() -> None:
        try:
            asyncio.run(run(tell))  # type: ignore[arg-type]  # a coroutine
        except (asyncio.CancelledError, KeyboardInterrupt):
            pass
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            found.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    assert ready.wait(60)
    intake = found[0]
    if isinstance(intake, BaseException):
        raise intake
    try:
        intake.refresh()
        yield intake
    finally:
        stops[0]()
        thread.join(20)


async def _run(settings: IntakeSettings, group: Founded, other: int, tell: Callable[[Living], None]) -> None:
    port = int(settings.listen.rpartition(":")[2])
    async with open_place(settings, SystemClock()) as place:
        intake = Living(group, f"http://127.0.0.1:{port}", settings.neutral, place)
        servers = [
            _Quiet(configure(_watched(build_app(place), intake), settings)),
            _Quiet(configure(_weather, replace(settings, listen=f"127.0.0.1:{other}"))),
        ]
        running = [asyncio.create_task(server.serve()) for server in servers]
        while not all(server.started for server in servers):  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.02)
        tell(intake)
        try:
            await asyncio.Event().wait()
        finally:
            for server in servers:
                server.should_exit = True
                server.force_exit = True
            await asyncio.gather(*running)


class _Quiet(uvicorn.Server):
    """A server that leaves the signals of the process alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _watched(app: App, intake: Living) -> App:
    """Wrap an application so that a test sees what is handed in and can make it fail."""

    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        intake.asked.append(scope["path"])
        if scope["method"] not in ("POST", "PUT") or scope["path"].startswith(("/cells", "/freshness")):
            await app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        intake.handed.append((scope["path"], body))
        if intake.faulty > 0:
            intake.faulty -= 1
            await answer(send, intake.fault, b"later: try again\n", (TEXT,))
            return
        parts = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def again() -> dict[str, object]:
            return next(parts, {"type": "http.disconnect"})

        await app(scope, again, send)

    return watching


async def _weather(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as the neutral site."""
    del scope, receive
    page = f"<!doctype html><html lang=ru><title>{NEUTRAL_TEXT}</title><h1>{NEUTRAL_TEXT}</h1>".encode()
    await answer(send, 200, page, ((b"content-type", b"text/html; charset=utf-8"),))
