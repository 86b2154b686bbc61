# SPDX-License-Identifier: AGPL-3.0-or-later
"""Recipients and identities: their texts, and what is refused as one."""

import secrets

import pytest

from plaint.age.encrypt import encrypt
from plaint.age.errors import KeyTextError
from plaint.age.identity import Identity, Recipient
from tests.support.keys import age_identity

MEMBER = age_identity(0)


def test_the_identity_of_the_specification_reads() -> None:
    """The example identity of c2sp.org/age reads, and writes itself again."""
    text = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
    identity = Identity.from_text(text)
    assert identity.to_text() == text
    assert str(identity.recipient).startswith("age1pq1")
    assert Recipient.from_text(str(identity.recipient)) == identity.recipient


def test_a_classical_key_is_refused() -> None:
    """`age1…` recipients and `AGE-SECRET-KEY-1…` identities are refused: kinds are never mixed in what we write."""
    with pytest.raises(KeyTextError):
        Recipient.from_text("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")
    with pytest.raises(KeyTextError):
        Identity.from_text("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX")


def test_keys_have_one_text() -> None:
    """An upper-case recipient and a lower-case identity are refused, although Bech32 alone would read them."""
    with pytest.raises(KeyTextError):
        Recipient.from_text(str(MEMBER.recipient).upper())
    with pytest.raises(KeyTextError):
        Identity.from_text(MEMBER.to_text().lower())


def test_bytes_that_are_no_public_key_are_refused() -> None:
    """A wrong length, and ML-KEM coefficients that are not reduced, are refused (FIPS 203, section 7.2)."""
    for raw in (b"", bytes(1215), bytes(1217), b"\xff" * 1216):
        with pytest.raises(KeyTextError):
            Recipient.from_bytes(raw)


def test_a_recipient_of_low_order_is_refused() -> None:
    """A public key whose X25519 half has low order cannot be sealed to."""
    recipient = Recipient.from_bytes(MEMBER.recipient.raw[:1184] + bytes(32))
    with pytest.raises(KeyTextError):
        encrypt(b"", [recipient])


def test_an_identity_does_not_show_its_seed() -> None:
    """Neither `repr` nor an error about an identity holds its seed or its text."""
    seed = secrets.token_bytes(32)
    identity = Identity.from_seed(seed)
    for shown in (repr(identity), str(identity)):
        assert seed.hex() not in shown
        assert repr(seed) not in shown
        assert "SECRET" not in shown
    with pytest.raises(KeyTextError):
        Identity.from_seed(seed[:31])


def test_recipients_are_equal_when_their_bytes_are() -> None:
    """Two readings of one public key are equal and have one hash; another key differs."""
    again = Recipient.from_bytes(MEMBER.recipient.raw)
    assert again == MEMBER.recipient
    assert hash(again) == hash(MEMBER.recipient)
    assert age_identity(1).recipient != MEMBER.recipient
