# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cover: its times, its bytes, its course, and that nobody learns from it when it came."""

import math
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from threading import Event
from typing import Final

import httpx
import pytest

from plaint.charter.model import Charter
from plaint.cosign.browser import Visit
from plaint.cosign.cover import CHUNKS, DAY, MOST_CHUNKS, PAUSES, TROUBLE, Cover, Rates, burst, entry
from plaint.cosign.errors import LineError
from plaint.cosign.line import Line
from plaint.cosign.places import find_leaf
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import has_work, packet_length, read_packet, work_seed
from plaint.ledger.tombstone import read_tombstone
from plaint.unseal.entry import open_entry
from tests.support.desks import SERVER, FakeServer
from tests.support.groups import found_with, small_group, small_plan
from tests.support.ledgers import Ledger

CHARTER: Final = found_with(small_plan() | {"demo": True, "work_bits": 6}).signed.charter
FIRST: Final = """<html lang="ru"><link rel="icon" href="/favicon.ico">
<link rel="stylesheet" href="/s/page.css"><script src="/s/exit.js" defer></script>
<a href="/wren" lang="en" hreflang="en">English</a><a class="act" href="/lark/moss">x</a><a href="/lark/fern">y</a>"""
OTHER: Final = FIRST.replace("lark", "tern").replace("/wren", "/lark").replace('lang="ru"', 'lang="en"')
WRITING: Final = """<html lang="ru"><link rel="stylesheet" href="/s/page.css"><script src="/s/write.js" defer></script>
<template data-pin="{}" data-words="ru" data-list="/s/words.ru.txt">"""


class Clocked:
    """An event that is never set and says what it was asked to wait for."""

    def __init__(self, *, most: int = 1000) -> None:
        """Stop after `most` waits."""
        self.waited: list[float] = []
        self.most = most

    def wait(self, seconds: float) -> bool:
        """Remember the wait; return whether it is time to stop."""
        self.waited.append(seconds)
        return len(self.waited) > self.most


@pytest.fixture(name="server")
def _server() -> FakeServer:
    """Give a server with the pages of an intake, which takes whatever is handed in."""
    server = FakeServer()
    server.answers |= {
        "/": FIRST.encode(),
        "/wren": OTHER.encode(),
        "/lark/moss": WRITING.encode(),
        "/tern/moss": WRITING.encode(),
        "/lark/fern": WRITING.encode(),
        "/tern/fern": WRITING.encode(),
        "/e": b"held\n",
        "/t": b"held\n",
    }
    server.fallback = lambda request: (
        httpx.Response(201 if request.method == "PUT" else 404) if request.url.path.startswith("/c/") else None
    )
    return server


def cover(server: FakeServer, *, stop: Clocked | None = None, seed: int = 1, **rates: int) -> Cover:
    """Return cover for a server, whose chance is that of `seed`."""
    return Cover(
        rates=Rates(**{"per_day": 24, "burst_every": 0, "erase_every": 0, **rates}),
        server=SERVER,
        reach=lambda: Line(server.reach_plainly(SERVER)),
        stop=stop or Clocked(),  # type: ignore[arg-type]
        charter=lambda: CHARTER,
        random=random.Random(seed),  # type: ignore[arg-type]
    )


def asked(server: FakeServer) -> list[str]:
    """Return what the server was asked for."""
    return [f"{request.method} {request.url.path}" for request in server.asked]


def test_gaps_are_exponential(server: FakeServer) -> None:
    """Mean and deviation are a day through the rate, and the distribution is within the Kolmogorov-Smirnov bound."""
    drawn = sorted(_gaps(cover(server), 4000))
    mean = math.fsum(drawn) / len(drawn)
    assert mean == pytest.approx(DAY / 24, rel=0.06)
    assert math.sqrt(math.fsum((gap - mean) ** 2 for gap in drawn) / len(drawn)) == pytest.approx(mean, rel=0.08)
    farthest = max(abs((at + 1) / len(drawn) - (1 - math.exp(-gap * 24 / DAY))) for at, gap in enumerate(drawn))
    assert farthest < 1.95 / math.sqrt(len(drawn))


def _gaps(one: Cover, count: int) -> Iterator[float]:
    return (one.gap() for _ in range(count))


def test_the_chance_is_the_systems() -> None:
    """Outside of tests gaps come from the system's generator, which nobody can foretell or repeat."""
    made = Cover(
        rates=Rates(per_day=1, burst_every=0, erase_every=0),
        server=SERVER,
        reach=lambda: Line(httpx.Client()),
        stop=Event(),
        charter=lambda: None,
    )
    assert isinstance(made.random, random.SystemRandom)


