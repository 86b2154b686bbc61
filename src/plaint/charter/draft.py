# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a plan and cards to a draft: the text that all will sign, and the annex that awaits their signatures.

Rules of this module:

- A draft is held to everything a signed charter is held to; nobody is asked to sign what every page would refuse.
- Each version gets a fresh group credential: whoever left with the version before reads no further.
- Keys that this program does not know are carried from the version before into the next.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import cast

from plaint.charter.annex import Annex
from plaint.charter.card import Card, LedgerCard
from plaint.charter.chain import verify_continuity
from plaint.charter.credential import digest as credential_digest
from plaint.charter.credential import seal_credential
from plaint.charter.errors import CharterError
from plaint.charter.model import Charter
from plaint.charter.parse import parse
from plaint.charter.plan import LISTS, Tree, cosigner_keys, rows, with_keys
from plaint.charter.signed import SignedCharter
from plaint.charter.signed import digest as charter_digest
from plaint.entry import strictjson
from plaint.keys.vkey import NoteKeyType


@dataclass(frozen=True, slots=True)
class Draft:
    """A charter's text before its signatures, what it says, and the annex without signatures."""

    text: str = field(repr=False)
    charter: Charter
    annex: Annex = field(repr=False)


@dataclass(frozen=True, slots=True)
class InForce:
    """The version that is to be followed, and its annex."""

    signed: SignedCharter
    annex: Annex

    @property
    def tree(self) -> Tree:
        """The JSON tree of the text, unknown keys and all."""
        return tree_of(self.signed.note.text.decode())


@dataclass(frozen=True, slots=True)
class _Pq:
    """The ML-DSA-44 public keys that go into an annex."""

    ledger: bytes
    members: Mapping[str, bytes]
    """By member id; those that the charter does not list are left aside."""
    cosigners: Mapping[str, bytes]
    """By name, likewise."""


def tree_of(text: str) -> Tree:
    """Return the JSON tree of a charter's text."""
    return cast("Tree", strictjson.loads(text))


def draft_first(plan: Tree, cards: Mapping[str, Card], ledger: LedgerCard, *, issued: str, credential: bytes) -> Draft:
    """Return the draft of version 1 from a plan's tree; raise `CharterError` where it would not be a charter."""
    tree = with_keys(plan, cards, ledger, {})
    tree |= {"plaint": "charter/1", "version": 1, "previous": ""}
    pq = _Pq(ledger.pq, _pq(cards), _cosigners_pq(plan))
    return _draft(tree, pq, issued=issued, credential=credential)


def draft_planned(
    before: InForce,
    plan: Tree,
    cards: Mapping[str, Card],
    ledger: LedgerCard,
    *,
    rotated: Collection[str] = (),
    issued: str,
    credential: bytes,
) -> Draft:
    """Return the draft of the next version from the plan as it now stands.

    Cards of members who were there before are used only for those `rotated`: an old card left in a folder must not
    bring an old key back.
    """
    old = {str(member["id"]): member for member in rows(before.tree, "members")}
    used = {name: card for name, card in cards.items() if name not in old or name in rotated}
    tree = _carried(before.tree, with_keys(plan, used, ledger, old))
    pq = _Pq(ledger.pq, {**before.annex.members, **_pq(used)}, _cosigners_pq(plan))
    return _next(before, tree, pq, issued=issued, credential=credential)


def draft_next(
    before: InForce, tree: Tree, cards: Mapping[str, Card], *, ledger_pq: bytes, issued: str, credential: bytes
) -> Draft:
    """Return the draft of the next version from its tree; `cards` are those of new members and new keys.

    Its cosigners are some of those of the version before: new ones need a plan.
    """
    pq = _Pq(ledger_pq, {**before.annex.members, **_pq(cards)}, before.annex.cosigners)
    return _next(before, tree, pq, issued=issued, credential=credential)


def _next(before: InForce, tree: Tree, pq: _Pq, *, issued: str, credential: bytes) -> Draft:
    number = before.signed.charter.version + 1
    tree = {**tree, "version": number, "previous": before.signed.digest.hex()}
    draft = _draft(tree, pq, issued=issued, credential=credential)
    if draft.charter.origin != before.signed.charter.origin:
        raise CharterError("origin", "The plan has another origin than the charter that it is to follow.")
    verify_continuity(before.signed.charter, draft.charter)
    return draft


def _draft(tree: Tree, pq: _Pq, *, issued: str, credential: bytes) -> Draft:
    tree = {
        **tree,
        "issued": issued,
        "ledger_pq": hashlib.sha256(pq.ledger).hexdigest(),
        "read_credential": credential_digest(credential).hex(),
    }
    text = strictjson.dumps(tree)
    charter = parse(text)
    listed = {member.id for member in charter.members}
    annex = Annex(
        charter=charter_digest(text.encode()),
        ledger_pq=pq.ledger,
        members={name: key for name, key in pq.members.items() if name in listed},
        cosigners={one.name: pq.cosigners[one.name] for one in charter.cosigners if one.name in pq.cosigners},
        signatures={},
        credential=seal_credential(credential, charter),
    )
    return Draft(text, charter, annex)


def _cosigners_pq(plan: Tree) -> dict[str, bytes]:
    return {key.name: key.public for key in cosigner_keys(plan) if key.kind is NoteKeyType.ML_DSA_44_COSIGNATURE}


def _pq(cards: Mapping[str, Card]) -> dict[str, bytes]:
    return {name: card.pq for name, card in cards.items()}


def _carried(old: Tree, new: Tree) -> Tree:
    """Return `new` with what `old` has besides, at the top and in each listed object with the same id."""
    lists: Tree = {}
    for name in LISTS:
        known = {row["id"]: row for row in rows(old, name)}
        lists[name] = [{**known.get(row["id"], {}), **row} for row in rows(new, name)]
    return {**old, **new, **lists}
