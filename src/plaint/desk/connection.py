# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a desk needs to sync and to post while it is locked: the address, the group, the two credentials.

Rules of this module:

- It lies on the disk in clear, for the owner's account only, because posting and pulling go on while the desk is
  locked and after a restart. docs/decisions/0020-what-works-while-locked.md says what a thief of it could do: read
  ciphertext that lies beside it anyway, and post rubbish cells in this member's place. Neither opens anything.
- Nothing in it says what this member may read.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from plaint.desk.home import write_whole
from plaint.entry import strictjson
from plaint.errors import FormatError
from plaint.line.address import Address

_TEXTS: Final = ("server", "proxy", "origin", "member")
_OCTETS: Final = ("root", "reading", "posting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where to, which group, as whom."""

    address: Address
    origin: str
    root: bytes
    """Hash of the charter's version 1."""
    member: str
    slot: int
    reading: bytes = field(repr=False)
    """The group credential of the newest charter that this desk has opened."""
    posting: bytes = field(repr=False)


def read_connection(path: Path) -> Connection | None:
    """Return the connection at `path`, or None where there is none yet; raise `FormatError` if it is malformed."""
    if not path.exists():
        return None
    tree = strictjson.decode_object(path.read_bytes())
    texts, octets, slot = [tree.get(name) for name in _TEXTS], [tree.get(name) for name in _OCTETS], tree.get("slot")
    if not isinstance(slot, int) or not 0 <= slot <= 15:
        raise _malformed()
    server, proxy, origin, member = (_text(value) for value in texts)
    root, reading, posting = (_hash(value) for value in octets)
    return Connection(
        address=Address(server, proxy), origin=origin, root=root, member=member, slot=slot, reading=reading,
        posting=posting,
    )  # fmt: skip


def write_connection(path: Path, connection: Connection) -> None:
    """Write the connection."""
    tree: dict[str, strictjson.JsonValue] = {
        "server": connection.address.server,
        "proxy": connection.address.proxy,
        "origin": connection.origin,
        "root": connection.root.hex(),
        "member": connection.member,
        "slot": connection.slot,
        "reading": connection.reading.hex(),
        "posting": connection.posting.hex(),
    }
    write_whole(path, strictjson.encode(tree))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _malformed()
    return value


def _hash(value: object) -> bytes:
    try:
        octets = bytes.fromhex(_text(value))
    except ValueError:
        raise _malformed() from None
    if len(octets) != 32:
        raise _malformed()
    return octets


def _malformed() -> FormatError:
    return FormatError("connection.json cannot be used.", hint="Delete it and connect this desk again.")
