# SPDX-License-Identifier: AGPL-3.0-or-later
"""The short way of reading a filing: what it takes means the same to h11, and what it does not take is h11's."""

import asyncio
import os
import sys
from collections.abc import Sequence

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.intake import plain
from plaint.intake.plain import LENGTH, LONGEST_HEAD, REQUEST, PlainFiling, read_plain_head
from plaint.web.asgi import App, Message, Receive, Scope, Send, answer
from plaint.web.bodies import read_exact

NEEDED = (b"Host: plaint.example", b"Content-Length: %d" % LENGTH)
BROWSER = (
    *NEEDED,
    b"User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
    b"Accept: */*",
    b"Accept-Encoding: gzip, deflate, br, zstd",
    b"Content-Type: application/octet-stream",
    b"Origin: http://plaint.example",
    b"Connection: keep-alive",
    b"Sec-Fetch-Site: same-origin",
)


def head(*lines: bytes) -> bytes:
    """Return the bytes of a head with these lines."""
    return REQUEST + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def check_against_h11(octets: bytes) -> None:
    """Assert that h11 reads the same request from `octets`, if they are taken: headers, body and what comes after."""
    taken = read_plain_head(octets)
    if taken is None:
        return
    connection = h11.Connection(h11.SERVER, 16_384)
    connection.receive_data(octets[: taken.length])
    event = connection.next_event()
    assert isinstance(event, h11.Request)
    assert (event.method, event.target, event.http_version) == (b"POST", b"/e", b"1.1")
    assert list(event.headers) == list(taken.headers)
    assert connection.next_event() is h11.NEED_DATA
    connection.receive_data(bytes(LENGTH))
    body = connection.next_event()
    assert isinstance(body, h11.Data)
    assert len(body.data) == LENGTH
    assert isinstance(connection.next_event(), h11.EndOfMessage)
    assert connection.their_state is (h11.DONE if taken.keep_alive else h11.MUST_CLOSE)


@pytest.mark.parametrize("lines", [NEEDED, BROWSER, (*NEEDED, b"Connection: close"), (*NEEDED, b"X-Empty:")])
def test_plain_heads_are_taken_and_mean_the_same_to_h11(lines: Sequence[bytes]) -> None:
    """What browsers, proxies and our own programs send is taken, whatever comes behind it."""
    octets = head(*lines)
    for behind in (b"", b"PLTP", b"\r\n\r\n", bytes(LENGTH)):
        found = read_plain_head(octets + behind)
        assert found is not None
        assert found.length == len(octets)
        assert found.keep_alive is (b"Connection: close" not in lines)
        check_against_h11(octets + behind)


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(head(*NEEDED)[:-1], id="not whole"),
        pytest.param(head(*NEEDED)[1:], id="another method"),
        pytest.param(head(*NEEDED).replace(b"/e ", b"/e/ "), id="another path"),
        pytest.param(head(*NEEDED).replace(b"/e ", b"/e?x "), id="a query"),
        pytest.param(head(*NEEDED).replace(b"1.1", b"1.0"), id="HTTP 1.0"),
        pytest.param(head(*NEEDED).replace(b"\r\n", b"\n"), id="bare line feeds"),
        pytest.param(head(*NEEDED[:1]), id="no length"),
        pytest.param(head(*NEEDED[1:]), id="no host"),
        pytest.param(head(), id="no header"),
        pytest.param(head(*NEEDED, NEEDED[0]), id="two hosts"),
        pytest.param(head(*NEEDED, NEEDED[1]), id="two lengths"),
        pytest.param(head(NEEDED[0], b"Content-Length: 0%d" % LENGTH), id="a zero in front"),
        pytest.param(head(NEEDED[0], b"Content-Length: +%d" % LENGTH), id="a sign"),
        pytest.param(head(NEEDED[0], b"Content-Length: %d, %d" % (LENGTH, LENGTH)), id="a list of lengths"),
        pytest.param(head(NEEDED[0], b"Content-Length: 1"), id="another length"),
        pytest.param(head(*NEEDED, b"Transfer-Encoding: chunked"), id="chunks"),
        pytest.param(head(*NEEDED, b"transfer-ENCODING: identity"), id="any transfer coding"),
        pytest.param(head(*NEEDED, b"Expect: 100-continue"), id="expecting"),
        pytest.param(head(*NEEDED, b"Connection: Upgrade", b"Upgrade: h2c"), id="upgrading"),
        pytest.param(head(*NEEDED, b"Connection: keep-alive, Transfer-Encoding"), id="a connection's list"),
        pytest.param(head(*NEEDED, b"Connection: close", b"Connection: keep-alive"), id="stay and go"),
        pytest.param(head(*NEEDED, b"X-A : 1"), id="a blank before the colon"),
        pytest.param(head(*NEEDED, b"X-A: 1", b" folded"), id="a folded line"),
        pytest.param(head(*NEEDED, b"X-A:\t1"), id="a tab"),
        pytest.param(head(*NEEDED, b"X-A: 1\rHost: other"), id="a lone carriage return"),
        pytest.param(head(*NEEDED, b"X-A: 1\nHost: other"), id="a lone line feed"),
        pytest.param(head(*NEEDED, b"X-A: \x00"), id="a zero byte"),
        pytest.param(head(*NEEDED, b"X-A: \xd1\x8f"), id="letters that are not ASCII"),
        pytest.param(head(*NEEDED, b": 1"), id="no name"),
        pytest.param(head(*NEEDED, b"X-A"), id="no colon"),
        pytest.param(head(*NEEDED, b"X-A: " + b"a" * LONGEST_HEAD), id="long"),
    ],
)
def test_everything_else_is_left_to_h11(octets: bytes) -> None:
    """Each of these is for the library to read or to refuse; also with a whole body behind it."""
    assert read_plain_head(octets) is None
    assert read_plain_head(octets + bytes(LENGTH)) is None


