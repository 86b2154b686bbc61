# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running an intake: one process, one event loop, no log of requests.

Rules of this module:

- The server writes no access log and sends no Server and no Date header.
- Its log lines carry no time of their own, and none belongs to a request: see faults.py.
- When told to end, it takes no new connection, finishes what it has begun, makes it durable, and only then ends.
"""

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from plaint.clock import Clock
from plaint.intake.app import build_app
from plaint.intake.connection import CircuitConnection, Connection
from plaint.intake.faults import Faults
from plaint.intake.listening import BACKLOG, listening
from plaint.intake.place import open_place
from plaint.intake.settings import IntakeSettings
from plaint.web.asgi import App


def configure(app: App, settings: IntakeSettings) -> uvicorn.Config:
    """Return the server's settings for `app`."""
    socket = settings.listen.removeprefix("unix:") if settings.listen.startswith("unix:") else None
    address, _, port = settings.listen.rpartition(":")
    return uvicorn.Config(
        app,
        uds=socket,
        host="" if socket else address.strip("[]"),
        port=0 if socket else int(port),
        loop="asyncio",
        http=CircuitConnection if settings.circuits else Connection,
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        log_config=None,
        log_level=logging.CRITICAL,  # it would log each malformed request
        h11_max_incomplete_event_size=16_384,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=30,
        backlog=BACKLOG,
    )


def serve(settings: IntakeSettings, clock: Clock) -> None:
    """Serve until the process is told to end (SIGTERM or SIGINT)."""
    with _outliving_signals():
        asyncio.run(_serve(settings, clock))


@contextmanager
def _outliving_signals() -> Iterator[None]:
    """Survive the signal that the server raises again once it has stopped: what was accepted is written after that."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def counting(faults: Faults) -> None:
    """Let the running loop's own complaints count as faults: it would log each at once, with what it was about."""

    def count(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        del loop
        error = context.get("exception")
        faults.count(error if isinstance(error, BaseException) else RuntimeError())

    asyncio.get_running_loop().set_exception_handler(count)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it warns of each connection that broke off


async def _serve(settings: IntakeSettings, clock: Clock) -> None:
    async with open_place(settings, clock) as place:
        counting(place.faults)
        with listening(settings.listen) as bound:
            await uvicorn.Server(configure(build_app(place), settings)).serve(sockets=[bound])
