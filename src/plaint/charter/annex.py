# SPDX-License-Identifier: AGPL-3.0-or-later
"""The annex of a version: post-quantum keys and signatures, and the sealed group credential (section 9).

The page does without it; desks and auditors read it. A forger of Ed25519 in later years then still fails at ML-DSA-44.

Rules of this module:

- A key counts only if its hash stands in the charter: nobody signed the annex, the charter vouches for it.
- Signatures under version n+1 are made with keys of version n, which lie in the annex of version n.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.fields import ID, Fields
from plaint.charter.model import Charter, Cosigner
from plaint.charter.signed import SignedCharter, bodies_of, need_majority
from plaint.entry import strictjson
from plaint.errors import FormatError
from plaint.keys.errors import SignatureError
from plaint.keys.signature import Algorithm, label, verify
from plaint.keys.vkey import NoteKeyType, VerifierKey

_FORM: Final = "annex/1"
_TEXT_LIMIT: Final = 524_288
_CREDENTIAL_LIMIT: Final = 70 + 1557 * 16 + 16 + 32 + 16
"""Bytes of an age file of 32 bytes to sixteen recipients (section 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """What an annex holds, read but not yet verified."""

    charter: bytes
    ledger_pq: bytes
    members: Mapping[str, bytes]
    """ML-DSA-44 public keys by member id."""
    cosigners: Mapping[str, bytes]
    """ML-DSA-44 public keys by cosigner's name, of those that have one."""
    signatures: Mapping[str, bytes]
    """ML-DSA-44 signatures under the charter by member id."""
    credential: bytes
    """The group credential, sealed to all members that are not retired."""

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read an annex; raise `CharterFormError` where it is none."""
        if len(text.encode()) > _TEXT_LIMIT:
            raise CharterFormError("annex", f"is longer than {_TEXT_LIMIT} bytes")
        try:
            fields = Fields(strictjson.loads(text), "annex")
        except FormatError as error:
            raise CharterFormError("annex", f"is not strict JSON ({error.message})") from None
        if fields.take("plaint") != _FORM:
            raise CharterError("update", "This annex has a form that this program does not know.")
        algorithm = Algorithm.ML_DSA_44
        return cls(
            charter=fields.digest("charter"),
            ledger_pq=_octets(fields.take("ledger_pq"), "annex.ledger_pq", algorithm.public_length),
            members=_by_name(fields, "members", algorithm.public_length, ID.fullmatch),
            # Whether a name is one of the charter's is for `verify_keys` to say.
            cosigners=_by_name(fields, "cosigners", algorithm.public_length, bool),
            signatures=_by_name(fields, "signatures", algorithm.signature_length, ID.fullmatch),
            credential=_octets(fields.take("credential"), "annex.credential", None),
        )

    def __str__(self) -> str:
        return strictjson.dumps(
            {
                "plaint": _FORM,
                "charter": self.charter.hex(),
                "ledger_pq": _spelled(self.ledger_pq),
                "members": {name: _spelled(key) for name, key in self.members.items()},
                "cosigners": {name: _spelled(key) for name, key in self.cosigners.items()},
                "signatures": {name: _spelled(signature) for name, signature in self.signatures.items()},
                "credential": _spelled(self.credential),
            }
        )


def message(text: bytes) -> bytes:
    """Return what an ML-DSA-44 signature under a charter covers."""
    return label("charter") + text


def verify_annex(signed: SignedCharter, annex: Annex, before: "tuple[SignedCharter, Annex] | None" = None) -> None:
    """Raise `CharterError` unless `annex` is that of `signed` and its signatures meet the charter's own majority rule.

    `before` is the verified version and annex before it; None for version 1.
    """
    verify_keys(signed, annex)
    version = signed.charter.version
    if (before is None) != (version == 1):
        raise CharterError("annex", f"The annex of version {version} cannot be checked without the one before it.")
    charter, keys = (signed.charter, annex.members) if before is None else (before[0].charter, before[1].members)
    signing = {member.id for member in charter.seated if member.signs}
    good = set()
    for name, signature in annex.signatures.items():
        if name not in signing or name not in keys:
            continue
        try:
            verify(keys[name], message(signed.note.text), signature, Algorithm.ML_DSA_44)
        except SignatureError:
            raise CharterError("signature", f"The ML-DSA-44 signature of {name} is not of this charter.") from None
        good.add(name)
    if before is None:
        missing = charter.group - bodies_of(charter, good)
        if missing:
            raise CharterError("bodies", f"The annex lacks the signature of {', '.join(sorted(missing))}.")
    else:
        need_majority(charter, good, f"The annex of version {version}")


def verify_keys(signed: SignedCharter, annex: Annex) -> None:
    """Raise `CharterError` "annex" unless each key is the one whose hash the charter holds, and none is missing."""
    charter = signed.charter
    if annex.charter != signed.digest:
        raise CharterError("annex", "This annex belongs to another version of the charter.")
    if hashlib.sha256(annex.ledger_pq).digest() != charter.ledger_pq:
        raise CharterError("annex", "The ledger's ML-DSA-44 key is not the one of the charter.")
    _verify_cosigners(charter, annex)
    listed = {member.id: member.pq for member in charter.members}
    if set(annex.members) - set(listed) or {member.id for member in charter.seated} - set(annex.members):
        raise CharterError("annex", "The annex does not hold one key for each member.")
    for name, key in annex.members.items():
        if hashlib.sha256(key).digest() != listed[name]:
            raise CharterError("annex", f"The ML-DSA-44 key of {name} is not the one of the charter.")


def cosigner_keys(charter: Charter, annex: Annex) -> tuple[VerifierKey, ...]:
    """Return all keys of the cosigners, in the charter's order; `annex` must be the verified one of `charter`."""
    return tuple(key for one in charter.cosigners for key in _keys_of(one, annex))


def _keys_of(cosigner: Cosigner, annex: Annex) -> Iterator[VerifierKey]:
    yield VerifierKey(cosigner.name, NoteKeyType.ED25519_COSIGNATURE, cosigner.ed25519)
    if cosigner.pq is not None:
        yield VerifierKey(cosigner.name, NoteKeyType.ML_DSA_44_COSIGNATURE, annex.cosigners[cosigner.name])


def _verify_cosigners(charter: Charter, annex: Annex) -> None:
    listed = {one.name: one.pq for one in charter.cosigners if one.pq is not None}
    if annex.cosigners.keys() != listed.keys():
        raise CharterError("annex", "The annex does not hold one key for each cosigner.")
    for name, key in annex.cosigners.items():
        if hashlib.sha256(key).digest() != listed[name]:
            raise CharterError("annex", f"The ML-DSA-44 key of {name} is not the one of the charter.")


def _by_name(fields: Fields, key: str, length: int, is_name: Callable[[str], object]) -> Mapping[str, bytes]:
    value = fields.take(key)
    path = fields.at(key)
    if not isinstance(value, dict) or len(value) > 16 or not all(is_name(name) for name in value):
        raise CharterFormError(path, f"must be an object with the names of at most 16 {key}")
    return {name: _octets(text, f"{path}.{name}", length) for name, text in value.items()}


def _octets(value: object, path: str, length: int | None) -> bytes:
    """Return what `value` spells in padded base64, in no second way: `length` bytes, or at most a credential's."""
    try:
        octets = base64.b64decode(value if isinstance(value, str) else "-", validate=True)
    except (binascii.Error, ValueError):
        raise CharterFormError(path, "must be base64") from None
    # Unused low bits of the last character could spell the same bytes in several ways.
    fits = len(octets) == length if length is not None else len(octets) <= _CREDENTIAL_LIMIT
    if _spelled(octets) != value or not fits:
        raise CharterFormError(path, "must be base64 of the right length")
    return octets


def _spelled(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
