# SPDX-License-Identifier: AGPL-3.0-or-later
"""Anybody who can connect, before a first request is answered: time and open files of the server."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from uvicorn.server import ServerState

from plaint.errors import FormatError
from plaint.intake import connection
from plaint.intake.connection import Connection
from plaint.intake.pages.hand import LONGEST, folded
from plaint.intake.plain import LENGTH
from plaint.intake.server import configure
from plaint.intake.settings import IntakeSettings
from plaint.ledger.armor import read_armor, write_armor
from plaint.web.asgi import App, Receive, Scope, Send, answer
from plaint.web.bodies import parse_form
from tests.support.places import packet

pytestmark = pytest.mark.anyio
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Serving:
    """A server whose connections are intake's, around any application."""

    port: int
    state: ServerState = field(repr=False)

    def connect(self) -> socket.socket:
        """Return a connection that takes little at a time, and only when it is told to."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", self.port))
        line.settimeout(0)
        return line

    async def freed(self) -> bool:
        """Tell whether the server lets go of all connections within some seconds."""
        for _ in range(200):
            if not self.state.connections:
                return True
            await asyncio.sleep(0.02)
        return False


@asynccontextmanager
async def serving(app: App) -> AsyncIterator[Serving]:
    """Serve `app` for the length of the block."""
    config = configure(app, IntakeSettings(hosts=("x",), listen="127.0.0.1:0"))
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()

    def begin() -> Connection:
        return Connection(config=config, server_state=state, app_state={})

    server = await loop.create_server(begin, "127.0.0.1", 0)
    try:
        yield Serving(server.sockets[0].getsockname()[1], state)
    finally:
        server.close()
        for connected in list(state.connections):
            connected.transport.abort()


def answering(length: int) -> App:
    """Return an application that answers every request with so many bytes."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await answer(send, 200, bytes(length))

    return app


async def test_a_body_in_chunks_is_not_read() -> None:
    """Each byte of it can be a chunk, and reading those stops everybody: refused at the head, with a word."""
    asked: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope)
        await receive()
        await answer(send, 200, b"")

    async with serving(app) as server:
        for name in (b"POST /e", b"POST /h", b"GET /"):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            head = name + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            writer.write(head + b"1\r\nx\r\n" * 10_000)
            whole = await asyncio.wait_for(reader.read(4000), 10)
            assert whole.startswith(b"HTTP/1.1 411 ")
            assert whole.partition(b"\r\n\r\n")[2].startswith(b"size: ")
            writer.close()
        assert await server.freed()
    assert asked == []


@pytest.mark.parametrize("pieces", [[GET * 400], [GET * 200, GET * 200 + b"GET"]])
async def test_who_takes_no_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch, pieces: list[bytes]) -> None:
    """Hundreds of answers asked for at once, none of them read: the place is free again after a while."""
    monkeypatch.setattr(connection, "TAKING_PATIENCE", 0.3)
    async with serving(answering(20_000)) as server:
        line = server.connect()
        for piece in pieces:
            await asyncio.get_running_loop().sock_sendall(line, piece)
            await asyncio.sleep(0.1)
        assert server.state.connections
        assert await server.freed()
        line.close()


