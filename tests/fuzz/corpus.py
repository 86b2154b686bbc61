# SPDX-License-Identifier: AGPL-3.0-or-later
"""Right inputs of every form of the sealed side, made by our own writers or taken from the shared vectors."""

import functools

from plaint.age.encrypt import encrypt
from plaint.casework.disclosure import (
    Opened,
    OpeningNotice,
    OpeningRequest,
    OpeningShare,
    OpeningVote,
    OpeningWithdrawal,
)
from plaint.casework.statements import (
    Assignment,
    Head,
    Note,
    Objection,
    Recusal,
    Statement,
    StatusChange,
    Widening,
    write_statement,
)
from plaint.casework.statements import Rekey as RekeyStatement
from plaint.casework.statements import Reply as ReplyStatement
from plaint.entry import attachments, container, sections
from plaint.entry.attachments import CHUNK_CONTENT, CHUNK_LENGTH, Attachment, Chunk
from plaint.entry.cell import CellPart, MessageKind
from plaint.entry.complaint import About, Complaint, Helper
from plaint.entry.envelope import OpenShare
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.message import REKEY_LENGTH, Received, Rekey, Reply
from plaint.entry.slices import Slice
from plaint.entry.thread import ThreadSection
from plaint.filing.parcel import write_parcel
from plaint.keys.signature import Algorithm, SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.keys.words import to_words
from plaint.ledger.armor import write_armor
from plaint.ledger.board import CELL_LENGTH, NO_PREVIOUS, BoardBlob
from plaint.ledger.checkpoint import Checkpoint, sign_checkpoint
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.packet import Packet, PacketHead
from plaint.ledger.tombstone import Tombstone
from plaint.ledger.window import Window
from plaint.receipt.digits import to_digits
from plaint.seal.envelope import seal_envelope
from plaint.seal.slots import seal_cover, seal_entry
from tests.fuzz import group_corpus
from tests.support.keys import age_identities
from tests.support.records import ORIGIN, complainant_record, member_record

NAME = SealedName(name="Иван Иванов", contact="по вторникам, через сестру", safe_contact="слово «дождь»")


def notes() -> list[bytes]:
    """Return signed notes: charters, a freshness note, a checkpoint with both kinds of signature."""
    return group_corpus.signed_charters() + group_corpus.freshness() + checkpoints()


