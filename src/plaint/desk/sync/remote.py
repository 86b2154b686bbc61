# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one way in which a desk talks to the public server (plaint.line)."""

import base64
from dataclasses import dataclass, field

import httpx

from plaint.errors import PlaintError
from plaint.line.address import Address
from plaint.line.client import MOST_IN_A_REFUSAL, open_client, read_at_most


class RemoteError(PlaintError):
    """The server could not be reached or did not do what it was asked for; `word` is its own (docs/protocol.md, 11)."""

    def __init__(self, message: str, *, hint: str = "", status: int = 0, word: str = "") -> None:
        """Keep the HTTP `status` (0: no answer) and the server's `word`."""
        super().__init__(message, hint=hint)
        self.status = status
        self.word = word


@dataclass(frozen=True, slots=True)
class Remote:
    """An open way to the server."""

    client: httpx.Client = field(repr=False)

    def get(self, path: str, *, most: int, credential: bytes | None = None) -> bytes:
        """Return the body at `path`, of at most `most` bytes; raise `RemoteError`."""
        return self._ask("GET", path, most=most, credential=credential)[1]

    def send(self, method: str, path: str, octets: bytes, *, credential: bytes | None = None) -> int:
        """Send `octets` and return the status once the server has taken them; raise `RemoteError`."""
        return self._ask(method, path, most=MOST_IN_A_REFUSAL, octets=octets, credential=credential)[0]

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _ask(
        self, method: str, path: str, *, most: int, octets: bytes | None = None, credential: bytes | None
    ) -> tuple[int, bytes]:
        headers = {} if credential is None else {"authorization": f"Bearer {_spelled(credential)}"}
        if octets is not None:
            headers["content-type"] = "application/octet-stream"
        try:
            with self.client.stream(method, path, content=octets, headers=headers) as answer:
                body = _read(answer, most if answer.is_success else MOST_IN_A_REFUSAL)
        except httpx.HTTPError as error:
            raise RemoteError(
                "The server did not answer.", hint="Look at the network, or at Tor, and try again."
            ) from error
        if not answer.is_success:
            word = body.decode("utf-8", "replace").partition(":")[0][:20]
            raise RemoteError(
                f"The server refused with {answer.status_code}.",
                hint="Sync again; if it stays so, tell the operator.",
                status=answer.status_code,
                word=word,
            )
        return answer.status_code, body


def connect(address: Address) -> Remote:
    """Return a way to the server at `address`; nothing is sent yet."""
    return Remote(open_client(address))


def _read(answer: httpx.Response, most: int) -> bytes:
    whole = read_at_most(answer, most)
    if len(whole) > most:
        raise RemoteError("The server sent more than it was asked for.", hint="Do not go on; tell the operator.")
    return whole


def _spelled(credential: bytes) -> str:
    return base64.urlsafe_b64encode(credential).rstrip(b"=").decode("ascii")
