# SPDX-License-Identifier: AGPL-3.0-or-later
"""What intake serves of the ledger: heads, tiles, blobs, board, charter."""

from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from plaint.keys import note as notes
from plaint.ledger.checkpoint import open_checkpoint
from plaint.ledger.leaf import Leaf, LeafKind, read_leaf
from plaint.ledger.merkle import leaf_hash
from plaint.ledger.proof import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from plaint.ledger.tile import read_bundle
from plaint.ledger.window import Ticks, check_window, read_window
from tests.support.groups import amended, small_group
from tests.support.places import Intake, bearer, ledger_key, opened, packet, posting

pytestmark = pytest.mark.anyio

GROUP = bearer(small_group().credential)
CHARTER = small_group().signed.charter


async def file_some(intake: Intake, count: int) -> None:
    """Hand in `count` entries and wait for their leaves."""
    for _ in range(count):
        assert (await intake.client.post("/e", content=bytes(packet()))).status_code == 200
    await intake.next_tick()


async def test_every_head_continues_the_one_before(tmp_path: Path) -> None:
    """Signed by both keys, one for each tick, also where nothing came."""
    keys = [signer.verifier for signer in ledger_key(small_group()).signers]
    heads = []
    async with opened(tmp_path) as intake:
        for count in (0, 3, 0, 5):
            await file_some(intake, count)
            note = notes.parse((await intake.client.get("/checkpoint")).content)
            heads.append(open_checkpoint(note, keys, CHARTER.origin))
        for old, new in pairwise(heads):
            assert new.tick == old.tick + 1
            path = consistency_proof(old.size, new.size, intake.place.reading.read_tile)
            verify_consistency(old.size, new.size, path, old.root, new.root)


async def test_tiles_and_bundles_prove_the_head(tmp_path: Path) -> None:
    """Whoever fetches bundles and tiles can compute the root and prove each leaf."""
    async with opened(tmp_path) as intake:
        await file_some(intake, 4)
        head = notes.parse((await intake.client.get("/checkpoint")).content)
        checkpoint = open_checkpoint(head, [CHARTER.ledger_key], CHARTER.origin)
        size = checkpoint.size
        bundle = await intake.client.get(f"/tile/entries/000.p/{size}")
        tile = await intake.client.get(f"/tile/0/000.p/{size}")
        prefix = await intake.client.get("/tile/0/000.p/2")
    leaves = read_bundle(bundle.content)
    assert tile.content == b"".join(leaf_hash(leaf) for leaf in leaves)
    assert tile.content.startswith(prefix.content)
    assert len(prefix.content) == 64
    assert tile.headers["cache-control"] == "public, max-age=31536000, immutable"
    for index, leaf in enumerate(leaves):
        path = inclusion_proof(
            index, size, lambda level, at, width: tile.content[: 32 * width] if not level + at else b""
        )
        verify_inclusion(leaf_hash(leaf), index, size, path, checkpoint.root)


@pytest.mark.parametrize(
    "path",
    [
        "0/001",
        "0/000",
        "0/000.p/200",
        "entries/000.p/200",
        "1/000.p/1",
        "0/0",
        "9/000",
        "entries",
        "",
        "../x",
        "0/000.p/0",
    ],
)
async def test_a_tile_that_is_not_there_is_unknown(tmp_path: Path, path: str) -> None:
    """Beyond the head, or no path of a tile at all."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.get(f"/tile/{path}")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


async def test_leaves_without_a_head_are_not_shown(tmp_path: Path) -> None:
    """What is only held, or appended and not yet signed for, is nobody's business."""
    async with opened(tmp_path) as intake:
        await intake.client.post("/e", content=bytes(packet()))
        size = intake.place.reading.size()
        assert (await intake.client.get(f"/tile/entries/000.p/{size + 1}")).status_code == 404
        assert (await intake.client.get(f"/blobs/{size}/1", headers=GROUP)).status_code == 404


