# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line to intake over HTTP, through Tor where one is given."""

import re
from base64 import urlsafe_b64encode
from types import TracebackType
from typing import Final, Self

from plaint.errors import PlaintError
from plaint.filing.handover import Answer

_TIMEOUT: Final = 120.0
"""Seconds for one request: a mebibyte over a slow circuit."""
_LONGEST_ANSWER: Final = 1024
_NAME: Final = r"(?P<host>[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})*|\[[0-9a-f:]{2,39}\])"
_ADDRESS: Final = re.compile(rf"(?P<scheme>https?)://{_NAME}(?::(?P<port>[0-9]{{1,5}}))?/?", re.ASCII | re.IGNORECASE)
"""Latin letters only: a name with one letter of another script looks like the printed one and leads elsewhere."""
_SOCKS: Final = re.compile(rf"{_NAME}:(?P<port>[0-9]{{1,5}})", re.ASCII | re.IGNORECASE)
_LAST_PORT: Final = 65_535
_LONGEST_HOST: Final = 253
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


class AddressError(PlaintError):
    """The address of intake cannot be used as it stands."""


class HttpLine:
    """A line to the intake at one address; a context manager."""

    def __init__(self, address: str, *, socks: str | None = None) -> None:
        """Keep the address (`http://…onion` or `https://…`) and the SOCKS port of a Tor client (`host:port`)."""
        # Imported here: who seals on a machine without a network needs no HTTP library.
        import httpx  # noqa: PLC0415 - see above

        self._errors = (httpx.TransportError,)
        self._base = check_address(address, socks=socks)
        # socks5h: the name is resolved by Tor, never by this machine's resolver.
        proxy = None if socks is None else f"socks5h://{_check_socks(socks)}"
        self._client = httpx.Client(proxy=proxy, trust_env=False, timeout=_TIMEOUT, follow_redirects=False)
        self._client.headers.clear()

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
            with self._client.stream(method, self._base + path, content=body, headers=headers) as answer:
                # A bound: a hostile answer must not fill this machine's memory.
                read = b""
                for part in answer.iter_raw(_LONGEST_ANSWER):
                    read += part
                    if len(read) >= _LONGEST_ANSWER:
                        break
                return Answer(answer.status_code, read[:_LONGEST_ANSWER])
        except self._errors as error:
            raise ConnectionError(type(error).__name__) from None


def check_address(address: str, *, socks: str | None) -> str:
    """Return `address` without a slash at its end; raise `AddressError` where sending to it would be unsafe or vain."""
    parts = _ADDRESS.fullmatch(address)
    if parts is None or int(parts["port"] or 0) > _LAST_PORT or len(parts["host"]) > _LONGEST_HOST:
        raise AddressError(
            "This is no address of an intake.",
            hint="Give it as https://name or http://name.onion, in Latin letters, and compare it with the printed one.",
        )
    host = parts["host"].lower()
    if host.endswith(".onion") and socks is None:
        raise AddressError(
            "An onion address is reached through Tor only.", hint="Start Tor and add --socks 127.0.0.1:9050."
        )
    if parts["scheme"].lower() == "http" and not host.endswith(".onion") and host not in _LOOPBACK:
        # What is sealed stays sealed; but who hands it over would be seen by every line on the way.
        raise AddressError("This address has no encryption of its own.", hint="Use its https or its onion address.")
    return address.rstrip("/")


def _check_socks(socks: str) -> str:
    parts = _SOCKS.fullmatch(socks)
    if parts is None or int(parts["port"]) > _LAST_PORT:
        raise AddressError("This is no SOCKS port of a Tor client.", hint="Give it as host:port: 127.0.0.1:9050.")
    return socks
