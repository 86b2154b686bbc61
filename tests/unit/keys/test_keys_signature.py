# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing keys and signatures with their algorithm's byte."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.errors import FormatError
from plaint.keys.errors import SignatureError
from plaint.keys.signature import Algorithm, SigningKey, label, verify, verify_tagged
from tests.support.node import run_script

SEED = bytes(range(32))
KEYS = {algorithm: SigningKey.from_seed(SEED, algorithm) for algorithm in Algorithm}
MESSAGE = label("record") + b"what was said"
BOTH = pytest.mark.parametrize("algorithm", list(Algorithm))


def test_rfc_8032_test_1_signs_as_printed() -> None:
    """The first test of RFC 8032, section 7.1, gives its public key and its signature of the empty message."""
    key = SigningKey.from_seed(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b"
    )


@BOTH
def test_a_signature_verifies_under_its_own_key(algorithm: Algorithm) -> None:
    """A tagged signature has the algorithm's byte and length, and verifies."""
    tagged = KEYS[algorithm].sign_tagged(MESSAGE)
    assert tagged[0] == algorithm
    assert len(tagged) == 1 + algorithm.signature_length
    assert len(KEYS[algorithm].public) == algorithm.public_length
    verify_tagged(KEYS[algorithm].public, MESSAGE, tagged, algorithm)


@BOTH
@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 2419), flip=st.integers(1, 255))
def test_a_changed_signature_is_refused(algorithm: Algorithm, at: int, flip: int) -> None:
    """Whichever byte of a signature is changed, it is refused."""
    signature = bytearray(KEYS[algorithm].sign(MESSAGE))
    signature[at % len(signature)] ^= flip
    with pytest.raises(SignatureError):
        verify(KEYS[algorithm].public, MESSAGE, bytes(signature), algorithm)


@BOTH
def test_what_does_not_belong_together_is_refused(algorithm: Algorithm) -> None:
    """Another message, another key, another length or no signature at all is refused."""
    key, signature = KEYS[algorithm], KEYS[algorithm].sign(MESSAGE)
    other = SigningKey.from_seed(bytes(32), algorithm)
    for public, message, given_signature in (
        (key.public, MESSAGE + b"!", signature),
        (other.public, MESSAGE, signature),
        (key.public[:-1], MESSAGE, signature),
        (key.public, MESSAGE, signature[:-1]),
        (key.public, MESSAGE, signature + b"\x00"),
        (key.public, MESSAGE, b""),
    ):
        with pytest.raises(SignatureError):
            verify(public, message, given_signature, algorithm)


def test_the_algorithm_byte_never_chooses() -> None:
    """A genuine signature under another algorithm's byte is refused: the verifier says what it expects."""
    key = KEYS[Algorithm.ED25519]
    tagged = key.sign_tagged(MESSAGE)
    for byte in (0, 2, 3, 255):
        with pytest.raises(SignatureError):
            verify_tagged(key.public, MESSAGE, bytes([byte]) + tagged[1:])
    with pytest.raises(SignatureError):
        verify_tagged(key.public, MESSAGE, tagged, Algorithm.ML_DSA_44)


def test_no_label_begins_another() -> None:
    """A label ends with a zero byte, so that `label("cell")` is no beginning of `label("cell signature")`."""
    names = ["record", "cell", "cell signature", "case", "erase", "charter", "share"]
    labels = [label(name) for name in names]
    assert not any(one != other and other.startswith(one) for one in labels for other in labels)


def test_a_key_does_not_show_itself() -> None:
    """`repr` of a signing key names the algorithm and no byte of seed or key."""
    shown = repr(KEYS[Algorithm.ED25519])
    assert "ED25519" in shown
    assert repr(SEED) not in shown
    assert SEED.hex() not in shown


def test_a_seed_has_32_bytes() -> None:
    """Any other length is refused."""
    for length in (0, 31, 33):
        with pytest.raises(FormatError):
            SigningKey.from_seed(bytes(length))


def test_noble_agrees() -> None:
    """The browser half's library gives the same public keys, verifies our signatures and is verified here."""
    wanted = {
        "seed": SEED,
        "message": MESSAGE,
        "ed25519": KEYS[Algorithm.ED25519].sign(MESSAGE),
        "mldsa": KEYS[Algorithm.ML_DSA_44].sign(MESSAGE),
    }
    encoded = {name: base64.b64encode(octets).decode() for name, octets in wanted.items()}
    answer = json.loads(run_script("signatures.mjs", json.dumps(encoded)))
    for name, algorithm in (("ed25519", Algorithm.ED25519), ("mldsa", Algorithm.ML_DSA_44)):
        assert base64.b64decode(answer[name]["public"]) == KEYS[algorithm].public
        assert answer[name]["verifies"] is True
        verify(KEYS[algorithm].public, MESSAGE, base64.b64decode(answer[name]["signature"]), algorithm)
