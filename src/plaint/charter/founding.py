# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole working group at once, keys and all: for the demonstration and for tests.

A real group is founded in a ceremony, each member's key on the member's own machine (docs/ceremony.md). Here one
process knows every key, so what comes of it must never take a real complaint: a demonstration's charter says `demo`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from plaint.charter.annex import Annex
from plaint.charter.card import Card, LedgerCard
from plaint.charter.credential import LENGTH as CREDENTIAL_LENGTH
from plaint.charter.draft import InForce, draft_first
from plaint.charter.freshness import latest, merge
from plaint.charter.keyfile import MemberKey
from plaint.charter.plan import Tree, rows
from plaint.charter.signed import SignedCharter
from plaint.charter.signing import assemble, sign_draft, sign_freshness
from plaint.keys.seed import ROOT_LENGTH
from plaint.keys.signature import SEED_LENGTH, Algorithm, SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKeys:
    """The ledger's two signing keys, as seeds."""

    ed25519: bytes = field(repr=False)
    ml_dsa_44: bytes = field(repr=False)

    def card(self, origin: str) -> LedgerCard:
        """Return the ledger's public card."""
        return LedgerCard.of(
            origin, SigningKey.from_seed(self.ed25519), SigningKey.from_seed(self.ml_dsa_44, Algorithm.ML_DSA_44)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """A group with version 1 signed by every body, and every secret of it."""

    signed: SignedCharter
    annex: Annex
    keys: Mapping[str, MemberKey] = field(repr=False)
    """By member id."""
    ledger: LedgerKeys = field(repr=False)
    credential: bytes = field(repr=False)

    @property
    def in_force(self) -> InForce:
        """The version in force, as an amendment takes it."""
        return InForce(self.signed, self.annex)

    def freshness(self, now: int, until: int | None = None) -> bytes:
        """Return a freshness note of all members, until the furthest day that the charter allows."""
        day = latest(self.signed, now) if until is None else until
        seated = self.signed.charter.seated
        return bytes(merge(tuple(sign_freshness(self.signed, self.keys[one.id], until=day, now=now) for one in seated)))


def found(plan: Tree, *, issued: str, random: Callable[[int], bytes]) -> Founded:
    """Found the group of a plan's tree; `random` returns that many random bytes."""
    origin = str(plan["origin"])
    keys = {
        str(member["id"]): MemberKey(origin, str(member["id"]), str(member["body"]), issued, random(ROOT_LENGTH))
        for member in rows(plan, "members")
    }
    ledger = LedgerKeys(ed25519=random(SEED_LENGTH), ml_dsa_44=random(SEED_LENGTH))
    credential = random(CREDENTIAL_LENGTH)
    cards = {name: Card.of(key) for name, key in keys.items()}
    draft = draft_first(plan, cards, ledger.card(origin), issued=issued, credential=credential)
    signing = [member.id for member in draft.charter.seated if member.signs]
    signed, annex = assemble(draft.text, draft.annex, [sign_draft(draft.text, keys[name]) for name in signing])
    return Founded(signed=signed, annex=annex, keys=keys, ledger=ledger, credential=credential)
