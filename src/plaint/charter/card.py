# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public cards: what a member, or the ledger's operator, hands over so that a charter can be drafted.

Rules of this module:

- A member's card is signed with both of its own signing keys: nobody can seat a key that they do not hold.
- A card proves no person. Whoever drafts the charter compares the card's words with the member by voice or in person.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.age import bech32
from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.fields import Fields
from plaint.charter.keyfile import MemberKey
from plaint.charter.publickeys import PREFIX, recipient, signing_key
from plaint.entry import strictjson
from plaint.entry.strictjson import JsonValue
from plaint.errors import FormatError
from plaint.keys.errors import SignatureError
from plaint.keys.signature import Algorithm, SigningKey, label, verify
from plaint.keys.vkey import NoteKeyType, VerifierKey
from plaint.keys.words import WordLanguage, to_words

_FORM: Final = "member-card/1"
_LEDGER_FORM: Final = "ledger-card/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A member's public keys, as the member's own machine wrote them."""

    origin: str
    member: str
    body: str
    made: str
    recipient: bytes
    ed25519: bytes
    pq: bytes = field(repr=False)
    """ML-DSA-44 public key."""
    posting: bytes
    """Hash of the posting credential."""
    text: str = field(repr=False)

    @classmethod
    def of(cls, key: MemberKey) -> Self:
        """Make the card of a member's key."""
        keys = key.keys
        tree: dict[str, JsonValue] = {
            "plaint": _FORM,
            "origin": key.origin,
            "id": key.member,
            "body": key.body,
            "made": key.made,
            "recipient": str(keys.identity.recipient),
            "ed25519": keys.ed25519.public.hex(),
            "pq": keys.ml_dsa_44.public.hex(),
            "posting": hashlib.sha256(keys.posting_credential).hexdigest(),
        }
        signed = _message(tree)
        signatures = {"ed25519": keys.ed25519.sign(signed).hex(), "ml_dsa_44": keys.ml_dsa_44.sign(signed).hex()}
        return cls.from_text(strictjson.dumps({**tree, "signatures": signatures}))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a card and verify its own signatures; raise `CharterError` where it is none or was changed."""
        tree = _tree(text)
        fields = Fields(tree, "card")
        if fields.take("plaint") != _FORM:
            raise CharterError("update", "This member card has a form that this program does not know.")
        signatures = fields.inner("signatures")
        card = cls(
            origin=fields.origin("origin"),
            member=fields.ident("id"),
            body=fields.ident("body"),
            made=fields.day("made"),
            recipient=recipient(fields, "recipient"),
            ed25519=signing_key(fields, "ed25519"),
            pq=fields.hexadecimal("pq", Algorithm.ML_DSA_44.public_length),
            posting=fields.digest("posting"),
            text=text,
        )
        signed = _message(tree)
        try:
            verify(card.ed25519, signed, signatures.hexadecimal("ed25519", None))
            verify(card.pq, signed, signatures.hexadecimal("ml_dsa_44", None), Algorithm.ML_DSA_44)
        except SignatureError:
            raise CharterError("signature", "The card was not signed with the keys that stand on it.") from None
        return card

    def public(self) -> dict[str, JsonValue]:
        """Return the keys as a charter lists them: the post-quantum key as its hash, for it lies in the annex."""
        return {
            "recipient": bech32.encode(PREFIX, self.recipient),
            "ed25519": self.ed25519.hex(),
            "pq": hashlib.sha256(self.pq).hexdigest(),
            "posting": self.posting.hex(),
        }

    def words(self, language: WordLanguage = "ru") -> tuple[str, ...]:
        """Return 12 words that the member reads out, and the drafter compares."""
        return to_words(hashlib.sha256(label("member card words") + _message(_tree(self.text))).digest()[:16], language)


@dataclass(frozen=True, slots=True)
class LedgerCard:
    """The ledger's public keys, as the operator's machine wrote them."""

    key: VerifierKey
    pq: bytes = field(repr=False)
    """ML-DSA-44 public key."""

    @classmethod
    def of(cls, origin: str, ed25519: SigningKey, ml_dsa_44: SigningKey) -> Self:
        """Make the card of the ledger's signing keys."""
        return cls(VerifierKey(origin, NoteKeyType.ED25519, ed25519.public), ml_dsa_44.public)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a ledger card; raise `CharterFormError` where it is none."""
        fields = Fields(_tree(text), "ledger card")
        if fields.take("plaint") != _LEDGER_FORM:
            raise CharterError("update", "This ledger card has a form that this program does not know.")
        try:
            key = VerifierKey.from_text(str(fields.take("ledger_key")))
        except FormatError:
            raise CharterFormError("ledger card.ledger_key", "must be a verifier key") from None
        return cls(key, fields.hexadecimal("ledger_pq", Algorithm.ML_DSA_44.public_length))

    def __str__(self) -> str:
        return strictjson.dumps({"plaint": _LEDGER_FORM, "ledger_key": str(self.key), "ledger_pq": self.pq.hex()})


def _message(tree: Mapping[str, JsonValue]) -> bytes:
    """Return what a card's signatures cover: all of it but themselves, in the written form."""
    return label("member card") + strictjson.dumps({key: tree[key] for key in tree if key != "signatures"}).encode()


def _tree(text: str) -> dict[str, JsonValue]:
    try:
        tree = strictjson.loads(text)
    except FormatError as error:
        raise CharterFormError("card", f"is not strict JSON ({error.message})") from None
    if not isinstance(tree, dict):
        raise CharterFormError("card", "must be an object")
    return tree
