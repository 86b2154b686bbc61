# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed to find the group, as a value."""

from dataclasses import dataclass

from plaint.desk.ask import Ask
from plaint.line.address import Address


@dataclass(frozen=True, slots=True)
class Way:
    """Address, proxy, and the words of the published fingerprint."""

    server: str
    proxy: str
    words: str

    def address(self) -> Address:
        """Return the address; raise `AddressError` where it cannot be used."""
        return Address(self.server, self.proxy)


def read_way(ask: Ask) -> Way:
    """Read the form."""
    return Way(ask.typed("server").strip(), ask.typed("proxy").strip(), ask.typed("words"))
