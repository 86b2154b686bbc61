# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys that grow from a member's one seed, and the sheet of paper that brings them back."""

import pytest

from plaint.age.decrypt import decrypt
from plaint.age.encrypt import encrypt
from plaint.keys.errors import WordsError
from plaint.keys.seed import MemberKeys
from plaint.keys.signature import Algorithm

ROOT = bytes(range(32))
KEYS = MemberKeys.from_root(ROOT)


def test_the_recovery_sheet_brings_every_key_back() -> None:
    """From its 24 words, in either language, a desk has the same keys again."""
    for language in ("ru", "en"):
        again = MemberKeys.from_recovery_words(" ".join(KEYS.recovery_words(language)))
        assert again.root == ROOT
        assert again.identity.recipient == KEYS.identity.recipient
        assert again.ed25519.public == KEYS.ed25519.public
        assert again.ml_dsa_44.public == KEYS.ml_dsa_44.public
        assert again.posting_credential == KEYS.posting_credential
        assert again.vault_key == KEYS.vault_key
        assert decrypt(encrypt(b"x", [KEYS.identity.recipient]), [again.identity]) == b"x"


def test_the_derivation_is_fixed() -> None:
    """A sheet written today is readable by every later version: these values never change."""
    assert KEYS.posting_credential.hex() == "7c5cfc2a392ce5b07a144df72849c6ff3df803364af49c649d58f59b3e47f258"
    assert KEYS.vault_key.hex() == "4e86967b3480f25dc33d49456cbfe7f79a9fce626f7364c5940df19cac012def"
    assert KEYS.identity.seed.hex() == "4e158cae6baf619ca7cae8446c6deac9ac53e5a244174c2edb572f8513bb0f44"
    assert KEYS.ed25519.public.hex() == "2a02b7f3d520fa17ec33085fb42d13ceb49069237903a22e9bf9150078066e26"
    assert KEYS.ml_dsa_44.public[:16].hex() == "d436213ff50ef5ce1ff6082faf585a54"


def test_no_key_is_another() -> None:
    """All values that grow from a seed differ from each other and from those of another seed."""
    other = MemberKeys.from_root(bytes(32))
    values = [
        value
        for keys in (KEYS, other)
        for value in (keys.root, keys.identity.seed, keys.posting_credential, keys.vault_key, keys.ed25519.public)
    ]
    assert len(set(values)) == len(values)
    assert KEYS.ed25519.algorithm is Algorithm.ED25519
    assert KEYS.ml_dsa_44.algorithm is Algorithm.ML_DSA_44


def test_fresh_keys_differ() -> None:
    """Two members' keys never are the same."""
    assert MemberKeys.generate().root != MemberKeys.generate().root


def test_keys_do_not_show_themselves() -> None:
    """`repr` holds no byte of root, credential, vault key or seed."""
    shown = repr(KEYS)
    for secret in (KEYS.root, KEYS.posting_credential, KEYS.vault_key, KEYS.identity.seed):
        assert repr(secret) not in shown
        assert secret.hex() not in shown


def test_twelve_words_are_no_recovery_sheet() -> None:
    """A complainant's receipt, typed where a recovery sheet is asked for, is refused with the number that is wanted."""
    with pytest.raises(WordsError, match="24 words"):
        MemberKeys.from_recovery_words("abandon " * 11 + "about")
    with pytest.raises(WordsError):
        MemberKeys.from_root(bytes(16))
