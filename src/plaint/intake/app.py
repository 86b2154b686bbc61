# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application: hosts outside, headers within, then the routes of docs/protocol.md section 11 and the pages."""

from collections.abc import Callable, Sequence
from typing import Final

from starlette.routing import BaseRoute, Router

from plaint.errors import PlaintError
from plaint.intake import refusal
from plaint.intake.api import api_routes
from plaint.intake.cosigning import cosigning_routes
from plaint.intake.desks import desk_routes
from plaint.intake.erasing import erasing_routes
from plaint.intake.faults import Faults
from plaint.intake.filing import Filing
from plaint.intake.pages import page_routes
from plaint.intake.place import Place
from plaint.web.asgi import App, Receive, Scope, Send
from plaint.web.headers import Headers
from plaint.web.hosts import Hosts
from plaint.web.telling import Telling

LONGEST_PATH: Final = 256
"""Characters; a chunk's address has 67. A number of thousands of digits is no number to Python and would count as a
fault of this server: whoever sends many hides the true ones among them."""


def build_app(place: Place) -> App:
    """Return the whole application for `place`."""
    router = Router(all_routes(place), redirect_slashes=False, default=_nowhere)
    return Hosts(Headers(Telling(_of_a_length(Filing(place, router)), refusing(place.faults))), place.settings.hosts)


def all_routes(place: Place) -> Sequence[BaseRoute]:
    """Return every route but that of entries, which goes past the router (filing.py)."""
    return [
        *api_routes(place),
        *desk_routes(place),
        *cosigning_routes(place),
        *erasing_routes(place),
        *page_routes(place),
    ]


def refusing(faults: Faults) -> Callable[[Exception], App]:
    """Return what turns errors into refusals; what is nobody's refusal is counted in `faults`."""

    def tell(error: Exception) -> App:
        if isinstance(error, PlaintError):
            refused = refusal.as_refused(error)
        else:
            faults.count(error)
            refused = refusal.later()

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            del scope, receive
            await refusal.refuse(send, refused)

        return answer

    return tell


def _of_a_length(app: App) -> App:
    """Return `app` for paths that can be an address here."""

    async def pass_on(scope: Scope, receive: Receive, send: Send) -> None:
        if len(scope["path"]) > LONGEST_PATH:
            raise refusal.unknown()
        await app(scope, receive, send)

    return pass_on


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    del scope, receive
    await refusal.refuse(send, refusal.unknown())
