# SPDX-License-Identifier: AGPL-3.0-or-later
"""What desks hand in and fetch: chunks, cells, freshness."""

import os
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from plaint.charter.freshness import Freshness, verify
from plaint.charter.signing import sign_freshness
from plaint.ledger.board import read_board
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet, PacketHead
from plaint.store.reserve import Reserve
from tests.support.groups import NOW, amended, small_group
from tests.support.places import Intake, bearer, bytes_below, opened, packet, posting, worked

pytestmark = pytest.mark.anyio

GROUP = small_group()
CHARTER = GROUP.signed.charter
READER = bearer(GROUP.credential)
TICK = NOW // 10_800
CELLS = os.urandom(1024)
CHUNK = packet(LeafKind.CHUNK)
ADDRESS = f"/c/{sha256(CHUNK.blob).hexdigest()}"


async def test_a_chunk_is_put_and_fetched(tmp_path: Path) -> None:
    """New, then the same again; anybody may ask whether it is there, members fetch it, and it gets a leaf."""
    async with opened(tmp_path) as intake:
        assert (await intake.client.head(ADDRESS)).status_code == 404
        first = await intake.client.put(ADDRESS, content=bytes(CHUNK))
        second = await intake.client.put(ADDRESS, content=bytes(CHUNK))
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.content == second.content == b"held " + ADDRESS[3:].encode() + b"\n"
        asked = await intake.client.head(ADDRESS)
        fetched = await intake.client.get(ADDRESS, headers=READER)
        await intake.next_tick()
        leaves = intake.place.reading.leaves(0, 64)
    assert (asked.status_code, asked.content) == (200, b"")
    assert (fetched.status_code, fetched.content) == (200, CHUNK.blob)
    assert fetched.headers["content-length"] == str(len(CHUNK.blob))  # else one that broke off could look whole
    assert bytes(CHUNK.head.leaf(sha256(CHUNK.blob).digest())) in leaves


async def test_an_upload_that_broke_off_is_taken_up_again(tmp_path: Path) -> None:
    """Of three chunks one broke off: two are there, the third is sent again, and nothing is left over."""
    chunks = [packet(LeafKind.CHUNK) for _ in range(3)]
    names = [sha256(chunk.blob).hexdigest() for chunk in chunks]

    async with opened(tmp_path) as intake:
        for name, chunk in zip(names[:2], chunks[:2], strict=True):
            await intake.client.put(f"/c/{name}", content=bytes(chunk))
        short = httpx.Headers({"content-length": str(len(bytes(chunks[2])))})
        broken = await intake.client.put(f"/c/{names[2]}", content=bytes(chunks[2])[:500_000], headers=short)
        missing = [name for name in names if (await intake.client.head(f"/c/{name}")).status_code == 404]
        again = await intake.client.put(f"/c/{names[2]}", content=bytes(chunks[2]))
        incoming = sorted((intake.place.settings.folder / "chunks" / "incoming").iterdir())
    assert broken.status_code == 400
    assert missing == [names[2]]
    assert again.status_code == 201
    assert incoming == []


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        pytest.param(bytes(CHUNK)[:-1], 413, "size", id="a byte short"),
        pytest.param(bytes(CHUNK) + b"x", 413, "size", id="a byte over"),
        pytest.param(bytes(1_048_624), 400, "form", id="zeros"),
        pytest.param(bytes(packet(LeafKind.CHUNK)), 400, "form", id="another chunk"),
        pytest.param(b"PLTP\x01\x01" + bytes(CHUNK)[6:], 400, "form", id="an entry's head"),
        pytest.param(bytes(CHUNK)[:48] + b"In clear: ".ljust(1_048_576), 400, "form", id="clear"),
    ],
)
async def test_what_is_no_such_chunk_is_refused(tmp_path: Path, body: bytes, status: int, word: str) -> None:
    """Nothing of it stays."""
    async with opened(tmp_path) as intake:
        answer = await intake.client.put(ADDRESS, content=body)
        asked = await intake.client.head(ADDRESS)
        files = [path for path in (intake.place.settings.folder / "chunks").rglob("*") if path.is_file()]
    assert (answer.status_code, answer.text.split(":")[0]) == (status, word)
    assert asked.status_code == 404
    assert files == []


