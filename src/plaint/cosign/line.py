# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cosigner's way to the public server: over HTTPS, or over Tor through a SOCKS proxy.

Rules of this module:

- Each visit has a way of its own: behind Tor, a circuit that nothing else uses (another name and password at the proxy
  mean another circuit, IsolateSOCKSAuth). So what a cosigner signs and what it posts do not come by one way.
- Plain HTTP is taken for onion addresses, which encrypt by themselves, and for this machine (the demonstration).
- Nothing is taken from the environment and no redirect is followed. Where there is a proxy, it resolves names.
- An answer has a greatest size before its first byte is read.
"""

import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpx

from plaint.cosign.errors import CosignError, LineError

TIMEOUT: Final = httpx.Timeout(60.0, connect=120.0)
"""A circuit through Tor may take long to build; a server that says nothing for a minute is gone."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, and the proxy (`socks5://host:port`) through which it is reached; empty: none."""

    server: str
    proxy: str = ""

    def __post_init__(self) -> None:
        """Refuse an address that would show what is sent, and an onion without a proxy."""
        parts = urlsplit(self.server)
        host = parts.hostname or ""
        plain = parts.scheme == "http" and (host.endswith(".onion") or _is_here(host))
        bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
        if not host or not bare or not (parts.scheme == "https" or plain):
            raise CosignError(
                "The setting 'server' cannot be used.",
                hint="It begins with https://, or with http:// and ends with .onion.",
            )
        if host.endswith(".onion") and not self.proxy:
            raise CosignError(
                "An onion address needs Tor.", hint='Start Tor and set proxy = "socks5://127.0.0.1:9050".'
            )
        given = urlsplit(self.proxy)
        if self.proxy and (given.scheme != "socks5" or not given.port or given.username):
            raise CosignError("The setting 'proxy' cannot be used.", hint='Write proxy = "socks5://127.0.0.1:9050".')


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
        most: int = 4096,
    ) -> tuple[int, bytes]:
        """Send one request; return status and body, or raise `LineError` where there was no whole answer."""
        try:
            with self.client.stream(method, path, content=octets, headers=headers) as answer:
                return answer.status_code, _read(answer, most)
        except httpx.HTTPError:
            raise LineError(
                "The server did not answer.", hint="Look at the network, or at Tor; the next try is later."
            ) from None


def open_line(address: Address) -> Line:
    """Return a new way to the server; nothing is sent yet."""
    proxy = address.proxy
    if proxy:
        name, word = secrets.token_hex(8), secrets.token_hex(8)
        proxy = proxy.replace("socks5://", f"socks5://{name}:{word}@", 1)
    client = httpx.Client(
        base_url=address.server.rstrip("/"),
        proxy=proxy or None,
        timeout=TIMEOUT,
        trust_env=False,
        follow_redirects=False,
    )
    client.headers.clear()
    return Line(client)


def _read(answer: httpx.Response, most: int) -> bytes:
    whole = bytearray()
    for piece in answer.iter_bytes():
        whole += piece
        if len(whole) > most:
            raise LineError("The server sent more than it was asked for.", hint="Tell the operator.")
    return bytes(whole)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
