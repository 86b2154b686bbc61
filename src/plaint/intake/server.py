# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the application: one process, one event loop, no log of requests.

Rules of this module:

- The server writes no access log and sends no Server and no Date header.
- Its log lines carry no time of their own: what keeps a log (journald, say) adds one, and nothing is logged for each
  request that such a time could belong to.
"""

import logging

import uvicorn

from plaint.web.asgi import App


def configure(app: App, listen: str) -> uvicorn.Config:
    """Return the server's settings for `app` at `listen`: `unix:<path>` or `<address>:<port>`."""
    where: dict[str, object]
    if listen.startswith("unix:"):
        where = {"uds": listen.removeprefix("unix:")}
    else:
        address, _, port = listen.rpartition(":")
        where = {"host": address, "port": int(port)}
    return uvicorn.Config(
        app,
        **where,  # type: ignore[arg-type]  # the two forms above
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        log_config=None,
        log_level=logging.CRITICAL,  # it would log each malformed request
        timeout_keep_alive=75,
        timeout_graceful_shutdown=30,
        backlog=4096,
    )


def serve(app: App, listen: str) -> None:
    """Serve `app` at `listen` until the process is told to end (SIGTERM or SIGINT)."""
    uvicorn.Server(configure(app, listen)).run()
