# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the desk: one process, bound to 127.0.0.1 on a port that the system picks.

Rules of this module:

- The socket is bound here, to the loopback address and nothing else; the server is handed the open socket.
- No access log, no date, no server name. What goes to the terminal is the address of the way in and errors.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from typing import Final, TextIO

import uvicorn

from plaint.desk.app import LOOPBACK, build_app
from plaint.desk.desk import Desk
from plaint.web.asgi import App

LOOK_EVERY: Final = 5.0
"""Seconds between looks at whether the desk has been left alone for too long."""


def listen() -> socket.socket:
    """Return a socket on a free loopback port."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.bind((LOOPBACK, 0))
    bound.listen(64)
    bound.set_inheritable(False)
    return bound


def configure(app: App) -> uvicorn.Config:
    """Return the server's settings."""
    return uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        log_config=None,
        log_level=logging.CRITICAL,
        limit_concurrency=64,
        timeout_graceful_shutdown=5,
    )


def run(
    desk: Desk,
    *,
    tell: Callable[[str], None],
    asked: TextIO | None = None,
    news: Callable[[], None] = lambda: None,
) -> None:
    """Serve until told to end; `tell` is given each address of a way in, a new one for each line read from `asked`.

    `news` is called when post has come to an open desk whose member had seen all before.
    """
    with listen() as bound:
        port = bound.getsockname()[1]
        server = uvicorn.Server(configure(build_app(desk, port)))

        def way_in() -> None:
            tell(f"http://{LOOPBACK}:{port}{desk.gate.issue()}")

        way_in()
        if asked is not None:
            threading.Thread(target=_on_each_line, args=(asked, way_in), daemon=True).start()
        desk.engine.start()
        try:
            asyncio.run(_serve(server, bound, desk, news))
        finally:
            # Locking first: it brings the stock up to date, which the next start posts from before anybody unlocks.
            desk.session.lock()
            desk.engine.stop()


async def _serve(server: uvicorn.Server, bound: socket.socket, desk: Desk, news: Callable[[], None]) -> None:
    watch = asyncio.create_task(_watch(desk, news))
    try:
        await server.serve(sockets=[bound])
    finally:
        watch.cancel()


async def _watch(desk: Desk, news: Callable[[], None]) -> None:
    told = False
    while True:
        await asyncio.sleep(LOOK_EVERY)
        opened = await asyncio.to_thread(desk.session.look)
        has_news = opened is not None and desk.engine.state.new > 0
        if has_news and not told:
            news()
        told = has_news


def _on_each_line(asked: TextIO, act: Callable[[], None]) -> None:
    for _ in asked:
        act()
