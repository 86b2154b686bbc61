# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chains: which version holds for which leaf, and how many bodies it takes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.charter.amend import retire
from plaint.charter.chain import Chain, verify_next
from plaint.charter.errors import CharterError
from plaint.charter.signed import SignedCharter, bodies_of, majority, need_majority, signers, with_lines
from tests.support.charter_vectors import history
from tests.support.groups import amended, small_group

VERSIONS = [group.signed for group in history().named.values()]


def chain() -> Chain:
    """Return a chain whose versions 2 and 3 hold from leaves 10 and 20."""
    return Chain.first(VERSIONS[0], root=VERSIONS[0].digest).extended(VERSIONS[1], 10).extended(VERSIONS[2], 20)


@pytest.mark.parametrize(("index", "version"), [(0, 1), (9, 1), (10, 2), (19, 2), (20, 3), (10**9, 3)])
def test_a_version_holds_from_its_leaf_on(index: int, version: int) -> None:
    """Version n+1 holds from the index of its own leaf, version n up to the leaf before."""
    assert chain().valid_at(index).charter.version == version


def test_a_retired_member_signs_nothing_from_the_leaf_that_retires_it() -> None:
    """The slot is the member's before that leaf, and nobody's from it on."""
    before, after = chain().member_at(3, 9), chain().member_at(3, 10)
    assert before is not None
    assert before.id == "ombudsman-2"
    assert after is None


def test_a_replaced_key_is_the_members_only_before_its_successor() -> None:
    """The member of slot 1 has the old key before leaf 10, the new one from it on."""
    old, new = chain().member_at(1, 9), chain().member_at(1, 10)
    assert old is not None
    assert new is not None
    assert old.id == new.id
    assert old.ed25519 != new.ed25519


def test_a_slot_that_nobody_holds_has_no_member() -> None:
    """Neither an empty slot nor one that is given later has a member at an earlier leaf."""
    assert chain().member_at(7, 25) is None
    assert chain().member_at(4, 19) is None
    assert chain().member_at(4, 20) is not None


def test_versions_are_found_by_number() -> None:
    """A record names its charter version; the chain has it or not."""
    assert chain().version(2) == VERSIONS[1]
    assert chain().version(4) is None
    assert chain().charter.version == 3


def test_a_version_does_not_lie_before_the_one_that_it_follows() -> None:
    """Two charter leaves stand in the order of their versions."""
    with pytest.raises(CharterError) as refused:
        Chain.first(VERSIONS[0]).extended(VERSIONS[1], 10).extended(VERSIONS[2], 10)
    assert refused.value.code == "version"


@given(bodies=st.integers(2, 8), chosen=st.sets(st.integers(0, 7)))
@settings(max_examples=60, deadline=None)
def test_more_than_half_of_the_bodies_and_no_fewer(bodies: int, chosen: set[int]) -> None:
    """An amendment stands exactly if the bodies that signed are more than half; a body counts once."""
    group = small_group(bodies + 1, bodies, slots=16)
    charter = group.signed.charter
    members = [charter.members[number] for number in chosen if number <= bodies]
    bodies_signed = {member.body for member in members}
    enough = 2 * len(bodies_signed) > bodies
    ids = [member.id for member in members]
    assert len(bodies_of(charter, ids)) == len(bodies_signed)
    assert (len(bodies_signed) >= majority(charter)) == enough
    if enough:
        need_majority(charter, ids, "It")
    else:
        with pytest.raises(CharterError) as refused:
            need_majority(charter, ids, "It")
        assert refused.value.code == "bodies"
        assert f"{len(bodies_signed)} of {bodies}" in refused.value.message


def test_the_majority_counts_signatures_and_not_lines() -> None:
    """Signature lines taken away one by one end the amendment where half of the bodies are left."""
    group = small_group()
    after = amended(group, lambda tree: {**tree, "reply_days": 30}).signed
    whole = after.note.signatures
    for count in range(len(whole) + 1):
        cut = replace(after, note=with_lines(after.note.text, whole[:count]))
        if count >= 3:
            verify_next(group.signed, cut)
        else:
            with pytest.raises(CharterError):
                verify_next(group.signed, cut)


def test_a_body_of_the_group_without_a_member_still_counts() -> None:
    """A body whose only member was retired makes a majority no easier."""
    group = small_group(4, 4)
    after = amended(group, lambda tree: retire(tree, "ngo-1"))
    assert len(after.signed.charter.group) == 4
    assert majority(after.signed.charter) == 3


def test_the_signed_bytes_are_kept_as_they_came() -> None:
    """Reading and writing a signed charter gives the same bytes, and its hash is that of its text."""
    octets = bytes(VERSIONS[0])
    assert bytes(SignedCharter.from_bytes(octets)) == octets
    assert VERSIONS[1].charter.previous == VERSIONS[0].digest


def test_a_note_that_nobody_known_signed_has_no_signers() -> None:
    """Lines of other groups' keys are no signatures here."""
    stranger = small_group(3, 3).signed
    charter = VERSIONS[0].charter
    assert signers(stranger.note, charter, charter.seated) == frozenset()
