# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cosigner's way to the public server (plaint.line); each visit opens one of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpx

from plaint.cosign.errors import LineError
from plaint.line.address import Address
from plaint.line.client import MOST_IN_A_REFUSAL, open_client, read_at_most


@dataclass(frozen=True, slots=True)
class Line:
    """An open way to the server; a context manager."""

    client: httpx.Client = field(repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def get(self, path: str, *, most: int) -> bytes:
        """Return the body at `path`, of at most `most` bytes; raise `LineError` for any answer but 200."""
        status, body = self.ask("GET", path, most=most)
        if status != HTTPStatus.OK:
            raise LineError(
                f"The server answers with {status}.",
                hint="Look whether the address is right; the next try is later.",
                status=status,
            )
        return body

    def ask(
        self,
        method: str,
        path: str,
        octets: bytes | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        most: int = MOST_IN_A_REFUSAL,
        unpack: bool = False,
    ) -> tuple[int, bytes]:
        """Send one request; return status and body, or raise `LineError` where there was no whole answer."""
        try:
            with self.client.stream(method, path, content=octets, headers=headers) as answer:
                body = read_at_most(answer, most, unpack=unpack)
        except httpx.HTTPError:
            raise LineError(
                "The server did not answer.", hint="Look at the network, or at Tor; the next try is later."
            ) from None
        if len(body) > most:
            raise LineError("The server sent more than it was asked for.", hint="Tell the operator.")
        return answer.status_code, body


def open_line(address: Address) -> Line:
    """Return a new way to the server; nothing is sent yet."""
    return Line(open_client(address))
