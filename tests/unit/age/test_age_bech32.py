# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text form of age keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.age import bech32
from plaint.age.errors import KeyTextError

# Strings of BIP-173: valid ones with a payload of whole bytes, then invalid ones.
VALID = ["A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "?1ezyfcl"]
INVALID = [
    "\x201nwldj5",
    "\x7f1axkwrx",
    "pzry9x0s0muk",
    "1pzry9x0s0muk",
    "x1b4n0q5v",
    "li1dgmt3",
    "de1lg7wt\xff",
    "A1G7SGD8",
    "10a06t8",
    "1qzzfhee",
    "a12UEL5L",
    "",
    "1",
]


@given(st.binary(max_size=80), st.text(alphabet="abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20))
def test_what_is_encoded_decodes_to_itself(payload: bytes, prefix: str) -> None:
    """Any payload under any lower-case prefix comes back, and so does its upper-case form."""
    text = bech32.encode(prefix, payload)
    assert bech32.decode(text) == (prefix, payload)
    assert bech32.decode(text.upper()) == (prefix.upper(), payload)


@given(st.binary(min_size=1, max_size=64), st.data())
def test_one_changed_character_is_noticed(payload: bytes, data: st.DataObject) -> None:
    """A single wrong character never decodes (the checksum's promise)."""
    text = bech32.encode("age1pq", payload)
    at = data.draw(st.integers(len("age1pq1"), len(text) - 1))
    wrong = data.draw(st.sampled_from([c for c in bech32.ALPHABET if c != text[at]]))
    with pytest.raises(KeyTextError):
        bech32.decode(text[:at] + wrong + text[at + 1 :])


@pytest.mark.parametrize("text", VALID)
def test_the_valid_strings_of_bip_173_decode(text: str) -> None:
    """Each valid string of BIP-173 with a payload of whole bytes decodes and is written again as it was."""
    prefix, payload = bech32.decode(text)
    assert bech32.encode(prefix.lower(), payload) == text.lower()


@pytest.mark.parametrize("text", INVALID)
def test_the_invalid_strings_of_bip_173_are_refused(text: str) -> None:
    """Each invalid string of BIP-173 is refused."""
    with pytest.raises(KeyTextError):
        bech32.decode(text)


def test_letters_that_fold_to_ascii_are_refused() -> None:
    """The Kelvin sign, whose lower case is k, is no second spelling of a key."""
    text = bech32.encode("kin", bytes(20)).upper()
    assert bech32.decode(text) == ("KIN", bytes(20))
    with pytest.raises(KeyTextError):
        bech32.decode(text.replace("K", "\u212a", 1))


def test_padding_bits_must_be_zero() -> None:
    """A text whose spare bits are set is refused although its checksum is right: one key has one text."""
    groups = [*bech32._groups(b"\x00")]
    groups[-1] |= 1
    checksum = bech32._polymod(bech32._expand("x") + bytes(groups) + bytes(6)) ^ 1
    tail = [*groups, *(checksum >> 5 * (5 - index) & 31 for index in range(6))]
    with pytest.raises(KeyTextError):
        bech32.decode("x1" + "".join(bech32.ALPHABET[value] for value in tail))


@given(st.text(max_size=120))
def test_any_text_decodes_or_is_refused(text: str) -> None:
    """No text ends in any other way than a key or the declared error."""
    try:
        prefix, payload = bech32.decode(text)
    except KeyTextError:
        return
    assert bech32.encode(prefix.lower(), payload) == text.lower()