async def test_the_rest_of_an_answer_does_not_keep_a_closed_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody takes is dropped some time after the connection was closed, also where it is little."""
    monkeypatch.setattr(connection, "ENDING_PATIENCE", 0.3)
    monkeypatch.setattr(connection, "HEAD_PATIENCE", 0.3)
    async with serving(answering(20_000_000)) as server:
        lines = [server.connect() for _ in range(3)]
        for line in lines:
            await asyncio.get_running_loop().sock_sendall(
                line, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
        await asyncio.sleep(0.1)
        for connected in list(server.state.connections):
            connected.transport.close()
        assert await server.freed()
        for line in lines:
            line.close()


async def test_who_takes_the_rest_after_the_end_leaves_no_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A proxy closes after each answer: long after a large one was taken whole, nothing tells when that was."""
    monkeypatch.setattr(connection, "ENDING_PATIENCE", 0.3)
    async with serving(answering(20_000_000)) as server:
        line = server.connect()
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(line, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await asyncio.sleep(0.1)
        for connected in list(server.state.connections):
            assert connected.transport.get_write_buffer_size() > 0
            connected.transport.close()
        while await asyncio.wait_for(loop.sock_recv(line, 65_536), 10):
            pass
        line.close()
        await asyncio.sleep(0.5)
    assert caplog.records == []


async def test_who_does_read_gets_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow reader who goes on taking is not cut off."""
    monkeypatch.setattr(connection, "TAKING_PATIENCE", 0.5)
    async with serving(answering(200_000)) as server:
        line = server.connect()
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(line, GET)
        got = 0
        while got < 200_000:
            got += len(await asyncio.wait_for(loop.sock_recv(line, 65_536), 10))
            await asyncio.sleep(0.02)
        line.close()


def filing(sent: int = LENGTH) -> bytes:
    """Return the head of a plain filing, and so many bytes of its body."""
    return b"POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % LENGTH + bytes(sent)


async def test_many_filings_leave_one_timer() -> None:
    """A connection over which much is filed waits once as well."""
    async with serving(answering(10)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        loop = asyncio.get_running_loop()
        before = sum(not timer.cancelled() for timer in loop._scheduled)  # type: ignore[attr-defined]
        for _ in range(50):
            writer.write(filing())
            await reader.readuntil(bytes(10))
        after = sum(not timer.cancelled() for timer in loop._scheduled)  # type: ignore[attr-defined]
        writer.close()
        assert await server.freed()
    assert after - before < 3


async def test_a_place_is_free_some_time_after_a_filing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who files and then says nothing, or no whole head, is cut off; the time runs from the last answer."""
    monkeypatch.setattr(connection, "HEAD_PATIENCE", 0.5)
    async with serving(answering(10)) as server:
        loop = asyncio.get_running_loop()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for _ in range(4):
            writer.write(filing())
            await asyncio.wait_for(reader.readuntil(bytes(10)), 10)
            answered = loop.time()
            await asyncio.sleep(0.2)
        writer.write(b"POST /e")
        assert await asyncio.wait_for(reader.read(), 10) == b""
        assert loop.time() - answered >= 0.45
        writer.close()


async def test_a_slow_body_outlives_the_wait_for_a_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once its head is whole, a filing may take its time: what was wound up before does not cut it off."""
    monkeypatch.setattr(connection, "HEAD_PATIENCE", 0.3)
    async with serving(answering(10)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for _ in range(2):
            writer.write(filing(1000))
            await asyncio.sleep(0.8)
            writer.write(bytes(LENGTH - 1000))
            head = await asyncio.wait_for(reader.readuntil(bytes(10)), 10)
            assert head.startswith(b"HTTP/1.1 200 ")
        writer.close()
        assert await server.freed()


async def test_a_request_that_waited_behind_another_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests at once, the second answered late: the wait for a head since the first answer cuts nothing off."""
    monkeypatch.setattr(connection, "HEAD_PATIENCE", 0.3)
    asked = iter((0.0, 0.8))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await asyncio.sleep(next(asked))
        await answer(send, 200, bytes(10))

    async with serving(app) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(GET * 2)
        for _ in range(2):
            head = await asyncio.wait_for(reader.readuntil(bytes(10)), 10)
            assert head.startswith(b"HTTP/1.1 200 ")
        answered = asyncio.get_running_loop().time()
        assert await asyncio.wait_for(reader.read(), 10) == b""
        assert asyncio.get_running_loop().time() - answered >= 0.25
        writer.close()
        assert await server.freed()


async def test_many_answers_leave_one_timer() -> None:
    """A connection that waits for its next request waits once, however many it has had."""
    async with serving(answering(10)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        loop = asyncio.get_running_loop()
        before = sum(not timer.cancelled() for timer in loop._scheduled)  # type: ignore[attr-defined]
        writer.write(GET * 50)
        for _ in range(50):
            await reader.readuntil(bytes(10))
        after = sum(not timer.cancelled() for timer in loop._scheduled)  # type: ignore[attr-defined]
        writer.close()
        assert await server.freed()
    assert after - before < 5


@pytest.mark.parametrize("escape", [b"%0A", b"%0D%0A", b"a%0A", b"%20", b"%61"])
async def test_a_form_of_escapes_is_refused_unread(escape: bytes) -> None:
    """Undoing each of a quarter of a million of them would keep everybody waiting for half a second."""
    with pytest.raises(FormatError):
        folded(b"t=" + escape * ((LONGEST - 2) // len(escape)))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\u00a0\n", " \n\n "])
async def test_a_form_of_sealed_text_is_read_as_ever(end: str) -> None:
    """Whatever a browser or a messenger made of its line ends, it is the same packet."""
    whole = bytes(packet())
    form = urlencode({"t": write_armor(whole).replace("\n", end)}).encode()
    assert read_armor(parse_form(folded(form), fields=1)["t"], most=8) == (whole,)