async def test_blobs_come_in_the_order_of_the_log(tmp_path: Path) -> None:
    """Each with its length; a chunk's place says that it is one; what was erased says so."""
    async with opened(tmp_path) as intake:
        await file_some(intake, 2)
        chunk = packet(LeafKind.CHUNK)
        name = sha256(chunk.blob).hexdigest()
        assert (await intake.client.put(f"/c/{name}", content=bytes(chunk))).status_code == 201
        await intake.next_tick()
        size = intake.place.reading.size()
        leaves = [read_leaf(leaf) for leaf in intake.place.reading.leaves(0, size)]
        entry = next(leaf for leaf in leaves if isinstance(leaf, Leaf) and leaf.kind == LeafKind.ENTRY)
        await intake.place.writer.write(lambda writing: writing.erase([entry.blob_hash]))
        whole = (await intake.client.get("/blobs/0/64", headers=GROUP)).content
        apart = [(await intake.client.get(f"/blobs/{index}/1", headers=GROUP)).content for index in range(size)]
    assert whole == b"".join(apart)
    for leaf, blob in zip(leaves, apart, strict=True):
        assert isinstance(leaf, Leaf)
        if leaf == entry:
            assert blob == b"\xff\xff\xff\xff"
        elif leaf.kind == LeafKind.CHUNK:
            assert blob == b"\xff\xff\xff\xfe"
        else:
            assert sha256(blob[4:]).digest() == leaf.blob_hash
            assert int.from_bytes(blob[:4], "big") == len(blob) - 4


@pytest.mark.parametrize("path", ["/blobs/0/0", "/blobs/0/65", "/blobs/999/1", "/blobs/x/1", "/blobs/0", "/blobs/-1/1"])
async def test_other_stretches_of_blobs_are_unknown(tmp_path: Path, path: str) -> None:
    """None, too many, beyond the end, no numbers."""
    async with opened(tmp_path) as intake:
        assert (await intake.client.get(path, headers=GROUP)).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer(b"?" * 32),
        bearer(small_group().credential[:-1]),
        {"authorization": GROUP["authorization"].replace("Bearer", "Basic")},
        {"authorization": GROUP["authorization"] + "="},
    ],
)
async def test_blobs_need_the_group_credential(tmp_path: Path, headers: dict[str, str]) -> None:
    """Missing, wrong, of another length or form: one and the same refusal."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.get("/blobs/0/1", headers=headers)
    assert answer.status_code == 401
    assert answer.text.startswith("credential: ")


@pytest.mark.parametrize("days", [7, 14, 60])
async def test_a_window_is_whole_and_the_same_for_all(tmp_path: Path, days: int) -> None:
    """As the page checks it; byte for byte the same within a tick, with cells in it or without."""
    async with opened(tmp_path) as intake:
        for _ in range(7):
            await intake.next_tick()
        now = intake.clock.now()
        first = (await intake.client.get(f"/board/{days}")).content
        await intake.client.put(f"/cells/0/{now // 10_800}", content=bytes(1024), headers=posting(small_group(), 0))
        second = (await intake.client.get(f"/board/{days}")).content
    ticks = Ticks(ledger=3600, desk=10_800)
    shown = read_window(first)
    _, blobs = check_window(shown, CHARTER.ledger_key, origin=CHARTER.origin, days=days, ticks=ticks, now=now)
    assert first == second
    assert [blob.number for blob in blobs] == [1, 2, 3, 4]


@pytest.mark.parametrize("days", ["8", "0", "07x", "1000000"])
async def test_other_windows_are_unknown(tmp_path: Path, days: str) -> None:
    """Three sizes for everyone: another one would tell people apart."""
    async with opened(tmp_path) as intake:
        assert (await intake.client.get(f"/board/{days}")).status_code == 404


async def test_charter_and_annex_are_served_as_they_are(tmp_path: Path) -> None:
    """Byte for byte, every version, the newest without a number; each has its leaf."""
    group = small_group()
    second = amended(group, lambda tree: tree)
    async with opened(tmp_path, group, second) as intake:
        await intake.next_tick()
        served = {
            path: (await intake.client.get(path)) for path in ("/charter", "/charter/1", "/charter/2", "/annex/2")
        }
        missing = [(await intake.client.get(path)).status_code for path in ("/charter/3", "/charter/0", "/annex/3")]
        leaves = intake.place.reading.leaves(0, 64)
    assert served["/charter"].content == served["/charter/2"].content == bytes(second.signed)
    assert served["/charter/1"].content == bytes(group.signed)
    assert served["/annex/2"].text == str(second.annex)
    assert missing == [404] * 3
    for each in (group, second):
        assert bytes(Leaf(LeafKind.CHARTER, sha256(bytes(each.signed)).digest())) in leaves


async def test_the_terms_are_few(tmp_path: Path) -> None:
    """What a program needs to make a packet, and nothing that tells people or times apart."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.get("/terms")
    assert answer.json() == {
        "work_bits": 0, "tick": 3600, "desk_tick": 10800, "origin": "plaint.example/north", "full": False
    }  # fmt: skip


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_refused(tmp_path: Path, method: str) -> None:
    """What only gives cannot be written to."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.request(method, "/checkpoint")
    assert answer.status_code == 405
