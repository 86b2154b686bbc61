# SPDX-License-Identifier: AGPL-3.0-or-later
"""What desks hand in and fetch under their credentials: cells, freshness, chunks.

Rules of this module:

- The first word counts: the same cells again are welcome, other cells for the same tick are refused.
- A chunk is taken from anybody, like an entry, and given to members only.
"""

import re
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from plaint.clock import tick_of
from plaint.intake import refusal
from plaint.intake.connection import way_of
from plaint.intake.credentials import require_any_desk, require_desk, require_group
from plaint.intake.filing import held_line
from plaint.intake.fresh import Served, check_word
from plaint.intake.place import Place
from plaint.ledger.board import CELL_LENGTH, read_board
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import CHUNK_LENGTH, packet_length
from plaint.store.protocol import Kept
from plaint.web.asgi import PIECE
from plaint.web.bodies import check_declared, declared_length, read_exact, read_up_to, stream
from plaint.web.large import StreamedResponse
from plaint.web.static import packed

CHUNK_PACKET: Final = packet_length(LeafKind.CHUNK)
LONGEST_NOTE: Final = 4096
"""Bytes of a freshness note with one signature: some 400."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def desk_routes(place: Place) -> Sequence[BaseRoute]:
    """Return the routes of chunks, cells and freshness."""
    served = Served(place.files.newest)

    async def put_chunk(request: Request) -> Response:
        return await _put_chunk(place, request)

    async def get_chunk(request: Request) -> Response:
        return await _get_chunk(place, request)

    async def put_cells(request: Request) -> Response:
        return await _put_cells(place, request)

    async def put_freshness(request: Request) -> Response:
        return await _put_freshness(place, request)

    async def get_freshness(request: Request) -> Response:
        words = await anyio.to_thread.run_sync(place.reading.freshness)
        note = served.note(words, place.clock.now())
        if note is None:
            raise refusal.unknown()
        return packed(request.scope, b"text/plain; charset=utf-8", note)

    return [
        Route("/c/{name}", put_chunk, methods=["PUT"]),
        Route("/c/{name}", get_chunk, methods=["GET"]),
        Route("/cells/{slot:int}/{tick:int}", put_cells, methods=["PUT"]),
        Route("/freshness", put_freshness, methods=["PUT"]),
        Route("/freshness", get_freshness, methods=["GET"]),
    ]


async def _put_chunk(place: Place, request: Request) -> Response:
    blob_hash = _hash_in(request)
    if declared_length(request.scope) is None:
        raise refusal.unsized()
    check_declared(request.scope, CHUNK_PACKET)
    found = await anyio.to_thread.run_sync(place.reading.find, blob_hash)
    if found is not None and found.erased:
        # Whoever kept a copy must not be able to lay it on this disk again, where nothing would ever tidy it away.
        raise refusal.gone()
    pieces = stream(request.receive, CHUNK_PACKET)
    new = await place.counter.take_chunk(blob_hash, pieces, way_of(request.scope))
    return Response(held_line(blob_hash), status_code=201 if new else 200, media_type="text/plain; charset=utf-8")


async def _get_chunk(place: Place, request: Request) -> Response:
    """Answer HEAD for anybody (that is how an upload is taken up again), GET for members."""
    blob_hash = _hash_in(request)
    if request.method == "GET":
        require_group(request.scope, place.charter)
    found = await anyio.to_thread.run_sync(place.reading.find, blob_hash)
    if found is None or found.leaf[4] != LeafKind.CHUNK:
        raise refusal.unknown()
    if request.method == "HEAD":
        return Response(status_code=200)
    first = None if found.erased else await anyio.to_thread.run_sync(place.chunks.read, blob_hash, 0, PIECE)
    if first is None:
        raise refusal.gone()
    rest = _rest(place, blob_hash)
    return StreamedResponse(first, rest, media_type="application/octet-stream", length=CHUNK_LENGTH)


async def _rest(place: Place, blob_hash: bytes) -> AsyncIterator[bytes]:
    """Yield the pieces of a chunk after the first; one that is erased meanwhile breaks off."""
    for at in range(PIECE, CHUNK_LENGTH, PIECE):
        piece = await anyio.to_thread.run_sync(place.chunks.read, blob_hash, at, PIECE)
        if piece is None:
            raise refusal.gone()
        yield piece


async def _put_cells(place: Place, request: Request) -> Response:
    slot, desk_tick = int(request.path_params["slot"]), int(request.path_params["tick"])
    require_desk(request.scope, place.charter, slot)
    cells = await read_exact(request.scope, request.receive, place.charter.cells_per_desk * CELL_LENGTH)
    present = tick_of(place.clock.now(), place.charter.desk_tick)
    if desk_tick > present + 1:
        raise refusal.form("That desk tick lies ahead.")
    if desk_tick < present:
        kept = await anyio.to_thread.run_sync(partial(_compare_with_board, place, slot, desk_tick, cells))
    else:
        kept = await place.counter.write(lambda writing: writing.put_cells(desk_tick, slot, cells), slot)
    if kept is Kept.DIFFERS:
        raise refusal.differs()
    return Response(b"held\n", status_code=201 if kept is Kept.NEW else 200, media_type="text/plain; charset=utf-8")


def _compare_with_board(place: Place, slot: int, desk_tick: int, cells: bytes) -> Kept:
    """Return whether these very cells are held for a desk tick that is over, or stand in its board."""
    held = place.reading.cells(desk_tick).get(slot)
    if held is None:
        boards = place.reading.newest_boards(desk_tick)
        board = boards[0] if boards and boards[0].desk_tick == desk_tick else None
        if board is None or board.body is None:
            return Kept.DIFFERS
        held = read_board(board.body).cells_of(slot, len(cells) // CELL_LENGTH)
    return Kept.SAME if held == cells else Kept.DIFFERS


async def _put_freshness(place: Place, request: Request) -> Response:
    member = require_any_desk(request.scope, place.charter)
    octets = await read_up_to(request.scope, request.receive, LONGEST_NOTE)
    word = check_word(octets, place.files.newest, member, place.clock.now())
    await place.counter.write(lambda writing: writing.put_freshness(member.id, word.until, octets), member.slot)
    return Response(b"held\n", media_type="text/plain; charset=utf-8")


def _hash_in(request: Request) -> bytes:
    name = request.path_params["name"]
    if not _HASH.fullmatch(name):
        raise refusal.unknown()
    return bytes.fromhex(name)
