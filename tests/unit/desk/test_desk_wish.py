# SPDX-License-Identifier: AGPL-3.0-or-later
"""A wish to erase: its form, who counts, and what the server gets of it."""

from dataclasses import replace

import pytest

from plaint.charter.amend import retire
from plaint.charter.errors import CharterError, CharterFormError
from plaint.desk.erasing.wish import MOST_LEAVES, Signature, Target, Wish, WishError, join, new_wish, sign, tombstones
from plaint.entry import strictjson
from plaint.intake.erasing import is_entitled
from plaint.keys import note as notes
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.tombstone import BY_GROUP, group_text
from tests.support.groups import amended, small_group

GROUP = small_group()
CHARTER = GROUP.signed.charter
LEAVES = (Target(17, b"a" * 32), Target(19, b"b" * 32))
REASON = "A flood of sealed rubbish."


def wish(*members: str, reason: str = REASON) -> Wish:
    """Return the wish that both leaves go, signed by these members."""
    made = new_wish(CHARTER, LEAVES, reason)
    for member in members:
        made = sign(made, GROUP.keys[member], CHARTER)
    return made


def leaf(target: Target) -> Leaf:
    """Return the leaf of a target."""
    return Leaf(LeafKind.ENTRY, target.blob_hash, bytes(32))


def test_a_wish_reads_back() -> None:
    """The file holds leaves, reason and signatures, and has one written form."""
    made = wish("prosecutor-1", "ombudsman-1")
    text = str(made)
    read = Wish.from_text(text)
    assert str(read) == text
    assert read == replace(made, signatures=tuple(sorted(made.signatures, key=lambda one: one.member)))
    assert str(wish("ombudsman-1", "prosecutor-1")) == text


def test_k_bodies_make_what_the_server_takes() -> None:
    """Each leaf gets a tombstone that intake's own rule finds entitled, with the fixed text and without the reason."""
    stones = tombstones(wish("ombudsman-1", "prosecutor-1"), CHARTER)
    assert [(one.method, one.index) for one in stones] == [(BY_GROUP, 17), (BY_GROUP, 19)]
    for stone, target in zip(stones, LEAVES, strict=True):
        assert is_entitled(stone, leaf(target), CHARTER)
        assert notes.parse(stone.ground).text == group_text(CHARTER.origin, target.index)
        assert REASON.encode() not in bytes(stone)


@pytest.mark.parametrize("members", [(), ("ombudsman-1",), ("ombudsman-1", "ombudsman-2")])
def test_fewer_than_k_bodies_make_nothing(members: tuple[str, ...]) -> None:
    """Two members of one body are one body; the error says how many are needed."""
    with pytest.raises(WishError, match="2 are needed"):
        tombstones(wish(*members), CHARTER)


def test_files_that_went_round_apart_are_put_together() -> None:
    """Whoever signs need not wait for another: two files with one signature each are one wish with both."""
    both = join([wish("ombudsman-1"), wish("ngo-1"), wish("ombudsman-1")])
    assert both.bodies(CHARTER) == {"ombudsman", "ngo"}
    assert len(tombstones(both, CHARTER)) == 2


def test_a_signature_holds_for_its_reason_alone() -> None:
    """Moved under another reason, or joined with it, a signature counts for nothing."""
    moved = replace(wish("ombudsman-1", "ngo-1"), reason="Another reason.")
    assert moved.holding(CHARTER) == ()
    with pytest.raises(WishError, match="not the same"):
        join([wish("ombudsman-1"), wish("ngo-1", reason="Another reason.")])


def test_what_does_not_hold_is_left_out() -> None:
    """A stranger's line, a broken one and one for fewer leaves are not counted, and do not spoil the others'."""
    made = wish("ombudsman-1", "ngo-1", "prosecutor-1")
    good = {one.member: one for one in made.signatures}
    broken = replace(good["prosecutor-1"], erase=(good["ngo-1"].erase[0], good["prosecutor-1"].erase[1]))
    short = replace(good["ngo-1"], member="interior-1", erase=good["ngo-1"].erase[:1])
    stranger = Signature("nobody-1", good["ngo-1"].wish, good["ngo-1"].erase)
    mixed = replace(made, signatures=(good["ombudsman-1"], broken, short, stranger, good["ngo-1"]))
    assert [one.member for one in mixed.holding(CHARTER)] == ["ngo-1", "ombudsman-1"]
    assert all(is_entitled(stone, leaf(LEAVES[0]), CHARTER) for stone in tombstones(mixed, CHARTER)[:1])


def test_who_was_retired_meanwhile_does_not_count() -> None:
    """A member whom the charter has retired since signs for nobody, and cannot sign any more."""
    newer = amended(GROUP, lambda tree: retire(tree, "ngo-1")).signed.charter
    with pytest.raises(WishError, match="Members of 1 bodies"):
        tombstones(wish("ombudsman-1", "ngo-1"), newer)
    with pytest.raises(CharterError, match="seats no member ngo-1"):
        sign(wish(), GROUP.keys["ngo-1"], newer)


def test_signing_again_changes_nothing() -> None:
    """A member's signature stands once, however often the member signs."""
    assert str(wish("ombudsman-1", "ombudsman-1")) == str(wish("ombudsman-1"))


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "turned \u202e round", "x" * 1001])
def test_a_reason_that_will_not_do_is_refused(reason: str) -> None:
    """No reason, several lines, signs that turn a line, or more than 1,000 characters: nothing is made."""
    with pytest.raises(CharterFormError, match="reason"):
        wish(reason=reason)


def test_a_wish_names_a_number_of_leaves_that_people_can_look_through() -> None:
    """None, or more than 256, is refused; the longest of sixteen signers is still read."""
    with pytest.raises(WishError, match="1 to 256"):
        new_wish(CHARTER, [], REASON)
    with pytest.raises(WishError, match="1 to 256"):
        new_wish(CHARTER, [Target(index, bytes(32)) for index in range(MOST_LEAVES + 1)], REASON)
    full = new_wish(CHARTER, [Target(index, bytes(32)) for index in range(MOST_LEAVES)], REASON)
    signed = sign(full, GROUP.keys["ngo-1"], CHARTER)
    assert Wish.from_text(str(signed)) == signed


@pytest.mark.parametrize(
    "changed",
    [
        {"leaves": []},
        {"leaves": [{"index": 17, "blob": "00" * 32}] * 2},
        {"leaves": [{"index": 19, "blob": "00" * 32}, {"index": 17, "blob": "00" * 32}]},
        {"leaves": [{"index": -1, "blob": "00" * 32}]},
        {"leaves": [{"index": 1, "blob": "00" * 31}]},
        {"reason": "a\nb"},
        {"signatures": [{"member": "x", "wish": "00", "erase": []}]},
        {"signatures": [{"member": "x", "wish": "00" * 64, "erase": ["0"]}]},
        {"plaint": "erasure/2"},
    ],
)
def test_another_form_is_refused(changed: dict[str, strictjson.JsonValue]) -> None:
    """No leaves, leaves in another order or twice, lengths and forms that are not ours: refused, field by field."""
    tree = strictjson.loads(str(wish("ombudsman-1")))
    assert isinstance(tree, dict)
    with pytest.raises((CharterFormError, WishError)):
        Wish.from_text(strictjson.dumps({**tree, **changed}))
