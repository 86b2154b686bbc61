# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody without a key tells who may read an entry, cover from a complaint, or a reply from a dummy.

Each test has its counterpart, which shows that the classifier does find a mark of the kind that a careless
implementation would leave.
"""

from typing import Any

import pytest

from plaint.age.encrypt import encrypt
from plaint.age.header import slot
from plaint.age.identity import Identity
from plaint.entry import container
from plaint.entry.cell import MessageKind
from plaint.seal.cells import CellAuthor, dummy, seal_cell, write_message
from plaint.seal.slots import seal_cover, seal_entry
from tests.support.classifier import accuracy, bound
from tests.support.keys import age_identities
from tests.support.records import MEMBER_KEY, ORIGIN, THREAD, complainant_record

MEMBERS = [identity.recipient for identity in age_identities(8)]
ENTRIES = 300
CELLS = 1000


def sealed(readers: int, count: int = ENTRIES) -> list[bytes]:
    """Return entries of one complaint, sealed again and again to these readers."""
    record = complainant_record(readers=readers)
    recipients: list[Any] = [MEMBERS[number] if readers >> number & 1 else None for number in range(8)]
    return [seal_entry([record], recipients) for _ in range(count)]


@pytest.fixture(scope="module")
def complaints() -> list[bytes]:
    """Return complaints that all eight members may read."""
    return sealed(0xFF)


def test_one_reader_looks_like_eight(complaints: list[bytes]) -> None:
    """An entry for one member cannot be told from one for all: nobody sees who was left out."""
    assert abs(accuracy(sealed(0b1), complaints) - 0.5) <= bound(ENTRIES)


def test_cover_looks_like_a_complaint(complaints: list[bytes]) -> None:
    """Cover cannot be told from a complaint, so that an entry one cannot open does not mean that one is accused."""
    assert abs(accuracy([seal_cover(8) for _ in range(ENTRIES)], complaints) - 0.5) <= bound(ENTRIES)


def test_throw_away_stanzas_are_real_encapsulations(complaints: list[bytes]) -> None:
    """Noise in a slot would have the topmost bit of its X25519 share set every second time; no slot ever has."""
    blobs = [*complaints[:30], *sealed(0b1, 30), *(seal_cover(8) for _ in range(30))]
    shares = [slot(blob, 8, number)[1088:1120] for blob in blobs for number in range(8)]
    assert len(shares) == 720
    assert all(share[31] < 128 for share in shares)


def test_a_mark_in_the_header_would_be_found(complaints: list[bytes]) -> None:
    """The counterpart: ten characters that are always the same in the slots of nobody are found."""
    marked = []
    for blob in complaints:
        changed = bytearray(blob)
        for number in range(1, 8):
            start = 22 + 1557 * number + 18 + 700
            changed[start : start + 10] = b"//////////"
        marked.append(bytes(changed))
    assert accuracy(marked, complaints) > 0.9


def test_padding_outside_the_encryption_would_be_found(complaints: list[bytes]) -> None:
    """The counterpart: cover that is padded with zeros behind its age file is found at once."""
    keys = [Identity.from_seed(bytes([number]) * 32).recipient for number in range(8)]
    short = [encrypt(b"\x01\x00\x00\x00", keys) for _ in range(20)]
    padded = [blob + bytes(65_536 - len(blob)) for blob in short]
    assert accuracy(padded, complaints[:20]) == 1.0
    assert container.container_length(8) == 52_978


def test_a_reply_looks_like_a_dummy() -> None:
    """A cell with a reply cannot be told from 1,024 random bytes."""
    author = CellAuthor(slot=3, key=MEMBER_KEY, charter_version=1)
    (part,) = write_message(MessageKind.REPLY, b"word", author=author, origin=ORIGIN, case_id=THREAD.case_id)
    replies = [seal_cell(part, THREAD.key, origin=ORIGIN) for _ in range(CELLS)]
    dummies = [dummy() for _ in range(CELLS)]
    assert {len(cell) for cell in replies + dummies} == {1024}
    assert abs(accuracy(replies, dummies) - 0.5) <= bound(CELLS)


def test_a_cell_that_says_what_it_is_would_be_found() -> None:
    """The counterpart: one version byte in front of a cell, outside its encryption, is found."""
    marked = [b"\x01" + dummy()[1:] for _ in range(400)]
    assert accuracy(marked, [dummy() for _ in range(400)]) > 0.75


def test_bytes_of_a_cell_are_even() -> None:
    """Over 1,000 replies each byte value comes about as often as any other (chi-square, 255 degrees of freedom)."""
    author = CellAuthor(slot=3, key=MEMBER_KEY, charter_version=1)
    (part,) = write_message(MessageKind.REPLY, b"word", author=author, origin=ORIGIN, case_id=THREAD.case_id)
    whole = b"".join(seal_cell(part, THREAD.key, origin=ORIGIN) for _ in range(CELLS))
    expected = len(whole) / 256
    chi_square = sum((whole.count(value) - expected) ** 2 / expected for value in range(256))
    # Mean 255, standard deviation 22.6: five of them either way.
    assert 142 < chi_square < 368
