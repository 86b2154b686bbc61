# SPDX-License-Identifier: AGPL-3.0-or-later
"""Both directions between the halves: what the browser seals a desk opens, what a desk posts the browser reads."""

import hashlib
from typing import Any, Final

import pytest

from plaint.age.encrypt import encrypt
from plaint.age.identity import Identity
from plaint.charter.freshness import latest
from plaint.entry import attachments, sections, slices
from plaint.entry.cell import MessageKind
from plaint.entry.complaint import Complaint
from plaint.entry.container import Container
from plaint.entry.envelope import Envelope
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.kinds import COMPLAINANT, RecordKind, Tag
from plaint.entry.message import Received, Rekey, Reply
from plaint.entry.record import Record, SealedBy
from plaint.entry.thread import ThreadSection
from plaint.keys.signature import SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.ledger.armor import read_armor
from plaint.ledger.board import NO_PREVIOUS, BoardBlob
from plaint.ledger.checkpoint import Checkpoint, sign_checkpoint
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.packet import Packet, erase_commit_of, has_work, read_packet, work_seed
from plaint.ledger.proof import inclusion_proof
from plaint.ledger.window import Window
from plaint.receipt.derive import Thread
from plaint.seal.cells import CellAuthor, dummy, seal_cell, write_message
from plaint.unseal.chunks import open_file
from plaint.unseal.entry import Reading, open_entry, read_record
from plaint.unseal.envelope import open_name, open_share
from tests.support.browser_half import ask, decoded, encoded
from tests.support.groups import NOW, ORIGIN, small_group
from tests.support.trees import MemoryTree

GROUP: Final = small_group()
CHARTER: Final = GROUP.signed.charter
ENTROPY: Final = bytes(range(100, 116))
THREAD: Final = Thread.from_entropy(ENTROPY, ORIGIN)
NOTES: Final = [encoded(bytes(GROUP.signed))]
ROOT_HASH: Final = GROUP.signed.digest.hex()
PIN: Final = encoded(
    f'{{"origin": "{ORIGIN}", "root": "{ROOT_HASH}", "version": 1, "hash": "{ROOT_HASH}"}}'.encode("ascii")
)
ABOUT: Final = {"bodies": [next(body.id for body in CHARTER.bodies if body.possible_accused)]}
DOCUMENT: Final[dict[str, Any]] = {"language": "ru", "account": "Меня держали три дня. 😀", "about": ABOUT}


def file(**asked: Any) -> Any:
    """Have a page file something with this group's genuine charter."""
    genuine = {
        "pin": PIN,
        "notes": NOTES,
        "freshness": encoded(GROUP.freshness(NOW, latest(GROUP.signed, NOW))),
        "now": NOW,
        "entropy": encoded(ENTROPY),
        "document": DOCUMENT,
    }
    asked.setdefault("document", DOCUMENT)
    asked["document"] = {
        **asked["document"],
        "about": {"bodies": [], "regions": [], "unknown": False, **asked["document"].get("about", {})},
    }
    return ask("file", **{**genuine, **asked})


def member_at(slot: int) -> Identity:
    """Return the identity of the member in a slot."""
    member = next(member for member in CHARTER.seated if member.slot == slot)
    return GROUP.keys[member.id].keys.identity


def key_at(version: int, slot: int) -> bytes | None:
    """Return the key of the member in a slot of version 1."""
    return next((m.ed25519 for m in CHARTER.seated if m.slot == slot), None) if version == 1 else None


def records(packet: Packet, slot: int) -> list[Record]:
    """Return the records that the member in `slot` finds and believes."""
    opened = open_entry(packet.blob, member_at(slot), slots=CHARTER.slots, slot=slot)
    if opened is None:
        return []
    assert isinstance(opened, Container)
    reading = Reading(
        origin=ORIGIN,
        slot=slot,
        charter_hash=lambda version: GROUP.signed.digest if version == 1 else None,
        member_key=key_at,
    )
    found = [read_record(octets, reading) for octets in opened.records]
    assert all(isinstance(record, Record) for record in found)
    return [record for record in found if isinstance(record, Record)]


