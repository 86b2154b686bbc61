# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one way in which a desk talks to the public server: over HTTPS, or over Tor through a SOCKS proxy.

Rules of this module:

- Plain HTTP is taken for onion addresses, which encrypt and authenticate by themselves, and for this machine (tests,
  the demo). Anywhere else it would show the group credential to the network.
- No proxy, certificate or host list is taken from the environment; no redirect is followed; names are resolved by the
  proxy where there is one. No header tells a desk from another.
- An answer has a greatest size before its first byte is read.
"""

import base64
import ipaddress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx

from plaint.errors import PlaintError

TIMEOUT: Final = httpx.Timeout(60.0, connect=120.0)
"""A circuit through Tor may take long to build; a server that says nothing for a minute is gone."""


class RemoteError(PlaintError):
    """The server could not be reached or did not do what it was asked for; `word` is its own (docs/protocol.md, 11)."""

    def __init__(self, message: str, *, hint: str = "", status: int = 0, word: str = "") -> None:
        """Keep the HTTP `status` (0: no answer) and the server's `word`."""
        super().__init__(message, hint=hint)
        self.status = status
        self.word = word


class AddressError(PlaintError):
    """This address cannot be used."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, and the proxy through which it is reached (empty: none)."""

    server: str
    proxy: str = ""

    def __post_init__(self) -> None:
        """Refuse an address that would show what is sent, and an onion without a proxy."""
        parts = urlsplit(self.server)
        host = parts.hostname or ""
        plain = parts.scheme == "http" and (host.endswith(".onion") or _is_here(host))
        bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
        if not host or not bare or not (parts.scheme == "https" or plain):
            raise AddressError(
                "This address cannot be used.", hint="It begins with https://, or with http:// and ends with .onion."
            )
        if host.endswith(".onion") and not self.proxy:
            raise AddressError(
                "An onion address needs Tor.", hint="Start Tor and name its proxy: socks5://127.0.0.1:9050."
            )
        if self.proxy and urlsplit(self.proxy).scheme not in {"socks5", "socks5h"}:
            raise AddressError("This proxy cannot be used.", hint="It looks like socks5://127.0.0.1:9050.")


@dataclass(frozen=True, slots=True)
class Remote:
    """An open way to the server."""

    client: httpx.Client = field(repr=False)

    def get(self, path: str, *, most: int, credential: bytes | None = None) -> bytes:
        """Return the body at `path`, of at most `most` bytes; raise `RemoteError`."""
        return self._ask("GET", path, most=most, credential=credential)[1]

    def send(self, method: str, path: str, octets: bytes, *, credential: bytes | None = None) -> int:
        """Send `octets` and return the status once the server has taken them; raise `RemoteError`."""
        return self._ask(method, path, most=4096, octets=octets, credential=credential)[0]

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
                body = _read(answer, most if answer.is_success else 4096)
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
    # httpx lets a SOCKS proxy resolve names (RFC 1928, ATYP 3), so the local resolver never hears of them.
    client = httpx.Client(
        base_url=address.server.rstrip("/"),
        proxy=address.proxy.replace("socks5h:", "socks5:") or None,
        timeout=TIMEOUT,
        trust_env=False,
        follow_redirects=False,
    )
    # Nothing names the program that asks, as with cosigners and the terminal.
    client.headers.clear()
    return Remote(client)


def _read(answer: httpx.Response, most: int) -> bytes:
    whole = bytearray()
    for piece in answer.iter_bytes():
        whole += piece
        if len(whole) > most:
            raise RemoteError("The server sent more than it was asked for.", hint="Do not go on; tell the operator.")
    return bytes(whole)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _spelled(credential: bytes) -> str:
    return base64.urlsafe_b64encode(credential).rstrip(b"=").decode("ascii")
