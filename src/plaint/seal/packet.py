# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packets: a blob with its erase commitment and its work, as it travels to intake (docs/protocol.md, section 4)."""

import hashlib
import secrets
from collections.abc import Callable

from plaint.errors import FormatError
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import BLOB_LENGTHS, MAX_WORK_BITS, Packet, PacketHead, erase_commit_of, has_work, work_seed

_STRIDE = 1024


def build(kind: LeafKind, blob: bytes, *, token: bytes, work_bits: int) -> Packet:
    """Return the packet of a blob; `token` (32 bytes) will erase it, `work_bits` is what the charter asks for."""
    if len(blob) != BLOB_LENGTHS.get(kind):
        raise FormatError("A packet holds one entry or one chunk.", hint="Seal it again with a current program.")
    commit = erase_commit_of(token)
    seed = work_seed(hashlib.sha256(blob).digest(), commit)
    return Packet(PacketHead(kind, solve(seed, work_bits), commit), blob)


def solve(seed: bytes, work_bits: int, *, progress: Callable[[int], None] | None = None) -> int:
    """Return the smallest nonce with `work_bits` zero bits over `seed`; about 2^work_bits hashes.

    The smallest, because two programs that counted differently would mark their packets: cover must not be told from a
    complaint by the numbers that it happens to try. `progress` is called with the tries done, every 1,024.
    """
    if not 0 <= work_bits <= MAX_WORK_BITS:
        raise FormatError("More work is asked for than any group may.", hint="Get the present charter.")
    nonce = 0
    while not has_work(seed, nonce, work_bits):
        nonce += 1
        if progress is not None and nonce % _STRIDE == 0:
            progress(nonce)
    return nonce


def random_token() -> bytes:
    """Return an erase token for what no receipt stands behind: cover."""
    return secrets.token_bytes(32)
