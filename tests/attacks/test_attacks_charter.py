# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks on the charter by a hostile operator, alone and with one body: nobody gets a reader in, nobody goes back.

Cast: an operator who serves what he likes; a body that works with him and lends its keys; a page and a desk that know
the fingerprint. What a page refuses byte for byte stands in tests/vectors/charter.json besides.
"""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.charter.amend import rotate, seat
from plaint.charter.annex import verify_annex
from plaint.charter.card import Card
from plaint.charter.chain import verify_first, verify_next
from plaint.charter.draft import draft_next
from plaint.charter.errors import CharterError
from plaint.charter.freshness import DAY, Freshness, merge, text, verify
from plaint.charter.keyfile import MemberKey
from plaint.charter.pin import Pin, verify_from
from plaint.charter.plan import Tree
from plaint.charter.signed import SignedCharter, verifier, with_lines
from plaint.charter.signing import sign_draft
from plaint.desk.sync.charters import Constitution
from plaint.desk.sync.constitution import Book
from plaint.keys import note
from plaint.keys.note import SignatureLine
from plaint.keys.vkey import NoteKeyType, NoteSigner
from tests.support.charter_vectors import history
from tests.support.groups import ISSUED, NOW, ORIGIN, amended, found_with, small_group, small_plan, stream

GROUP = small_group()
PIN = Pin(ORIGIN, GROUP.signed.digest, 1, GROUP.signed.digest)
SPY = MemberKey(ORIGIN, "ngo-9", "ngo", ISSUED, stream("spy")(32))
ROLE = {"en": "officer", "ru": "сотрудник"}
INSIDE = ("interior-1",)
"""The body that works with the operator."""


def with_spy(tree: Tree) -> Tree:
    """Seat a reader of the operator's in a free slot."""
    return seat(tree, Card.of(SPY), slot=7, role=ROLE)


def unchecked(change_of: Tree, members: tuple[str, ...]) -> SignedCharter:
    """Return a next version signed by some members only, without the checks that honest signers make."""
    draft = draft_next(
        GROUP.in_force,
        change_of,
        {SPY.member: Card.of(SPY)},
        ledger_pq=GROUP.annex.ledger_pq,
        issued=ISSUED,
        credential=bytes(32),
    )
    lines = []
    for name in members:
        key = verifier(ORIGIN, GROUP.signed.charter.member(name))
        signature = GROUP.keys[name].keys.ed25519.sign(draft.text.encode())
        lines.append(SignatureLine(key.name, key.key_id, signature))
    return SignedCharter.from_note(with_lines(draft.text.encode(), lines))


def page_takes(*notes: SignedCharter) -> SignedCharter:
    """Do what a genuine page does with what it is served."""
    return verify_from(PIN, notes)


def stops(code: str, *notes: SignedCharter) -> None:
    """Assert that the page stops with this code before anything is asked."""
    with pytest.raises(CharterError) as refused:
        page_takes(*notes)
    assert refused.value.code == code
    assert refused.value.hint


def test_an_operator_alone_adds_no_reader() -> None:
    """Without a member's key, a spy in slot 7 stops every page."""
    stops("bodies", GROUP.signed, unchecked(with_spy(GROUP.in_force.tree), ()))


def test_an_operator_with_one_body_adds_no_reader() -> None:
    """One body of four lends its key: still too few."""
    stops("bodies", GROUP.signed, unchecked(with_spy(GROUP.in_force.tree), INSIDE))


def test_an_operator_with_half_of_the_bodies_adds_no_reader() -> None:
    """Two bodies of four are half, and half is not more than half."""
    stops("bodies", GROUP.signed, unchecked(with_spy(GROUP.in_force.tree), (*INSIDE, "prosecutor-1")))


def test_three_bodies_of_four_can_add_a_reader_and_everybody_sees_it() -> None:
    """What a majority does is lawful by the charter, and public: the page takes it and names the new reader."""
    after = unchecked(with_spy(GROUP.in_force.tree), (*INSIDE, "prosecutor-1", "ombudsman-1"))
    assert page_takes(GROUP.signed, after).charter.member("ngo-9").slot == 7


def test_the_spys_own_signature_does_not_help_him_in() -> None:
    """Keys of the version that is to be made do not count for it."""
    after = unchecked(with_spy(GROUP.in_force.tree), INSIDE)
    spy = verifier(ORIGIN, after.charter.member("ngo-9"))
    line = SignatureLine(spy.name, spy.key_id, SPY.keys.ed25519.sign(after.note.text))
    stops("bodies", GROUP.signed, replace(after, note=with_lines(after.note.text, [*after.note.signatures, line])))


def test_signatures_of_one_version_are_none_of_another() -> None:
    """Lines of all four bodies, taken from version 1 or from another version 2, do not carry the spy's version."""
    spied = unchecked(with_spy(GROUP.in_force.tree), INSIDE)
    honest = amended(GROUP, lambda tree: {**tree, "reply_days": 30}).signed
    for donor in (GROUP.signed, honest):
        stops("signature", GROUP.signed, replace(spied, note=replace(spied.note, signatures=donor.note.signatures)))


def test_a_whole_group_of_the_operators_own_is_another_group() -> None:
    """The same origin, the same names, all signatures right: the fingerprint tells it from the genuine one."""
    forged = found_with(small_plan(), seed="operator")
    verify_first(forged.signed)
    stops("pinned", forged.signed)
    with pytest.raises(CharterError) as refused:
        verify_first(forged.signed, root=GROUP.signed.digest)
    assert refused.value.code == "root"


def test_a_charter_of_another_group_is_foreign() -> None:
    """Another origin is named as such."""
    plan = {**small_plan(), "origin": "plaint.example/south"}
    stops("origin", found_with(plan).signed)


