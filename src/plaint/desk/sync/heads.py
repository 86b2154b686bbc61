# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judging a head that the server shows: signatures, and how it stands to the head that was verified before.

Rules of this module:

- Both of the ledger's signatures are asked for, Ed25519 and ML-DSA-44. Cosigners are looked at elsewhere (cosigned.py):
  a fresh head has none yet, and one that is away must not keep a member from reading.
- A ledger only grows. Fewer leaves than before, or other ones at the same size, are refused with both heads kept: they
  are what convicts the server before everyone else.
- An old head may be honest (a server that was down) or a ledger frozen for this desk alone. It is taken over if it fits
  and called stale, so that a member asks by another way.
- A head from the future is not taken over. It would never look old, and what it dates would be dated for ever: votes,
  deadlines, and until when somebody need not be told.
"""

from dataclasses import dataclass, field
from typing import Final

from plaint.charter.annex import Annex, cosigner_keys
from plaint.charter.signed import SignedCharter
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.mirror.tree import Head
from plaint.errors import FormatError, PlaintError
from plaint.keys import note as notes
from plaint.keys.errors import SignatureError
from plaint.keys.vkey import NoteKeyType, VerifierKey
from plaint.ledger.checkpoint import Checkpoint, open_checkpoint

PATIENCE: Final = 3 * 3600
"""Seconds beyond two ledger ticks after which a head is stale; the page waits as long (docs/protocol.md, 10)."""


class AheadError(PlaintError):
    """The head that the server shows lies in the future, by this machine's clock."""


class RefusedError(PlaintError):
    """What the server shows was refused; `kind` names the misdeed, `held` and `shown` are the evidence."""

    def __init__(self, kind: Misdeed, *, held: bytes = b"", shown: bytes = b"") -> None:
        """Keep the evidence."""
        super().__init__(
            f"The server shows a ledger that this desk does not accept ({kind}).",
            hint="Do not rely on it. Compare heads with other members by a way that does not lead through the server.",
        )
        self.kind: Final = kind
        self.held: Final = held
        self.shown: Final = shown


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that heads are checked with, from a charter and its annex."""

    origin: str
    ledger: tuple[VerifierKey, VerifierKey]
    cosigners: tuple[VerifierKey, ...] = field(default=())
    quorum: int = 0

    @property
    def needed(self) -> int:
        """How many cosigners must have signed a head; where the charter asks for none and names some, one."""
        return max(1, self.quorum) if self.cosigners else 0


def keys_of(signed: SignedCharter, annex: Annex) -> Keys:
    """Return the keys of a charter and its verified annex."""
    charter = signed.charter
    pq = VerifierKey(charter.ledger_key.name, NoteKeyType.ML_DSA_44_COSIGNATURE, annex.ledger_pq)
    return Keys(charter.origin, (charter.ledger_key, pq), cosigner_keys(charter, annex), charter.quorum)


def judge(octets: bytes, keys: Keys, held: Head | None) -> Head:
    """Return the head in these bytes; raise `RefusedError` where it is not signed or contradicts the one held."""
    before = bytes(held.note) if held is not None else b""
    try:
        note = notes.parse(octets)
        checkpoint = open_checkpoint(note, keys.ledger, keys.origin)
    except (FormatError, SignatureError):
        raise RefusedError(Misdeed.UNSIGNED, held=before, shown=octets) from None
    if held is not None:
        _judge_growth(held.checkpoint, checkpoint, before, octets)
    return Head(note, checkpoint)


def need_present(checkpoint: Checkpoint, *, ledger_tick: int, now: int) -> None:
    """Raise `AheadError` for a head of a tick that begins more than `PATIENCE` after `now` (Unix seconds)."""
    if checkpoint.tick * ledger_tick > now + PATIENCE:
        raise AheadError(
            "The server shows a ledger that is dated ahead of this machine's clock.",
            hint="Set the clock right. If it is right, do not rely on the server, and tell the other members.",
        )


def is_stale(checkpoint: Checkpoint, *, ledger_tick: int, now: int) -> bool:
    """Say whether a head is older than an honest server would show at `now` (Unix seconds), or from the future."""
    age = now - checkpoint.tick * ledger_tick
    return age > 2 * ledger_tick + PATIENCE or age < -PATIENCE


def _judge_growth(held: Checkpoint, shown: Checkpoint, before: bytes, after: bytes) -> None:
    if shown.size < held.size:
        raise RefusedError(Misdeed.ROLLBACK, held=before, shown=after)
    if shown.size == held.size and shown.root != held.root:
        raise RefusedError(Misdeed.FORK, held=before, shown=after)
    # The board line is signed as well: a board that shrinks while the tree grows was forked.
    if shown.board < held.board or (shown.tick < held.tick and shown.size > held.size):
        raise RefusedError(Misdeed.FORK, held=before, shown=after)
