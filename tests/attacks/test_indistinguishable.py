# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody without a key tells who may read an entry, cover from a complaint, or a reply from a dummy.

Each test has its counterpart, which shows that the classifier does find a mark of the kind that a careless
implementation would leave.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from plaint.age.encrypt import encrypt
from plaint.age.header import slot
from plaint.entry import container
from plaint.entry.cell import MessageKind
from plaint.seal.cells import CellAuthor, dummy, seal_cell, write_message
from plaint.seal.slots import seal_cover, seal_entry
from tests.support.classifier import MOST, accuracy, features, judged, learn, needed, told_apart
from tests.support.keys import age_identities
from tests.support.records import MEMBER_KEY, ORIGIN, THREAD, complainant_record

SLOTS = 16
ENTRIES = 1000
CELLS = 10_000
ALL = (1 << SLOTS) - 1


@cache
def members() -> list[Any]:
    """Return the recipients of a group that fills every slot."""
    return [identity.recipient for identity in age_identities(SLOTS)]


def sealed(readers: int) -> Callable[[], bytes]:
    """Return what seals one complaint again and again, to these readers."""
    record = complainant_record(readers=readers)
    recipients = [members()[number] if readers >> number & 1 else None for number in range(SLOTS)]
    return lambda: seal_entry([record], recipients)


def many(make: Callable[[], bytes], count: int) -> list[bytes]:
    """Return `count` samples."""
    return [make() for _ in range(count)]


@pytest.fixture(scope="module")
def complaints() -> list[bytes]:
    """Return some complaints that all members may read."""
    return many(sealed(ALL), 100)


@pytest.mark.slow
def test_one_reader_looks_like_sixteen() -> None:
    """An entry for one member cannot be told from one for all: nobody sees who was left out."""
    assert told_apart(sealed(0b1), sealed(ALL), ENTRIES) <= MOST


@pytest.mark.slow
def test_cover_looks_like_a_complaint() -> None:
    """Cover cannot be told from a complaint, so that an entry one cannot open does not mean that one is accused."""
    assert told_apart(lambda: seal_cover(SLOTS), sealed(ALL), ENTRIES) <= MOST


def test_throw_away_stanzas_are_real_encapsulations(complaints: list[bytes]) -> None:
    """Noise in a slot would have the topmost bit of its X25519 share set every second time; no slot ever has."""
    blobs = [*complaints[:20], *many(sealed(0b1), 20), *many(lambda: seal_cover(SLOTS), 20)]
    shares = [slot(blob, SLOTS, number)[1088:1120] for blob in blobs for number in range(SLOTS)]
    assert len(shares) == 960
    assert all(share[31] < 128 for share in shares)


def test_a_mark_in_the_header_would_be_found(complaints: list[bytes]) -> None:
    """The counterpart: ten characters that are always the same in the slots of nobody are found."""
    marked = []
    for blob in complaints:
        changed = bytearray(blob)
        for number in range(1, SLOTS):
            start = 22 + 1557 * number + 18 + 700
            changed[start : start + 10] = b"//////////"
        marked.append(bytes(changed))
    assert accuracy(marked, complaints) > 0.9


def test_a_faint_mark_would_be_found() -> None:
    """The counterpart of the two looks: one bit that is set in 70 of 100 samples is far beyond what passes."""
    numbers = itertools.count()

    def marked() -> bytes:
        octets = bytearray(dummy())
        octets[0] = octets[0] & 0x7F | (0x80 if next(numbers) % 10 < 7 else 0)
        return bytes(octets)

    assert told_apart(marked, dummy, 1000) > MOST


def test_two_looks_do_not_cry_wolf() -> None:
    """Noise against noise passes by the second look, too, which is as long as its rule says."""
    model = learn([features(dummy()) for _ in range(50)], [features(dummy()) for _ in range(50)])
    each = needed() // 2 + 1
    assert needed() == 6945
    assert abs(judged(model, (dummy() for _ in range(each)), (dummy() for _ in range(each))) - 0.5) <= MOST


def test_padding_outside_the_encryption_would_be_found(complaints: list[bytes]) -> None:
    """The counterpart: cover that is padded with zeros behind its age file is found at once."""
    short = [encrypt(b"\x01\x00\x00\x00", members()) for _ in range(20)]
    padded = [blob + bytes(65_536 - len(blob)) for blob in short]
    assert accuracy(padded, complaints[:20]) == 1.0
    assert container.container_length(8) == 52_978


def replying() -> Callable[[], bytes]:
    """Return what seals one reply again and again."""
    author = CellAuthor(slot=3, key=MEMBER_KEY, charter_version=1)
    (part,) = write_message(MessageKind.REPLY, b"word", author=author, origin=ORIGIN, case_id=THREAD.case_id)
    return lambda: seal_cell(part, THREAD.key, origin=ORIGIN)


@pytest.mark.slow
def test_a_reply_looks_like_a_dummy() -> None:
    """A cell with a reply cannot be told from 1,024 random bytes, over 10,000 of each."""
    assert {len(make()) for make in (replying(), dummy)} == {1024}
    assert told_apart(replying(), dummy, CELLS) <= MOST


def test_a_cell_that_says_what_it_is_would_be_found() -> None:
    """The counterpart: one version byte in front of a cell, outside its encryption, is found."""
    marked = [b"\x01" + dummy()[1:] for _ in range(400)]
    assert accuracy(marked, [dummy() for _ in range(400)]) > 0.75


@pytest.mark.parametrize("make", [replying(), dummy], ids=["replies", "dummies"])
def test_bytes_of_a_cell_are_even(make: Callable[[], bytes]) -> None:
    """Over 10,000 cells each byte value comes about as often as any other (chi-square, 255 degrees of freedom)."""
    counts = Counter(b"".join(many(make, CELLS)))
    expected = counts.total() / 256
    chi_square = sum((counts[value] - expected) ** 2 / expected for value in range(256))
    # Even bytes lie outside once in a million runs (4.9 standard deviations by Wilson and Hilferty, 1931).
    assert 159 < chi_square < 381
