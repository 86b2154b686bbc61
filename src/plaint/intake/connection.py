# SPDX-License-Identifier: AGPL-3.0-or-later
"""One connection: by which way it came, for fair turns, and the few answers that the server gives by itself.

Rules of this module:

- With `circuits`, Tor writes one line before each connection (HiddenServiceExportCircuitID haproxy) that says by which
  circuit it came. All connections of a circuit then share one turn. The number means nothing outside of this Tor and
  is forgotten with the connection.
- Without it each connection has a turn of its own.
- A filing of the one plain form is read here at a glance (plain.py); every other request is read by h11.
- A body says its length in front. Of a body in chunks each byte can be a chunk: to read 96 KiB of that took the loop,
  and everybody who waited, the better part of a second.
- Bodies that are not whole have room together (unfinished.py): where there is none, a line is read on later.
- Nobody keeps a place among the open files by not reading: who takes nothing for long is cut off, answer or not.
- What an answer to a filing costs is mostly calls into the kernel: two are saved here (bench/filings.py).
"""

import asyncio
import re
from collections.abc import Hashable
from typing import Any, ClassVar, Final

import h11
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.h11_impl import H11Protocol

from plaint.intake import refusal
from plaint.intake.plain import LENGTH, PlainFiling, PlainHead, read_plain_head
from plaint.intake.unfinished import Unfinished
from plaint.web.asgi import CLOSE, TEXT, Scope
from plaint.web.headers import with_fixed

WAY: Final = "way"
"""Where the application finds the key of a request's turn: `scope["state"][WAY]`."""
READ: Final = 96 * 1024
"""Bytes that are read at once: an entry and its head. The loop's own 256 KiB are fetched from the kernel, zeroed and
given back at every read."""
SMALL: Final = 4096
"""Bytes of what is gathered at most: heads, and bodies of one line."""
HEAD_PATIENCE: Final = 60.0
"""Seconds from a connection's begin, or from an answer, until the next request's head is whole."""
TAKING_PATIENCE: Final = 300.0
"""Seconds within which a reader takes what waits for it: 160 bytes a second."""
ENDING_PATIENCE: Final = 60.0
"""Seconds that what is left of an answer may take once the connection is closed for anything else."""
_LONGEST: Final = 108
"""Bytes of the longest line of the PROXY protocol, version 1."""
_LINE: Final = re.compile(rb"PROXY TCP6 (fc00:dead:beef:4dad:[0-9a-f:]{1,24}) ::1 [0-9]{1,5} [0-9]{1,5}\r\n")


def way_of(scope: Scope) -> Hashable:
    """Return the way that a request came by; it is a key for its turn and for nothing else."""
    way: Hashable = scope.get("state", {}).get(WAY)
    return way


class Gathered:
    """A transport whose writes of one turn of the event loop go out as one: head and body of an answer."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Write to `transport`."""
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._parts: list[bytes] = []
        self._ending: asyncio.TimerHandle | None = None

    def write(self, octets: bytes) -> None:
        """Send `octets` at the end of this turn."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(octets)
        if len(octets) > SMALL:
            # Only what was written counts against the reader's pace (flow control); large pieces are not gathered.
            self._flush()

    def write_at_once(self, octets: bytes) -> None:
        """Send `octets` behind what waits, without waiting for the end of this turn."""
        self._flush()
        self._transport.write(octets)

    def close(self) -> None:
        """Send what is left, then close."""
        self._flush()
        self._transport.close()
        if self._transport.get_write_buffer_size():
            # The loop keeps a closing connection until its last byte was taken, be it for ever.
            _cancel(self._ending)
            self._ending = self._loop.call_later(ENDING_PATIENCE, self._transport.abort)

    def lost(self) -> None:
        """Let go of a connection that is gone: the loop would report, with its time, who is cut off after the end."""
        _cancel(self._ending)

    def _flush(self) -> None:
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Roomy(FlowControl):
    """Flow control that lets an entry come in whole: the server's own limit lies 48 bytes below its length."""

    def __init__(self, connection: "Connection") -> None:
        """Control the flow of `connection`."""
        super().__init__(connection.transport)
        self._connection = connection

    def pause_reading(self) -> None:
        """Stop reading, unless it is for a body that is still small."""
        cycle = self._connection.cycle
        if not cycle.more_body or len(cycle.body) > LENGTH:
            super().pause_reading()

    def resume_reading(self) -> None:
        """Read on, unless others go first."""
        if not self._connection.is_held_back:
            super().resume_reading()