NAMES = st.sampled_from(
    [
        b"Host",
        b"Content-Length",
        b"content-length",
        b"Connection",
        b"Transfer-Encoding",
        b"X-A",
        b"Accept",
        b"TE",
        b"Expect",
    ]
) | st.binary(max_size=6)
VALUES = st.sampled_from(
    [b"%d" % LENGTH, b"1", b"close", b"keep-alive", b"Close", b"chunked", b"plaint.example", b"", b" ", b"100-continue"]
) | st.binary(max_size=12)
LINES = st.builds(
    lambda name, gap, value: name + gap + value, NAMES, st.sampled_from([b":", b": ", b" :", b":  "]), VALUES
)


@given(st.lists(st.sampled_from(NEEDED) | LINES, max_size=4), st.permutations(NEEDED))
@settings(max_examples=600)
def test_whatever_is_taken_means_the_same_to_h11(more: list[bytes], needed: list[bytes]) -> None:
    """Property: no head is read in two ways."""
    check_against_h11(head(*more))
    check_against_h11(head(*needed, *more))
    check_against_h11(head(*more[:2], *needed, *more[2:]))


@given(st.data())
@settings(max_examples=600)
def test_a_changed_byte_is_never_read_in_two_ways(data: st.DataObject) -> None:
    """Property: the same for a browser's head with bytes put in, taken out or changed."""
    octets = bytearray(head(*BROWSER))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(octets) - 1))
        octets[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    check_against_h11(bytes(octets))


class FakeLine:
    """A connection that keeps what is sent over it."""

    def __init__(self, app: App) -> None:
        """Take requests for `app`."""
        self.app = app
        self.loop = asyncio.get_running_loop()
        self.tasks: set[asyncio.Task[None]] = set()
        self.sent = b""
        self.paused = False
        self.come = 0
        self.after: tuple[bool, bytes] | None = None
        self.done = asyncio.Event()

    def send_whole(self, octets: bytes) -> None:
        """Keep it."""
        self.sent += octets

    def pause(self) -> None:
        """Read no more."""
        self.paused = True

    def weigh(self, come: int) -> None:
        """Keep it."""
        self.come = come

    def filed(self, *, keep_alive: bool, early: bytes) -> None:
        """Keep what was said."""
        self.after = keep_alive, early
        self.done.set()


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the kind and the length of what came."""
    del scope
    message: Message = await receive()
    await answer(send, 200, f"{message['type']} {len(message.get('body', b''))}".encode())


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the length of the body and the kind of what follows it."""
    whole = await read_exact(scope, receive, LENGTH)
    after = await receive()
    await answer(send, 200, f"{len(whole)} {after['type']}".encode())


def begun(line: FakeLine, *, keep_alive: bool = True) -> PlainFiling:
    """Return a filing over `line`."""
    return PlainFiling(line, {"type": "http", "headers": []}, keep_alive)


@pytest.mark.anyio
async def test_what_has_come_is_told_until_it_is_whole_or_lost() -> None:
    """The connection hears how much of a body is here, and none of it is kept once the other side has gone."""
    line = FakeLine(echo)
    filing = begun(line)
    filing.take(bytes(1000))
    filing.take(bytes(24))
    assert line.come == 1024
    filing.take(bytes(LENGTH - 1024))
    assert line.come == 0
    await line.done.wait()
    other = begun(line)
    piece = os.urandom(1000)
    names = sys.getrefcount(piece)
    other.take(piece)
    assert sys.getrefcount(piece) == names + 1
    other.lose()
    assert sys.getrefcount(piece) == names


@pytest.mark.anyio
@pytest.mark.parametrize("sizes", [(LENGTH,), (1, LENGTH - 1), (20_000, 20_000, LENGTH - 40_000)])
async def test_a_body_may_come_in_pieces(sizes: Sequence[int]) -> None:
    """The application gets it whole, and what is sent after it waits."""
    line = FakeLine(echo)
    filing = begun(line)
    for size in sizes[:-1]:
        filing.take(bytes(size))
        assert not line.tasks
    filing.take(bytes(sizes[-1]) + b"GET")
    filing.take(b" /terms")
    await asyncio.gather(*line.tasks)
    assert line.sent.endswith(b"\r\n\r\nhttp.request %d" % LENGTH)
    assert line.paused
    assert line.after == (True, b"GET /terms")


@pytest.mark.anyio
async def test_a_whole_body_is_read_without_waiting() -> None:
    """Who asks for the exact body gets it from the scope, and what it asks for after that is not there."""
    line = FakeLine(reading)
    begun(line).take(bytes(LENGTH))
    await asyncio.gather(*line.tasks)
    assert line.sent.endswith(b"\r\n\r\n%d http.disconnect" % LENGTH)


@pytest.mark.anyio
async def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application is told that it broke off, and the connection ends."""
    monkeypatch.setattr(plain, "PATIENCE", 0.01)
    line = FakeLine(echo)
    begun(line).take(bytes(LENGTH - 1))
    await asyncio.wait_for(line.done.wait(), 10)
    assert line.sent.endswith(b"http.disconnect 0")
    assert b"\r\nconnection: close\r\n" in line.sent.lower()
    assert line.after == (False, b"")


@pytest.mark.anyio
async def test_nothing_is_written_to_a_lost_connection() -> None:
    """What was begun is finished; a body that was under way is dropped, with its timer."""
    line = FakeLine(echo)
    filing = begun(line)
    filing.take(bytes(LENGTH))
    filing.lose()
    await asyncio.gather(*line.tasks)
    assert line.sent == b""
    half = begun(line)
    half.take(b"x")
    half.lose()
    assert half._timer is not None
    assert half._timer.cancelled()


@pytest.mark.anyio
async def test_an_application_that_does_not_answer_ends_the_connection() -> None:
    """No next request is read behind an answer that is not whole."""

    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": []})

    line = FakeLine(silent)
    begun(line).take(bytes(LENGTH))
    await asyncio.gather(*line.tasks)
    assert line.sent == b""
    assert line.after == (False, b"")
