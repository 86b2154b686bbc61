# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody tells what a cosigner posts as cover from what a complainant hands in.

That the sealed bytes are alike is shown in test_indistinguishable.py; here it is the whole packet, made by the code
that posts it. Each test has its counterpart, which shows that the classifier does find a mark.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from plaint.cosign.cover import burst, entry
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet
from plaint.seal.chunks import OutgoingFile
from plaint.seal.packet import build, random_token
from plaint.seal.slots import seal_cover, seal_entry
from tests.support.classifier import MOST, told_apart
from tests.support.groups import found_with, small_plan
from tests.support.keys import age_identities
from tests.support.records import THREAD, complainant_record

CHARTER: Final = found_with(small_plan() | {"work_bits": 6}).signed.charter
MEMBERS: Final = [identity.recipient for identity in age_identities(8)]
BLOB: Final = seal_cover(8)
WHOLE: Final = 1000
HEADS: Final = 2000
CHUNKS: Final = 300


def complaint() -> Packet:
    """Return the packet of a complaint that six of eight slots may read."""
    readers = 0b111111
    recipients = [MEMBERS[slot] if readers >> slot & 1 else None for slot in range(8)]
    record = complainant_record(readers=readers)
    token = THREAD.erase_token(random_token()[:16])
    blob = seal_entry([record], recipients)
    return build(LeafKind.ENTRY, blob, token=token, work_bits=CHARTER.work_bits)


def heads(token: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return what makes the 48 bytes in front of a blob, each with a new commitment and its work."""
    return lambda: bytes(build(LeafKind.ENTRY, BLOB, token=token(), work_bits=CHARTER.work_bits).head)


@pytest.mark.slow
def test_a_packet_of_cover_looks_like_a_complaints() -> None:
    """Packet head, age header and ciphertext together, equally long, cannot be told apart."""
    first, second = entry(CHARTER, random_token()), complaint()
    assert len(bytes(first)) == len(bytes(second)) == 65_584
    found = told_apart(lambda: bytes(entry(CHARTER, random_token())), lambda: bytes(complaint()), WHOLE)
    assert found <= MOST


def test_a_head_of_cover_looks_like_a_complaints() -> None:
    """Kind, nonce and commitment: a random token commits like one that comes out of a receipt, and work begins at 0."""
    receipts = heads(lambda: THREAD.erase_token(random_token()[:16]))
    assert told_apart(heads(random_token), receipts, HEADS) <= MOST


def test_work_that_begins_elsewhere_would_be_found() -> None:
    """The counterpart: a nonce that is not the smallest marks the packet."""
    numbers = itertools.count()

    def marked() -> bytes:
        head = heads(random_token)()
        return head[:8] + (int.from_bytes(head[8:16], "big") + 64 * (next(numbers) % 8)).to_bytes(8, "big") + head[16:]

    assert told_apart(marked, heads(random_token), HEADS) > MOST


@pytest.mark.slow
def test_a_burst_looks_like_the_chunks_of_a_photograph() -> None:
    """Chunks of nothing cannot be told from those of a file, nor can the packets around them."""

    def photographs() -> Iterator[bytes]:
        picture = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 12_000
        while True:
            file = OutgoingFile(content=picture, name="x.jpg", media_type="image/jpeg", original=True)
            for blob in file.blobs():
                yield bytes(build(LeafKind.CHUNK, blob, token=random_token(), work_bits=CHARTER.work_bits))

    def covers() -> Iterator[bytes]:
        while True:
            yield from (bytes(packet) for packet in burst(CHARTER, 3))

    one, other = covers(), photographs()
    lengths = {len(next(one)) for _ in range(3)} | {len(next(other)) for _ in range(3)}
    assert lengths == {1_048_624}
    # A megabyte takes the classifier long: it sees the first pages, where all that could differ begins.
    assert told_apart(lambda: next(one)[:4096], lambda: next(other)[:4096], CHUNKS) <= MOST
