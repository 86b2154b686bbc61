# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application: hosts outside, headers within, then the routes of docs/protocol.md section 11 and the pages."""

from collections.abc import Sequence
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
from plaint.web.asgi import App, Message, Receive, Scope, Send
from plaint.web.headers import Headers
from plaint.web.hosts import Hosts

LONGEST_PATH: Final = 256
"""Characters; a chunk's address has 67. A number of thousands of digits is no number to Python and would count as a
fault of this server: whoever sends many hides the true ones among them."""


def build_app(place: Place) -> App:
    """Return the whole application for `place`."""
    router = Router(all_routes(place), redirect_slashes=False, default=_nowhere)
    return Hosts(Headers(Refusing(Filing(place, router), place.faults)), place.settings.hosts)


def all_routes(place: Place) -> Sequence[BaseRoute]:
    """Return every route but that of entries, which goes past the router (filing.py)."""
    return [
        *api_routes(place),
        *desk_routes(place),
        *cosigning_routes(place),
        *erasing_routes(place),
        *page_routes(place),
    ]


class Refusing:
    """Turns errors into refusals, so that no traceback and no framework's own page ever reaches the other side."""

    def __init__(self, app: App, faults: Faults) -> None:
        """Wrap `app`; what is nobody's refusal is counted in `faults`."""
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for whatever it raises, unless an answer has begun already."""
        if len(scope["path"]) > LONGEST_PATH:
            await refusal.refuse(send, refusal.unknown())
            return
        begun = False

        async def watching(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watching)
        except PlaintError as error:
            if not begun:
                await refusal.refuse(send, refusal.as_refused(error))
        except Exception as error:  # noqa: BLE001 - the one place where everything else ends
            self._faults.count(error)
            if not begun:
                await refusal.refuse(send, refusal.later())


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    del scope, receive
    await refusal.refuse(send, refusal.unknown())
