# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pulling the whole ledger, opening one's own slot, folding."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from plaint.casework.statements import Note
from plaint.desk.mirror import blobs, evidence, tree
from plaint.desk.sync.constitution import read_book
from plaint.desk.sync.heads import is_stale
from plaint.desk.sync.progress import StoppedError
from plaint.desk.sync.remote import RemoteError
from plaint.desk.sync.run import open_pulled
from plaint.desk.vault import cases, records
from plaint.entry import sections
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.strictjson import encode
from plaint.ledger.leaf import LeafKind
from plaint.ledger.merkle import leaf_hash
from plaint.ledger.proof import inclusion_proof, verify_inclusion
from plaint.seal.chunks import OutgoingFile
from tests.support.groups import amended, small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story, octets
from tests.support.syncing import MakeDesk, pullers

READERS = (0, 1, 3)
DAY = 86_400


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    return Ledger(small_group())


@pytest.fixture(name="desk_of")
def _desk_of(tmp_path: Path, ledger: Ledger) -> Iterator[MakeDesk]:
    with pullers(tmp_path, ledger) as make:
        yield make


def _complaint(ledger: Ledger, story: Story, name: str, readers: tuple[int, ...] = READERS) -> int:
    return ledger.file(story.complaint(story.complainant(name), readers=readers, account=f"жалоба {name}").record)


