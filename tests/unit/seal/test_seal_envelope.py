# SPDX-License-Identifier: AGPL-3.0-or-later
"""Identity envelopes: k of n trustees open a name, fewer learn nothing, a bad share is named."""

import dataclasses
from itertools import combinations

import pyshamir
import pytest

from plaint.age.encrypt import encrypt
from plaint.entry.envelope import Envelope, OpenShare, ShareError
from plaint.entry.identity import SealedName
from plaint.errors import FormatError
from plaint.seal.envelope import TooFewTrusteesError, envelope_identity, seal_envelope
from plaint.unseal.envelope import TooFewSharesError, open_name, open_share
from tests.support.keys import age_identities

MEMBERS = age_identities(8)
NAME = SealedName(name="Имя Фамилия", contact="через адвоката", safe_contact="не звонить домой")
SLOTS = (0, 2, 3, 5, 7)
ENVELOPE = seal_envelope(NAME, {slot: MEMBERS[slot].recipient for slot in SLOTS}, k=3)
SHARES = {slot: open_share(ENVELOPE, MEMBERS[slot], slot=slot) for slot in SLOTS}


def test_every_three_of_five_open_the_name() -> None:
    """Each of the ten groups of three opens it, and so do four and five, in any order."""
    for size in (3, 4, 5):
        for group in combinations(SLOTS, size):
            assert open_name(ENVELOPE, [SHARES[slot] for slot in reversed(group)]) == NAME


def test_two_of_three_needed_open_nothing() -> None:
    """Fewer shares than needed are refused, also where one is given many times."""
    for group in combinations(SLOTS, 2):
        with pytest.raises(TooFewSharesError):
            open_name(ENVELOPE, [SHARES[slot] for slot in group])
    with pytest.raises(TooFewSharesError):
        open_name(ENVELOPE, [SHARES[0]] * 5)
    with pytest.raises(TooFewSharesError):
        open_name(ENVELOPE, [])


def test_shamir_combines_wrong_shares_silently() -> None:
    """The trap that commitments close: the library itself returns garbage for two of three shares, without a word."""
    wrong = bytes(pyshamir.combine([bytearray(SHARES[0].share), bytearray(SHARES[2].share)]))
    with pytest.raises(FormatError):
        ENVELOPE.check_recipient(envelope_identity(wrong, ENVELOPE.eid).recipient)


def test_a_changed_share_names_its_trustee() -> None:
    """A trustee who releases another share than was sealed is named, and nothing is opened."""
    lie = dataclasses.replace(SHARES[3], share=bytes([SHARES[3].share[0] ^ 1]) + SHARES[3].share[1:])
    with pytest.raises(ShareError) as caught:
        open_name(ENVELOPE, [SHARES[0], lie, SHARES[7]])
    assert caught.value.slot == 3


def test_a_share_of_another_envelope_is_refused() -> None:
    """Shares of two envelopes never add up."""
    other = seal_envelope(NAME, {slot: MEMBERS[slot].recipient for slot in SLOTS}, k=3)
    foreign = open_share(other, MEMBERS[2], slot=2)
    with pytest.raises(ShareError):
        open_name(ENVELOPE, [SHARES[0], foreign, SHARES[3]])


def test_only_the_trustee_opens_its_box() -> None:
    """Another member, a member without a seat, and a box put in another place are refused and name the slot."""
    for slot, identity in ((0, MEMBERS[2]), (2, MEMBERS[0]), (1, MEMBERS[1])):
        with pytest.raises(ShareError) as caught:
            open_share(ENVELOPE, identity, slot=slot)
        assert caught.value.slot == slot
    seats = list(ENVELOPE.seats)
    seats[0], seats[1] = (
        dataclasses.replace(seats[0], box=seats[1].box),
        dataclasses.replace(seats[1], box=seats[0].box),
    )
    swapped = dataclasses.replace(ENVELOPE, seats=tuple(seats))
    for slot in (0, 2):
        with pytest.raises(ShareError):
            open_share(swapped, MEMBERS[slot], slot=slot)
        with pytest.raises(ShareError):
            open_share(swapped, MEMBERS[2 - slot], slot=slot)


def test_a_box_with_a_wrong_share_is_found_by_its_trustee() -> None:
    """A trustee whose box was filled with another share than committed learns it at once, before anybody asks."""
    bad = dataclasses.replace(SHARES[0], blind=bytes(32))
    box = encrypt(bad.encode(), [MEMBERS[0].recipient])
    seats = (dataclasses.replace(ENVELOPE.seats[0], box=box), *ENVELOPE.seats[1:])
    with pytest.raises(ShareError):
        open_share(dataclasses.replace(ENVELOPE, seats=seats), MEMBERS[0], slot=0)


def test_right_shares_that_do_not_lead_to_the_key_are_the_sealers_fault() -> None:
    """Committed shares of another key, or two at one place, are refused as a fault of the envelope, of no trustee."""
    strange = {slot: dataclasses.replace(share, share=bytes(32) + bytes([slot + 1])) for slot, share in SHARES.items()}
    doubled = {slot: dataclasses.replace(share, share=bytes(32) + b"\x01") for slot, share in SHARES.items()}
    for shares in (strange, doubled):
        seats = tuple(dataclasses.replace(seat, commit=shares[seat.slot].commit) for seat in ENVELOPE.seats)
        wrong = dataclasses.replace(ENVELOPE, seats=seats)
        with pytest.raises(FormatError) as caught:
            open_name(wrong, list(shares.values())[:3])
        assert not isinstance(caught.value, ShareError)


def test_the_number_of_trustees_has_bounds() -> None:
    """K is at least two and at most the number of trustees, who are at most eight."""
    for trustees, k in ((0, 2), (1, 1), (3, 1), (2, 3)):
        with pytest.raises(TooFewTrusteesError):
            seal_envelope(NAME, {slot: MEMBERS[slot].recipient for slot in range(trustees)}, k=k)
    many = {slot: age_identities(9)[slot].recipient for slot in range(9)}
    with pytest.raises(TooFewTrusteesError):
        seal_envelope(NAME, many, k=2)


def test_every_name_has_one_length() -> None:
    """Envelopes of a short and a long name are equally long."""
    trustees = {slot: MEMBERS[slot].recipient for slot in (0, 1)}
    short = seal_envelope(SealedName(name="Я"), trustees, k=2)
    long = seal_envelope(SealedName(name="я" * 200, contact="я" * 400), trustees, k=2)
    assert len(short.encode()) == len(long.encode())
    assert Envelope.decode(long.encode()) == long


def test_no_share_lies_where_the_secret_does() -> None:
    """A share at x = 0 would be the key itself and is refused."""
    octets = SHARES[0].encode()
    with pytest.raises(FormatError):
        OpenShare.decode(octets[:-1] + b"\x00")
