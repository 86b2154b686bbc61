# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application: hosts outside, headers within, then the routes of docs/protocol.md section 11 and the pages."""

import logging

from starlette.routing import Router

from plaint.errors import PlaintError
from plaint.intake import refusal
from plaint.intake.api import api_routes
from plaint.intake.pages import page_routes
from plaint.intake.place import Place
from plaint.web.asgi import App, Message, Receive, Scope, Send
from plaint.web.headers import Headers
from plaint.web.hosts import Hosts

log = logging.getLogger("plaint.intake")


def build_app(place: Place) -> App:
    """Return the whole application for `place`."""
    routes = [*api_routes(place), *page_routes(place)]
    router = Router(routes, redirect_slashes=False, default=_nowhere)
    return Hosts(Headers(Refusing(router)), place.settings.hosts)


class Refusing:
    """Turns errors into refusals, so that no traceback and no framework's own page ever reaches the other side."""

    def __init__(self, app: App) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for whatever it raises, unless an answer has begun already."""
        begun = False

        async def watching(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watching)
        except PlaintError as error:
            if begun:
                raise
            await refusal.refuse(send, refusal.as_refused(error))
        except Exception as error:  # noqa: BLE001 - the one place where everything else ends
            # The kind of error and its place in our code: no value of the request, and no time finer than the log's.
            log.error("an answer failed: %s at %s", type(error).__name__, _place(error))  # noqa: TRY400 - no traceback
            if not begun:
                await refusal.refuse(send, refusal.later())


def _place(error: BaseException) -> str:
    """Return file and line at which `error` was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "nowhere"


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    del scope, receive
    await refusal.refuse(send, refusal.unknown())
