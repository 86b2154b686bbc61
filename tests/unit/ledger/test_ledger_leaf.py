# SPDX-License-Identifier: AGPL-3.0-or-later
"""A leaf is 72 bytes, in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.errors import FormatError
from plaint.ledger.leaf import NO_COMMIT, WITHOUT_COMMIT, Leaf, LeafKind, UnknownLeaf, read_leaf

HASHES = st.binary(min_size=32, max_size=32)


@given(st.integers(1, 255), HASHES, HASHES)
def test_a_leaf_reads_back(kind: int, blob_hash: bytes, commit: bytes) -> None:
    """Whatever its kind, also one that this version does not know."""
    leaf = Leaf(kind, blob_hash, NO_COMMIT if kind in WITHOUT_COMMIT else commit)
    assert len(bytes(leaf)) == 72
    assert read_leaf(bytes(leaf)) == leaf


def test_the_bytes_are_those_of_the_protocol() -> None:
    """Written out once: magic, version, kind, three zeros, hash, commitment."""
    leaf = Leaf(LeafKind.CHUNK, b"h" * 32, b"e" * 32)
    assert bytes(leaf) == b"PLT\x01\x02\x00\x00\x00" + b"h" * 32 + b"e" * 32


@given(st.integers(2, 255), st.binary(min_size=68, max_size=68))
def test_a_leaf_of_a_later_version_is_kept(version: int, rest: bytes) -> None:
    """It counts for the tree though nobody here can read it."""
    octets = b"PLT" + bytes([version]) + rest
    assert read_leaf(octets) == UnknownLeaf(octets)
    assert bytes(read_leaf(octets)) == octets


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        bytes(72),
        bytes(Leaf(1, bytes(32)))[:-1],
        bytes(Leaf(1, bytes(32))) + b"\x00",
        b"PLX" + bytes(Leaf(1, bytes(32)))[3:],
        b"PLT\x00" + bytes(68),
        b"PLT\x01\x00" + bytes(67),
        b"PLT\x01\x01\x01" + bytes(66),
        b"PLT\x01\x01\x00\x00\x01" + bytes(64),
        b"PLT\x01\x03\x00\x00\x00" + bytes(63) + b"\x01",
        b"PLT\x01\x05\x00\x00\x00" + bytes(63) + b"\x01",
    ],
)
def test_any_other_form_is_refused(octets: bytes) -> None:
    """Length, magic, version 0, kind 0, reserved bytes, a commitment where none belongs."""
    with pytest.raises(FormatError):
        read_leaf(octets)


@pytest.mark.parametrize("arguments", [(0, bytes(32)), (256, bytes(32)), (1, bytes(31)), (1, bytes(32), b"")])
def test_what_no_leaf_can_hold_is_not_made(arguments: tuple[int, bytes]) -> None:
    """A writer is held to the same rules as a reader."""
    with pytest.raises(FormatError):
        Leaf(*arguments)
