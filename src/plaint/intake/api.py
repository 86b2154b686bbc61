# SPDX-License-Identifier: AGPL-3.0-or-later
"""What programs ask of intake; the pages that people see are in `plaint.intake.pages`."""

import json
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from plaint.intake import refusal
from plaint.intake.place import Place


def api_routes(place: Place) -> Sequence[BaseRoute]:
    """Return the routes of everything but the pages."""

    async def charter(request: Request) -> Response:
        version = int(request.path_params.get("version", max(place.charters)))
        return _found(place.charters.get(version), "text/plain; charset=utf-8")

    async def annex(request: Request) -> Response:
        return _found(place.annexes.get(int(request.path_params["version"])), "application/json")

    async def terms(request: Request) -> Response:
        del request
        present = place.terms
        answer = {
            "desk_tick": present.desk_tick,
            "full": False,
            "origin": present.origin,
            "tick": present.ledger_tick,
            "work_bits": present.work_bits,
        }
        return Response(json.dumps(answer, indent=1) + "\n", media_type="application/json")

    return [
        Route("/charter", charter, methods=["GET"]),
        Route("/charter/{version:int}", charter, methods=["GET"]),
        Route("/annex/{version:int}", annex, methods=["GET"]),
        Route("/terms", terms, methods=["GET"]),
    ]


def _found(body: bytes | None, media_type: str) -> Response:
    if body is None:
        raise refusal.unknown()
    return Response(body, media_type=media_type)
