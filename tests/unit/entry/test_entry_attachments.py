# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of attachments, the form of chunks, and the open form of an identity envelope."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.entry import attachments, envelope
from plaint.entry.attachments import CHUNK_CONTENT, Attachment, Chunk
from plaint.entry.envelope import Envelope, OpenShare, Seat, ShareError
from plaint.errors import FormatError
from tests.support.keys import age_identity

NAME = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1, max_size=60)
PHOTO = Attachment(
    id=b"attachment-id-16", seed=bytes(32), original=True, size=CHUNK_CONTENT + 1, digest=bytes(32),
    name="снимок.jpg", media_type="image/jpeg", chunks=(b"\x01" * 32, b"\x02" * 32),
)  # fmt: skip


@given(NAME, st.sampled_from(["", "image/jpeg", "text/plain;charset=utf-8"]), st.booleans(), st.integers(1, 26_214_400))
def test_any_attachment_comes_back(name: str, media_type: str, original: bool, size: int) -> None:  # noqa: FBT001
    """A file's line reads as it was written."""
    chunks = tuple(bytes([number]) * 32 for number in range(attachments.chunk_count(size)))
    photo = dataclasses.replace(PHOTO, name=name, media_type=media_type, original=original, size=size, chunks=chunks)
    assert attachments.decode(attachments.encode((photo,))) == (photo,)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "../x"},
        {"name": "a\\b"},
        {"name": "a\nb"},
        {"name": "a\x85b"},
        {"name": "я" * 128},
        {"media_type": "image /jpeg"},
        {"media_type": "é"},
        {"size": 0, "chunks": ()},
        {"size": 26_214_401},
        {"chunks": (bytes(32),)},
        {"chunks": (bytes(32), bytes(31))},
        {"id": bytes(15)},
        {"seed": bytes(33)},
    ],
)
def test_what_no_reader_accepts_is_not_written(changes: dict[str, Any]) -> None:
    """Names that say where a file goes, empty or too large files, and a wrong number of chunks are refused."""
    with pytest.raises(FormatError):
        dataclasses.replace(PHOTO, **changes)


def test_lists_are_strict() -> None:
    """None, 17, one id twice, more than 25 MiB together, unknown flags and a wrong length are refused."""
    octets = attachments.encode((PHOTO,))
    flagged = octets[:49] + b"\x02" + octets[50:]
    for bad in (b"", b"\x00", octets[:-1], octets + b"\x00", b"\x02" + octets[1:], flagged):
        with pytest.raises(FormatError):
            attachments.decode(bad)
    whole = 26_214_400
    large = dataclasses.replace(PHOTO, size=whole, chunks=(bytes(32),) * attachments.chunk_count(whole))
    for many in ((PHOTO, PHOTO), (large, dataclasses.replace(PHOTO, id=bytes(16))), ()):
        with pytest.raises(FormatError):
            attachments.encode(many)
    with pytest.raises(FormatError):
        attachments.encode(tuple(dataclasses.replace(PHOTO, id=bytes([n]) * 16) for n in range(17)))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_refused(octets: bytes) -> None:
    """No bytes end in any other way than a list that is written again as it was, or the declared error."""
    try:
        assert attachments.encode(attachments.decode(octets)) == octets
    except FormatError:
        return


@pytest.mark.parametrize("length", [1, 1000, CHUNK_CONTENT])
def test_chunks_have_one_length(length: int) -> None:
    """A chunk has 1,046,677 bytes, however little it carries, and reads as itself."""
    chunk = Chunk(attachment_id=b"attachment-id-16", number=1, count=2, content=b"\x07" * length)
    octets = chunk.encode()
    assert len(octets) == attachments.CHUNK_PLAIN_LENGTH == 1_046_677
    assert Chunk.decode(octets) == chunk


def test_chunks_are_strict() -> None:
    """Reserved bytes, padding, numbers, lengths and versions have no other values."""
    octets = Chunk(attachment_id=bytes(16), number=1, count=2, content=b"\x07").encode()
    for at, byte in ((0, 2), (1, 1), (3, 1), (23, 2), (31, 0), (28, 0xFF), (33, 1), (len(octets) - 1, 1)):
        with pytest.raises(FormatError):
            Chunk.decode(octets[:at] + bytes([byte]) + octets[at + 1 :])
    for bad in (octets[:-1], octets + b"\x00", b""):
        with pytest.raises(FormatError):
            Chunk.decode(bad)


SHARES = [OpenShare(b"envelope-id-16by", slot, bytes([slot]) * 32, bytes([slot]) * 33) for slot in (1, 3, 4)]
CLOSED = Envelope(
    k=2,
    eid=SHARES[0].eid,
    recipient_hash=bytes(32),
    seats=tuple(Seat(share.slot, share.commit, bytes(envelope.BOX_LENGTH)) for share in SHARES),
    sealed=bytes(envelope.SEALED_IDENTITY_LENGTH),
)


def test_an_envelope_comes_back() -> None:
    """The open form reads as itself, in the lengths of docs/protocol.md, section 6."""
    octets = CLOSED.encode()
    assert envelope.BOX_LENGTH == 1741
    assert envelope.SEALED_IDENTITY_LENGTH == 3707
    assert len(octets) == envelope.envelope_length(3) == 52 + 3 * 1774 + 3707
    assert Envelope.decode(octets) == CLOSED
    assert OpenShare.decode(SHARES[0].encode()) == SHARES[0]
    assert len(SHARES[0].encode()) == 82


@pytest.mark.parametrize(
    "changes", [{"k": 1}, {"k": 4}, {"seats": CLOSED.seats[::-1]}, {"seats": CLOSED.seats[:1] * 2}]
)
def test_an_envelope_needs_two_and_an_order(changes: dict[str, Any]) -> None:
    """One trustee alone never is enough, more than there are is impossible, and seats stand once and in order."""
    with pytest.raises(FormatError):
        dataclasses.replace(CLOSED, **changes)


def test_a_bad_share_names_its_trustee() -> None:
    """A share with any byte changed, of another envelope, or of no seat, is refused and names the slot."""
    for share in SHARES:
        CLOSED.check_share(share)
    octets = SHARES[1].encode()
    for at in (17, 48, 49, 81):
        bad = OpenShare.decode(octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1 :])
        with pytest.raises(ShareError) as caught:
            CLOSED.check_share(bad)
        assert caught.value.slot == 3
    for bad in (dataclasses.replace(SHARES[0], slot=2), dataclasses.replace(SHARES[0], eid=bytes(16))):
        with pytest.raises(ShareError):
            CLOSED.check_share(bad)


def test_the_salt_keeps_a_share_secret() -> None:
    """Two envelopes with one share have different commitments: a commitment tells nothing of its share."""
    other = dataclasses.replace(SHARES[0], blind=bytes(32))
    assert other.commit != SHARES[0].commit


def test_shares_that_lead_elsewhere_are_noticed() -> None:
    """A combined key whose recipient is not the committed one is refused before anything is opened."""
    with pytest.raises(FormatError):
        CLOSED.check_recipient(age_identity(1).recipient)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_envelope_or_refused(octets: bytes) -> None:
    """No bytes end in any other way than the declared error: they are too short for an envelope."""
    for bad in (octets, CLOSED.encode()[:52] + octets, CLOSED.encode() + octets[:1] + b"\x00"):
        with pytest.raises(FormatError):
            Envelope.decode(bad)
