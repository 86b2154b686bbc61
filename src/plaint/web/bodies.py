# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what a request carries: with an exact or a greatest size, and not forever.

Rules of this module:

- The declared length is checked before the first byte is read, the real one while reading: no body is ever larger in
  memory than what the caller allowed.
- Forms are urlencoded only and read by the standard library under limits. There is no multipart.
- A body that does not come to its end in time is given up: a place in the queue is not for ever.
"""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

from plaint.errors import FormatError, PlaintError
from plaint.web.asgi import Receive, Scope, header

PATIENCE = 300.0
"""Seconds for a whole body: 1 MiB at 3.5 kB/s, which a bad mobile link through Tor still manages."""


WHOLE = "plaint.whole"
"""An extension of the scope: the body, where the server has all of it before it calls. There is nothing to wait for
then, and no timer is set and taken back (bench/filings.py)."""


class SizeError(PlaintError):
    """The body does not have the length that this place takes."""


class GoneError(PlaintError):
    """The other side went away, or took too long, before its body was whole."""


def declared_length(scope: Scope) -> int | None:
    """Return the declared length of the body, or None where it is not declared (chunked) or no plain number."""
    value = header(scope, b"content-length")
    # `isdigit` on bytes takes ASCII digits only: no sign, no blank, no underscore as `int` would.
    return int(value) if value is not None and value.isdigit() and len(value) < 12 else None


def check_declared(scope: Scope, size: int) -> None:
    """Raise SizeError where another length than `size` is declared; a missing one is checked while reading."""
    declared = declared_length(scope)
    if declared is not None and declared != size:
        raise SizeError(f"This place takes exactly {size} bytes.", hint="Update the program that made them.")


async def stream(receive: Receive, most: int) -> AsyncIterator[bytes]:
    """Yield the pieces of the body as they come; raise SizeError beyond `most` bytes, GoneError if it breaks off."""
    total = 0
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise GoneError("The body did not come to its end in time.", hint="Send it again.") from None
        if message["type"] == "http.disconnect":
            raise GoneError("The connection broke off.", hint="Send it again.")
        piece: bytes = message.get("body", b"")
        total += len(piece)
        if total > most:
            raise SizeError(f"This place takes at most {most} bytes.", hint="Update the program that made them.")
        if piece:
            yield piece
        if not message.get("more_body", False):
            return


async def read_exact(scope: Scope, receive: Receive, size: int) -> bytes:
    """Return the body, which has to be exactly `size` bytes; raise SizeError or GoneError."""
    check_declared(scope, size)
    body: bytes | None = scope.get("extensions", {}).pop(WHOLE, None)
    if body is None:
        body = b"".join([piece async for piece in stream(receive, size)])
    if len(body) != size:
        raise SizeError(f"This place takes exactly {size} bytes.", hint="Send the whole of it again.")
    return body


async def read_up_to(scope: Scope, receive: Receive, most: int) -> bytes:
    """Return the body of at most `most` bytes; raise SizeError or GoneError."""
    declared = declared_length(scope)
    if declared is not None and declared > most:
        raise SizeError(f"This place takes at most {most} bytes.", hint="Send less at once.")
    return b"".join([piece async for piece in stream(receive, most)])


def parse_form(body: bytes, *, fields: int) -> dict[str, str]:
    """Parse an urlencoded form of at most `fields` fields, each named once; raise FormatError.

    A field that stands there twice is an error: the reader before and the one behind a check might take different ones.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            encoding="utf-8",
            errors="strict",
            max_num_fields=fields,
        )
    except (ValueError, UnicodeDecodeError):
        raise FormatError("The form cannot be read.", hint="Go back and send it again.") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise FormatError("The form has a field twice.", hint="Go back and send it again.")
    return form
