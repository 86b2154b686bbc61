# SPDX-License-Identifier: AGPL-3.0-or-later
"""The book of charters: which version holds for which leaf, and who sits in a slot there."""

import pytest

from plaint.charter.model import Member
from plaint.desk.sync.charters import Constitution
from plaint.desk.sync.constitution import Book
from tests.support.charter_vectors import history

STORY = history()
BOOK = Book(Constitution(tuple((group.signed, group.annex) for group in STORY.named.values())), (0, 10, 20))
"""Versions 2 and 3 hold from leaves 10 and 20."""


def sits(slot: int, index: int) -> Member | None:
    """Return who sits in `slot` for the leaf at `index`."""
    return BOOK.holder(BOOK.number_at(index), slot)


@pytest.mark.parametrize(("index", "version"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (10**9, 3)])
def test_a_version_holds_from_its_leaf_on(index: int, version: int) -> None:
    """Version n+1 holds from the index of its own leaf, version n up to the leaf before."""
    assert BOOK.number_at(index) == version
    assert BOOK.charter_at(index).version == version


def test_a_retired_member_signs_nothing_from_the_leaf_that_retires_it() -> None:
    """The slot is the member's before that leaf, and nobody's from it on."""
    before = sits(3, 9)
    assert before is not None
    assert before.id == "ombudsman-2"
    assert BOOK.signs_at(before, 9)
    assert sits(3, 10) is None
    assert not BOOK.signs_at(before, 10)


def test_a_replaced_key_is_the_members_only_before_its_successor() -> None:
    """The member of slot 1 has the old key before leaf 10, the new one from it on."""
    old, new = sits(1, 9), sits(1, 10)
    assert old is not None
    assert new is not None
    assert old.id == new.id
    assert old.ed25519 != new.ed25519
    assert [BOOK.signs_at(old, index) for index in (9, 10)] == [True, False]


def test_a_slot_that_nobody_holds_has_no_member() -> None:
    """Neither an empty slot nor one that is given later has a member at an earlier leaf."""
    assert sits(7, 25) is None
    assert sits(4, 19) is None
    assert sits(4, 20) is not None


def test_a_version_without_a_leaf_holds_for_none() -> None:
    """What the server shows and the ledger does not hold yet gives nobody a seat and takes none."""
    waiting = Book(BOOK.constitution, (0, 10, None))
    assert waiting.number_at(10**9) == 2


def test_versions_are_found_by_number() -> None:
    """A record names its charter version; the book has it or not."""
    assert BOOK.version(2) == STORY.v2.signed
    assert BOOK.hash_of(2) == STORY.v2.signed.digest
    assert BOOK.version(4) is None
    assert BOOK.version(0) is None
