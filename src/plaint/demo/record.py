# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public record beside the demonstration's intake: published into its folder, and served as static files.

Any server of static files will do for a real one (docs/publishing.md); this one has no more than that.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

import uvicorn

from plaint.site.build import build
from plaint.site.edition import edition
from plaint.site.folder import publish
from plaint.site.paths import INDEX
from plaint.site.record import sound
from plaint.web.asgi import App, Receive, Scope, Send
from plaint.web.headers import Headers
from plaint.web.hosts import Hosts
from plaint.web.static import TYPES, packed

LOOPBACK: Final = "127.0.0.1"
LOST: Final = "404.html"
_TYPES: Final = {
    **TYPES,
    ".csv": b"text/csv; charset=utf-8",
    ".log": b"text/plain; charset=utf-8",
    ".xml": b"application/atom+xml",
}
_END_WITHIN: Final = 10.0


def publish_record(register: Path, folder: Path) -> Mapping[str, bytes]:
    """Publish the record in `register` into the new `folder`, unsigned, and return its files."""
    files = build(edition(sound(register)))
    publish(folder, files)
    return files


def record_app(files: Mapping[str, bytes], hosts: tuple[str, ...]) -> App:
    """Return what serves these files, a folder by its index, anything else by the page that says so."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix("/")
        name = f"{path}{INDEX}" if path == "" or path.endswith("/") else path
        found = name if name in files else LOST
        answer = packed(scope, _TYPES[PurePosixPath(found).suffix], files[found])
        answer.status_code = 200 if name in files else 404
        await answer(scope, receive, send)

    return Hosts(Headers(app), hosts)


@contextmanager
def serving(files: Mapping[str, bytes], port: int) -> Iterator[str]:
    """Serve these files on a port of this machine alone while the context lasts; give the address."""
    host = f"{LOOPBACK}:{port}"
    config = uvicorn.Config(
        record_app(files, (host,)),
        host=LOOPBACK,
        port=port,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://{host}/"
    finally:
        server.should_exit = True
        thread.join(_END_WITHIN)
