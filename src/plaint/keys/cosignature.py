# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a cosigner signs (c2sp.org/tlog-cosignature v1.1.0-rc.1): that this tree head has grown from all it saw before.

Ed25519 (0x04) covers the whole note with its extension lines; ML-DSA-44 (0x06) covers the cosigner's name, the time,
origin, size and root, and no extension line.
"""

import re
from dataclasses import dataclass
from typing import Final

from plaint.keys.errors import NoteError
from plaint.keys.vkey import NoteKeyType, VerifierKey, decode_base64

TIME_LENGTH: Final = 8
MAX_TIME: Final = 2**63 - 1
_SUBTREE_LABEL: Final = b"subtree/v1\n\x00"
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The first three lines of a checkpoint: which ledger, how many leaves, which root."""

    origin: str
    size: int
    root: bytes


def read_head(text: bytes) -> TreeHead:
    """Return the tree head in the text of a checkpoint (c2sp.org/tlog-checkpoint); extension lines are left alone."""
    try:
        lines = text.decode().split("\n")
    except UnicodeDecodeError:
        raise _not_a_checkpoint() from None
    # Leading zeros in the size would give one tree head many texts.
    if len(lines) < 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise _not_a_checkpoint()
    root = decode_base64(lines[2])
    if len(root) != 32 or int(lines[1]) > MAX_TIME or any(not line for line in lines[3:-1]) or lines[-1]:
        raise _not_a_checkpoint()
    return TreeHead(lines[0], int(lines[1]), root)


def message(key: VerifierKey, text: bytes, time: int) -> bytes:
    """Return the bytes that a cosignature of this key and `time` (Unix seconds) over this checkpoint text covers."""
    head = read_head(text)
    if not 0 <= time <= MAX_TIME:
        raise NoteError("A cosignature's time is out of range.", hint="Ask the cosigner to set its clock.")
    if key.kind is NoteKeyType.ED25519_COSIGNATURE:
        return b"cosignature/v1\ntime %d\n" % time + text
    origin = head.origin.encode()
    if len(origin) > 255:
        raise _not_a_checkpoint()
    return b"".join(
        [
            _SUBTREE_LABEL,
            _packed(key.name.encode()),
            time.to_bytes(8, "big"),
            _packed(origin),
            (0).to_bytes(8, "big"),
            head.size.to_bytes(8, "big"),
            head.root,
        ]
    )


def _packed(octets: bytes) -> bytes:
    return bytes([len(octets)]) + octets


def _not_a_checkpoint() -> NoteError:
    return NoteError("This is not the text of a checkpoint.", hint="Fetch the ledger's head again.")
