# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key files: nothing of them shows without the passphrase, and no file makes this machine do what its owner did not."""

import contextlib
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.charter.errors import CharterError
from plaint.charter.keyfile import STANDARD, Cost, MemberKey, PassphraseError, lock, unlock

KEY = MemberKey("plaint.example/north", "ngo-1", "ngo", "2017-05-10", bytes(range(32)))
LIGHT = Cost(memory=64, passes=1, lanes=1)
PASSPHRASE = "пять случайных слов подряд"


def test_a_key_file_opens_with_its_passphrase() -> None:
    """What was locked comes back, root seed and all."""
    assert unlock(lock(KEY, PASSPHRASE, cost=LIGHT), PASSPHRASE) == KEY


def test_a_wrong_passphrase_opens_nothing_and_the_error_says_what_to_do() -> None:
    """The error leads to the recovery sheet and quotes nothing."""
    with pytest.raises(PassphraseError) as refused:
        unlock(lock(KEY, PASSPHRASE, cost=LIGHT), "another passphrase")
    assert "recovery sheet" in str(refused.value)
    assert "another" not in str(refused.value)


def test_the_same_passphrase_typed_on_another_system_opens_it() -> None:
    """й may be one character or two, as the keyboard has it."""
    typed = unicodedata.normalize("NFD", "йод ёлка майский йогурт")
    assert unlock(lock(KEY, unicodedata.normalize("NFC", typed), cost=LIGHT), typed) == KEY


def test_a_key_file_names_neither_group_nor_member() -> None:
    """Who finds the file learns that it is a key file, and not whose."""
    octets = lock(KEY, PASSPHRASE, cost=LIGHT)
    for secret in (b"north", b"ngo", b"2017", KEY.root.hex().encode(), KEY.root):
        assert secret not in octets


def test_two_files_of_one_key_have_nothing_in_common() -> None:
    """Each has a salt of its own."""
    one, other = (json.loads(lock(KEY, PASSPHRASE, cost=LIGHT)) for _ in range(2))
    assert one["salt"] != other["salt"]
    assert one["sealed"] != other["sealed"]


def test_a_short_passphrase_is_refused() -> None:
    """Fewer than twelve characters are no passphrase for a key that people's lives hang on."""
    with pytest.raises(PassphraseError):
        lock(KEY, "elevenchars", cost=LIGHT)


def test_the_standard_cost_is_not_below_what_rfc_9106_recommends() -> None:
    """At least 64 MiB, three passes and four lanes (RFC 9106, section 4, second choice)."""
    assert STANDARD.memory >= 65_536
    assert STANDARD.passes >= 3
    assert STANDARD.lanes >= 4


@pytest.mark.parametrize(
    "change",
    [
        {"plaint": "member-key/2"},
        {"argon2id": {"memory_kib": 2**30, "passes": 1, "lanes": 1}},
        {"argon2id": {"memory_kib": 64, "passes": 10**6, "lanes": 1}},
        {"argon2id": {"memory_kib": 64, "passes": 1, "lanes": 64}},
        {"salt": "00"},
        {"salt": "AA" * 16},
        {"sealed": "xyz"},
    ],
)
def test_a_forged_key_file_is_refused_before_it_costs_anything(change: dict[str, object]) -> None:
    """Bounds are checked before memory is taken."""
    forged = {**json.loads(lock(KEY, PASSPHRASE, cost=LIGHT)), **change}
    with pytest.raises(CharterError):
        unlock(json.dumps(forged).encode(), PASSPHRASE)


FILE = lock(KEY, PASSPHRASE, cost=LIGHT)


@given(place=st.integers(0, len(FILE) - 1), bit=st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_no_changed_bit_gives_another_key(place: int, bit: int) -> None:
    """A damaged file opens to the same key or to none: a blank may become another blank, nothing else passes."""
    octets = bytearray(FILE)
    octets[place] ^= 1 << bit
    with contextlib.suppress(CharterError, PassphraseError):
        assert unlock(bytes(octets), PASSPHRASE) == KEY
