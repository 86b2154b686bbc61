# SPDX-License-Identifier: AGPL-3.0-or-later
"""`POST /e`: the way that every complaint takes, kept short.

It goes past the router: of what intake does, this is the one thing that has to go on under a flood.
"""

from typing import Final

from plaint.intake import refusal
from plaint.intake.connection import way_of
from plaint.intake.place import Place
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import packet_length
from plaint.web.asgi import TEXT, App, Receive, Scope, Send, answer
from plaint.web.bodies import declared_length, read_exact

PATH: Final = "/e"
LENGTH: Final = packet_length(LeafKind.ENTRY)


class Filing:
    """Takes entries itself and passes everything else on."""

    def __init__(self, place: Place, app: App) -> None:
        """Take entries for `place`; `app` answers the rest."""
        self._counter = place.counter
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold the entry in the body and acknowledge it with the hash of its blob."""
        if scope["path"] != PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        if declared_length(scope) is None:
            raise refusal.unsized()
        packet = await read_exact(scope, receive, LENGTH)
        blob_hash = await self._counter.take_entry(packet, way_of(scope))
        await answer(send, 200, held_line(blob_hash), (TEXT,))


def held_line(blob_hash: bytes) -> bytes:
    """Return the acknowledgement."""
    return b"held " + blob_hash.hex().encode() + b"\n"
