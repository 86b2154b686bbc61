# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wish to erase the blobs of some leaves: which, why, and who has signed it (docs/protocol.md, section 14).

Rules of this module:

- Each signs the wish, which says which blobs and why, and for each leaf the text that the ledger takes, which says the
  leaf and no more. So nobody's signature can be carried to another reason without its lack showing.
- Only what holds by the present charter is counted, and only that goes into the tombstone: a line under a seated
  member's key that does not verify would have the server refuse all of it.
- The reason is for the bodies. It goes to no server: a tombstone is public, and a reason tells of a complaint.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Self

from plaint.charter.errors import CharterFormError
from plaint.charter.fields import Fields, shown
from plaint.charter.keyfile import MemberKey
from plaint.charter.model import Charter, Member
from plaint.charter.signed import bodies_of, verifier, with_lines
from plaint.charter.signing import own_seat
from plaint.entry import strictjson
from plaint.errors import FormatError, PlaintError
from plaint.keys.errors import SignatureError
from plaint.keys.note import SignatureLine
from plaint.keys.signature import Algorithm, verify
from plaint.keys.vkey import VerifierKey
from plaint.ledger.tombstone import BY_GROUP, Tombstone, group_text
from plaint.octets import LARGEST_INTEGER

LONGEST: Final = 1_048_576
"""Bytes of a wish that is read: that of most leaves with sixteen signatures has about 620,000."""
MOST_LEAVES: Final = 256
"""As many as somebody who signs can still look through."""
LONGEST_REASON: Final = 1000
"""Characters."""
_FORM: Final = "erasure/1"
_LARGEST_INDEX: Final = min(LARGEST_INTEGER, strictjson.MAX_INTEGER)


class WishError(PlaintError):
    """A wish to erase is not signed, joined or handed in."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One member's signatures, all Ed25519."""

    member: str
    wish: bytes = field(repr=False)
    """Of the wish with its reason."""
    erase: tuple[bytes, ...] = field(repr=False)
    """For each leaf, of the text that the ledger takes."""


@dataclass(frozen=True, slots=True)
class Target:
    """A leaf whose blob is to go."""

    index: int
    blob_hash: bytes


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, and the signatures that have come; none of them is verified."""

    origin: str
    reason: str
    targets: tuple[Target, ...]
    """Ascending, none twice."""
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a wish; raise `CharterFormError` where it is none, `WishError` where a newer program made it."""
        try:
            fields = Fields(strictjson.loads(text), "wish")
        except FormatError as error:
            raise CharterFormError("wish", f"is not strict JSON ({error.message})") from None
        if fields.take("plaint") != _FORM:
            raise WishError("This wish has a form that this program does not know.", hint="Update this program.")
        return cls(
            fields.origin("origin"),
            shown(fields.take("reason"), "wish.reason", LONGEST_REASON),
            _targets(fields),
            tuple(_signature(each) for each in fields.objects("signatures", 16)),
        )

    def __str__(self) -> str:
        return strictjson.dumps(
            {
                "plaint": _FORM,
                "origin": self.origin,
                "reason": self.reason,
                "leaves": [{"index": one.index, "blob": one.blob_hash.hex()} for one in self.targets],
                "signatures": [
                    {"member": one.member, "wish": one.wish.hex(), "erase": [each.hex() for each in one.erase]}
                    for one in sorted(self.signatures, key=lambda one: one.member)
                ],
            }
        )

    @property
    def text(self) -> bytes:
        """What each signs beside the texts that the ledger takes."""
        leaves = (f"{one.index} {one.blob_hash.hex()}" for one in self.targets)
        lines = ("plaint wish/1", self.origin, self.reason, *leaves)
        return "".join(f"{line}\n" for line in lines).encode()

    def holding(self, charter: Charter) -> tuple[Signature, ...]:
        """Return the signatures that count by `charter`: all of them under a seated member's key, one a member."""
        if charter.origin != self.origin:
            return ()
        seated = {member.id: member for member in charter.seated}
        held = {
            one.member: one for one in self.signatures if one.member in seated and self._holds(one, seated[one.member])
        }
        return tuple(held[member] for member in sorted(held))

    def bodies(self, charter: Charter) -> frozenset[str]:
        """Return the bodies of the group whose members have signed."""
        return bodies_of(charter, {one.member for one in self.holding(charter)})

    def _holds(self, one: Signature, member: Member) -> bool:
        try:
            verify(member.ed25519, self.text, one.wish, Algorithm.ED25519)
            for target, signature in zip(self.targets, one.erase, strict=True):
                verify(member.ed25519, group_text(self.origin, target.index), signature, Algorithm.ED25519)
        except (SignatureError, ValueError):
            return False
        return True