def test_a_complaint_reaches_its_readers_and_nobody_else(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Two readers see the case; a member who was left out pulls the same and sees nothing."""
    story = Story()
    _complaint(ledger, story, "anna")
    ledger.cover()
    ledger.tick(3600)
    shown = {}
    for member in ("ombudsman-1", "ngo-1", "interior-1"):
        desk = desk_of(member)
        assert desk.sync() == (0 if member == "interior-1" else 1)
        shown[member] = desk.excerpts()
    assert shown == {"ombudsman-1": ["жалоба anna"], "ngo-1": ["жалоба anna"], "interior-1": []}


def test_everybody_asks_for_the_same(ledger: Ledger, desk_of: MakeDesk) -> None:
    """The requests of a reader and of a member who was left out are equal, in order and in number."""
    story = Story()
    _complaint(ledger, story, "anna")
    ledger.board()
    ledger.tick(3600)
    asked = []
    for member in ("ombudsman-1", "interior-1"):
        desk = desk_of(member)
        desk.server.asked.clear()
        desk.sync()
        desk.sync()
        asked.append([(request.method, request.url.path, dict(request.headers)) for request in desk.server.asked])
    assert asked[0] == asked[1]


def test_a_second_sync_pulls_what_is_new(ledger: Ledger, desk_of: MakeDesk) -> None:
    """After more was appended, only the new blobs are fetched, and the case grows."""
    story = Story()
    _complaint(ledger, story, "anna")
    ledger.tick(3600)
    desk = desk_of("ngo-1")
    desk.sync()
    ledger.file(story.follow_up(story.complainant("anna"), readers=READERS, text="ещё").record)
    ledger.tick(3600)
    desk.server.asked.clear()
    assert desk.sync() == 1
    assert [request.url.path for request in desk.server.asked if "blobs" in request.url.path] == ["/blobs/2/1"]
    with desk.opened.vault.read() as rows:
        assert len(records.of_case(rows, story.complainant("anna").case_id)) == 2


def test_a_sync_without_news_changes_nothing(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A head of the same size is taken over and nothing else is fetched."""
    ledger.tick(3600)
    desk = desk_of("ngo-1")
    desk.sync()
    ledger.tick(3600)
    desk.server.asked.clear()
    assert desk.sync() == 0
    assert {request.url.path for request in desk.server.asked} == {"/charter", "/checkpoint"}


def test_a_broken_pull_goes_on_where_it_was(ledger: Ledger, desk_of: MakeDesk) -> None:
    """After the connection broke, full bundles and blobs that were fetched are not fetched again."""
    for _ in range(600):
        ledger.append(*_junk(ledger))
    ledger.tick(3600)
    desk = desk_of("ngo-1")
    asked: list[str] = []

    def break_at(number: int) -> None:
        def answer(request: httpx.Request) -> httpx.Response | None:
            asked.append(request.url.path)
            if len(asked) == number:
                raise httpx.ReadError("broken off")
            return ledger.answer(request)

        desk.server.fallback = answer

    for number in (3, 7):
        break_at(number)
        with pytest.raises(RemoteError):
            desk.sync()
    break_at(1000)
    desk.sync()
    assert asked.count("/tile/entries/000") == 1
    assert asked.count("/tile/entries/001") == 1
    assert asked.count("/blobs/0/64") == 1
    with desk.source.mirror.read() as rows:
        assert blobs.fetched_to(rows) == 601


def _junk(ledger: Ledger) -> tuple[LeafKind, bytes]:
    return LeafKind.ENTRY, octets(f"junk {len(ledger.leaves)}", 65_536)


def test_stopping_in_the_middle_loses_nothing(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A desk that is locked while opening goes on after it is opened again."""
    story = Story()
    for name in ("anna", "boris"):
        _complaint(ledger, story, name)
    ledger.tick(3600)
    desk = desk_of("ngo-1")
    book = desk.pull().book
    desk.source.progress.ask_to_stop()
    with pytest.raises(StoppedError):
        open_pulled(desk.source, desk.opened, book)
    desk.source.progress.allow()
    assert open_pulled(desk.source, desk.opened, book) == 2
    assert desk.excerpts() == ["жалоба boris", "жалоба anna"]


def test_days_come_from_the_ledger(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A complaint is dated by the board that follows it, not by when a desk pulled it."""
    story = Story()
    first = _complaint(ledger, story, "anna")
    ledger.board()
    ledger.now += 3 * DAY
    second = _complaint(ledger, story, "boris")
    ledger.tick(5 * DAY)
    desk = desk_of("ngo-1")
    desk.sync()
    with desk.opened.vault.read() as rows:
        days = {name: records.of_case(rows, story.complainant(name).case_id)[0].day for name in ("anna", "boris")}
    begin = Ledger(small_group()).now // DAY
    assert days == {"anna": begin, "boris": begin + 8}
    assert (first, second) == (1, 3)


def test_proofs_come_from_the_mirror(ledger: Ledger, desk_of: MakeDesk) -> None:
    """The tiles kept by a desk give an inclusion proof of every leaf under the signed root."""
    for _ in range(300):
        ledger.append(*_junk(ledger))
        if len(ledger.leaves) in {100, 255, 256, 257}:
            ledger.tick(3600)
            desk_of("ngo-1")
    ledger.tick(3600)
    desk = desk_of("ombudsman-1")
    desk.pull()
    with desk.source.mirror.read() as rows:
        head = tree.head(rows)
        assert head is not None
        size, root = head.checkpoint.size, head.checkpoint.root
        for index in (0, 1, 99, 255, 256, 299):
            path = inclusion_proof(index, size, tree.tile_reader(rows))
            verify_inclusion(leaf_hash(bytes(ledger.leaves[index])), index, size, path, root)


def test_chunks_are_fetched_by_everyone_and_kept_sealed(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Every desk fetches every chunk; what lies on the disk is the sealed blob."""
    photo = OutgoingFile(
        content=b"canary in a photograph" * 10, name="photo.jpg", media_type="image/jpeg", original=False
    )
    chunks = list(photo.blobs())
    digests = [hashlib.sha256(blob).digest() for blob in chunks]
    for blob in chunks:
        ledger.chunk(blob)
    ledger.tick(3600)
    for member in ("ombudsman-1", "interior-1"):
        desk = desk_of(member)
        desk.sync()
        assert [blobs.read_chunk(desk.source.chunks, digest) for digest in digests] == chunks
    assert not any(b"canary" in path.read_bytes() for path in desk.source.home.folder.rglob("*") if path.is_file())


def test_nothing_opened_lies_on_the_disk_in_clear(ledger: Ledger, desk_of: MakeDesk) -> None:
    """After a sync no file of the desk holds a word of the complaint."""
    story = Story()
    _complaint(ledger, story, "канарейка")
    ledger.tick(3600)
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.excerpts() == ["жалоба канарейка"]
    for path in desk.source.home.folder.rglob("*"):
        if path.is_file():
            assert "канарейка".encode() not in path.read_bytes(), path.name


def test_an_authors_tombstone_is_obeyed(ledger: Ledger, desk_of: MakeDesk) -> None:
    """After its delay the sealed copy and what was opened from it are gone; before it they are not."""
    story = Story()
    index = _complaint(ledger, story, "anna")
    ledger.tick(3600)
    desk = desk_of("ngo-1")
    desk.sync()
    ledger.tombstone(index)
    ledger.tick(3600)
    desk.sync()
    assert desk.excerpts() == ["жалоба anna"]
    ledger.tick(15 * DAY)
    desk.sync()
    assert desk.excerpts() == []
    with desk.source.mirror.read() as rows:
        assert blobs.get(rows, index) is None
    assert desk.misdeeds() == []


def test_a_tombstone_without_the_token_erases_nothing(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Whoever does not know the author's token cannot have a copy dropped."""
    story = Story()
    index = _complaint(ledger, story, "anna")
    ledger.tombstone(index, token=bytes(32))
    ledger.tick(30 * DAY)
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.excerpts() == ["жалоба anna"]


def test_a_relayed_record_is_read_by_the_new_reader(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A widening brings what was written before, with its authors, to whom it was opened for."""
    story = Story()
    anna = story.complainant("anna")
    _complaint(ledger, story, "anna")
    note = story.say("ombudsman-1", Note(audience="readers", text="before"), of=anna.case_id, readers=READERS)
    ledger.file(note.record)
    body: dict[int, bytes] = {
        Tag.DOCUMENT: encode({"form": 1, "added": ["ombudsman-2"], "reason": "help"}),
        Tag.RELAYED: sections.encode_relayed((story.seen[0].record.encode(), note.record.encode())),
    }
    widening = story.member_record("ombudsman-1", RecordKind.WIDENING, body, of=anna.case_id, readers=(*READERS, 4))
    ledger.file(widening.record)
    ledger.tick(3600)
    desk = desk_of("ombudsman-2")
    desk.sync()
    with desk.opened.vault.read() as rows:
        seen = records.of_case(rows, anna.case_id)
    assert [(each.hash, each.relayed) for each in seen] == [
        (story.seen[0].hash, True), (note.hash, True), (widening.hash, False),
    ]  # fmt: skip
    assert desk.excerpts() == ["жалоба anna"]


def test_who_was_no_reader_cannot_relay(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A widening by a member who was not among a record's readers brings nothing."""
    story = Story()
    anna = story.complainant("anna")
    story.complaint(anna, readers=READERS, account="жалоба")
    body: dict[int, bytes] = {
        Tag.DOCUMENT: encode({"form": 1, "added": ["prosecutor-2"], "reason": "x"}),
        Tag.RELAYED: sections.encode_relayed((story.seen[0].record.encode(),)),
    }
    widening = story.member_record("interior-1", RecordKind.WIDENING, body, of=anna.case_id, readers=(2, 5))
    ledger.file(widening.record)
    ledger.tick(3600)
    desk = desk_of("prosecutor-2")
    desk.sync()
    with desk.opened.vault.read() as rows:
        assert [each.hash for each in records.of_case(rows, anna.case_id)] == [widening.hash]
        assert [each.reason for each in records.all_refused(rows, most=9)] == ["readers"]


def test_what_is_not_right_is_kept_and_listed(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A forged author, a damaged entry and a newer kind are listed; what is right beside them is shown."""
    story = Story()
    good = story.complaint(story.complainant("anna"), readers=READERS, account="жалоба anna").record
    forged = story.say("ombudsman-1", Note(audience="readers", text="x"), of=good.case_id, readers=READERS).record
    beside = story.say("ngo-1", Note(audience="readers", text="y"), of=good.case_id, readers=READERS).record
    ledger.file(good)
    ledger.file(beside, replace(forged, signature=bytes(64)))
    broken = bytearray(ledger.blobs[ledger.file(good)] or b"")
    broken[-20] ^= 1
    ledger.append(LeafKind.ENTRY, bytes(broken))
    ledger.tick(3600)
    desk = desk_of("ngo-1")
    desk.sync()
    assert desk.excerpts() == ["жалоба anna"]
    with desk.opened.vault.read() as rows:
        assert [(each.index, each.reason) for each in records.all_refused(rows, most=9)] == [
            (4, "broken"), (2, "signature"),
        ]  # fmt: skip
        assert [each.record for each in records.of_case(rows, good.case_id)] == [good, beside]


def test_an_entry_for_others_is_not_listed_even_if_broken(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A damaged entry says nothing to who could not have read it: it is no line, no count, no gap."""
    story = Story()
    index = _complaint(ledger, story, "anna")
    broken = bytearray(ledger.blobs[index] or b"")
    broken[-20] ^= 1
    ledger.append(LeafKind.ENTRY, bytes(broken))
    ledger.tick(3600)
    desk = desk_of("interior-1")
    desk.sync()
    with desk.opened.vault.read() as rows:
        assert records.all_refused(rows, most=9) == ()
        assert set(cases.counts(rows, me="interior-1").values()) == {0}


def test_a_new_charter_is_followed(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A next version, signed by a majority and laid into the ledger, holds from its leaf on."""
    group = small_group()
    desk = desk_of("ngo-1")
    desk.sync()
    second = amended(group, lambda tree: {**tree, "reply_days": 20})
    at = ledger.amend(second)
    ledger.serve(desk.server)
    ledger.tick(3600)
    desk.sync()
    with desk.source.mirror.read() as rows:
        book = read_book(rows)
    assert book is not None
    assert book.constitution.newest.charter.version == 2
    assert (book.number_at(at - 1), book.number_at(at)) == (1, 2)
    assert desk.source.connection.reading == second.credential


def test_a_locked_desk_waits_with_a_new_credential(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Pulling alone cannot open the new group credential: it follows the charter and stops there."""
    desk = desk_of("ngo-1")
    ledger.amend(amended(small_group(), lambda tree: {**tree, "reply_days": 20}))
    ledger.serve(desk.server)
    ledger.tick(3600)
    with pytest.raises(RemoteError) as caught:
        desk.pull()
    assert caught.value.status == 401


def test_a_stale_head_is_told(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A head of yesterday is taken over if it fits, and called stale; one of this hour is not."""
    ledger.tick(3600)
    desk = desk_of("ngo-1")
    assert not desk.pull().stale
    desk.clock.move(DAY)
    assert desk.pull().stale
    with desk.source.mirror.read() as rows:
        head = tree.head(rows)
        assert head is not None
        assert is_stale(head.checkpoint, ledger_tick=3600, now=desk.clock.now())
        assert evidence.everything(rows) == ()
