# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reply cells, attachments' chunks, and packets: sealed, opened, and what does not open."""

import hashlib
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint.age.errors import AgeError
from plaint.entry import cell
from plaint.entry.attachments import CHUNK_CONTENT, Attachment
from plaint.entry.cell import MessageKind
from plaint.entry.container import TooLongError
from plaint.errors import FormatError
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import has_work, read_packet, work_seed
from plaint.receipt.derive import Thread
from plaint.seal import packet
from plaint.seal.cells import CellAuthor, dummy, seal_cell, write_message
from plaint.seal.chunks import OutgoingFile
from plaint.unseal.cells import open_cell, open_cells
from plaint.unseal.chunks import open_chunk, open_file
from tests.support.records import MEMBER_KEY, ORIGIN, THREAD

AUTHOR = CellAuthor(slot=3, key=MEMBER_KEY, charter_version=1)
OTHER = Thread.from_entropy(bytes(16), ORIGIN)


def cells(content: bytes, thread: Thread = THREAD) -> list[bytes]:
    """Return the cells of a reply to this thread."""
    parts = write_message(MessageKind.REPLY, content, author=AUTHOR, origin=ORIGIN, case_id=thread.case_id)
    return [seal_cell(part, thread.key, origin=ORIGIN) for part in parts]


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=5000))
def test_a_message_comes_through_a_board(content: bytes) -> None:
    """Among dummies and another's replies, the thread key finds exactly its own cells, and they join and verify."""
    mine = cells(content)
    board = [dummy(), *mine, *cells(b"to another", OTHER), dummy()]
    found = open_cells(board, THREAD.key, origin=ORIGIN)
    assert len(found) == len(mine)
    for part in found:
        part.verify(MEMBER_KEY.public, origin=ORIGIN, case_id=THREAD.case_id)
    assert cell.join(found) == (MessageKind.REPLY, content)
    assert all(len(each) == 1024 for each in board)


def test_a_thousand_letters_fit_three_cells() -> None:
    """A Russian reply of 1,000 characters needs three cells."""
    assert len(cells("я".encode() * 1000)) == 3


def test_messages_have_a_limit() -> None:
    """32 full parts are sent, a byte more is refused; an empty message is one cell."""
    assert len(cells(bytes(32 * 903))) == 32
    with pytest.raises(TooLongError):
        cells(bytes(32 * 903 + 1))
    assert len(cells(b"")) == 1


def test_a_cell_opens_for_its_thread_and_group_only() -> None:
    """Another thread's key, another group, and any changed byte give None: the same as a dummy."""
    (sealed,) = cells(b"word")
    assert open_cell(sealed, THREAD.key, origin=ORIGIN) is not None
    assert open_cell(sealed, OTHER.key, origin=ORIGIN) is None
    assert open_cell(sealed, THREAD.key, origin="plaint.example/other") is None
    for at in (0, 11, 12, 500, 1023):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        assert open_cell(changed, THREAD.key, origin=ORIGIN) is None
    with pytest.raises(FormatError):
        open_cell(sealed[:-1], THREAD.key, origin=ORIGIN)


def test_every_cell_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a reply, without one, and with unknown words the same number of cells is tried."""
    import plaint.unseal.cells as room  # noqa: PLC0415  # its own name is replaced below

    tried: list[bytes] = []
    genuine = room.open_cell

    def counting(sealed: bytes, key: bytes, *, origin: str) -> object:
        tried.append(sealed)
        return genuine(sealed, key, origin=origin)

    monkeypatch.setattr(room, "open_cell", counting)
    board = [dummy(), *cells(b"word"), dummy(), dummy()]
    for key in (THREAD.key, OTHER.key, bytes(32)):
        tried.clear()
        open_cells(board, key, origin=ORIGIN)
        assert tried == board


def test_a_malformed_part_hides_no_other() -> None:
    """A cell that is malformed inside is left out; the cells beside it are found."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415  # for this forgery only

    from plaint.seal.cells import associated  # noqa: PLC0415  # the same

    nonce = bytes(12)
    broken = nonce + ChaCha20Poly1305(THREAD.key).encrypt(nonce, b"\x09" + bytes(995), associated(ORIGIN))
    found = open_cells([broken, *cells(b"word")], THREAD.key, origin=ORIGIN)
    assert [part.content for part in found] == [b"word"]


