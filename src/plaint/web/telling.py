# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place where everything that a page raises ends: in an answer, and never in a traceback."""

from collections.abc import Callable

from plaint.web.asgi import App, Message, Receive, Scope, Send


class Telling:
    """Wraps an application and answers for whatever it raises."""

    def __init__(self, app: App, tell: Callable[[Exception], App]) -> None:
        """Wrap `app`; `tell` is given each error once, and returns what answers for it."""
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; where an answer has begun already, leave it cut short: nothing can be taken back."""
        begun = False

        async def watching(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watching)
        except Exception as error:  # noqa: BLE001 - the one place where everything ends
            answer = self._tell(error)
            if not begun:
                await answer(scope, receive, send)
