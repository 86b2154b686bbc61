# SPDX-License-Identifier: AGPL-3.0-or-later
"""The receipt stays with the person: full entropy, a checksum, and no word of it in anything that is sent."""

import hashlib
import secrets

import pytest

from plaint.age.decrypt import open_slot
from plaint.entry.complaint import About, Complaint
from plaint.entry.followup import FollowUp
from plaint.entry.record import SealedBy
from plaint.keys.errors import WordsError
from plaint.keys.words import to_words, word_list
from plaint.ledger.leaf import LeafKind
from plaint.receipt.derive import Thread
from plaint.receipt.digits import to_digits
from plaint.receipt.words import read
from plaint.seal import packet
from plaint.seal.compose import Frame, compose_complaint, compose_follow_up
from tests.support.keys import age_identity
from tests.support.records import CHARTER_HASH, ORIGIN

READER = age_identity(0)
FRAME = Frame(
    charter_version=1,
    charter_hash=CHARTER_HASH,
    recipients=(READER.recipient, *[None] * 7),
    sealed_by=SealedBy.TERMINAL,
)


def test_a_receipt_has_128_random_bits() -> None:
    """Of 2,000 fresh receipts none is like another, and each of the 128 bits is set about every second time."""
    fresh = [Thread.new(ORIGIN).entropy for _ in range(500)]
    assert len(set(fresh)) == 500
    counts = [sum(int.from_bytes(each, "big") >> bit & 1 for each in fresh) for bit in range(128)]
    # 250 on average, standard deviation 11: five and a half of them either way.
    assert all(188 < count < 312 for count in counts)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_wrong_word_is_refused_fifteen_times_in_sixteen(language: str) -> None:
    """2,400 receipts with one word changed: at least 15 of 16 are refused, allowing for chance."""
    listed = word_list("ru" if language == "ru" else "en")
    passed = 0
    for number in range(2400):
        entropy = secrets.token_bytes(16)
        words = list(to_words(entropy, "ru" if language == "ru" else "en"))
        at = number % 12
        words[at] = secrets.choice([word for word in listed if word != words[at]])
        try:
            assert read(" ".join(words)) != entropy
        except WordsError:
            continue
        passed += 1
    # 150 expected, standard deviation 12: five of them.
    assert passed < 210


def test_no_word_of_the_receipt_is_sent() -> None:
    """Neither packets nor what readers open of them hold a word, the digits, the entropy, or a hash of them."""
    thread = Thread.new(ORIGIN)
    told = Complaint(language="en", about=About(unknown=True), account="0000")
    later = FollowUp(language="en", text="0000")
    sealed = [*compose_complaint(told, thread, frame=FRAME), *compose_follow_up(later, thread, frame=FRAME)]
    secret = [thread.entropy, hashlib.sha256(thread.entropy).digest(), thread.entropy.hex().encode()]
    secret += ["".join(to_digits(thread.entropy)).encode(), " ".join(to_digits(thread.entropy)).encode()]
    for language in ("ru", "en"):
        words = to_words(thread.entropy, "ru" if language == "ru" else "en")
        phrase = " ".join(words).encode()
        secret += [phrase, hashlib.sha256(phrase).digest(), hashlib.sha512(phrase).digest()]
        secret += [word.encode() for word in words if len(word.encode()) > 5]
    for each in sealed:
        made = packet.build(LeafKind.ENTRY, each.blob, token=each.erase_token, work_bits=0)
        opened = open_slot(each.blob, READER, slots=8, position=0)
        for place in (bytes(made), opened.rstrip(b"\x00")):
            assert not any(each_secret in place for each_secret in secret)


def test_the_erase_token_is_not_sent_before_it_is_used() -> None:
    """A packet holds the commitment and not the token: nobody else can erase the entry."""
    thread = Thread.new(ORIGIN)
    (sealed,) = compose_follow_up(FollowUp(language="en", text="x"), thread, frame=FRAME)
    made = bytes(packet.build(LeafKind.ENTRY, sealed.blob, token=sealed.erase_token, work_bits=0))
    assert sealed.erase_token not in made
    assert sealed.erase_token not in open_slot(sealed.blob, READER, slots=8, position=0)
