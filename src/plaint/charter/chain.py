# SPDX-License-Identifier: AGPL-3.0-or-later
"""From version to version: what makes a charter the next one (docs/protocol.md, section 9).

Rules of this module:

- Version 1 stands on its fingerprint, which people compare on paper, and on a signature of every body in the group.
- Version n+1 stands on more than half of the bodies of version n, under the keys of version n. Nothing else adds
  a reader.
- A version holds from the index of its leaf up to the leaf of the next, so that retired keys sign nothing later.
- Checks run in the order of section 9.2; JavaScript runs the same ones in the same order.
"""

from collections.abc import Sequence

from plaint.charter.errors import CharterError
from plaint.charter.model import Charter, Member
from plaint.charter.signed import SignedCharter, bodies_of, need_majority, signers


def verify_first(signed: SignedCharter, *, root: bytes | None = None) -> None:
    """Raise `CharterError` unless this is a version 1 that every body in the group has signed.

    `root` is the hash that the published fingerprint leads to; without it the caller must show the fingerprint.
    """
    charter = signed.charter
    if charter.version != 1:
        raise CharterError("version", f"The chain begins with version {charter.version}, not with version 1.")
    if root is not None and signed.digest != root:
        raise CharterError("root", "This charter begins another group than the one that was published.")
    signing = tuple(member for member in charter.seated if member.signs)
    missing = charter.group - bodies_of(charter, signers(signed.note, charter, signing))
    if missing:
        raise CharterError("bodies", f"Version 1 is not signed by every body: {', '.join(sorted(missing))} missing.")


def verify_next(before: SignedCharter, after: SignedCharter) -> None:
    """Raise `CharterError` unless `after` follows `before` and more than half of the bodies of `before` signed it."""
    old, new = before.charter, after.charter
    if new.origin != old.origin:
        raise CharterError("origin", f"The charter is that of {new.origin}, not of {old.origin}.")
    if new.version != old.version + 1:
        raise CharterError("version", f"Version {new.version} cannot follow version {old.version}.")
    if new.previous != before.digest:
        raise CharterError("previous", f"Version {new.version} follows another version {old.version} than this one.")
    signing = tuple(member for member in old.seated if member.signs)
    need_majority(old, signers(after.note, old, signing), f"Version {new.version}")
    verify_continuity(old, new)


def verify_continuity(old: Charter, new: Charter) -> None:
    """Raise `CharterError` where `new` breaks what must stay as it was, whoever signed it."""
    if new.slots != old.slots:
        raise CharterError("slots", f"Version {new.version} has {new.slots} slots instead of {old.slots}.")
    if (new.ledger_tick, new.desk_tick) != (old.ledger_tick, old.desk_tick):
        # Heads and boards are numbered by them: with longer ones the next number would lie years ahead, and boards that
        # are there would be of another day.
        raise CharterError("ticks", f"Version {new.version} has other ticks than version {old.version}.")
    _nothing_dropped(old, new)
    for member in old.members:
        _same_seat(member, new.member(member.id))
    _keys_stay_apart(old, new)


def _nothing_dropped(old: Charter, new: Charter) -> None:
    lists = (
        ("Member", old.members, new.members),
        ("Body", old.bodies, new.bodies),
        ("Region", old.regions, new.regions),
    )
    for noun, earlier, later in lists:
        kept = {one.id for one in later}
        for one in earlier:
            if one.id not in kept:
                raise CharterError("dropped", f"{noun} {one.id} is no longer listed in version {new.version}.")


def _same_seat(old: Member, new: Member) -> None:
    if (new.slot, new.body) != (old.slot, old.body):
        raise CharterError("moved", f"Member {old.id} has another slot or body than before.")
    if old.retired and not new.retired:
        raise CharterError("returned", f"Member {old.id} was retired and is seated again.")
    if new.retired and _keys(new) != _keys(old):
        raise CharterError("keys", f"Member {old.id} is retired and has other keys than before.")


def _keys_stay_apart(old: Charter, new: Charter) -> None:
    # Whoever takes over another member's key could read or sign as that member once did.
    holders = {key: member.id for member in old.members for key in _keys(member)}
    for member in new.members:
        for key in _keys(member):
            if holders.get(key, member.id) != member.id:
                raise CharterError("keys", f"Member {member.id} holds a key that was {holders[key]}'s.")


def _keys(member: Member) -> tuple[bytes, ...]:
    return (member.recipient, member.ed25519, member.pq, member.posting)


def number_at(since: Sequence[int | None], index: int) -> int:
    """Return the number of the version that holds for the leaf at `index`.

    `since` has the index of the leaf of each version from 1 on, None while the ledger does not show it.
    """
    begun = [number for number, first in enumerate(since, start=1) if first is not None and first <= index]
    return max(begun, default=1)
