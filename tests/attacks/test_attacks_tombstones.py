# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wishes to erase cost no work: what is appended for them is bounded all the same."""

import asyncio
import os
from collections.abc import Iterator
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest

from plaint.charter.amend import retire
from plaint.keys import note as notes
from plaint.keys.note import Note, SignatureLine
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.ledger.leaf import LeafKind
from plaint.ledger.tombstone import BY_AUTHOR, BY_GROUP, Tombstone, group_text
from plaint.store.reserve import MIB, Reserve
from tests.support.groups import amended, group_folder, small_group
from tests.support.places import Intake, made_place, opened, packet

pytestmark = pytest.mark.anyio

GROUP = small_group()
CHARTER = GROUP.signed.charter
TOKEN = b"t" * 32


def wish(index: int) -> Note:
    """Return the wish of one member of each body to erase the leaf at `index`."""
    members = {member.body: member.id for member in CHARTER.seated}
    signers = [
        NoteSigner(f"{CHARTER.origin}/{name}", NoteKeyType.ED25519, GROUP.keys[name].keys.ed25519)
        for name in members.values()
    ]
    return notes.sign(group_text(CHARTER.origin, index), signers)


def forms_of(note: Note) -> Iterator[bytes]:
    """Yield forms of one wish: each order of its lines, fewer lines, lines of nobody."""
    lines = note.signatures
    for count in range(CHARTER.k, len(lines) + 1):
        for some in permutations(lines, count):
            yield bytes(Note(note.text, some))
    for _ in range(8):
        nobody = SignatureLine(f"{CHARTER.origin}/nobody", os.urandom(4), os.urandom(64))
        yield bytes(Note(note.text, (*lines, nobody)))


async def filed(intake: Intake) -> int:
    """File an entry; return the index of its leaf."""
    sent = packet(token=TOKEN)
    assert (await intake.client.post("/e", content=bytes(sent))).status_code == 200
    await intake.next_tick()
    return intake.place.reading.leaves(0, 1000).index(bytes(sent.head.leaf(sha256(sent.blob).digest())))


def tombstones(intake: Intake) -> int:
    """Return how many tombstones are in the ledger."""
    return [leaf[4] for leaf in intake.place.reading.leaves(0, 1000)].count(LeafKind.TOMBSTONE)


async def test_one_wish_in_many_forms_is_one_leaf(tmp_path: Path) -> None:
    """Arranged anew, cut or padded, one after another or at once: each is told of the wish that stands."""
    async with opened(tmp_path) as intake:
        index = await filed(intake)
        forms = [bytes(Tombstone(BY_GROUP, index, form)) for form in forms_of(wish(index))]
        assert len(set(forms)) > 16
        at_once = await asyncio.gather(*[intake.client.post("/t", content=form) for form in forms])
        await intake.next_tick()
        later = [await intake.client.post("/t", content=form) for form in forms]
        by_author = await intake.client.post("/t", content=bytes(Tombstone(BY_AUTHOR, index, TOKEN)))
        await intake.next_tick()
        assert tombstones(intake) == 2  # the group's and the author's
    told = {(answer.status_code, answer.text) for answer in (*at_once, *later)}
    assert len(told) == 1
    status, text = told.pop()
    assert (status, by_author.status_code) == (200, 200)
    assert text in {f"held {sha256(form).hexdigest()}\n" for form in forms}


async def test_a_wish_that_does_not_hold_any_more_stands_in_nobodys_way(tmp_path: Path) -> None:
    """Where one of its two signers was retired before it took effect, the group's new word is taken."""
    settings = made_place(tmp_path)
    async with opened(tmp_path, settings=settings) as intake:
        index = await filed(intake)
        first, second, third, *_ = wish(index).signatures
        old = Tombstone(BY_GROUP, index, bytes(Note(group_text(CHARTER.origin, index), (first, second))))
        assert (await intake.client.post("/t", content=bytes(old))).status_code == 200
        await intake.next_tick()
        at = intake.clock.now()
    retired = first.name.rpartition("/")[2]
    newer = amended(GROUP, lambda tree: retire(tree, retired))
    group_folder(settings.charters, GROUP, newer)
    async with opened(tmp_path, settings=settings, at=at) as intake:
        await intake.next_tick()
        new = Tombstone(BY_GROUP, index, bytes(Note(group_text(CHARTER.origin, index), (second, third))))
        answer = await intake.client.post("/t", content=bytes(new))
        await intake.next_tick()
        assert answer.text == f"held {sha256(bytes(new)).hexdigest()}\n"
        assert tombstones(intake) == 2


async def test_wishes_to_erase_are_taken_from_a_full_server_and_leave_it_half_of_its_reserve(tmp_path: Path) -> None:
    """At the reserve entries are refused and erasures are not; at half of it both are, and heads go on."""
    free = [8 * MIB]
    async with opened(tmp_path, reserve=Reserve(tmp_path, 2 * MIB, lambda _: free[0])) as intake:
        places = [await filed(intake) for _ in range(2)]
        stones = [bytes(Tombstone(BY_AUTHOR, index, TOKEN)) for index in places]
        free[0] = 2 * MIB
        assert (await intake.client.post("/e", content=bytes(packet()))).status_code == 507
        assert (await intake.client.post("/t", content=stones[0])).status_code == 200
        free[0] = MIB
        refused = await intake.client.post("/t", content=stones[1])
        again = await intake.client.post("/t", content=stones[0])
        await intake.next_tick()
        assert tombstones(intake) == 1
        free[0] = 2 * MIB
        assert (await intake.client.post("/t", content=stones[1])).status_code == 200
    assert (refused.status_code, refused.text.partition(":")[0]) == (507, "full")
    assert again.status_code == 200


async def test_what_was_erased_makes_room_on_a_full_server(tmp_path: Path) -> None:
    """A database does not shrink: entries are taken into the place of erased ones, and no more of them than that."""
    free = [8 * MIB]
    async with opened(tmp_path, reserve=Reserve(tmp_path, 2 * MIB, lambda _: free[0])) as intake:
        sent = [packet() for _ in range(4)]
        for each in sent:
            assert (await intake.client.post("/e", content=bytes(each))).status_code == 200
        free[0] = 2 * MIB
        assert (await intake.client.post("/e", content=bytes(packet()))).status_code == 507
        hashes = [sha256(each.blob).digest() for each in sent]
        await intake.place.writer.write(lambda writing: writing.erase(hashes))
        await intake.turn()
        answers = [(await intake.client.post("/e", content=bytes(packet()))).status_code for _ in range(8)]
    taken = answers.count(200)
    assert answers == [200] * taken + [507] * (8 - taken)
    assert taken in (3, 4)
