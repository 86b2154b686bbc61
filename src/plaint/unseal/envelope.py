# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening an identity envelope: a trustee's own share, then k shares together (docs/protocol.md, section 6).

Combining wrong shares, or too few, gives garbage without a word. So every share is checked against its commitment, and
the combined key against the committed recipient, before anything is opened.
"""

from collections.abc import Iterable

import pyshamir

from plaint.age.decrypt import decrypt
from plaint.age.errors import AgeError
from plaint.age.identity import Identity
from plaint.entry.envelope import Envelope, OpenShare, ShareError
from plaint.entry.identity import SealedName
from plaint.errors import FormatError, PlaintError
from plaint.seal.envelope import envelope_identity


class TooFewSharesError(PlaintError):
    """Fewer trustees have released their share than the envelope needs; nothing was combined."""


def open_share(envelope: Envelope, identity: Identity, *, slot: int) -> OpenShare:
    """Return the share of the trustee in `slot`, opened and checked; raise `ShareError` if it is not as committed."""
    try:
        share = OpenShare.decode(decrypt(envelope.seat(slot).box, [identity]))
    except (AgeError, FormatError):
        raise ShareError(slot) from None
    if share.slot != slot:
        raise ShareError(slot)
    envelope.check_share(share)
    return share


def open_name(envelope: Envelope, shares: Iterable[OpenShare]) -> SealedName:
    """Return the name that k released shares open.

    Raise `ShareError` naming the trustee of a wrong share, `TooFewSharesError`, or `FormatError` if right shares do not
    lead to the committed key, which is the fault of who sealed.
    """
    checked = {}
    for share in shares:
        envelope.check_share(share)
        checked[share.slot] = share
    if len(checked) < envelope.k:
        raise TooFewSharesError(
            f"{len(checked)} of {envelope.k} shares are there.", hint="Wait until more trustees have released theirs."
        )
    chosen = [bytearray(checked[slot].share) for slot in sorted(checked)[: envelope.k]]
    try:
        key = bytes(pyshamir.combine(chosen))
    except ValueError:
        # Two shares at one x: sealed wrongly.
        key = bytes(32)
    identity = envelope_identity(key, envelope.eid)
    envelope.check_recipient(identity.recipient)
    return SealedName.decode(decrypt(envelope.sealed, [identity]))