class Declared(h11.Connection):
    """HTTP/1.1 in which every body says its length in front: no request with a transfer coding goes further."""

    undeclared = False

    def next_event(self) -> Any:
        """Return the next event; raise h11.RemoteProtocolError for a request whose body is in chunks."""
        event = super().next_event()
        if isinstance(event, h11.Request) and any(name == b"transfer-encoding" for name, _ in event.headers):
            self.undeclared = True
            raise h11.RemoteProtocolError("a body of undeclared length", error_status_hint=411)
        return event


class Connection(H11Protocol):
    """A connection whose turn is its own."""

    unfinished: ClassVar = Unfinished()
    """Of the one server of this process."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Take up a connection."""
        super().__init__(*arguments, **named)
        self._declared = Declared(h11.SERVER, self.config.h11_max_incomplete_event_size or SMALL)
        self.conn = self._declared
        self.app_state = {**self.app_state, WAY: id(self)}
        self._filing: PlainFiling | None = None
        self.is_held_back = False
        self._come = 0
        """Bytes that have come of a body that is not whole."""
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_due: float | None = None
        """When the next head has to be whole; None while a request is under way."""
        self._taking_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base
        """Begin: with writes gathered, and room for an entry."""
        self._gathered = Gathered(transport)
        super().connection_made(self._gathered)  # type: ignore[arg-type]  # it stands for the transport
        self.flow = Roomy(self)
        self._transport = transport
        self._read_at_most(SMALL if self.unfinished.is_crowded else READ)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Take what came; a request whose head is whole may take its time from here on (plaint.web.bodies)."""
        if not data:
            # To h11 an empty piece is the end of the stream, and the server's loop over its events would never end: a
            # line that tells a circuit and comes alone has nothing behind it.
            return
        if self._filing is not None:
            self._filing.take(data)
            return
        head = read_plain_head(data) if self._rests() else None
        if head is not None:
            self._filing = self._begin_filing(head)
            self._filing.take(data[head.length :])
            return
        super().data_received(data)
        self._wait_no_more()
        begun = getattr(self, "cycle", None)
        if begun is None or begun.response_complete or not begun.more_body or begun.scope["method"] != "POST":
            self.weigh(0)  # what comes by PUT goes to the disk piece by piece
        else:
            self.weigh(self._come + len(data))

    def weigh(self, come: int) -> None:
        """Note how much has come of a body that is not whole; 0 where there is none (any more)."""
        way: Hashable = self.app_state[WAY]
        earlier, self._come = self._come, come
        if come:
            was_crowded = self.unfinished.is_crowded
            self._read_at_most(READ)
            self.unfinished.note(self, way, come)
            if self.unfinished.is_crowded and not was_crowded:
                for each in self.connections:
                    if isinstance(each, Connection):
                        each.begin_small()
        elif earlier:
            self.is_held_back = False
            self.unfinished.drop(self, way)
            self._read_at_most(SMALL if self.unfinished.is_crowded else READ)

    def begin_small(self) -> None:
        """Read little at first of what comes next, unless a body is under way."""
        if not self._come:
            self._read_at_most(SMALL)

    def hold_back(self) -> None:
        """Read no more: others go first."""
        self.is_held_back = True
        FlowControl.pause_reading(self.flow)

    def go_on(self) -> None:
        """Read on."""
        self.is_held_back = False
        self.flow.resume_reading()

    def _read_at_most(self, size: int) -> None:
        if hasattr(self._transport, "max_size"):
            self._transport.max_size = size

    def _rests(self) -> bool:
        """Tell whether the next byte begins a request: h11 has nothing under way and nothing left over."""
        return self.conn.our_state is self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]

    def _begin_filing(self, head: PlainHead) -> PlainFiling:
        self._unset_keepalive_if_required()
        self._head_due = None
        scope = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "method": "POST",
            "root_path": "",
            "path": "/e",
            "raw_path": b"/e",
            "query_string": b"",
            "headers": head.headers,
            "state": self.app_state.copy(),
        }
        return PlainFiling(self, scope, head.keep_alive)

    def send_whole(self, octets: bytes) -> None:
        """Send what needs no gathering."""
        self._gathered.write_at_once(octets)

    def pause(self) -> None:
        """Read no more before the next answer has gone out."""
        FlowControl.pause_reading(self.flow)

    def filed(self, *, keep_alive: bool, early: bytes) -> None:
        """Take up what comes after a filing."""
        self._filing = None
        self.server_state.total_requests += 1
        if not keep_alive:
            self.transport.close()
        if not self.transport.is_closing():
            # The server's own timer between two requests runs longer than ours, so it is not wound up here.
            self._wait_for_head()
            self.flow.resume_reading()
        if early and not self.transport.is_closing():
            self.data_received(early)

    def shutdown(self) -> None:
        """End after what is under way."""
        if self._filing is None:
            super().shutdown()
        else:
            self._filing.keep_alive = False

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self.weigh(0)
        if not self.transport.is_closing():
            self._wait_for_head()
        super().on_response_complete()
        # A request that had come behind the last one has begun in there; no byte of it may ever follow.
        self._wait_no_more()

    def pause_writing(self) -> None:
        """Give the reader time to take what waits for it, and no longer."""
        super().pause_writing()
        self._taking_timer = self.loop.call_later(TAKING_PATIENCE, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the reader has taken it."""
        _cancel(self._taking_timer)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        _cancel(self._head_timer)
        _cancel(self._taking_timer)
        self._gathered.lost()
        self.weigh(0)
        if self._filing is not None:
            self._filing.lose()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        """Close unless a whole head comes in time: a place among the open files is not for ever."""
        self._head_due = self.loop.time() + HEAD_PATIENCE
        if self._head_timer is None:
            self._head_timer = self.loop.call_at(self._head_due, self._look_for_head)

    def _wait_no_more(self) -> None:
        """Take back the wait for a head where a request is under way."""
        begun = getattr(self, "cycle", None)  # None before the first request, whatever its type says
        if begun is not None and not begun.response_complete:
            self._head_due = None

    def _look_for_head(self) -> None:
        """Close if it is time to; wait on if there was an answer meanwhile. So requests wind up no timer each."""
        self._head_timer = None
        if self._head_due is None:
            return  # a request is under way; its answer begins to wait anew
        if self.loop.time() < self._head_due:
            self._head_timer = self.loop.call_at(self._head_due, self._look_for_head)
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP with the same headers as everything else, and close."""
        del msg
        undeclared = self._declared.undeclared
        body = refusal.unsized().line if undeclared else b"form: this is no request; send it again\n"
        length = (b"content-length", str(len(body)).encode())
        status, reason = (411, b"Length Required") if undeclared else (400, b"Bad Request")
        head = h11.Response(status_code=status, headers=with_fixed([TEXT, CLOSE, length]), reason=reason)
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            for event in (head, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


class CircuitConnection(Connection):
    """A connection that begins with the line that tells its circuit."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Take up a connection."""
        super().__init__(*arguments, **named)
        self._begin: bytes | None = b""

    def data_received(self, data: bytes) -> None:
        """Take the line off the front; close where there is none."""
        if self._begin is None:
            super().data_received(data)
            return
        self._begin += data
        line, end, rest = self._begin.partition(b"\r\n")
        found = _LINE.fullmatch(line + end)
        if found is not None:
            self._begin = None
            self.app_state = {**self.app_state, WAY: found.group(1)}
            super().data_received(rest)
        elif end or len(self._begin) > _LONGEST:
            self.transport.close()
