# SPDX-License-Identifier: AGPL-3.0-or-later
"""The requests of posting over HTTP, and what the answers mean (docs/protocol.md, section 11)."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from plaint.desk.connection import Connection
from plaint.desk.joining import Reach
from plaint.desk.post.poster import Answer
from plaint.desk.sync.remote import RemoteError, connect

_ANSWERS = {409: Answer.DIFFERS, 411: Answer.SIZE, 413: Answer.SIZE, 422: Answer.WORK}


@dataclass(slots=True)
class Door:
    """The way to intake; each request goes over a connection of its own."""

    connection: Callable[[], Connection]
    reach: Reach = connect
    refused: str = field(default="", init=False)
    """The server's word for the newest request, where it did not take it; empty if it did."""

    def post_entry(self, packet: bytes) -> Answer:
        """Bring an entry by the way that complainants take: without a credential."""
        return self._send("POST", "/e", packet)

    def put_cells(self, slot: int, tick: int, cells: bytes) -> Answer:
        """Bring the cells of a slot for a desk tick, under the posting credential."""
        return self._send("PUT", f"/cells/{slot}/{tick}", cells, credential=self.connection().posting)

    def put_word(self, note: bytes) -> Answer:
        """Bring a freshness note, under the posting credential."""
        return self._send("PUT", "/freshness", note, credential=self.connection().posting)

    def _send(self, method: str, path: str, octets: bytes, credential: bytes | None = None) -> Answer:
        try:
            with closing(self.reach(self.connection().address)) as remote:
                remote.send(method, path, octets, credential=credential)
        except RemoteError as error:
            self.refused = error.word or "unreachable"
            return _ANSWERS.get(error.status, Answer.LATER)
        self.refused = ""
        return Answer.TAKEN