def test_a_complaint_sealed_in_the_browser_opens_for_its_readers_only() -> None:
    """Each reader finds one complaint of this receipt; the other members find nothing."""
    sealed = file()
    packet = read_packet(decoded(sealed["packets"][0]))
    assert 0 < len(sealed["readers"]) < len(CHARTER.seated)
    for member in CHARTER.seated:
        found = records(packet, member.slot)
        assert len(found) == (member.slot in sealed["readers"])
        for record in found:
            assert (record.kind, record.author, record.sealed_by) == (
                RecordKind.COMPLAINT,
                COMPLAINANT,
                SealedBy.BROWSER,
            )
            assert record.case_id == THREAD.case_id
            assert record.record_id == decoded(sealed["recordId"])
            said = Complaint.decode(record.sections()[Tag.DOCUMENT])
            assert isinstance(said, Complaint)
            assert (said.account, said.about.bodies, said.consent) == (DOCUMENT["account"], tuple(ABOUT["bodies"]), ())
            assert ThreadSection.decode(record.sections()[Tag.THREAD]) == ThreadSection(
                THREAD.key, THREAD.identity.recipient
            )


def test_its_packet_has_work_and_is_erased_with_the_receipt() -> None:
    """The nonce is enough, the commitment that of the receipt's token, and the armor holds the same packet."""
    sealed = file()
    octets = decoded(sealed["packets"][0])
    packet = read_packet(octets)
    blob_hash = hashlib.sha256(packet.blob).digest()
    assert has_work(work_seed(blob_hash, packet.head.erase_commit), packet.head.nonce, CHARTER.work_bits)
    assert packet.head.erase_commit == erase_commit_of(THREAD.erase_token(decoded(sealed["recordId"])))
    assert read_armor(sealed["armor"], most=1) == (octets,)


def test_a_name_sealed_in_the_browser_opens_with_k_trustees() -> None:
    """Every trustee's share is as committed, and k of them open the name."""
    sealed = file(identity={"name": "Иса", "contact": "через сестру"})
    packet = read_packet(decoded(sealed["packets"][0]))
    envelope = Envelope.decode(records(packet, sealed["readers"][0])[0].sections()[Tag.ENVELOPE])
    assert envelope.k == CHARTER.k
    seats = [seat.slot for seat in envelope.seats]
    assert set(seats) <= set(sealed["readers"])
    shares = [open_share(envelope, member_at(slot), slot=slot) for slot in seats]
    assert open_name(envelope, shares[: CHARTER.k]) == SealedName(name="Иса", contact="через сестру")
    assert open_name(envelope, shares[-CHARTER.k :]) == SealedName(name="Иса", contact="через сестру")


def test_files_sealed_in_the_browser_come_back_whole() -> None:
    """Two chunks and a byte, and an empty media type; each chunk is erased with its own token."""
    film = bytes(range(256)) * 8200
    files = [
        {"name": "кино/1.mp4", "type": "video/mp4", "content": encoded(film), "original": True},
        {"name": "a", "type": "", "content": encoded(b"x"), "original": False},
    ]
    sealed = file(files=files)
    record = records(read_packet(decoded(sealed["packets"][0])), sealed["readers"][0])[0]
    first, second = attachments.decode(record.sections()[Tag.ATTACHMENTS])
    chunks = [read_packet(decoded(chunk)) for chunk in sealed["chunks"]]
    assert open_file([chunk.blob for chunk in chunks[:-1]], first) == film
    assert open_file([chunks[-1].blob], second) == b"x"
    assert (first.name, first.original, second.media_type) == ("кино_1.mp4", True, "")
    for number, chunk in enumerate(chunks[:-1]):
        assert chunk.head.erase_commit == erase_commit_of(THREAD.chunk_token(first.id, number))


