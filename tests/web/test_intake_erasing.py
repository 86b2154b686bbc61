# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing: by the author, by the group, by age; after a delay, and without a trace of the body."""

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.desk.erasing.wish import Target, new_wish, sign, tombstones
from plaint.keys import note as notes
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.ledger.leaf import Leaf, LeafKind, read_leaf
from plaint.ledger.packet import Packet
from plaint.ledger.tombstone import BY_AUTHOR, BY_GROUP, Tombstone, group_text
from tests.support.groups import found_with, small_group, small_plan
from tests.support.places import Intake, bearer, bytes_below, opened, packet

pytestmark = pytest.mark.anyio

GROUP = small_group()
CHARTER = GROUP.signed.charter
DAY_TICKS = 24
TOKEN = b"t" * 32


async def filed(intake: Intake, sent: Packet) -> int:
    """Hand in an entry or chunk; return the index of its leaf."""
    name = sha256(sent.blob).digest()
    if sent.head.kind is LeafKind.ENTRY:
        answer = await intake.client.post("/e", content=bytes(sent))
    else:
        answer = await intake.client.put(f"/c/{name.hex()}", content=bytes(sent))
    assert answer.status_code in (200, 201)
    await intake.next_tick()
    return intake.place.reading.leaves(0, 1000).index(bytes(sent.head.leaf(name)))


async def erase(intake: Intake, tombstone: Tombstone) -> int:
    """Hand in a tombstone; return the status."""
    return (await intake.client.post("/t", content=bytes(tombstone))).status_code


def read_target(intake: Intake, index: int) -> Leaf:
    """Return the leaf at `index`."""
    leaf = read_leaf(intake.place.reading.leaves(index, 1)[0])
    assert isinstance(leaf, Leaf)
    return leaf


def group_note(index: int, members: Collection[str], origin: str = CHARTER.origin) -> bytes:
    """Return the note with which these members have the leaf at `index` erased."""
    signers = [
        NoteSigner(f"{CHARTER.origin}/{name}", NoteKeyType.ED25519, GROUP.keys[name].keys.ed25519) for name in members
    ]
    return bytes(notes.sign(group_text(origin, index), signers))


def by_body(count: int) -> list[str]:
    """Return one member of each of `count` bodies."""
    seated = {member.body: member.id for member in reversed(CHARTER.seated)}
    return list(seated.values())[:count]


async def test_what_the_ceremony_makes_is_taken(tmp_path: Path) -> None:
    """A wish of members of k bodies (`plaint erasure`) becomes tombstones that intake takes into the ledger."""
    async with opened(tmp_path) as intake:
        places = sorted([await filed(intake, packet()) for _ in range(2)])
        targets = [Target(index, read_target(intake, index).blob_hash) for index in places]
        wish = new_wish(CHARTER, targets, "rubbish")
        for member in by_body(CHARTER.k):
            wish = sign(wish, GROUP.keys[member], CHARTER)
        answers = [await erase(intake, stone) for stone in tombstones(wish, CHARTER)]
        await intake.next_tick()
        kinds = [leaf[4] for leaf in intake.place.reading.leaves(0, 1000)]
    assert answers == [200, 200]
    assert kinds.count(LeafKind.TOMBSTONE) == 2


async def test_an_author_has_an_entry_erased_after_the_delay(tmp_path: Path) -> None:
    """The tombstone is a leaf at once; the body goes after `erase_days`; leaf and heads stay what they were."""
    sent = packet(token=TOKEN)
    reader = bearer(GROUP.credential)
    async with opened(tmp_path) as intake:
        index = await filed(intake, sent)
        tombstone = Tombstone(BY_AUTHOR, index, TOKEN)
        first = await intake.client.post("/t", content=bytes(tombstone))
        again = await intake.client.post("/t", content=bytes(tombstone))
        await intake.next_tick()
        leaves = intake.place.reading.leaves(0, 1000)
        await intake.next_tick(13 * DAY_TICKS)
        before = (await intake.client.get(f"/blobs/{index}/1", headers=reader)).content
        await intake.next_tick(2 * DAY_TICKS)
        after = (await intake.client.get(f"/blobs/{index}/1", headers=reader)).content
        assert intake.place.reading.leaves(0, len(leaves)) == leaves
        kept = bytes_below(intake.place.settings.folder)
    assert first.content == again.content == b"held " + sha256(bytes(tombstone)).hexdigest().encode() + b"\n"
    assert bytes(Leaf(LeafKind.TOMBSTONE, sha256(bytes(tombstone)).digest())) in leaves
    assert before[4:] == sent.blob
    assert after == b"\xff\xff\xff\xff"
    assert sent.blob[-64:] not in kept


async def test_a_chunk_is_erased_with_its_file(tmp_path: Path) -> None:
    """Its address then says that it is gone."""
    sent = packet(LeafKind.CHUNK, token=TOKEN)
    name = sha256(sent.blob)
    async with opened(tmp_path) as intake:
        index = await filed(intake, sent)
        assert await erase(intake, Tombstone(BY_AUTHOR, index, TOKEN)) == 200
        await intake.next_tick()
        await intake.next_tick(15 * DAY_TICKS)
        answer = await intake.client.get(f"/c/{name.hexdigest()}", headers=bearer(GROUP.credential))
        assert not intake.place.chunks.holds(name.digest())
    assert answer.status_code == 410


