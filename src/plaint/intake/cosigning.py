# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cosigners hand in, and the head that enough of them have signed (docs/protocol.md section 11)."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from plaint.intake import refusal
from plaint.intake.place import Place
from plaint.web.bodies import read_up_to
from plaint.web.large import LargeResponse

LONGEST: Final = 8192
"""Bytes: a head and the two lines of one cosigner have some 3,700."""
_TEXT: Final = "text/plain; charset=utf-8"


def cosigning_routes(place: Place) -> Sequence[BaseRoute]:
    """Return the routes of cosignatures."""

    async def put_cosignature(request: Request) -> Response:
        octets = await read_up_to(request.scope, request.receive, LONGEST)
        place.countersigning.take(octets)
        return Response(b"taken\n", media_type=_TEXT)

    async def cosigned(request: Request) -> Response:
        del request
        note = place.countersigning.newest
        if note is None:
            raise refusal.unknown()
        return LargeResponse(note, media_type=_TEXT)

    return [
        Route("/cosignature", put_cosignature, methods=["PUT"]),
        Route("/cosigned", cosigned, methods=["GET"]),
    ]
