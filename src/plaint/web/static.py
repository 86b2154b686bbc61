# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files: read once at start, named after their content, served from memory.

Rules of this module:

- There is no look-up in a file system while serving, so there is no path to climb out of.
- A file's address carries its hash: other bytes have another address. Whether it may be kept is for the program to say:
  on a member's own machine for ever, on a complainant's device never, where a kept file would tell of the visit.
- Compressed forms are made once at start; they hold nothing secret, so their length gives nothing away.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from starlette.responses import Response

from plaint.web.asgi import Receive, Scope, Send, answer, header
from plaint.web.headers import IMMUTABLE, NO_STORE

try:
    from brotli import compress as _brotli
except ImportError:  # the desk serves its own machine, where nothing has to be small
    _brotli = None

TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".png": b"image/png",
    ".svg": b"image/svg+xml",
    ".txt": b"text/plain; charset=utf-8",
    ".woff2": b"font/woff2",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file: its media type and its bytes in each form that it is served in."""

    media_type: bytes
    plain: bytes
    gzipped: bytes
    brotli: bytes | None

    def form_for(self, accepted: bytes) -> tuple[bytes, bytes]:
        """Return (name of the coding or empty, bytes) for an Accept-Encoding header."""
        # A coding with any weight is skipped: no browser sends one, and q=0 means "not this".
        codings = {part.strip() for part in accepted.split(b",")}
        if self.brotli is not None and b"br" in codings:
            return b"br", self.brotli
        if b"gzip" in codings and len(self.gzipped) < len(self.plain):
            return b"gzip", self.gzipped
        return b"", self.plain

    def answer_to(self, scope: Scope) -> tuple[list[tuple[bytes, bytes]], bytes]:
        """Return headers and body of the answer to a request."""
        coding, body = self.form_for(header(scope, b"accept-encoding") or b"")
        headers = [(b"content-type", self.media_type), (b"vary", b"accept-encoding")]
        return [*headers, *([(b"content-encoding", coding)] if coding else [])], body


@lru_cache(maxsize=256)
def pack(media_type: bytes, plain: bytes) -> StaticFile:
    """Return `plain` with its compressed forms; brotli where the package is installed (extra `intake`).

    The same bytes pack the same, so they are packed once: the best compression takes a good part of a second.
    """
    packed = _brotli(plain) if _brotli is not None else None
    return StaticFile(media_type, plain, gzip.compress(plain, 9, mtime=0), packed)


def packed(scope: Scope, media_type: bytes, plain: bytes) -> Response:
    """Return the answer to a request for bytes that change seldom, in the form that the asker takes."""
    headers, body = pack(media_type, plain).answer_to(scope)
    return Response(body, headers={name.decode(): value.decode() for name, value in headers})


@dataclass(frozen=True, slots=True)
class Static:
    """All static files of a program, by the path they are served at."""

    prefix: str
    cached: bool
    files: Mapping[str, StaticFile]
    addresses: Mapping[str, str]

    def address(self, name: str) -> str:
        """Return the path at which the file called `name` is served; KeyError where there is none."""
        return self.addresses[name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the file at the request's path, or 404."""
        del receive
        file = self.files.get(scope["path"])
        if file is None:
            await answer(send, 404, b"unknown: no such file here; load the page again\n")
            return
        headers, body = file.answer_to(scope)
        await answer(send, 200, body, [*headers, IMMUTABLE if self.cached else NO_STORE])


def read_static(folder: Path, prefix: str, *, cached: bool = True) -> Static:
    """Read all files below `folder`, to be served under `prefix` (which begins and ends with a slash).

    A file of an unknown type is an error at start, not a surprise in a browser.
    """
    files: dict[str, StaticFile] = {}
    addresses: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        plain = path.read_bytes()
        file = pack(TYPES[path.suffix], plain)
        name = path.relative_to(folder).as_posix()
        address = f"{prefix}{path.stem}.{hashlib.sha256(plain).hexdigest()[:16]}{path.suffix}"
        files[address] = file
        addresses[name] = address
    return Static(prefix=prefix, cached=cached, files=MappingProxyType(files), addresses=MappingProxyType(addresses))