def sealed_file(content: bytes) -> tuple[Attachment, list[bytes]]:
    """Return the line and the blobs of a file."""
    outgoing = OutgoingFile(content=content, name="снимок.jpg", media_type="image/jpeg", original=False)
    blobs = list(outgoing.blobs())
    return outgoing.attachment(tuple(hashlib.sha256(blob).digest() for blob in blobs)), blobs


@pytest.mark.parametrize("length", [1, CHUNK_CONTENT, CHUNK_CONTENT + 1])
def test_a_file_comes_back(length: int) -> None:
    """Files around the border of a chunk come back whole, in blobs of one size."""
    content = secrets.token_bytes(length)
    line, blobs = sealed_file(content)
    assert open_file(blobs, line) == content
    assert {len(blob) for blob in blobs} == {1_048_576}


def test_chunks_do_not_change_places() -> None:
    """Swapped, missing, foreign and changed chunks are refused, also where the list of hashes is forged to fit."""
    line, blobs = sealed_file(secrets.token_bytes(CHUNK_CONTENT + 1))
    other, foreign = sealed_file(b"x")
    changed = bytes([blobs[0][-1] ^ 1])
    for bad in (
        blobs[::-1],
        blobs[:1],
        [*blobs, blobs[0]],
        [foreign[0], blobs[1]],
        [blobs[0][:-1] + changed, blobs[1]],
    ):
        with pytest.raises(FormatError):
            open_file(bad, line)
    with pytest.raises(FormatError):
        open_chunk(foreign[0], line, number=0)
    with pytest.raises(AgeError):
        open_chunk(
            foreign[0],
            OutgoingFile(content=b"x", name="a", media_type="", original=False).attachment(other.chunks),
            number=0,
        )
    swapped = Attachment(
        id=line.id, seed=line.seed, original=line.original, size=line.size, digest=line.digest, name=line.name,
        media_type=line.media_type, chunks=line.chunks[::-1],
    )  # fmt: skip
    with pytest.raises(FormatError):
        open_file(blobs[::-1], swapped)
    wrong = OutgoingFile(
        content=bytes(CHUNK_CONTENT + 1), name="a", media_type="", original=False, id=line.id, seed=line.seed
    )
    with pytest.raises(FormatError):
        open_file(blobs, wrong.attachment(line.chunks))


@pytest.mark.parametrize("length", [0, 26_214_401])
def test_files_have_a_size(length: int) -> None:
    """An empty file and one beyond 25 MiB are refused before anything is sealed."""
    with pytest.raises(FormatError):
        OutgoingFile(content=bytes(length), name="a", media_type="", original=False)


@pytest.mark.parametrize("bits", [0, 1, 8, 10])
def test_a_packet_has_its_work(bits: int) -> None:
    """The nonce is the smallest with enough zero bits, and the packet reads as itself."""
    blob = secrets.token_bytes(65_536)
    made = packet.build(LeafKind.ENTRY, blob, token=packet.random_token(), work_bits=bits)
    assert read_packet(bytes(made)) == made
    assert len(bytes(made)) == 65_584
    seed = work_seed(hashlib.sha256(blob).digest(), made.head.erase_commit)
    assert has_work(seed, made.head.nonce, bits)
    assert not any(has_work(seed, nonce, bits) for nonce in range(made.head.nonce))


def test_progress_of_work_is_told() -> None:
    """Who waits for work is told how far it is."""
    told: list[int] = []
    seed = next(bytes([n]) * 32 for n in range(256) if packet.solve(bytes([n]) * 32, 12) > 3000)
    nonce = packet.solve(seed, 12, progress=told.append)
    assert told == list(range(1024, nonce + 1, 1024))


def test_packets_hold_one_thing() -> None:
    """A blob of another size, a kind that no packet carries, and more work than any group may ask are refused."""
    for kind, length in ((LeafKind.ENTRY, 65_535), (LeafKind.CHUNK, 65_536), (LeafKind.BOARD, 65_536)):
        with pytest.raises(FormatError):
            packet.build(kind, bytes(length), token=bytes(32), work_bits=0)
    for bits in (-1, 21):
        with pytest.raises(FormatError):
            packet.build(LeafKind.ENTRY, bytes(65_536), token=bytes(32), work_bits=bits)