def test_longer_matter_is_cut_in_the_browser_and_gathered_at_the_desk() -> None:
    """Sixteen files' lists, a name and a full text need two entries; the desk joins them to one complaint."""
    files = [{"name": "ж" * 127, "type": "x", "content": encoded(b"x"), "original": False} for _ in range(16)]
    long = {**DOCUMENT, "account": "𐐀" * 10_000, "needs": "𐐀" * 1000}
    sealed = file(files=files, document=long, identity={"name": "Иса"})
    packets = [read_packet(decoded(packet)) for packet in sealed["packets"]]
    assert len(packets) == 2
    parts = [record for packet in packets for record in records(packet, sealed["readers"][-1])]
    (whole,) = slices.gather(parts)
    assert (whole.kind, whole.whole_id, whole.have) == (RecordKind.COMPLAINT, decoded(sealed["recordId"]), 2)
    said = Complaint.decode(sections.decode(whole.body or b"")[Tag.DOCUMENT])
    assert isinstance(said, Complaint)
    assert len(said.account) == 10_000


def test_a_follow_up_sealed_in_the_browser_belongs_to_the_case() -> None:
    """It names what is granted and withdrawn, and carries no thread."""
    words = {"language": "ru", "text": "Они пришли снова.", "grant": ["lawyer"], "withdraw": ["press"]}
    sealed = file(followUp=True, document=words, readers=[0, 1])
    record = records(read_packet(decoded(sealed["packets"][0])), 1)[0]
    assert (record.kind, record.case_id) == (RecordKind.FOLLOW_UP, THREAD.case_id)
    said = FollowUp.decode(record.sections()[Tag.DOCUMENT])
    assert isinstance(said, FollowUp)
    assert (said.text, said.grant, said.withdraw) == ("Они пришли снова.", ("lawyer",), ("press",))
    assert Tag.THREAD not in record.sections()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"now": NOW + 90 * 86_400}, "stale", id="a note of last season"),
        pytest.param({"now": NOW - 90 * 86_400}, "clock", id="a note of next season"),
        pytest.param({"notes": [encoded(bytes(small_group(6, 4, k=3).signed))]}, "pinned", id="another charter"),
        pytest.param({"document": {**DOCUMENT, "about": {}}}, "about", id="nobody named"),
        pytest.param({"document": {**DOCUMENT, "account": " "}}, "missing", id="nothing said"),
    ],
)
def test_the_browser_stops_before_anything_is_sealed(change: dict[str, Any], code: str) -> None:
    """An outdated, foreign or empty thing gives an error and no packet."""
    assert file(**change)["error"]["code"] == code


DESK_TICK: Final = CHARTER.desk_tick
HEAD_TICK: Final = NOW // CHARTER.ledger_tick
AUTHOR_SLOT: Final = 0


def signer() -> NoteSigner:
    """Return the ledger's own key."""
    return NoteSigner(ORIGIN, NoteKeyType.ED25519, SigningKey.from_seed(GROUP.ledger.ed25519))


def cells(kind: int, content: bytes, *, key: bytes = THREAD.key) -> list[bytes]:
    """Return the cells of a message of the member in slot 0."""
    member = next(member for member in CHARTER.seated if member.slot == AUTHOR_SLOT)
    author = CellAuthor(slot=AUTHOR_SLOT, key=GROUP.keys[member.id].keys.ed25519, charter_version=1)
    parts = write_message(kind, content, author=author, origin=ORIGIN, case_id=THREAD.case_id)
    return [seal_cell(part, key, origin=ORIGIN) for part in parts]


