# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing in an entry: what is taken, what is refused, and what the answer says."""

from hashlib import sha256
from pathlib import Path

import pytest

from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet, PacketHead
from plaint.store.reserve import Reserve
from tests.support.groups import amended, found_with, small_group, small_plan
from tests.support.places import bearer, bytes_below, opened, packet

pytestmark = pytest.mark.anyio


def held(sent: Packet) -> bytes:
    """Return the acknowledgement that a packet has to get."""
    return b"held " + sha256(sent.blob).hexdigest().encode() + b"\n"


async def test_an_entry_is_held_and_found_byte_for_byte(tmp_path: Path) -> None:
    """What was acknowledged has its leaf after the next tick, and every member can fetch it."""
    sent = packet()
    async with opened(tmp_path) as intake:
        answer = await intake.client.post("/e", content=bytes(sent))
        assert (answer.status_code, answer.content) == (200, held(sent))
        await intake.next_tick()
        blobs = (await intake.client.get("/blobs/0/64", headers=bearer(small_group().credential))).content
        leaves = intake.place.reading.leaves(0, 64)
    assert (65_536).to_bytes(4, "big") + sent.blob in blobs
    assert bytes(sent.head.leaf(sha256(sent.blob).digest())) in leaves


async def test_the_same_packet_gets_the_same_answer(tmp_path: Path) -> None:
    """Sent again at once, after its tick, and after a restart: one answer, one leaf."""
    sent = packet()
    async with opened(tmp_path) as intake:
        settings = intake.place.settings
        first = await intake.client.post("/e", content=bytes(sent))
        second = await intake.client.post("/e", content=bytes(sent))
        await intake.next_tick()
        third = await intake.client.post("/e", content=bytes(sent))
        now = intake.clock.now()
    async with opened(tmp_path, settings=settings, at=now) as intake:
        fourth = await intake.client.post("/e", content=bytes(sent))
        await intake.next_tick()
        leaves = [leaf for leaf in intake.place.reading.leaves(0, 64) if leaf[4] == LeafKind.ENTRY]
    answers = [first, second, third, fourth]
    assert [(each.status_code, each.content) for each in answers] == [(200, held(sent))] * 4
    assert [sorted(each.headers.items()) for each in answers] == [sorted(first.headers.items())] * 4
    assert len(leaves) == 1


async def test_a_blob_under_another_commitment_is_refused(tmp_path: Path) -> None:
    """Who copies a packet cannot put an own erase token to it."""
    sent = packet()
    async with opened(tmp_path) as intake:
        await intake.client.post("/e", content=bytes(sent))
        answer = await intake.client.post(
            "/e", content=bytes(Packet(PacketHead(LeafKind.ENTRY, 0, b"f" * 32), sent.blob))
        )
    assert answer.status_code == 409
    assert answer.text.startswith("differs: ")


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        pytest.param(b"", 413, "size", id="nothing"),
        pytest.param(bytes(packet())[:-1], 413, "size", id="a byte short"),
        pytest.param(bytes(packet()) + b"x", 413, "size", id="a byte over"),
        pytest.param(bytes(65_584), 400, "form", id="zeros"),
        pytest.param(b"PLTP\x01\x02" + bytes(packet())[6:], 400, "form", id="a chunk's head"),
        pytest.param(bytes(packet())[:48] + b"Complaint in clear: ".ljust(65_536), 400, "form", id="clear text"),
        pytest.param(bytes(packet())[:-60_000] + bytes(60_000), 400, "form", id="half a header"),
        pytest.param(bytes(packet(slots=16)), 421, "slots", id="another number of slots"),
    ],
)
async def test_what_is_no_entry_is_refused_and_not_stored(tmp_path: Path, body: bytes, status: int, word: str) -> None:
    """Oversized, truncated, clear, of another shape: a status, a word, a sentence, and nothing on the disk."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.post("/e", content=body)
        await intake.next_tick()
        kinds = [leaf[4] for leaf in intake.place.reading.leaves(0, 64)]
    assert answer.status_code == status
    assert answer.text.startswith(f"{word}: ")
    assert answer.text.count("\n") == 1
    assert LeafKind.ENTRY not in kinds
    assert b"Complaint in clear" not in bytes_below(tmp_path)


async def test_a_body_of_undeclared_length_is_refused(tmp_path: Path) -> None:
    """Chunked bodies have no place here."""

    async def pieces() -> object:
        yield bytes(packet())

    async with opened(tmp_path) as intake:
        answer = await intake.client.post("/e", content=pieces())  # type: ignore[arg-type]
    assert (answer.status_code, answer.text.split(":")[0]) == (411, "size")


async def test_too_little_work_is_refused(tmp_path: Path) -> None:
    """The charter's measure counts, over this very blob and commitment."""
    group = found_with(small_plan() | {"work_bits": 8})
    sent = packet(work_bits=8)
    idle = Packet(PacketHead(LeafKind.ENTRY, sent.head.nonce, b"f" * 32), sent.blob)
    async with opened(tmp_path, group) as intake:
        assert (await intake.client.get("/terms")).json()["work_bits"] == 8
        refused = [await intake.client.post("/e", content=bytes(each)) for each in (idle, packet())]
        taken = await intake.client.post("/e", content=bytes(sent))
    assert taken.status_code == 200
    # One in 256 random nonces reaches eight bits; two of two do once in 65,536 runs.
    assert 422 in [each.status_code for each in refused]
    assert all(each.text.startswith("work: ") for each in refused if each.status_code == 422)


async def test_a_full_disk_refuses_entries_and_finishes_the_ledger(tmp_path: Path) -> None:
    """Before the disk is full entries are refused; what was accepted gets its leaf, heads and board go on."""
    free = [10**9]
    reserve = Reserve(tmp_path, 10**6, lambda _: free[0])
    sent = packet()
    async with opened(tmp_path, reserve=reserve) as intake:
        await intake.client.post("/e", content=bytes(sent))
        free[0] = 10**6
        assert (await intake.client.get("/terms")).json()["full"] is True
        answer = await intake.client.post("/e", content=bytes(packet()))
        await intake.next_tick(3)
        leaves = intake.place.reading.leaves(0, 64)
        shown = intake.place.published
        free[0] = 10**9
        again = await intake.client.post("/e", content=bytes(packet()))
    assert (answer.status_code, answer.text.split(":")[0]) == (507, "full")
    assert bytes(sent.head.leaf(sha256(sent.blob).digest())) in leaves
    assert shown is not None
    assert shown.checkpoint.board == 2
    assert again.status_code == 200


async def test_packets_sealed_to_an_older_version_are_taken(tmp_path: Path) -> None:
    """Slots are the same in every version; the version itself lies inside the encryption."""
    group = small_group()
    sent = packet()
    async with opened(tmp_path, group, amended(group, lambda tree: tree)) as intake:
        answer = await intake.client.post("/e", content=bytes(sent))
        await intake.next_tick()
        kinds = sorted(leaf[4] for leaf in intake.place.reading.leaves(0, 64))
    assert answer.status_code == 200
    assert kinds.count(LeafKind.CHARTER) == 2
