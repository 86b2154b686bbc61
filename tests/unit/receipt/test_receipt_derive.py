# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a receipt gives: keys of its thread, its case, and the tokens that erase."""

import ast
import hashlib
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plaint
from plaint.errors import FormatError
from plaint.keys.words import to_words
from plaint.receipt.derive import Thread, case_of

ORIGIN = "plaint.example/moscow-2017"
ENTROPY = bytes(range(16))
THREAD = Thread.from_entropy(ENTROPY, ORIGIN)


def test_the_derivation_is_fixed() -> None:
    """A receipt written on paper today works with every later version: these values never change."""
    assert THREAD.key.hex() == "6f7ead8f12762402b2f32acf533c319479820962fb721adef6a34c624305cd44"
    assert THREAD.identity.seed.hex() == "dbf4cdd3c67e099ee48ebbe7acc5762e4ba18f0e42367f28c0c6f1676b0f52ba"
    assert THREAD.follow_up.public.hex() == "eb3ee46e91744f738d82852de5532fb3ee0411104c52644d3c6026d7328febca"
    assert THREAD.case_id.hex() == "67009e9afb6eae7c506d71a727efc7a9"
    assert THREAD.erase_token(bytes(16)).hex() == "0d1bd9ab53ba20c85196f375497313af70579b7cece4dd1e57bee35b3fc5e5ce"
    assert THREAD.chunk_token(bytes(16), 1).hex() == "e311c3f42a767a3b7be963440bdea4bf78cbcaf832583a0167bb83ca98a61f55"


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_all_that_is_derived_differs(entropy: bytes, identifier: bytes) -> None:
    """No two values of one receipt are equal, none is the entropy, and another group has other ones."""
    values = []
    for origin in (ORIGIN, "plaint.example/other"):
        thread = Thread.from_entropy(entropy, origin)
        values += [thread.key, thread.identity.seed, thread.follow_up.public, thread.case_id]
        values += [thread.erase_token(identifier), thread.chunk_token(identifier, 0), thread.chunk_token(identifier, 1)]
    assert len(set(values)) == len(values)
    assert not any(entropy in value for value in values)


def test_a_new_receipt_is_random() -> None:
    """200 fresh receipts all differ, and so do their cases."""
    threads = [Thread.new(ORIGIN) for _ in range(200)]
    assert len({thread.entropy for thread in threads}) == 200
    assert len({thread.case_id for thread in threads}) == 200
    assert all(len(thread.entropy) * 8 == 128 for thread in threads)


@pytest.mark.parametrize("room", ["age", "keys", "receipt", "entry", "seal", "unseal"])
def test_randomness_comes_from_the_operating_system_only(room: str) -> None:
    """No module of the rooms that make secrets imports `random`, whose output is predictable."""
    for path in (Path(plaint.__file__).parent / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert "random" not in names, path


def test_what_leaves_the_device_tells_nothing_of_the_words() -> None:
    """Neither entropy, its plain hash, nor any word stands in what is sent: keys, case, commitments."""
    sent = [
        THREAD.identity.recipient.raw,
        THREAD.follow_up.public,
        THREAD.case_id,
        THREAD.erase_token(bytes(16)),
    ]
    secrets = [ENTROPY, hashlib.sha256(ENTROPY).digest()]
    secrets += [word.encode() for language in ("ru", "en") for word in to_words(ENTROPY, language) if len(word) > 3]
    assert not any(secret in value for secret in secrets for value in sent)


def test_a_thread_does_not_show_its_secrets() -> None:
    """`repr` holds neither entropy nor key."""
    shown = repr(THREAD)
    for secret in (THREAD.entropy, THREAD.key, THREAD.identity.seed):
        assert repr(secret) not in shown
        assert secret.hex() not in shown


def test_the_case_is_that_of_the_key() -> None:
    """The case follows from the public follow-up key alone, so that every reader can check it."""
    assert THREAD.case_id == case_of(THREAD.follow_up.public)
    keys = [Thread.new(ORIGIN).follow_up.public for _ in range(20)]
    assert all(case_of(one) != case_of(other) for one, other in combinations(keys, 2))


def test_wrong_sizes_are_refused() -> None:
    """Entropy, ids and tokens of another length, and what is no origin, are refused."""
    for length in (0, 15, 17, 32):
        with pytest.raises(FormatError):
            Thread.from_entropy(bytes(length), ORIGIN)
        with pytest.raises(FormatError):
            THREAD.erase_token(bytes(length))
        with pytest.raises(FormatError):
            THREAD.chunk_token(bytes(length), 0)
    with pytest.raises(FormatError):
        Thread.from_entropy(ENTROPY, "https://plaint.example")