def test_an_entry_of_cover_is_like_any_other() -> None:
    """Equal length, the charter's work with the smallest nonce, a commitment of its own; and no member opens it."""
    packets = [entry(CHARTER, bytes([number]) * 32) for number in range(3)]
    for packet in packets:
        assert len(bytes(packet)) == packet_length(LeafKind.ENTRY) == 65_584
        assert read_packet(bytes(packet)) == packet
        seed = work_seed(sha256(packet.blob).digest(), packet.head.erase_commit)
        fitting = [nonce for nonce in range(packet.head.nonce + 1) if has_work(seed, nonce, CHARTER.work_bits)]
        assert fitting == [packet.head.nonce]
    assert len({packet.head.erase_commit for packet in packets}) == 3
    group = small_group()
    for member in group.signed.charter.seated:
        identity = group.keys[member.id].keys.identity
        assert open_entry(packets[0].blob, identity, slots=8, slot=member.slot) is None


def test_a_burst_is_like_the_chunks_of_a_file() -> None:
    """Each chunk has the one length of chunks and its own commitment."""
    packets = burst(CHARTER, 2)
    assert [len(bytes(packet)) for packet in packets] == [1_048_624, 1_048_624]
    assert len({packet.head.erase_commit for packet in packets}) == 2
    assert all(packet.head.kind is LeafKind.CHUNK for packet in packets)


