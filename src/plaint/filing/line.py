# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line to intake over HTTP, through Tor where one is given (plaint.line)."""

from base64 import urlsafe_b64encode
from types import TracebackType
from typing import Final, Self

import httpx

from plaint.filing.handover import Answer
from plaint.line.address import Address
from plaint.line.client import open_client, read_at_most

_LONGEST_ANSWER: Final = 1024


class HttpLine:
    """A line to the intake at one address; a context manager."""

    def __init__(self, address: Address) -> None:
        """Open a line; nothing is sent yet."""
        self._client = open_client(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def send(self, method: str, path: str, body: bytes, *, credential: bytes | None = None) -> Answer:
        """Send one request and return its answer; raise `OSError` where the line failed."""
        headers = {"Content-Type": "application/octet-stream"}
        if credential is not None:
            headers["Authorization"] = f"Bearer {urlsafe_b64encode(credential).decode('ascii').rstrip('=')}"
        try:
            with self._client.stream(method, path, content=body, headers=headers) as answer:
                # Cut: a hostile answer must not fill this machine's memory.
                return Answer(answer.status_code, read_at_most(answer, _LONGEST_ANSWER)[:_LONGEST_ANSWER])
        except httpx.TransportError as error:
            raise ConnectionError(type(error).__name__) from None