def new_wish(charter: Charter, targets: Iterable[Target], reason: str) -> Wish:
    """Return a wish that nobody has signed; raise `PlaintError` where the reason, or the number of leaves, won't do."""
    chosen = tuple(sorted(set(targets), key=lambda one: one.index))
    if not 1 <= len(chosen) <= MOST_LEAVES:
        raise WishError(f"A wish names 1 to {MOST_LEAVES} leaves.", hint="Make several wishes of it.")
    return Wish(charter.origin, shown(reason.strip(), "reason", LONGEST_REASON), chosen)


def sign(wish: Wish, key: MemberKey, charter: Charter) -> Wish:
    """Return the wish with this member's signature; raise `CharterError` where `charter` seats other keys."""
    member = own_seat(charter, key)
    if wish.origin != charter.origin:
        raise WishError("This wish is one of another group.", hint="Ask whoever sent it.")
    ed25519 = key.keys.ed25519
    erase = tuple(ed25519.sign(group_text(wish.origin, one.index)) for one in wish.targets)
    own = Signature(member.id, ed25519.sign(wish.text), erase)
    return replace(wish, signatures=(*(one for one in wish.signatures if one.member != member.id), own))


def join(wishes: Sequence[Wish]) -> Wish:
    """Return one wish with the signatures of several; raise `WishError` where they do not ask for the same."""
    first, *others = wishes
    if any(one.text != first.text for one in others):
        raise WishError(
            "These wishes are not the same: other leaves, or another reason.",
            hint="Hand in only what one wish has become on its way.",
        )
    # One file may lack what another has; which of two copies of a signature is taken does not matter.
    return replace(first, signatures=tuple(dict.fromkeys(one for wish in wishes for one in wish.signatures)))


def tombstones(wish: Wish, charter: Charter) -> tuple[Tombstone, ...]:
    """Return what the server takes, one for each leaf; raise `WishError` unless members of k bodies have signed."""
    held = wish.holding(charter)
    count = len(wish.bodies(charter))
    if count < charter.k:
        raise WishError(
            f"Members of {count} bodies have signed so that it counts; {charter.k} are needed.",
            hint="Let members of other bodies sign it: plaint erasure sign.",
        )
    keys = {member.id: verifier(charter.origin, member) for member in charter.seated}
    return tuple(
        Tombstone(BY_GROUP, target.index, bytes(with_lines(group_text(wish.origin, target.index), lines)))
        for place, target in enumerate(wish.targets)
        for lines in [[_line(keys[one.member], one.erase[place]) for one in held]]
    )


def _line(key: VerifierKey, signature: bytes) -> SignatureLine:
    return SignatureLine(key.name, key.key_id, signature)


def _targets(fields: Fields) -> tuple[Target, ...]:
    found = fields.objects("leaves", MOST_LEAVES)
    targets = tuple(Target(each.number("index", 0, _LARGEST_INDEX), each.digest("blob")) for each in found)
    # One wish has one text.
    if not targets or any(one.index >= other.index for one, other in pairwise(targets)):
        raise CharterFormError(fields.at("leaves"), "must name leaves, ascending and none twice")
    return targets


def _signature(fields: Fields) -> Signature:
    length = Algorithm.ED25519.signature_length
    member, wish = fields.ident("member"), fields.hexadecimal("wish", length)
    return Signature(member, wish, fields.hexadecimals("erase", length, MOST_LEAVES))