@functools.cache
def checkpoints() -> list[bytes]:
    """Return signed checkpoints of a small and a large ledger."""
    seed = bytes(range(32))
    signers = [
        NoteSigner(ORIGIN, NoteKeyType.ED25519, SigningKey.from_seed(seed)),
        NoteSigner(ORIGIN, NoteKeyType.ML_DSA_44_COSIGNATURE, SigningKey.from_seed(seed, Algorithm.ML_DSA_44)),
    ]
    heads = [
        Checkpoint(origin=ORIGIN, size=size, root=bytes([size % 256]) * 32, tick=415_000 + size, board=size // 7)
        for size in (1, 70_000)
    ]
    return [bytes(sign_checkpoint(head, signers, ledger_tick=3600)) for head in heads]


def checkpoint_texts() -> list[bytes]:
    """Return the texts of checkpoints, without signatures."""
    return [note.partition(b"\n\n")[0] + b"\n" for note in checkpoints()]


@functools.cache
def records() -> list[bytes]:
    """Return records of a complainant and of members, with and without heads and a chain."""
    document = sections.encode({Tag.DOCUMENT: b'{"form": 1}\n'})
    chained = member_record(seq=7, previous=b"\1" * 32, heads=(b"\2" * 32, b"\3" * 32), body=document)
    part = member_record(kind=RecordKind.PART, body=sections.encode({Tag.SLICE: slices()[0]}))
    return [record.encode() for record in (complainant_record(), member_record(), chained, part)]


def threads() -> list[bytes]:
    """Return sections by which members answer."""
    return [ThreadSection(b"k" * 32, identity.recipient).encode() for identity in age_identities(2)]


def blob_runs() -> list[bytes]:
    """Return answers with three blobs: all there, and a chunk and an erased one among them."""
    marks = [bytes.fromhex("fffffffe"), bytes.fromhex("ffffffff")]
    blobs = [len(blob).to_bytes(4, "big") + blob for blob in (b"a blob", b"", bytes(range(200)))]
    return [b"".join(blobs), b"".join([marks[0], blobs[2], marks[1]])]


def containers() -> list[bytes]:
    """Return containers for eight slots: of one record, of two, and of none."""
    one, two, three, _ = records()
    return [container.encode([one], 8), container.encode([two, three], 8), container.encode([], 8)]


@functools.cache
def entries() -> list[bytes]:
    """Return sealed entries for eight slots: a complaint and cover."""
    recipients = [identity.recipient for identity in age_identities(3)]
    return [seal_entry([complainant_record()], [recipients[0], None, recipients[2], *[None] * 5]), seal_cover(8)]


@functools.cache
def age_files() -> list[bytes]:
    """Return small age files to one and to three recipients."""
    one, *more = [identity.recipient for identity in age_identities(3)]
    return [encrypt("слово".encode(), [one]), encrypt(b"", [one, *more])]


@functools.cache
def envelopes() -> list[bytes]:
    """Return identity envelopes for two and for four trustees."""
    recipients = dict(enumerate(identity.recipient for identity in age_identities(4)))
    two = {slot: recipients[slot] for slot in (0, 1)}
    return [seal_envelope(NAME, two, k=2).encode(), seal_envelope(NAME, recipients, k=3).encode()]


def bodies() -> list[bytes]:
    """Return bodies of records."""
    return [complainant_record().body, member_record().body]


def complaints() -> list[bytes]:
    """Return documents of complaints: one with everything said, one with the least."""
    full = Complaint(
        language="ru",
        about=About(bodies=("police-grozny",), regions=("chechnya",), uniformed=True, note="те же трое"),
        account="Меня держали там девять дней. 🕯",
        relation="relative",
        when="в марте",
        where="в подвале",
        urgency="now",
        wish="act",
        consent=("count", "lead"),
        helper=Helper(organisation="горячая линия", relation="hotline", consent="spoken", dictated=True),
    )
    return [full.encode(), Complaint(language="en", about=About(unknown=True), account="x").encode()]


def follow_ups() -> list[bytes]:
    """Return documents of follow-ups."""
    return [
        FollowUp(language="ru", text="Они приходили снова.", grant=("petition",), withdraw=("press",)).encode(),
        FollowUp(language="en", close=True).encode(),
    ]


def sealed_names() -> list[bytes]:
    """Return padded identities as they lie in an envelope."""
    return [NAME.encode(), SealedName(name="A").encode()]


def pictures() -> list[bytes]:
    """Return small photographs: bare, with everything that cameras write into them, and with more than one scan."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body

    turned = bytes.fromhex("4d4d002a00000008000201120003000000010006000001120003000000010003000000000000")
    little = bytes.fromhex("49492a00080000000100120103000100000003000000")
    picture = segment(0xDB, bytes(65)) + segment(0xC4, bytes(20)) + segment(0xC0, b"\x08\0\x10\0\x10\1\1\x11\0")
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
    jfif = segment(0xE0, b"JFIF\0\1\1\0\0\x48\0\x48\0\0")
    marks = [
        (0xE0, b"JFIF\0\1\1\0\0\x48\0\x48\1\1abc"), (0xE1, b"Exif\0\0" + turned),
        (0xE1, b"Exif\0\0" + little), (0xEE, b"Adobe\0\x64\0\0\0\0\1\2"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"), (0xE2, b"MPF\0II"), (0xE2, b"ICC_PROFILE\0\1\1x"),
        (0xED, b"Photoshop 3.0\0"), (0xFE, b"a comment"), (0xE5, b"?"),
    ]  # fmt: skip
    hidden = [segment(*mark) for mark in marks]
    bare = jfif + picture + scan
    bodies = [bare, *(one + picture + scan for one in hidden), b"\xff".join(hidden) + bare + scan, picture + scan * 3]
    ends = [b"\xff\xd9", b"\xff\xd9 and a film"]
    return [b"\xff\xd8" + body + ends[number % 2] for number, body in enumerate(bodies)]


def cells() -> list[bytes]:
    """Return the plaintexts of board cells."""
    part = CellPart(
        kind=MessageKind.REPLY, author=3, part=1, parts=2, charter_version=1, message_id=b"m" * 16, content=b"text",
        signature=b"s" * 64,
    )  # fmt: skip
    return [part.encode()]


def received() -> list[bytes]:
    """Return messages that say "received"."""
    message = Received(
        role="прокуратура", record_id=b"r" * 16, readers=5, index=41, blob_hash=b"b" * 32, size=60, root=b"t" * 32,
        tick=415_000, board=8, signature=b"s" * 64, path=(b"1" * 32, b"2" * 32),
    )  # fmt: skip
    return [message.encode()]


def replies() -> list[bytes]:
    """Return replies in both languages."""
    texts = {"en": "Seen.", "ru": "Видели. 🕯"}
    return [Reply(role="ombudsman", day=17_300, language=one, text=text).encode() for one, text in texts.items()]


def rekeys() -> list[bytes]:
    """Return messages that carry a new thread key."""
    return [Rekey(role="ombudsman", sealed_key=bytes(REKEY_LENGTH)).encode()]


def slices() -> list[bytes]:
    """Return slices of a long record."""
    return [Slice(whole_id=b"w" * 16, kind=1, index=1, count=3, octets=b"some bytes of it").encode()]


def attachment_lists() -> list[bytes]:
    """Return lists of one attachment and of two."""
    one = Attachment(
        id=b"a" * 16, seed=b"s" * 32, original=False, size=1000, digest=b"d" * 32, name="снимок.jpg",
        media_type="image/jpeg", chunks=(b"c" * 32,),
    )  # fmt: skip
    two = Attachment(
        id=b"b" * 16, seed=b"s" * 32, original=True, size=CHUNK_CONTENT + 1, digest=b"d" * 32, name="a", media_type="",
        chunks=(b"c" * 32,) * 2,
    )  # fmt: skip
    return [attachments.encode((one,)), attachments.encode((one, two))]


def chunks() -> list[bytes]:
    """Return the plaintext of a chunk."""
    return [Chunk(attachment_id=b"a" * 16, number=0, count=2, content=b"content" * 20).encode()]


def packets() -> list[bytes]:
    """Return packets of entries."""
    return [bytes(Packet(PacketHead(LeafKind.ENTRY, 77, b"e" * 32), blob)) for blob in entries()]


def chunk_packets() -> list[bytes]:
    """Return a packet of a chunk, sixteen times as long as one of an entry."""
    return [bytes(Packet(PacketHead(LeafKind.CHUNK, 78, b"e" * 32), bytes(CHUNK_LENGTH)))]


def packet_heads() -> list[bytes]:
    """Return the first bytes of packets, of an entry and of a chunk."""
    return [bytes(PacketHead(kind, 2**40 + 1, b"e" * 32)) for kind in (LeafKind.ENTRY, LeafKind.CHUNK)]


def leaves() -> list[bytes]:
    """Return leaves of each kind."""
    return [bytes(Leaf(kind, b"h" * 32, b"e" * 32 if kind <= LeafKind.CHUNK else bytes(32))) for kind in LeafKind]


def tombstones() -> list[bytes]:
    """Return tombstones by an author and by the group."""
    return [bytes(Tombstone(1, 41, b"t" * 32)), bytes(Tombstone(2, 41, b"a note\n"))]


def boards() -> list[bytes]:
    """Return board blobs, the first of a ledger and a later one."""
    first = BoardBlob(number=1, desk_tick=138_000, previous=NO_PREVIOUS, cells=bytes(8 * CELL_LENGTH))
    second = BoardBlob(number=2, desk_tick=138_001, previous=first.hash, cells=bytes(8 * CELL_LENGTH))
    return [bytes(first), bytes(second)]


def windows() -> list[bytes]:
    """Return windows of a board, one of them empty."""
    blobs = tuple(boards())
    full = Window(note=checkpoints()[0], index=3, path=(b"1" * 32, b"2" * 32), blobs=blobs)
    return [bytes(full), bytes(Window(note=checkpoints()[0], index=0, path=(), blobs=()))]


def bundles() -> list[bytes]:
    """Return entry bundles."""
    return [b"".join(b"\0\x48" + leaf for leaf in leaves()), b""]


def tile_paths() -> list[bytes]:
    """Return paths of tiles."""
    return [b"0/000", b"0/x001/x234/067", b"entries/000.p/17", b"3/x999/999.p/255"]


def receipts() -> list[bytes]:
    """Return receipts as people type them."""
    entropy = bytes(range(100, 116))
    words = to_words(entropy, "ru")
    return [
        " ".join(words).encode(),
        "\n".join(f"{place}. {word.upper()}" for place, word in enumerate(to_words(entropy, "en"), start=1)).encode(),
        " ".join(to_digits(entropy)).encode(),
    ]


def json_texts() -> list[bytes]:
    """Return strict JSON of many shapes."""
    shapes = b'[1, -2, 9007199254740991, true, false, null, "\\u044f\\n", {"": []}]'
    return [*complaints(), *follow_ups(), shapes, b'"x"', *group_corpus.charters()[:1]]


def relayed() -> list[bytes]:
    """Return sections that hold the records of others."""
    return [sections.encode_relayed(tuple(records()[:count])) for count in (1, 3)]


def shares() -> list[bytes]:
    """Return opened shares."""
    return [OpenShare(b"e" * 16, 3, b"b" * 32, b"y" * 32 + b"\1").encode()]


def armored() -> list[bytes]:
    """Return short armored texts: every remainder of base64, several lines, two packets, bent by messengers."""
    one, two, three, long = (write_armor(octets) for octets in (b"a", b"\xfb\xff", b"abc", bytes(range(150))))
    bent = (long + one).replace("\n", "\u00a0\r\n\u2003")
    return [text.encode() for text in (one, two, three, long, two + one, bent, long.replace("\n", "\n\n").rstrip("\n"))]


def armored_packets() -> list[bytes]:
    """Return armored packets: one, and two with the line ends of Windows."""
    one, two = packets()
    return [write_armor(one).encode(), (write_armor(one) + write_armor(two)).replace("\n", "\r\n").encode()]


def age_recipients() -> list[bytes]:
    """Return recipients as text."""
    return [str(identity.recipient).encode() for identity in age_identities(2)]


def age_recipient_keys() -> list[bytes]:
    """Return the bytes that recipients stand for."""
    return [identity.recipient.raw for identity in age_identities(2)]


def age_secret_keys() -> list[bytes]:
    """Return identities as text."""
    return [identity.to_text().encode() for identity in age_identities(2)]


def parcels() -> list[bytes]:
    """Return parcels of one packet, as it is and as text."""
    return [write_parcel(packets()[:1], armored=armored) for armored in (False, True)]


def long_parcels() -> list[bytes]:
    """Return parcels of two packets, as they are and as text."""
    return [write_parcel(packets(), armored=armored) for armored in (False, True)]


def plain_heads() -> list[bytes]:
    """Return heads of filings, as programs and browsers send them."""
    needed = b"POST /e HTTP/1.1\r\nHost: plaint.example\r\nContent-Length: 65584\r\n"
    return [
        needed + b"\r\n",
        needed + b"Connection: close\r\n\r\nPLTP",
        needed + b"Accept: */*\r\nOrigin: http://plaint.example\r\nConnection: keep-alive\r\n\r\n",
    ]


def forms() -> list[bytes]:
    """Return bodies of forms as browsers send them."""
    return [b"t=%D1%81%D0%BB%D0%BE%D0%B2%D0%BE+x&lang=ru", b"", b"a=1&b=&c=%0D%0A"]


def statements() -> list[bytes]:
    """Return documents of members' records, of every kind that has one, each behind its kind."""
    hash_, slots = bytes(range(32)), ("prosecutor-1", "ombudsman-1")
    written: list[Statement] = [
        Head(checkpoints()[0].decode()),
        ReplyStatement(message=b"m" * 16, language="ru", text="Видели. 🕯", day=17_300),
        Note(audience="body", text="Позвонить адвокату."),
        Assignment(members=slots, task="запрос", due=17_301),
        Assignment(members=(), task="", due=None),
        StatusChange(status="closed", ground="helped", reason="x"),
        Widening(added=slots[1:], reason="по просьбе заявителя"),
        Recusal(slot=3, reason="мой брат"),
        RekeyStatement(message=b"m" * 16, reason="отвод"),
        Objection(index=41, reason="ещё нужно"),
        OpeningRequest(
            envelope=b"e" * 16, to=2, key=hash_, ground="court", purpose="", reason="постановление", language="ru",
            telling="Ваше имя попросил суд.", days=14, defer=3, defer_reason="следствие",
        ),
        OpeningVote(request=hash_, vote="yes", reason="так и есть"),
        OpeningShare(hash_),
        Opened(request=hash_, outcome="opened", shares=slots[:1], bad=slots[1:]),
        OpeningNotice(request=hash_, message=b"m" * 16, language="en", text="Told.", day=17_302),
        OpeningWithdrawal(request=hash_, reason=""),
    ]  # fmt: skip
    return [bytes([kind]) + document for kind, document in map(write_statement, written)]
