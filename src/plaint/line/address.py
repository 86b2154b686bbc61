# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the public server is, and the Tor client through which it is reached.

Rules of this module:

- Plain HTTP is taken for onion addresses, which encrypt and authenticate by themselves, and for this machine (tests,
  the demonstration). Anywhere else it would show credentials, and who hands something over, to the network.
- A host is written in Latin letters: a name with one letter of another script looks like the printed one and leads
  elsewhere.
- An onion address is never asked for without a proxy: the question would go to the local resolver.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from plaint.errors import PlaintError

_NAME: Final = r"(?P<host>[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})*|\[[0-9a-f:]{2,39}\])"
_SERVER: Final = re.compile(rf"(?P<scheme>https?)://{_NAME}(?::(?P<port>[0-9]{{1,5}}))?/?", re.ASCII | re.IGNORECASE)
_PROXY: Final = re.compile(rf"(?:socks5h?://)?{_NAME}:(?P<port>[0-9]{{1,5}})", re.ASCII | re.IGNORECASE)
_PORTS: Final = range(1, 65_536)
_LONGEST_HOST: Final = 253
_HERE: Final = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]", re.ASCII)


class Fault(StrEnum):
    """What is wrong with an address."""

    FORM = "form"
    PLAIN = "plain"
    TORLESS = "torless"
    PROXY = "proxy"


_SAID: Final = {
    Fault.FORM: (
        "This is no address of an intake.",
        "Give it as https://name or http://name.onion, in Latin letters, and compare it with the printed one.",
    ),
    Fault.PLAIN: ("This address has no encryption of its own.", "Use its https or its onion address."),
    Fault.TORLESS: (
        "An onion address is reached through Tor only.",
        "Start Tor and name its SOCKS port, as host:port: 127.0.0.1:9050.",
    ),
    Fault.PROXY: ("This is no SOCKS port of a Tor client.", "Give it as host:port: 127.0.0.1:9050."),
}


class AddressError(PlaintError):
    """The address, or the proxy, cannot be used as it stands."""

    def __init__(self, fault: Fault) -> None:
        """Say what is wrong and what to write."""
        message, hint = _SAID[fault]
        super().__init__(message, hint=hint)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Address:
    """A server (`https://name`, `http://name.onion`) and the SOCKS port (`[socks5://]host:port`; empty: none) to it."""

    server: str
    proxy: str = ""
    base: str = field(init=False, repr=False, compare=False, default="")
    """The server without a slash at its end."""
    socks: str = field(init=False, repr=False, compare=False, default="")
    """The proxy as `host:port`."""

    def __post_init__(self) -> None:
        """Raise `AddressError` where sending to it would be unsafe or vain."""
        parts = _SERVER.fullmatch(self.server)
        if parts is None or int(parts["port"] or 1) not in _PORTS or len(parts["host"]) > _LONGEST_HOST:
            raise AddressError(Fault.FORM)
        given = _PROXY.fullmatch(self.proxy)
        if self.proxy and (given is None or int(given["port"]) not in _PORTS):
            raise AddressError(Fault.PROXY)
        host = parts["host"].lower()
        onion = host.endswith(".onion")
        if onion and not self.proxy:
            raise AddressError(Fault.TORLESS)
        if parts["scheme"].lower() == "http" and not onion and not _HERE.fullmatch(host):
            raise AddressError(Fault.PLAIN)
        object.__setattr__(self, "base", self.server.rstrip("/"))
        object.__setattr__(self, "socks", self.proxy.rpartition("/")[2])
