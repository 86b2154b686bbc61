# SPDX-License-Identifier: AGPL-3.0-or-later
"""An HTTP client that shows as little as can be of who asks.

Rules of this module:

- Each client has a way of its own: behind Tor, circuits that nothing else uses (another name and password at the proxy
  mean another circuit, IsolateSOCKSAuth of tor's manual). So what is fetched, what is posted and what is signed do not
  come by one way.
- Where there is a proxy it resolves names (RFC 1928, ATYP 3): no local resolver hears of them.
- Nothing is taken from the environment: no proxy, no certificates, and no SSLKEYLOGFILE, which
  `ssl.create_default_context` would obey by writing each connection's keys to a file.
- No redirect is followed, and no header names the program.
- An answer has a greatest size before its first byte is read. Nothing is unpacked unless it was asked for packed.
"""

import secrets
import ssl
from typing import Final

import certifi
import httpx

from plaint.line.address import Address
from plaint.line.packing import unpacked

TIMEOUT: Final = httpx.Timeout(60.0, connect=120.0)
"""Seconds. A circuit through Tor may take long to build; a server that says nothing for a minute is gone."""
MOST_IN_A_REFUSAL: Final = 4096
"""Bytes of an answer that nobody but a person reads."""


def open_client(address: Address) -> httpx.Client:
    """Return a client for the server at `address`; nothing is sent yet. The caller closes it."""
    client = httpx.Client(
        base_url=address.base,
        proxy=_proxy(address),
        verify=_certificates(),
        timeout=TIMEOUT,
        trust_env=False,
        follow_redirects=False,
    )
    client.headers.clear()
    return client


def read_at_most(answer: httpx.Response, most: int, *, unpack: bool = False) -> bytes:
    """Return the body of a streamed answer, or its first `most + 1` bytes where it is longer, packed or unpacked."""
    whole = bytearray()
    for piece in answer.iter_raw():
        whole += piece
        if len(whole) > most:
            break
    octets = bytes(whole[: most + 1])
    return unpacked(octets, answer.headers.get("content-encoding", ""), most=most) if unpack else octets


def _proxy(address: Address) -> str | None:
    if not address.socks:
        return None
    return f"socks5://{secrets.token_hex(8)}:{secrets.token_hex(8)}@{address.socks}"


def _certificates() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the name and the chain are checked (ssl's own documentation)
    context.load_verify_locations(certifi.where())
    return context
