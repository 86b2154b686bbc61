# SPDX-License-Identifier: AGPL-3.0-or-later
"""What programs ask of intake (docs/protocol.md section 11); the pages that people see are in `plaint.intake.pages`.

Rules of this module:

- What everybody may see comes from memory and is the same for everybody within a tick.
- What members fetch they fetch by place in the log and whole: nothing tells which entry somebody is after.
"""

from collections.abc import AsyncIterator, Sequence

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from plaint.entry import strictjson
from plaint.errors import FormatError
from plaint.intake import refusal
from plaint.intake.credentials import require_group
from plaint.intake.place import Place
from plaint.ledger.leaf import LeafKind
from plaint.ledger.tile import is_held, read_tile_path, write_bundle
from plaint.store.protocol import Body
from plaint.store.published import Published
from plaint.web.headers import IMMUTABLE
from plaint.web.large import LargeResponse, StreamedResponse
from plaint.web.static import pack, packed

_PLAIN = b"text/plain; charset=utf-8"
MOST_BLOBS = 64
"""Blobs of one answer: 4 MiB."""
FEW_BLOBS = 2
"""Blobs that are fetched at once: what a member who takes nothing holds of this server's memory."""
CHUNK_MARK = b"\xff\xff\xff\xfe"
ERASED_MARK = b"\xff\xff\xff\xff"


def api_routes(place: Place) -> Sequence[BaseRoute]:
    """Return the routes that only give."""
    charters = place.files.charters
    pack(_PLAIN, charters[max(charters)])  # the best compression takes a while: not while somebody waits

    async def charter(request: Request) -> Response:
        octets = charters.get(int(request.path_params.get("version", max(charters))))
        return _text(None) if octets is None else packed(request.scope, _PLAIN, octets)

    async def annex(request: Request) -> Response:
        return _json(place.files.annexes.get(int(request.path_params["version"])))

    async def terms(request: Request) -> Response:
        del request
        return _json(_terms(place))

    async def checkpoint(request: Request) -> Response:
        del request
        return _text(place.countersigning.shown(_published(place).note))

    async def tile(request: Request) -> Response:
        octets = await anyio.to_thread.run_sync(_tile, place, request.path_params["path"])
        return _octets(octets, immutable=True)

    async def board(request: Request) -> Response:
        return _octets(_published(place).windows.get(int(request.path_params["days"])))

    async def blobs(request: Request) -> Response:
        require_group(request.scope, place.charter)
        first, count = (int(request.path_params[name]) for name in ("first", "count"))
        size = _published(place).checkpoint.size
        if not 1 <= count <= MOST_BLOBS or first >= size:
            raise refusal.unknown()
        pieces = _blobs(place, first, min(first + count, size))
        return StreamedResponse(await anext(pieces), pieces, media_type="application/octet-stream")

    return [
        Route("/charter", charter, methods=["GET"]),
        Route("/charter/{version:int}", charter, methods=["GET"]),
        Route("/annex/{version:int}", annex, methods=["GET"]),
        Route("/terms", terms, methods=["GET"]),
        Route("/checkpoint", checkpoint, methods=["GET"]),
        Route("/tile/{path:path}", tile, methods=["GET"]),
        Route("/board/{days:int}", board, methods=["GET"]),
        Route("/blobs/{first:int}/{count:int}", blobs, methods=["GET"]),
    ]


def _published(place: Place) -> Published:
    if place.published is None:
        raise refusal.later()
    return place.published


def _terms(place: Place) -> bytes:
    charter = place.charter
    return strictjson.encode(
        {
            "desk_tick": charter.desk_tick,
            "full": place.counter.full,
            "origin": charter.origin,
            "tick": charter.ledger_tick,
            "work_bits": charter.work_bits,
        }
    )


def _tile(place: Place, path: str) -> bytes | None:
    """Return a tile or bundle that lies under the signed head; None for any other."""
    try:
        tile = read_tile_path(path)
    except FormatError:
        return None
    if not is_held(tile, _published(place).checkpoint.size):
        return None
    if tile.level is None:
        return write_bundle(place.reading.leaves(tile.index * 256, tile.width))
    return place.reading.read_tile(tile.level, tile.index, tile.width)


async def _blobs(place: Place, first: int, end: int) -> AsyncIterator[bytes]:
    """Yield the blobs from `first` to before `end`, a few at a time."""
    for at in range(first, end, FEW_BLOBS):
        found = await anyio.to_thread.run_sync(place.reading.bodies, at, min(FEW_BLOBS, end - at))
        yield b"".join(_framed(body) for body in found)


def _framed(found: Body) -> bytes:
    if found.erased:
        return ERASED_MARK
    if found.leaf[4] == LeafKind.CHUNK or found.body is None:
        return CHUNK_MARK
    return len(found.body).to_bytes(4, "big") + found.body


def _text(body: bytes | None) -> Response:
    return _answer(body, _PLAIN.decode())


def _json(body: bytes | None) -> Response:
    return _answer(body, "application/json")


def _octets(body: bytes | None, *, immutable: bool = False) -> Response:
    answer = _answer(body, "application/octet-stream")
    if immutable:
        answer.headers["cache-control"] = IMMUTABLE[1].decode()
    return answer


def _answer(body: bytes | None, media_type: str) -> Response:
    if body is None:
        raise refusal.unknown()
    return LargeResponse(body, media_type=media_type)
