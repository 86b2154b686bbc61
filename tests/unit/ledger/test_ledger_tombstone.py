# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tombstones: who may have a blob erased."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.errors import FormatError
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.packet import erase_commit_of
from plaint.ledger.tombstone import BY_AUTHOR, BY_GROUP, Tombstone, group_text, read_tombstone


@given(st.integers(0, 2**53 - 1), st.one_of(st.tuples(st.just(1), st.binary(min_size=32, max_size=32)),
       st.tuples(st.just(2), st.binary(min_size=1, max_size=500))))  # fmt: skip
def test_a_tombstone_reads_back(index: int, ground: tuple[int, bytes]) -> None:
    """Of either method."""
    tombstone = Tombstone(ground[0], index, ground[1])
    assert read_tombstone(bytes(tombstone)) == tombstone


@pytest.mark.parametrize(
    "octets",
    [b"", bytes(10), b"\x02\x01" + bytes(40), b"\x01\x03" + bytes(40), b"\x01\x01" + bytes(39), b"\x01\x01" + bytes(41),
     b"\x01\x02" + bytes(8)],
)  # fmt: skip
def test_any_other_form_is_refused(octets: bytes) -> None:
    """Version, method, length of the token, no ground at all."""
    with pytest.raises(FormatError):
        read_tombstone(octets)


def test_only_the_right_token_is_the_authors() -> None:
    """The token opens the commitment of that leaf and of no other; a group's note never passes for a token."""
    target = Leaf(LeafKind.ENTRY, b"h" * 32, erase_commit_of(b"t" * 32))
    assert Tombstone(BY_AUTHOR, 4, b"t" * 32).is_by_author_of(target)
    assert not Tombstone(BY_AUTHOR, 4, b"u" * 32).is_by_author_of(target)
    assert not Tombstone(BY_GROUP, 4, b"t" * 32).is_by_author_of(target)


def test_what_the_group_signs_names_ledger_and_leaf() -> None:
    """So that a signature for one blob erases no other, here or elsewhere."""
    assert group_text("plaint.example/test", 17) == b"plaint erase/1\nplaint.example/test\n17\n"
