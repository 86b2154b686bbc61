# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member's keys, all grown from one 32-byte root seed, which the recovery sheet holds as 24 words.

One seed means one sheet of paper: who restores it has every key again, and nothing else needs to be kept. Labels part
the keys from each other (RFC 5869: no key tells anything about another). docs/protocol.md, section 13.
"""

import secrets
from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plaint.age.identity import Identity
from plaint.keys.errors import WordsError
from plaint.keys.signature import Algorithm, SigningKey
from plaint.keys.words import WordLanguage, from_words, to_words

ROOT_LENGTH: Final = 32


@dataclass(frozen=True, slots=True, eq=False)
class MemberKeys:
    """The keys of one member at one time; another seed is another set of keys."""

    root: bytes = field(repr=False)
    identity: Identity
    ed25519: SigningKey
    ml_dsa_44: SigningKey
    posting_credential: bytes = field(repr=False)
    vault_key: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Return keys from a fresh seed of the operating system's generator."""
        return cls.from_root(secrets.token_bytes(ROOT_LENGTH))

    @classmethod
    def from_root(cls, root: bytes) -> Self:
        """Return the keys that grow from this 32-byte root seed."""
        if len(root) != ROOT_LENGTH:
            raise WordsError("A recovery sheet holds 24 words.", hint="Type all of them, in their order.")
        return cls(
            root=root,
            identity=Identity.from_seed(_grow(root, "age identity")),
            ed25519=SigningKey.from_seed(_grow(root, "ed25519")),
            ml_dsa_44=SigningKey.from_seed(_grow(root, "ml-dsa-44"), Algorithm.ML_DSA_44),
            posting_credential=_grow(root, "posting credential"),
            vault_key=_grow(root, "vault"),
        )

    @classmethod
    def from_recovery_words(cls, typed: str) -> Self:
        """Return the keys of a recovery sheet from its 24 typed words; raise `WordsError` if they are not right."""
        return cls.from_root(from_words(typed))

    def recovery_words(self, language: WordLanguage = "ru") -> tuple[str, ...]:
        """Return the 24 words of the recovery sheet."""
        return to_words(self.root, language)


def _grow(root: bytes, name: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"plaint/v1 member " + name.encode("ascii")).derive(root)