def test_bursts_have_sizes_of_files(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """One visit in so many has chunks: a few mostly, never more than a complaint may bring."""
    monkeypatch.setattr("plaint.cosign.cover.burst", lambda _charter, count: [None] * count)
    made = cover(server, burst_every=4)
    sizes = [len(made.chunks(CHARTER)) for _ in range(4000)]
    bursts = [size for size in sizes if size]
    assert len(bursts) == pytest.approx(1000, rel=0.15)
    assert max(bursts) <= MOST_CHUNKS
    assert math.fsum(bursts) / len(bursts) == pytest.approx(1 + CHUNKS, rel=0.2)


def test_a_visit_asks_as_the_page_does(server: FakeServer) -> None:
    """Pages with what they load, charter, freshness, words; then, after minutes, chunks before the entry."""
    stop = Clocked()
    made = cover(server, stop=stop, burst_every=1)
    made.random.expovariate = lambda lambd: 0.5 / lambd  # type: ignore[method-assign]
    made.post(CHARTER)
    found = asked(server)
    last = found[-5:]
    assert [each[:6] for each in last] == ["HEAD /", "PUT /c", "HEAD /", "PUT /c", "POST /"]
    assert last[0][5:] == last[1][4:]
    middle = [each for each in found[:-5] if not each.startswith("GET /s/")]
    assert middle[0] == "GET /"
    assert middle[-2:] == ["GET /charter", "GET /freshness"]
    assert found.count("GET /favicon.ico") == 1
    assert stop.waited == [pytest.approx((60 + 450) / 1000)]


def test_a_person_may_take_another_language(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some visits go by the page of another language."""
    monkeypatch.setattr("plaint.cosign.browser.secrets.randbelow", lambda _: 0)
    cover(server).post(CHARTER)
    assert "GET /wren" in asked(server)
    assert "GET /tern/moss" in asked(server)


def test_what_is_there_is_not_sent_again(server: FakeServer) -> None:
    """A chunk that intake has already is not sent, as with the page."""
    server.fallback = lambda _: httpx.Response(200)
    made = cover(server, burst_every=1)
    made.random.expovariate = lambda lambd: 0.01 / lambd  # type: ignore[method-assign]
    made.post(CHARTER)
    assert [each[:4] for each in asked(server)[-2:]] == ["HEAD", "POST"]


@pytest.mark.parametrize(("status", "tries"), [(503, 6), (400, 1), (507, 6), (422, 1)])
def test_the_same_bytes_go_again(server: FakeServer, status: int, tries: int) -> None:
    """After a fault of the server the same packet goes again at the page's own pauses; a refusal ends the visit."""
    bodies = []

    def refuse(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return httpx.Response(status)

    server.answers["/e"] = refuse
    stop = Clocked()
    with pytest.raises(LineError):
        cover(server, stop=stop).post(CHARTER)
    assert len(bodies) == tries
    assert len(set(bodies)) == 1
    assert stop.waited[1:] == list(PAUSES)[: tries - 1]


def test_some_cover_is_erased_early(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one place that knows a token is memory, until a later visit asks for the entry to be erased with it."""
    begun: list[tuple[object, ...]] = []
    monkeypatch.setattr(Cover, "_begin", lambda _self, _task, *given: begun.append(given))
    made = cover(server, erase_every=1)
    made.post(CHARTER)
    ((_, blob_hash, token, wait),) = begun
    packet = read_packet(server.asked[-1].content)
    assert blob_hash == sha256(packet.blob).digest()
    assert isinstance(wait, float)
    ledger = Ledger(small_group())
    ledger.leaves += [packet.head.leaf(sha256(packet.blob).digest())]
    ledger.tick(0)
    server.answers["/checkpoint"] = ledger.note
    server.fallback = ledger.answer
    made.erase(CHARTER, bytes(blob_hash), bytes(token), 0)  # type: ignore[call-overload]
    stone = read_tombstone(server.asked[-1].content)
    assert stone.index == 1
    assert stone.is_by_author_of(ledger.leaves[1])
    found = asked(server)
    assert found[-1] == "POST /t"
    assert found[-2].startswith("GET /board/")
    assert [each for each in found if each.endswith("/fern")] != []


def test_what_is_not_in_the_log_is_not_asked_for(server: FakeServer) -> None:
    """Cover that was never appended is left alone."""
    ledger = Ledger(small_group())
    server.answers["/checkpoint"] = ledger.note
    server.fallback = ledger.answer
    cover(server).erase(CHARTER, b"h" * 32, b"t" * 32, 0)
    assert asked(server) == ["GET /checkpoint", "GET /tile/entries/000.p/1"]


def test_every_bundle_is_fetched_whatever_is_found(server: FakeServer) -> None:
    """Looking for a leaf shows nobody where it was."""
    ledger = Ledger(small_group())
    at = ledger.cover()
    ledger.leaves += [ledger.leaves[0]] * 600
    ledger.tick(0)
    server.answers["/checkpoint"] = ledger.note
    server.fallback = ledger.answer
    with Line(server.reach_plainly(SERVER)) as line:
        assert find_leaf(line, ledger.leaves[at].blob_hash) == at
    assert asked(server)[1:] == ["GET /tile/entries/002.p/90", "GET /tile/entries/001", "GET /tile/entries/000"]


def test_a_process_without_a_charter_posts_nothing(server: FakeServer) -> None:
    """Before the group is verified there is no cover: it would have no form."""
    made = cover(server, stop=Clocked(most=5))
    made.charter = lambda: None
    made.run()
    assert server.asked == []


def test_a_rate_of_nothing_posts_nothing(server: FakeServer) -> None:
    """Zero a day switches cover off."""
    stop = Clocked()
    cover(server, stop=stop, per_day=0).run()
    assert stop.waited == []


def test_visits_begin_at_the_moments_of_the_process(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each gap is drawn and waited for, and a visit of any length does not shift the next."""
    begun: list[Charter] = []

    def begin(_self: Cover, _task: Callable[..., None], charter: Charter) -> None:
        begun.append(charter)

    monkeypatch.setattr(Cover, "_begin", begin)
    stop = Clocked(most=20)
    cover(server, stop=stop, seed=7).run()
    assert len(begun) == 20
    assert stop.waited == list(_gaps(cover(server, seed=7), 21))


def test_failures_are_counted_and_not_said(server: FakeServer) -> None:
    """A visit that fails says nothing then; several in a row are worth a word at the next tick."""
    made = cover(server)
    troubled = []
    for page in [httpx.Response(500)] * TROUBLE + [FIRST.encode()]:
        server.answers["/"] = page
        made._open += 1
        made._run(made.post, CHARTER)
        troubled.append(made.in_trouble)
    assert troubled == [*[False] * (TROUBLE - 1), True, False]
    assert made._open == 0


def test_pages_of_something_else_are_refused(server: FakeServer) -> None:
    """A portal or a wrong address ends the visit before anything is sent."""
    server.answers["/"] = b"<html>log in</html>"
    with pytest.raises(LineError, match="not those of an intake"):
        cover(server).post(CHARTER)
    assert asked(server) == ["GET /"]


def test_header_lines_come_in_one_order() -> None:
    """Host first, the name of the browser second, as Firefox writes them; a typed address has no referer."""
    server = FakeServer(answers={"/": FIRST.encode()})
    with Line(server.reach_plainly(SERVER)) as line:
        visit = Visit(line, "plaint.example", "https")
        visit.open("/", typed=True)
        visit.open("/", typed=False)
    first, style = server.asked[0], server.asked[1]
    assert [name for name, _ in first.headers.raw][:3] == [b"Host", b"User-Agent", b"Accept"]
    assert "referer" not in first.headers
    assert first.headers["sec-fetch-site"] == "none"
    assert style.headers["referer"] == "https://plaint.example/"
    assert style.headers["sec-fetch-dest"] == "style"