def window(*ticks: list[bytes], leaves: tuple[bytes, ...] = ()) -> Window:
    """Return a young board whose desk ticks hold these cells, under a head of today."""
    blobs: list[BoardBlob] = []
    first = HEAD_TICK * CHARTER.ledger_tick // DESK_TICK - len(ticks)
    count = CHARTER.slots * CHARTER.cells_per_desk
    for number, posted in enumerate(ticks, start=1):
        filled = b"".join([*posted, *(dummy() for _ in range(count - len(posted)))])
        previous = blobs[-1].hash if blobs else NO_PREVIOUS
        blobs.append(BoardBlob(number=number, desk_tick=first + number - 1, previous=previous, cells=filled))
    lying = [*leaves, bytes(Leaf(LeafKind.BOARD, blobs[-1].hash))]
    tree = MemoryTree(lying)
    head = Checkpoint(origin=ORIGIN, size=len(lying), root=tree.frontier.root(), tick=HEAD_TICK, board=blobs[-1].number)
    return Window(
        note=bytes(sign_checkpoint(head, [signer()], ledger_tick=CHARTER.ledger_tick)),
        index=len(lying) - 1,
        path=inclusion_proof(len(lying) - 1, len(lying), tree.read_tile),
        blobs=tuple(bytes(blob) for blob in blobs),
    )


def look(shown: Window, typed: str) -> Any:
    """Have a page look for replies with typed words."""
    return ask("look", window=encoded(bytes(shown)), notes=NOTES, now=NOW, days=7, typed=typed)


def words() -> str:
    """Return the receipt's words, typed in capitals with numbers."""
    listed = file()["words"].split()
    return " ".join(f"{place}. {word.upper()}" for place, word in enumerate(listed, start=1))


def received(record_id: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """Return a genuine "received" for an entry, and the leaves of its ledger."""
    blob_hash = b"h" * 32
    own = Leaf(LeafKind.ENTRY, blob_hash, erase_commit_of(THREAD.erase_token(record_id)))
    leaves = (b"another leaf", bytes(own), b"a third")
    tree = MemoryTree(leaves)
    head = Checkpoint(origin=ORIGIN, size=3, root=tree.frontier.root(), tick=HEAD_TICK - 1, board=0)
    message = Received(
        role="Омбудсмен",
        record_id=record_id,
        readers=0b11,
        index=1,
        blob_hash=blob_hash,
        size=3,
        root=head.root,
        tick=head.tick,
        board=0,
        signature=signer().key.sign(head.text),
        path=inclusion_proof(1, 3, tree.read_tile),
    )
    return message.encode(), leaves


def test_what_a_desk_posts_the_browser_finds_with_typed_words() -> None:
    """A proven "received", a reply in parts, a rekey, and a notice under the new key, among dummies."""
    record_id = b"r" * 16
    message, leaves = received(record_id)
    long = Reply(role="Прокуратура", day=17_296, language="ru", text="Мы получили. " * 150)
    new_key = b"n" * 32
    rekey = Rekey(role="НПО", sealed_key=encrypt(new_key, [THREAD.identity.recipient]))
    notice = Reply(role="НПО", day=17_297, language="ce", text="Конверт открыт.")
    shown = window(
        cells(MessageKind.RECEIVED, message),
        cells(MessageKind.REPLY, long.encode()),
        cells(MessageKind.REKEY, rekey.encode()),
        cells(MessageKind.NOTICE, notice.encode(), key=new_key),
        leaves=leaves,
    )
    found = look(shown, words())["found"]
    assert [(one["kind"], one["board"]) for one in found] == [
        ("received", 1),
        ("reply", 2),
        ("rekey", 3),
        ("notice", 4),
    ]
    assert (found[0]["proven"], found[0]["readers"], decoded(found[0]["recordId"])) == (True, 0b11, record_id)
    assert (found[1]["role"], found[1]["text"]) == (long.role, long.text)
    assert (found[3]["language"], found[3]["text"]) == ("ce", notice.text)


def test_words_that_never_existed_find_nothing_and_no_error() -> None:
    """Another receipt looks at the same board and sees silence."""
    reply = Reply(role="НПО", day=1, language="ru", text="Ответ")
    shown = window(cells(MessageKind.REPLY, reply.encode()))
    other = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    assert look(shown, other) == {"found": []}


def test_a_window_that_python_made_and_somebody_cut_is_refused() -> None:
    """Without its newest board the window is not whole, and nothing is read."""
    shown = window([], [], [])
    cut = Window(note=shown.note, index=shown.index, path=shown.path, blobs=shown.blobs[:-1])
    assert look(cut, "")["error"]["code"] == "bad-proof"
