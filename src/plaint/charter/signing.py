# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing a draft, member by member on their own machines, and putting the signatures together.

Rules of this module:

- A member signs only with a key file whose every key the electing version lists, and only a draft that seats it with
  these keys, or with those of the key file that shall follow. A coordinator cannot slip another key in unseen.
- Each signature is two: Ed25519, which pages check, and ML-DSA-44, which desks and auditors check besides.
- What is put together is verified as any reader would verify it, before it is given out.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Self

from plaint.charter.annex import Annex, message, verify_annex
from plaint.charter.chain import verify_continuity, verify_first, verify_next
from plaint.charter.draft import InForce
from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.fields import Fields
from plaint.charter.freshness import latest
from plaint.charter.freshness import text as freshness_text
from plaint.charter.keyfile import MemberKey
from plaint.charter.model import Charter, Member
from plaint.charter.pagenote import text as page_text
from plaint.charter.parse import parse
from plaint.charter.signed import SignedCharter, digest, verifier, with_lines
from plaint.entry import strictjson
from plaint.errors import FormatError
from plaint.keys import note
from plaint.keys.note import Note, SignatureLine
from plaint.keys.signature import Algorithm
from plaint.keys.vkey import NoteKeyType, NoteSigner

_FORM: Final = "charter-signature/1"


@dataclass(frozen=True, slots=True)
class Signature:
    """One member's two signatures under one charter text."""

    charter: bytes
    """Hash of the text."""
    member: str
    ed25519: bytes = field(repr=False)
    ml_dsa_44: bytes = field(repr=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a signature file; raise `CharterFormError` where it is none."""
        try:
            fields = Fields(strictjson.loads(text), "signature")
        except FormatError as error:
            raise CharterFormError("signature", f"is not strict JSON ({error.message})") from None
        if fields.take("plaint") != _FORM:
            raise CharterError("update", "This signature file has a form that this program does not know.")
        return cls(
            fields.digest("charter"),
            fields.ident("member"),
            fields.hexadecimal("ed25519", Algorithm.ED25519.signature_length),
            fields.hexadecimal("ml_dsa_44", Algorithm.ML_DSA_44.signature_length),
        )

    def __str__(self) -> str:
        return strictjson.dumps(
            {
                "plaint": _FORM,
                "charter": self.charter.hex(),
                "member": self.member,
                "ed25519": self.ed25519.hex(),
                "ml_dsa_44": self.ml_dsa_44.hex(),
            }
        )


def sign_draft(
    text: str, key: MemberKey, before: SignedCharter | None = None, *, successor: MemberKey | None = None
) -> Signature:
    """Return a member's signature under a draft; `before` is the version that it is to follow, None for version 1.

    `successor` is the member's own new key where the draft brings new keys for this member. Raise `CharterError` where
    the draft is no charter, does not follow `before`, seats another key for this member, or may not be signed by it.
    """
    charter = parse(text)
    if before is None and charter.version != 1:
        raise CharterError("version", f"Version {charter.version} can be signed only beside the version before it.")
    if before is not None:
        _follows(charter, before)
    _may_sign(charter if before is None else before.charter, key)
    if before is not None and any(member.id == key.member for member in charter.seated):
        own_seat(charter, successor or key)
    keys, octets = key.keys, text.encode()
    return Signature(digest(octets), key.member, keys.ed25519.sign(octets), keys.ml_dsa_44.sign(message(octets)))


def assemble(
    text: str, annex: Annex, signatures: Iterable[Signature], before: InForce | None = None
) -> tuple[SignedCharter, Annex]:
    """Return the signed charter and annex from a draft and its signatures; raise `CharterError` as any reader would."""
    octets = text.encode()
    charter = parse(text)
    electors = charter if before is None else before.signed.charter
    lines, pq = [], {}
    for signature in signatures:
        if signature.charter != digest(octets):
            raise CharterError("signature", f"Member {signature.member} signed another text than this one.")
        member = next((member for member in electors.members if member.id == signature.member), None)
        if member is None:
            raise CharterError("unknown", f"Member {signature.member} has no say in this version.")
        key = verifier(charter.origin, member)
        lines.append(SignatureLine(key.name, key.key_id, signature.ed25519))
        pq[signature.member] = signature.ml_dsa_44
    signed = SignedCharter.from_note(with_lines(octets, lines))
    whole = replace(annex, signatures=pq)
    if before is None:
        verify_first(signed)
        verify_annex(signed, whole)
    else:
        verify_next(before.signed, signed)
        verify_annex(signed, whole, (before.signed, before.annex))
    return signed, whole


def sign_freshness(signed: SignedCharter, key: MemberKey, *, until: int, now: int) -> Note:
    """Return one member's freshness note; raise `CharterError` where `until` is further ahead than the group allows."""
    member = own_seat(signed.charter, key)
    if not now < until <= latest(signed, now):
        raise CharterError("clock", f"A freshness note reaches at most {signed.charter.freshness_days} days ahead.")
    name = verifier(signed.charter.origin, member).name
    return note.sign(freshness_text(signed, until), [NoteSigner(name, NoteKeyType.ED25519, key.keys.ed25519)])


def sign_page(signed: SignedCharter, key: MemberKey, page: bytes) -> Note:
    """Return one member's page note; raise `CharterError` where the member does not sign for a body.

    Whoever calls this has made the same page from the group's files: a signature says no less.
    """
    member = own_seat(signed.charter, key)
    if not member.signs:
        raise CharterError("seat", f"Member {key.member} does not sign for body {key.body}.")
    name = verifier(signed.charter.origin, member).name
    return note.sign(page_text(signed, page), [NoteSigner(name, NoteKeyType.ED25519, key.keys.ed25519)])


def _follows(charter: Charter, before: SignedCharter) -> None:
    old = before.charter
    if charter.origin != old.origin:
        raise CharterError("origin", f"The draft is for {charter.origin}, not for {old.origin}.")
    if charter.version != old.version + 1:
        raise CharterError("version", f"Version {charter.version} cannot follow version {old.version}.")
    if charter.previous != before.digest:
        raise CharterError("previous", f"The draft follows another version {old.version} than this one.")
    verify_continuity(old, charter)


def _may_sign(electors: Charter, key: MemberKey) -> None:
    if not own_seat(electors, key).signs:
        raise CharterError("seat", f"Member {key.member} does not sign charters for body {key.body}.")


def own_seat(charter: Charter, key: MemberKey) -> Member:
    """Return the member that this key is; raise `CharterError` where the charter seats the name with any other key.

    All four are compared: with another posting credential somebody else would fill this desk's cells.
    """
    if charter.origin != key.origin:
        raise CharterError("origin", f"The key is one of {key.origin}, not of {charter.origin}.")
    member = next((member for member in charter.seated if member.id == key.member), None)
    if member is None:
        raise CharterError("unknown", f"The charter seats no member {key.member}.")
    keys = key.keys
    pq, posting = (hashlib.sha256(one).digest() for one in (keys.ml_dsa_44.public, keys.posting_credential))
    listed = (member.recipient, member.ed25519, member.pq, member.posting)
    if listed != (keys.identity.recipient.raw, keys.ed25519.public, pq, posting):
        raise CharterError("keys", f"The charter seats {key.member} with other keys than those of this key file.")
    return member
