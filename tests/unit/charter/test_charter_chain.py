# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many bodies it takes to make a charter the next one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.charter.amend import retire
from plaint.charter.chain import verify_next
from plaint.charter.errors import CharterError
from plaint.charter.signed import SignedCharter, bodies_of, majority, need_majority, signers, with_lines
from tests.support.charter_vectors import history
from tests.support.groups import amended, small_group

VERSIONS = [group.signed for group in history().named.values()]


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


def test_a_text_is_read_once() -> None:
    """The same text is the same charter, under whatever signatures; another text is read by itself."""
    signed, later = small_group().signed, amended(small_group(), lambda tree: retire(tree, "ngo-1")).signed
    unsigned = with_lines(signed.note.text, ())
    assert SignedCharter.from_note(unsigned).charter is SignedCharter.from_bytes(bytes(signed)).charter
    assert SignedCharter.from_bytes(bytes(later)).charter.version == 2
