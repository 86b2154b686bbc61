# SPDX-License-Identifier: AGPL-3.0-or-later
"""The signed head of the ledger: a C2SP tlog-checkpoint with the lines `tick` and `board` (docs/protocol.md section 8).

Rules of this module:

- The Ed25519 signature covers every line; the ML-DSA-44 one covers origin, size, root and the time of the tick
  (C2SP tlog-cosignature). A reader asks for the Ed25519 one, a desk for both.
- A checkpoint is written in one way only: no leading zeros, no further lines.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from plaint.errors import FormatError
from plaint.keys.errors import SignatureError
from plaint.keys.note import Note, sign, verify
from plaint.keys.vkey import NoteKeyType, NoteSigner, VerifierKey, decode_base64
from plaint.ledger.merkle import HASH_LENGTH
from plaint.octets import LARGEST_INTEGER
from plaint.origin import packed

LARGEST: Final = LARGEST_INTEGER
_FORM: Final = re.compile(
    rb"([^\n]{1,63})\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n"
    rb"tick (0|[1-9][0-9]{0,18})\nboard (0|[1-9][0-9]{0,18})\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What the ledger was at one tick: `size` leaves under `root`, `board` the newest board leaf's number (0: none)."""

    origin: str
    size: int
    root: bytes
    tick: int
    board: int

    @property
    def text(self) -> bytes:
        """The five lines that are signed."""
        root = b64encode(self.root).decode("ascii")
        return f"{self.origin}\n{self.size}\n{root}\ntick {self.tick}\nboard {self.board}\n".encode("ascii")


def read_checkpoint(text: bytes) -> Checkpoint:
    """Parse the text of a checkpoint; raise FormatError. It says nothing yet about who signed it."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise _not_a_checkpoint()
    origin, size, root, tick, board = (group.decode("ascii", "replace") for group in found.groups())
    packed(origin)  # refuses what is no origin
    checkpoint = Checkpoint(origin=origin, size=int(size), root=decode_base64(root), tick=int(tick), board=int(board))
    if len(checkpoint.root) != HASH_LENGTH or max(checkpoint.size, checkpoint.tick, checkpoint.board) > LARGEST:
        raise _not_a_checkpoint()
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[NoteSigner], *, ledger_tick: int) -> Note:
    """Return the signed note of `checkpoint`; its ML-DSA-44 signature states the time of its tick, no finer one."""
    return sign(checkpoint.text, signers, time=checkpoint.tick * ledger_tick)


def open_checkpoint(note: Note, keys: Iterable[VerifierKey], origin: str) -> Checkpoint:
    """Return the checkpoint in `note` where all of the ledger's `keys` signed it and it is of `origin`.

    Raises SignatureError or FormatError. `keys` are those that the reader insists on: the Ed25519 key at least.
    """
    wanted = tuple(keys)
    signed = {each.key for each in verify(note, wanted)}
    if signed != set(wanted) or not any(key.kind is NoteKeyType.ED25519 for key in wanted):
        raise SignatureError(
            "The ledger's own signature is missing on this head.", hint="Fetch the head again; do not go by this one."
        )
    checkpoint = read_checkpoint(note.text)
    if checkpoint.origin != origin:
        raise SignatureError("This is the head of another ledger.", hint="Look at the address of the intake again.")
    return checkpoint


def _not_a_checkpoint() -> FormatError:
    return FormatError("This is no head of a ledger.", hint="Fetch it again.")
