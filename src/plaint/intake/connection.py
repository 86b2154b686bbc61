# SPDX-License-Identifier: AGPL-3.0-or-later
"""One connection: by which way it came, for fair turns, and the few answers that the server gives by itself.

Rules of this module:

- With `circuits`, Tor writes one line before each connection (HiddenServiceExportCircuitID haproxy) that says by which
  circuit it came. All connections of a circuit then share one turn. The number means nothing outside of this Tor and
  is forgotten with the connection.
- Without it each connection has a turn of its own.
"""

import re
from collections.abc import Hashable
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from plaint.web.asgi import CLOSE, TEXT, Scope
from plaint.web.headers import with_fixed

WAY: Final = "way"
"""Where the application finds the key of a request's turn: `scope["state"][WAY]`."""
_LONGEST: Final = 108
"""Bytes of the longest line of the PROXY protocol, version 1."""
_LINE: Final = re.compile(rb"PROXY TCP6 (fc00:dead:beef:4dad:[0-9a-f:]{1,24}) ::1 [0-9]{1,5} [0-9]{1,5}\r\n")


def way_of(scope: Scope) -> Hashable:
    """Return the way that a request came by; it is a key for its turn and for nothing else."""
    way: Hashable = scope.get("state", {}).get(WAY)
    return way


class Connection(H11Protocol):
    """A connection whose turn is its own."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Take up a connection."""
        super().__init__(*arguments, **named)
        self.app_state = {**self.app_state, WAY: id(self)}

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP with the same headers as everything else, and close."""
        del msg
        body = b"form: this is no request; send it again\n"
        length = (b"content-length", str(len(body)).encode())
        head = h11.Response(status_code=400, headers=with_fixed([TEXT, CLOSE, length]), reason=b"Bad Request")
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            for event in (head, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


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