def test_an_operator_does_not_go_back_to_a_version_with_a_retired_reader() -> None:
    """A page of version 2 takes no version 1, and version 1 gets no fresh word once version 2 is in force."""
    story = history()
    pin = Pin(ORIGIN, story.v1.signed.digest, 2, story.v2.signed.digest)
    with pytest.raises(CharterError) as refused:
        verify_from(pin, [story.v1.signed])
    assert refused.value.code == "rolled_back"
    old = Freshness.from_bytes(story.v1.freshness(NOW))
    with pytest.raises(CharterError) as run_out:
        verify(old, story.v1.signed, NOW + 11 * DAY)
    assert run_out.value.code == "stale"


def test_one_body_does_not_keep_an_old_charter_fresh() -> None:
    """The operator has a body's desk sign a note for ten years: too few bodies, and too far ahead."""
    until = NOW + 3650 * DAY
    signer = NoteSigner(
        verifier(ORIGIN, GROUP.signed.charter.member("interior-1")).name,
        NoteKeyType.ED25519,
        GROUP.keys["interior-1"].keys.ed25519,
    )
    alone = note.sign(text(GROUP.signed, until), [signer])
    with pytest.raises(CharterError) as refused:
        verify(Freshness.from_bytes(bytes(alone)), GROUP.signed, NOW)
    assert refused.value.code == "bodies"
    everybody = [
        NoteSigner(verifier(ORIGIN, one).name, NoteKeyType.ED25519, GROUP.keys[one.id].keys.ed25519)
        for one in GROUP.signed.charter.seated
    ]
    all_of_them = merge((note.sign(text(GROUP.signed, until), everybody),))
    with pytest.raises(CharterError) as too_far:
        verify(Freshness.from_bytes(bytes(all_of_them)), GROUP.signed, NOW)
    assert too_far.value.code == "clock"


def test_a_retired_member_signs_no_amendment() -> None:
    """A member retired with version 2 and the body that works with the operator cannot make a version 3."""
    story = history()
    with pytest.raises(CharterError):
        amended(story.v2, lambda tree: {**tree, "reply_days": 30}, signers=["interior-1", "ombudsman-2"])


def test_a_coordinator_who_swaps_a_card_gets_no_signature_of_that_member() -> None:
    """The member's own machine finds another key under the own name, in version 1 and in every later one."""
    impostor = MemberKey(ORIGIN, "ngo-1", "ngo", ISSUED, stream("impostor")(32))
    forged = found_with(small_plan(), seed="coordinator")
    genuine = GROUP.keys["ngo-1"]
    with pytest.raises(CharterError) as first:
        sign_draft(forged.signed.note.text.decode(), genuine)
    assert first.value.code == "keys"
    draft = draft_next(
        GROUP.in_force,
        rotate(GROUP.in_force.tree, Card.of(impostor)),
        {"ngo-1": Card.of(impostor)},
        ledger_pq=GROUP.annex.ledger_pq,
        issued=ISSUED,
        credential=bytes(32),
    )
    with pytest.raises(CharterError) as later:
        sign_draft(draft.text, genuine, GROUP.signed)
    assert later.value.code == "keys"


def test_an_annex_of_another_version_is_refused() -> None:
    """Annexes are not interchangeable, in either direction."""
    story = history()
    for signed, annex in ((story.v1.signed, story.v2.annex), (story.v2.signed, story.v1.annex)):
        with pytest.raises(CharterError) as refused:
            verify_annex(signed, annex, (story.v1.signed, story.v1.annex) if signed is story.v2.signed else None)
        assert refused.value.code == "annex"


def test_a_broken_ed25519_is_not_enough_for_a_desk() -> None:
    """Who could forge Ed25519 would still lack the ML-DSA-44 signatures that a desk asks for."""
    forged = amended(GROUP, lambda tree: {**tree, "reply_days": 30})
    verify_next(GROUP.signed, forged.signed)
    weak = replace(forged.annex, signatures={"interior-1": forged.annex.signatures["interior-1"]})
    with pytest.raises(CharterError) as refused:
        verify_annex(forged.signed, weak, (GROUP.signed, GROUP.annex))
    assert refused.value.code == "bodies"


def test_a_late_charter_leaf_does_not_reach_back() -> None:
    """A member who joined with a leaf at index 50 has signed nothing before it."""
    story = history()
    versions = tuple((group.signed, group.annex) for group in (story.v1, story.v2, story.v3))
    book = Book(Constitution(versions), (0, 20, 50))
    newcomer = book.holder(3, 4)
    assert newcomer is not None
    assert not book.signs_at(newcomer, 49)
    assert book.signs_at(newcomer, 50)


OCTETS = bytes(history().v2.signed)


@given(place=st.integers(0, len(OCTETS) - 1), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_no_changed_bit_of_a_charter_is_taken(place: int, bit: int) -> None:
    """Whatever bit is flipped: the version is refused, or it is the very text that the bodies signed."""
    bent = bytearray(OCTETS)
    bent[place] ^= 1 << bit
    before = history().v1.signed
    with contextlib.suppress(CharterError):
        after = SignedCharter.from_bytes(bytes(bent))
        verify_next(before, after)
        assert after.digest == history().v2.signed.digest


@given(cut=st.integers(0, len(OCTETS) - 1))
@settings(max_examples=60, deadline=None)
def test_no_piece_of_a_charter_is_taken(cut: int) -> None:
    """A charter that was cut short anywhere is refused, or only lost signatures that it did not need."""
    before = history().v1.signed
    with contextlib.suppress(CharterError):
        after = SignedCharter.from_bytes(OCTETS[:cut])
        verify_next(before, after)
        assert after.digest == history().v2.signed.digest