async def test_work_and_form_of_a_chunk_are_checked_before_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Junk costs no disk: what fails a check never gets as far as a file."""
    async with opened(tmp_path) as intake:
        monkeypatch.setattr(type(intake.place.chunks), "put", None)
        answer = await intake.client.put(ADDRESS, content=bytes(CHUNK)[:48] + b"In clear: ".ljust(1_048_576))
    assert answer.status_code == 400


async def test_a_chunk_under_another_commitment_is_refused(tmp_path: Path) -> None:
    """The first erase commitment counts."""
    async with opened(tmp_path) as intake:
        await intake.client.put(ADDRESS, content=bytes(CHUNK))
        copied = Packet(PacketHead(LeafKind.CHUNK, 0, b"f" * 32), CHUNK.blob)
        assert (await intake.client.put(ADDRESS, content=bytes(copied))).status_code == 409


async def test_chunks_respect_the_reserve(tmp_path: Path) -> None:
    """On a full disk they are refused like entries."""
    async with opened(tmp_path, reserve=Reserve(tmp_path, 10, lambda _: 1)) as intake:
        answer = await intake.client.put(ADDRESS, content=bytes(CHUNK))
    assert (answer.status_code, answer.text.split(":")[0]) == (507, "full")


async def test_chunks_are_for_members(tmp_path: Path) -> None:
    """Without the credential, or with a wrong one, nobody gets one; names that are none are unknown."""
    async with opened(tmp_path) as intake:
        await intake.client.put(ADDRESS, content=bytes(CHUNK))
        await intake.client.post("/e", content=bytes(entry := packet()))
        assert (await intake.client.get(ADDRESS)).status_code == 401
        assert (await intake.client.get(ADDRESS, headers=bearer(b"?" * 32))).status_code == 401
        for name in (sha256(entry.blob).hexdigest(), ADDRESS[3:].upper(), "00" * 31, "00" * 32, "x" * 64):
            assert (await intake.client.get(f"/c/{name}", headers=READER)).status_code == 404


async def test_an_erased_chunk_is_gone(tmp_path: Path) -> None:
    """Its leaf stays, its bytes do not, and it is not taken again."""
    async with opened(tmp_path) as intake:
        await intake.client.put(ADDRESS, content=bytes(CHUNK))
        name = sha256(CHUNK.blob).digest()
        intake.place.chunks.drop(name)
        await intake.place.writer.write(lambda writing: writing.erase([name]))
        answer = await intake.client.get(ADDRESS, headers=READER)
    assert answer.status_code == 410
    assert CHUNK.blob[-1000:] not in bytes_below(tmp_path)


async def put_cells(intake: Intake, slot: int, tick: int, cells: bytes, *, of: int | None = None) -> httpx.Response:
    """Post `cells` with the credential of the desk in slot `of` (its own, unless said)."""
    return await intake.client.put(
        f"/cells/{slot}/{tick}", content=cells, headers=posting(GROUP, slot if of is None else of)
    )


async def test_cells_come_into_the_board_of_their_tick(tmp_path: Path) -> None:
    """The same again is welcome, before the board and after it; other cells are refused at both times."""
    other = os.urandom(1024)
    async with opened(tmp_path) as intake:
        answers = [await put_cells(intake, 1, TICK, cells) for cells in (CELLS, CELLS, other)]
        await intake.next_tick()
        boards = [read_board(each.body or b"") for each in intake.place.reading.newest_boards(TICK)]
        answers += [await put_cells(intake, 1, TICK, cells) for cells in (CELLS, other)]
        answers += [await put_cells(intake, 2, TICK, other)]
    assert [answer.status_code for answer in answers] == [201, 200, 409, 200, 409, 409]
    assert boards[0].cells_of(1, 1) == CELLS


async def test_cells_may_come_for_the_next_tick_and_no_later_one(tmp_path: Path) -> None:
    """Clocks differ by less than a tick."""
    async with opened(tmp_path) as intake:
        assert (await put_cells(intake, 0, TICK + 1, CELLS)).status_code == 201
        assert (await put_cells(intake, 0, TICK + 2, CELLS)).status_code == 400
        assert (await put_cells(intake, 0, TICK - 100, CELLS)).status_code == 409


@pytest.mark.parametrize(("slot", "of"), [(0, 1), (7, 0), (99, 0)])
async def test_a_desk_posts_for_itself_only(tmp_path: Path, slot: int, of: int) -> None:
    """Neither for another slot, nor for one that nobody holds."""
    async with opened(tmp_path) as intake:
        answer = await put_cells(intake, slot, TICK, CELLS, of=of)
        reader = await intake.client.put(f"/cells/0/{TICK}", content=CELLS, headers=READER)
    assert answer.status_code == reader.status_code == 401


@pytest.mark.parametrize("length", [0, 1023, 1025, 2048])
async def test_cells_have_one_length(tmp_path: Path, length: int) -> None:
    """As many cells as the charter gives each desk."""
    async with opened(tmp_path) as intake:
        assert (await put_cells(intake, 0, TICK, bytes(length))).status_code == 413


async def test_the_board_does_not_tell_who_posted(tmp_path: Path) -> None:
    """Between a tick in which all desks posted and one in which none did, only random-looking bytes differ."""
    lengths = set()
    async with opened(tmp_path) as intake:
        for member in CHARTER.seated:
            await put_cells(intake, member.slot, TICK, os.urandom(1024))
        for _ in range(4):
            await intake.next_tick()
        lengths = {len(each.body or b"") for each in intake.place.reading.newest_boards(-1)}
    assert lengths == {56 + 8 * 1024}


async def test_freshness_stands_on_more_than_half_of_the_bodies(tmp_path: Path) -> None:
    """Notes are joined as they come; one is served once enough bodies have signed it."""
    until = NOW + 86_400
    seen = []
    async with opened(tmp_path) as intake:
        for member in CHARTER.seated[:3]:
            note = sign_freshness(GROUP.signed, GROUP.keys[member.id], until=until, now=NOW)
            answer = await intake.client.put("/freshness", content=bytes(note), headers=posting(GROUP, member.slot))
            assert (answer.status_code, answer.content) == (200, b"held\n")
            served = await intake.client.get("/freshness")
            seen.append(served.status_code)
    assert seen == [404, 404, 200]
    verify(Freshness.from_bytes(served.content), GROUP.signed, NOW)


async def test_the_note_that_holds_longest_is_served(tmp_path: Path) -> None:
    """A newer quorum replaces an older one, and a run-out one is not served."""
    async with opened(tmp_path) as intake:
        for until in (NOW + 86_400, NOW + 2 * 86_400):
            for member in CHARTER.seated:
                note = sign_freshness(GROUP.signed, GROUP.keys[member.id], until=until, now=NOW)
                await intake.client.put("/freshness", content=bytes(note), headers=posting(GROUP, member.slot))
        served = await intake.client.get("/freshness")
        assert Freshness.from_bytes(served.content).until == NOW + 2 * 86_400
        intake.clock.move(3 * 86_400)
        assert (await intake.client.get("/freshness")).status_code == 404


async def test_a_note_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """Another member's, another charter's, run out, too far ahead, two signatures, no note at all, no credential."""
    first = CHARTER.seated[0]
    second = amended(GROUP, lambda tree: tree)

    def note(group: object, member: str, until: int) -> bytes:
        assert group in (GROUP, second)
        signed = GROUP if group is GROUP else second
        return bytes(sign_freshness(signed.signed, GROUP.keys[member], until=until, now=NOW))

    good = note(GROUP, first.id, NOW + 86_400)
    other = note(GROUP, CHARTER.seated[1].id, NOW + 86_400)
    bad = [
        other,
        note(second, first.id, NOW + 86_400),
        good + other[other.index("— ".encode()) :],
        good.replace(b"freshness/1", b"freshness/2"),
        b"",
        b"x" * 4000,
    ]
    async with opened(tmp_path) as intake:
        for body in bad:
            answer = await intake.client.put("/freshness", content=body, headers=posting(GROUP, first.slot))
            assert answer.status_code == 400, body
        assert (await intake.client.put("/freshness", content=good)).status_code == 401
        assert (
            await intake.client.put("/freshness", content=bytes(4097), headers=posting(GROUP, 0))
        ).status_code == 413
        intake.clock.move(2 * 86_400)
        late = await intake.client.put("/freshness", content=good, headers=posting(GROUP, first.slot))
        assert late.status_code == 400
        intake.clock.move(-30 * 86_400)
        early = await intake.client.put("/freshness", content=good, headers=posting(GROUP, first.slot))
        assert early.status_code == 400
        assert intake.place.reading.freshness() == []


async def test_credentials_are_kept_as_hashes(tmp_path: Path) -> None:
    """What a seized server holds opens nothing: neither the group's credential nor a desk's is in any file."""
    async with opened(tmp_path) as intake:
        await put_cells(intake, 0, TICK, CELLS)
        await intake.client.get("/blobs/0/1", headers=READER)
        kept = bytes_below(tmp_path)
    sent = [READER["authorization"], posting(GROUP, 0)["authorization"]]
    for header in sent:
        text = header.removeprefix("Bearer ")
        assert text.encode() not in kept
        assert b64decode(text.translate(str.maketrans("-_", "+/")) + "=") not in kept


async def test_a_worked_chunk_is_taken_where_work_is_asked_for(tmp_path: Path) -> None:
    """Its work is over the same hash that its address names."""
    chunk = worked(LeafKind.CHUNK, CHUNK.blob, CHUNK.head.erase_commit, 4)
    async with opened(tmp_path) as intake:
        assert (await intake.client.put(ADDRESS, content=bytes(chunk))).status_code == 201
