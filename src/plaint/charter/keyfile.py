# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member's root seed at rest: one small file under a passphrase (docs/protocol.md, section 14).

Argon2id (RFC 9106) makes the key, ChaCha20-Poly1305 (RFC 8439) seals; both are those of `cryptography`.

Rules of this module:

- Who holds the file without the passphrase learns that it is a key file of Plaint, and no origin and no member.
- The cost lies in the file, so that it can rise; its bounds keep a forged file from filling this machine's memory.
- A passphrase is normalised to NFC: one typed on another keyboard or system is the same.
"""

import os
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from plaint.charter.errors import CharterFormError
from plaint.charter.fields import Fields
from plaint.entry import strictjson
from plaint.errors import FormatError, PlaintError
from plaint.keys.seed import ROOT_LENGTH, MemberKeys
from plaint.keys.signature import label

_FORM: Final = "member-key/1"
_SALT_LENGTH: Final = 16
_FIXED_NONCE: Final = bytes(12)
"""Each file has a salt and so a key of its own, which seals once: its nonce may be fixed (as in age's scrypt files)."""
SHORTEST: Final = 12
"""Characters of the shortest passphrase that is taken: five random words have more, a date or a name has fewer."""


class PassphraseError(PlaintError):
    """The passphrase is not the one of this key file."""


class ShortPassphraseError(PassphraseError):
    """The passphrase is too short for a new key file."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess at the passphrase costs: memory in KiB, passes over it, and lanes."""

    memory: int
    passes: int
    lanes: int


STANDARD: Final = Cost(memory=262_144, passes=3, lanes=4)
"""256 MiB, four times RFC 9106's second choice: about a second on an office machine, and no cheap chip guesses on."""


@dataclass(frozen=True, slots=True)
class MemberKey:
    """Whose key it is, in which group, and the root seed that all keys of it grow from."""

    origin: str
    member: str
    body: str
    made: str
    """Date YYYY-MM-DD, which tells an old key from its successor."""
    root: bytes = field(repr=False)

    @property
    def keys(self) -> MemberKeys:
        """The keys that grow from the root seed."""
        return MemberKeys.from_root(self.root)


def lock(key: MemberKey, passphrase: str, *, cost: Cost = STANDARD) -> bytes:
    """Return the key file of `key` under `passphrase`; raise `ShortPassphraseError`."""
    if len(passphrase) < SHORTEST:
        raise ShortPassphraseError(
            f"The passphrase has fewer than {SHORTEST} characters.",
            hint="Take five or six words that nobody would guess.",
        )
    salt = os.urandom(_SALT_LENGTH)
    inside = strictjson.encode(
        {"origin": key.origin, "id": key.member, "body": key.body, "made": key.made, "root": key.root.hex()}
    )
    return strictjson.encode(
        {
            "plaint": _FORM,
            "argon2id": {"memory_kib": cost.memory, "passes": cost.passes, "lanes": cost.lanes},
            "salt": salt.hex(),
            "sealed": _aead(passphrase, salt, cost).encrypt(_FIXED_NONCE, inside, label("member key")).hex(),
        }
    )


def unlock(octets: bytes, passphrase: str) -> MemberKey:
    """Return what `lock` was given; raise `PassphraseError`, or `CharterFormError` where this is no key file."""
    outside = _object(octets, "key file")
    if outside.take("plaint") != _FORM:
        raise CharterFormError("key file", "has a form that this program does not know", code="update")
    costs = outside.inner("argon2id")
    cost = Cost(costs.number("memory_kib", 64, 1_048_576), costs.number("passes", 1, 16), costs.number("lanes", 1, 8))
    salt, sealed = outside.hexadecimal("salt", _SALT_LENGTH), outside.hexadecimal("sealed", None)
    try:
        inside = _aead(passphrase, salt, cost).decrypt(_FIXED_NONCE, sealed, label("member key"))
    except InvalidTag:
        raise PassphraseError(
            "The passphrase does not open this key file.",
            hint="Type it again; if it is lost, restore the key from its recovery sheet.",
        ) from None
    fields = _object(inside, "key")
    return MemberKey(
        origin=fields.origin("origin"),
        member=fields.ident("id"),
        body=fields.ident("body"),
        made=fields.day("made"),
        root=fields.hexadecimal("root", ROOT_LENGTH),
    )


def _aead(passphrase: str, salt: bytes, cost: Cost) -> ChaCha20Poly1305:
    octets = unicodedata.normalize("NFC", passphrase).encode()
    stretch = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return ChaCha20Poly1305(stretch.derive(octets))


def _object(octets: bytes, what: str) -> Fields:
    try:
        return Fields(strictjson.loads(octets.decode()), what)
    except (FormatError, UnicodeDecodeError):
        raise CharterFormError(what, "is no strict JSON object") from None
