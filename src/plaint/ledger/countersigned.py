# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has countersigned a head: cosigners by name, and since when (docs/protocol.md section 8).

Rules of this module:

- A cosigner counts once, and only when each of the keys that the charter lists under its name has signed: one that was
  listed with an ML-DSA-44 key is not believed on Ed25519 alone.
- A wrong signature under a listed key spoils the whole note, as in every signed note.
"""

from collections.abc import Iterable, Mapping

from plaint.keys.errors import SignatureError
from plaint.keys.note import Note, verify
from plaint.keys.vkey import VerifierKey


def countersigners(note: Note, keys: Iterable[VerifierKey]) -> Mapping[str, int]:
    """Return the names of the cosigners that countersigned `note`, each with its time (Unix seconds, the earliest)."""
    listed = tuple(keys)
    try:
        verified = {each.key: each.time or 0 for each in verify(note, listed)}
    except SignatureError:
        return {}
    wanted = {key.name: {other for other in listed if other.name == key.name} for key in listed}
    return {name: min(verified[key] for key in own) for name, own in wanted.items() if own <= verified.keys()}


def countersigned_at(note: Note, keys: Iterable[VerifierKey], quorum: int) -> int | None:
    """Return the time (Unix seconds) at which the `quorum` newest cosigners had all signed; None for fewer of them."""
    times = sorted(countersigners(note, keys).values(), reverse=True)
    return times[quorum - 1] if 1 <= quorum <= len(times) else None