async def test_the_group_erases_with_members_of_k_bodies(tmp_path: Path) -> None:
    """K bodies suffice, fewer do not, and two members of one body are one."""
    same_body = [member.id for member in CHARTER.seated if member.body == CHARTER.seated[0].body]
    assert (CHARTER.k, len(same_body)) == (2, 2)
    async with opened(tmp_path) as intake:
        index = await filed(intake, packet())
        for members in (by_body(1), same_body):
            assert await erase(intake, Tombstone(BY_GROUP, index, group_note(index, members))) == 400
        assert await erase(intake, Tombstone(BY_GROUP, index, group_note(index, by_body(2)))) == 200


async def test_a_tombstone_without_right_is_refused(tmp_path: Path) -> None:
    """Another token, index or ledger, a changed note, no note, a charter's leaf: one and the same refusal."""
    async with opened(tmp_path) as intake:
        index = await filed(intake, packet(token=TOKEN))
        note = group_note(index, by_body(2))
        refused = [
            Tombstone(BY_AUTHOR, index, b"u" * 32),
            Tombstone(BY_AUTHOR, 999, TOKEN),
            Tombstone(BY_AUTHOR, 2**53 - 1, TOKEN),
            Tombstone(BY_AUTHOR, 0, TOKEN),
            Tombstone(BY_GROUP, index, TOKEN),
            Tombstone(BY_GROUP, index, group_note(index + 1, by_body(2))),
            Tombstone(BY_GROUP, index, group_note(index, by_body(2), "plaint.example/south")),
            Tombstone(BY_GROUP, index, note.replace(b"\n%d\n" % index, b"\n777\n", 1)),
        ]
        told = [await intake.client.post("/t", content=bytes(tombstone)) for tombstone in refused]
        assert {(answer.status_code, answer.text) for answer in told} == {(400, told[0].text)}
        for octets in (b"", b"\x01\x01", bytes(42), b"short"):
            assert (await intake.client.post("/t", content=octets)).status_code == 400
        assert (await intake.client.post("/t", content=bytes(4097))).status_code == 413
        await intake.next_tick()
        kinds = [leaf[4] for leaf in intake.place.reading.leaves(0, 1000)]
    assert LeafKind.TOMBSTONE not in kinds


async def test_only_what_was_sealed_can_be_erased(tmp_path: Path) -> None:
    """No board, no charter: nobody has a token for them, and the group's own note does not reach them either."""
    async with opened(tmp_path) as intake:
        leaves = intake.place.reading.leaves(0, 1000)
        assert {leaf[4] for leaf in leaves} == {LeafKind.BOARD, LeafKind.CHARTER}
        for index in range(len(leaves)):
            assert await erase(intake, Tombstone(BY_GROUP, index, group_note(index, by_body(3)))) == 400


async def test_everything_goes_at_one_age(tmp_path: Path) -> None:
    """Entries and chunks after `entry_days`; charters stay; boards stay while a window reaches them."""
    group = found_with(small_plan() | {"entry_days": 30})
    entry, chunk = packet(), packet(LeafKind.CHUNK)
    async with opened(tmp_path, group) as intake:
        await filed(intake, entry)
        await filed(intake, chunk)
        await intake.next_tick(6)
        await intake.next_tick(29 * DAY_TICKS)
        reading = intake.place.reading
        assert all(not body.erased for body in reading.bodies(0, 1000))
        await intake.next_tick(2 * DAY_TICKS)
        gone = {body.leaf[4] for body in reading.bodies(0, 1000) if body.erased}
        assert gone == {LeafKind.ENTRY, LeafKind.CHUNK}
        assert not intake.place.chunks.holds(sha256(chunk.blob).digest())
        await intake.next_tick(40 * DAY_TICKS)
        await intake.next_tick(40 * DAY_TICKS)
        boards = reading.newest_boards(-1)
        assert [board.body is None for board in boards] == [True] * (len(boards) - 3) + [False] * 3
        assert (await intake.client.get("/board/60")).status_code == 200
        kept = bytes_below(intake.place.settings.folder)
    assert entry.blob[-64:] not in kept
    assert bytes(group.signed)[-64:] in kept


async def test_nothing_goes_before_a_board_shows_its_age(tmp_path: Path) -> None:
    """After weeks in which intake did not run, what came before waits for a board that is old enough; it stays."""
    group = found_with(small_plan() | {"entry_days": 30})
    async with opened(tmp_path, group) as intake:
        await intake.next_tick()
        index = await filed(intake, packet())
        assert index == intake.place.reading.size() - 1
        await intake.next_tick(25 * DAY_TICKS)
        await intake.next_tick(10 * DAY_TICKS)
        assert not intake.place.reading.bodies(index, 1)[0].erased
        for _ in range(8):
            await intake.next_tick(10 * DAY_TICKS)
        bodies = intake.place.reading.bodies(0, 1000)
        assert bodies[index].erased
        dating = next(body for body in bodies[index:] if body.leaf[4] == LeafKind.BOARD and not body.erased)
        assert all(not body.erased for body in bodies[bodies.index(dating) :])


async def test_a_board_that_no_window_reaches_stays_for_its_age(tmp_path: Path) -> None:
    """With entries that stay for two years a board of 100 days ago is still there: gone, it would pass for withheld."""
    async with opened(tmp_path) as intake:
        for _ in range(11):
            await intake.next_tick(10 * DAY_TICKS)
        bodies = intake.place.reading.bodies(0, 1000)
        assert [body.erased for body in bodies if body.leaf[4] == LeafKind.BOARD] == [False] * 12
