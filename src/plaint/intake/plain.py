# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plainest request there is, `POST /e` with an entry behind it, read without the HTTP library.

Half of what a filing cost the server was reading one request line and a few headers, event by event, for any HTTP there
may be (bench/filings.py). Here one form of it is read at a glance.

Rules of this module:

- What is taken here means the same to h11, header by header (test_intake_plain holds it to that). Two readers of one
  stream that differ are how requests are smuggled. Whatever is not of this one form, be it as lawful as can be, is
  h11's: a folded line, a blank before a colon, a control character, a transfer coding, `Expect`, `Upgrade`.
- The application behind is the same, and so are its answers, byte for byte.
- One body is held, of one length. What comes after it waits, unread, for its turn.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Protocol

from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import packet_length
from plaint.web.asgi import CLOSE, App, Message, Scope
from plaint.web.bodies import PATIENCE, WHOLE

LENGTH: Final = packet_length(LeafKind.ENTRY)
LONGEST_HEAD: Final = 4096
"""Bytes; browsers send some 600. Longer ones are h11's."""
REQUEST: Final = b"POST /e HTTP/1.1\r\n"

_END: Final = b"\r\n\r\n"
_PRINTABLE: Final = bytes(range(0x20, 0x7F))
_TOKEN: Final = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ONCE: Final = (b"host", b"content-length")
# With any of these a body, or the connection, is more than its length says. `Connection` may say two words only.
_NOT_PLAIN: Final = frozenset((b"transfer-encoding", b"expect", b"upgrade", b"te", b"trailer", b"http2-settings"))
_STAYING: Final[Mapping[bytes, bool]] = {b"keep-alive": True, b"close": False}
_STATUS_LINES: Final = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode("ascii") for status in HTTPStatus
}


@dataclass(frozen=True, slots=True)
class PlainHead:
    """The head of a plain request: its headers as an application gets them, and where its body begins."""

    headers: Sequence[tuple[bytes, bytes]]
    length: int
    keep_alive: bool


def read_plain_head(octets: bytes) -> PlainHead | None:
    """Return the head that `octets` begin with; None where it is not whole, or not plain."""
    if not octets.startswith(REQUEST):
        return None
    end = octets.find(_END, len(REQUEST) - 2, LONGEST_HEAD)
    lines = octets[len(REQUEST) : max(end, 0)].split(b"\r\n")
    headers = []
    for line in lines:
        name, colon, value = line.partition(b":")
        # A blank before the colon, or a line that begins with one, would be another header to another reader.
        if not name or not colon or name.translate(None, _TOKEN) or line.translate(None, _PRINTABLE):
            return None
        headers.append((name.lower(), value.strip(b" ")))
    keep_alive = _keep_alive(headers)
    return None if keep_alive is None else PlainHead(headers, end + len(_END), keep_alive)


def _keep_alive(headers: Sequence[tuple[bytes, bytes]]) -> bool | None:
    """Return whether the connection stays after the answer; None where the headers are not plain."""
    names = [name for name, _ in headers]
    if any(names.count(once) != 1 for once in _ONCE) or not _NOT_PLAIN.isdisjoint(names):
        return None
    values = dict(headers)
    # The one spelling of the one length: a sign, a zero in front or a list of lengths is h11's to judge.
    if values[b"content-length"] != str(LENGTH).encode("ascii") or names.count(b"connection") > 1:
        return None
    return _STAYING.get(values.get(b"connection", b"keep-alive").lower())


class Line(Protocol):
    """What a filing needs of the connection that it came over."""

    app: App
    loop: asyncio.AbstractEventLoop
    tasks: "set[asyncio.Task[None]]"

    def send_whole(self, octets: bytes) -> None:
        """Send a whole answer, or a piece of one."""

    def pause(self) -> None:
        """Read no more for now."""

    def weigh(self, come: int) -> None:
        """Note how much has come of a body that is not whole; 0 where there is none."""

    def filed(self, *, keep_alive: bool, early: bytes) -> None:
        """Take up what comes next; `early` is what has come of it already."""


@dataclass(slots=True)
class PlainFiling:
    """One filing under way: first its body is gathered, then the application answers."""

    line: Line
    scope: Scope
    keep_alive: bool
    _parts: list[bytes] = field(default_factory=list)
    _missing: int = LENGTH
    _early: list[bytes] = field(default_factory=list)
    _timer: asyncio.TimerHandle | None = None
    _begun: bool = False
    _head: bytes = b""
    _lost: bool = False
    _done: bool = False

    def take(self, octets: bytes) -> None:
        """Take what came of the body; once it is whole, let the application answer."""
        if self._begun:
            self._early.append(octets)
            self.line.pause()
            return
        self._parts.append(octets)
        self._missing -= len(octets)
        if self._missing > 0:
            if self._timer is None:
                self._timer = self.line.loop.call_later(PATIENCE, self._begin)
            self.line.weigh(LENGTH - self._missing)
            return
        if self._missing < 0:
            self._parts[-1], early = octets[: self._missing], octets[self._missing :]
            self._early.append(early)
        self._begin()

    def lose(self) -> None:
        """Tell nobody: the connection is gone. What has begun is finished."""
        self._lost = True
        # Connection and filing name each other: what came would stay until the collector of such rings comes by.
        self._parts.clear()
        self._early.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _begin(self) -> None:
        """Let the application answer: with the body, or, where that took too long, without it."""
        self._begun = True
        self.line.weigh(0)
        if self._timer is not None:
            self._timer.cancel()
        if self._missing > 0:
            self.keep_alive = False
        else:
            self.scope["extensions"] = {WHOLE: b"".join(self._parts)}
        self._parts.clear()
        task = self.line.loop.create_task(self._run())
        self.line.tasks.add(task)
        task.add_done_callback(self.line.tasks.discard)

    async def _run(self) -> None:
        try:
            await self.line.app(self.scope, self._receive, self._send)
        finally:
            # An answer that is not whole is followed by nothing.
            self.line.filed(keep_alive=self.keep_alive and self._done, early=b"".join(self._early))

    async def _receive(self) -> Message:
        # A body that came whole is in the scope, and is given once whichever way it is asked for.
        body = self.scope.get("extensions", {}).pop(WHOLE, None)
        if body is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": body, "more_body": False}

    async def _send(self, message: Message) -> None:
        if self._lost:
            return
        if message["type"] == "http.response.start":
            self._head = self._written(message["status"], message["headers"])
            return
        self._done = not message.get("more_body", False)
        octets, self._head = self._head + message["body"], b""
        self.line.send_whole(octets)

    def _written(self, status: int, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
        if CLOSE in headers:
            self.keep_alive = False
        elif not self.keep_alive:
            headers = [*headers, (b"Connection", b"close")]
        lines = [b"%s: %s\r\n" % pair for pair in headers]
        return b"".join([_STATUS_LINES[status], *lines, b"\r\n"])
