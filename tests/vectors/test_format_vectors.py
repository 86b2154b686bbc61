# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shared vectors of the formats: what is written stays written, and what is refused stays refused.

The JavaScript half reads the same files (js/test).
"""

import base64
import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import pytest

from plaint.age.decrypt import decrypt
from plaint.age.identity import Identity
from plaint.entry import attachments, container, sections, slices, strictjson
from plaint.entry.attachments import Attachment, Chunk
from plaint.entry.cell import CellPart, join
from plaint.entry.complaint import Complaint
from plaint.entry.container import Container
from plaint.entry.envelope import Envelope, OpenShare
from plaint.entry.fields import DocumentError
from plaint.entry.followup import FollowUp
from plaint.entry.identity import SealedName
from plaint.entry.message import Received, Reply
from plaint.entry.record import Record
from plaint.errors import FormatError
from plaint.keys.errors import SignatureError, WordsError
from plaint.ledger.packet import has_work, work_seed
from plaint.receipt.derive import Thread
from plaint.receipt.words import read
from plaint.unseal.cells import open_cell
from plaint.unseal.entry import open_entry
from plaint.unseal.envelope import open_name, open_share
from tests.support import vector_documents, vector_records, vector_sealed

FOLDER = Path(__file__).resolve().parent
MAKERS = {
    "receipt": vector_documents.receipt,
    "strictjson": vector_documents.strict_json,
    "body": vector_documents.body,
    "documents": vector_documents.documents,
    "record": vector_records.record,
    "container": vector_records.containers,
    "slices": vector_records.part,
    "attachments": vector_records.attachment,
    "cells": vector_sealed.cells,
    "packet": vector_sealed.packets,
}


def shared(name: str) -> Any:
    """Return a file of shared vectors."""
    return strictjson.decode((FOLDER / f"{name}.json").read_bytes())


@pytest.mark.parametrize("name", MAKERS)
def test_the_formats_stay_as_they_are(name: str) -> None:
    """What this program writes from the fixed seeds is what stands in the file, byte for byte."""
    assert strictjson.encode(MAKERS[name]()) == (FOLDER / f"{name}.json").read_bytes()


def test_receipts_as_typed() -> None:
    """Each way of typing that is accepted gives its entropy, and each that is refused none."""
    vectors = shared("receipt")
    for case in vectors["cases"]:
        thread = Thread.from_entropy(bytes.fromhex(case["entropy"]), case["origin"])
        assert thread.case_id.hex() == case["case_id"]
        for typed in (*case["words"].values(), case["digits"]):
            assert read(typed).hex() == case["entropy"]
    for case in vectors["typed"]["accepted"]:
        assert read(case["typed"]).hex() == case["entropy"]
    for typed in vectors["typed"]["refused"]:
        with pytest.raises(WordsError):
            read(typed)


def test_strict_json() -> None:
    """Each text reads and is written in its one form; each refused text is refused."""
    vectors = shared("strictjson")
    for case in vectors["read"]:
        assert strictjson.dumps(strictjson.loads(case["text"])) == case["written"]
        assert strictjson.dumps(strictjson.loads(case["written"])) == case["written"]
    for octets in vectors["refused"]:
        with pytest.raises(FormatError):
            strictjson.decode(bytes.fromhex(octets))


def test_bodies() -> None:
    """Bodies and relayed records read as they stand, and malformed ones are refused."""
    vectors = shared("body")
    for case in vectors["good"]:
        expected = {int(tag): bytes.fromhex(octets) for tag, octets in case["sections"].items()}
        assert sections.decode(bytes.fromhex(case["body"])) == expected
    for octets in vectors["refused"]:
        with pytest.raises(FormatError):
            sections.decode(bytes.fromhex(octets))
    for octets in vectors["relayed_refused"]:
        with pytest.raises(FormatError):
            sections.decode_relayed(bytes.fromhex(octets))


def changed(document: str, field: str, value: Any) -> bytes:
    """Return a document with one field changed."""
    tree: Any = strictjson.loads(document)
    inner = tree
    *way, last = field.split(".")
    for name in way:
        inner = inner[name]
    inner[last] = value
    return strictjson.encode(tree)


def test_documents() -> None:
    """Documents read and are written again as they stand; a wrong field is refused."""
    vectors = shared("documents")
    forms: dict[str, type[Complaint | FollowUp]] = {"complaint": Complaint, "follow_up": FollowUp}
    for kind, form in forms.items():
        for document in vectors[kind].values():
            said = form.decode(document.encode())
            assert isinstance(said, form)
            assert said.encode() == document.encode()
    for kind, genuine in (("complaint", "small"), ("follow_up", "text")):
        for case in vectors[f"{kind}_refused"]:
            with pytest.raises(DocumentError):
                forms[kind].decode(changed(vectors[kind][genuine], case["field"], case["value"]))
    for octets in vectors["name"].values():
        assert SealedName.decode(bytes.fromhex(octets)).encode().hex() == octets


def test_records() -> None:
    """Records read, verify and have their hash; refused ones are malformed or their signature fails."""
    vectors = shared("record")
    for case in vectors["good"]:
        record = Record.decode(bytes.fromhex(case["record"]))
        assert isinstance(record, Record)
        record.verify(vectors["origin"])
        assert record.hash(vectors["origin"]).hex() == case["hash"]
    for case in vectors["refused"]:
        with pytest.raises((FormatError, SignatureError)):
            verified(bytes.fromhex(case["record"]), vectors["origin"])


def verified(octets: bytes, origin: str) -> None:
    """Read a record and verify it."""
    record = Record.decode(octets)
    assert isinstance(record, Record)
    record.verify(origin)


def test_containers() -> None:
    """Containers have their length and hash; each change to a good one is refused."""
    vectors = shared("container")
    for case in vectors["good"]:
        records = [bytes.fromhex(octets) for octets in case["records"]]
        packed = container.encode(records, case["slots"])
        assert len(packed) == vectors["lengths"][str(case["slots"])]
        assert hashlib.sha256(packed).hexdigest() == case["hash"]
        assert container.decode(packed, case["slots"]) == Container(tuple(records))
    refused = vectors["refused"]
    packed = container.encode([bytes.fromhex(octets) for octets in refused["of"]["records"]], refused["slots"])
    for change in refused["changes"]:
        with pytest.raises(FormatError):
            container.decode(patched(packed, change), refused["slots"])


def patched(octets: bytes, change: Any) -> bytes:
    """Return `octets` with one byte changed."""
    at = change["at"]
    assert octets[at] != change["byte"]
    return octets[:at] + bytes([change["byte"]]) + octets[at + 1 :]


def test_slices() -> None:
    """A body is cut as it stands, and malformed slices are refused."""
    vectors = shared("slices")
    body, whole_id = bytes.fromhex(vectors["body"]), bytes.fromhex(vectors["whole_id"])
    cut = slices.cut(body, vectors["kind"], whole_id, room=vectors["room"])
    assert [part.hex() for part in cut] == vectors["parts"]
    pieces = [slices.Slice.decode(sections.decode(part)[5]) for part in cut]
    assert b"".join(piece.octets for piece in pieces) == body
    for octets in vectors["refused"]:
        with pytest.raises(FormatError):
            slices.Slice.decode(bytes.fromhex(octets))


def test_attachments() -> None:
    """The section reads as it stands; malformed sections and chunks are refused."""
    vectors = shared("attachments")
    read_back = attachments.decode(bytes.fromhex(vectors["section"]))
    for found, case in zip(read_back, vectors["attachments"], strict=True):
        assert isinstance(found, Attachment)
        assert (found.id.hex(), found.name, found.size) == (case["id"], case["name"], case["size"])
    for case in vectors["refused"]:
        with pytest.raises(FormatError):
            attachments.decode(bytes.fromhex(case["section"]))
    case = vectors["chunk"]
    content = bytes.fromhex(case["content"])
    chunk = Chunk(attachment_id=bytes.fromhex(case["attachment_id"]), number=1, count=2, content=content)
    assert hashlib.sha256(chunk.encode()).hexdigest() == case["hash"]
    for change in case["refused_changes"]:
        with pytest.raises(FormatError):
            Chunk.decode(patched(chunk.encode(), change))


def test_cells() -> None:
    """Cells open to their parts, parts verify and join to their messages; malformed parts are refused."""
    vectors = shared("cells")
    key, case_id, author = (bytes.fromhex(vectors[name]) for name in ("thread_key", "case_id", "author_key"))
    for case in vectors["messages"]:
        parts = []
        for cell, plain in zip(case["cells"], case["parts"], strict=True):
            part = open_cell(base64.b64decode(cell), key, origin=vectors["origin"])
            assert part is not None
            assert part.encode().hex() == plain
            part.verify(author, origin=vectors["origin"], case_id=case_id)
            parts.append(part)
        assert join(parts) == (case["kind"], bytes.fromhex(case["message"]))
    reply, received, _, notice = (bytes.fromhex(case["message"]) for case in vectors["messages"])
    assert Reply.decode(reply).text == vectors["reply"]["text"]
    assert dataclasses.asdict(Reply.decode(notice)) == vectors["notice"]
    assert Received.decode(received).root.hex() == vectors["received"]["root"]
    for change in vectors["part_refused_changes"]:
        with pytest.raises(FormatError):
            CellPart.decode(patched(bytes.fromhex(vectors["messages"][0]["parts"][0]), change))


def test_work() -> None:
    """The nonce is the smallest with enough work."""
    for case in shared("packet")["work"]:
        seed = work_seed(bytes.fromhex(case["blob_hash"]), bytes.fromhex(case["erase_commit"]))
        assert seed.hex() == case["seed"]
        assert has_work(seed, case["nonce"], case["bits"])
        assert not any(has_work(seed, nonce, case["bits"]) for nonce in range(case["nonce"]))


def test_sealed_entries_stay_readable() -> None:
    """An entry that was sealed once opens for each of its readers, by slot and as a whole age file."""
    for case in shared("entry")["entries"]:
        blob = base64.b64decode(case["entry"])
        for slot, text in case["identities"].items():
            identity = Identity.from_text(text)
            opened = open_entry(blob, identity, slots=case["slots"], slot=int(slot))
            assert opened == Container((bytes.fromhex(case["record"]),))
            assert container.decode(decrypt(blob, [identity]), case["slots"]) == opened


def test_sealed_envelopes_stay_readable() -> None:
    """An envelope that was sealed once opens with any two of its shares."""
    case = shared("envelope")
    envelope = Envelope.decode(base64.b64decode(case["envelope"]))
    shares = [open_share(envelope, Identity.from_text(text), slot=int(slot)) for slot, text in case["trustees"].items()]
    assert [share.encode().hex() for share in shares] == list(case["shares"].values())
    assert all(OpenShare.decode(bytes.fromhex(share)) for share in case["shares"].values())
    for left_out in range(3):
        name = open_name(envelope, [share for at, share in enumerate(shares) if at != left_out])
        assert name == SealedName(**case["name"])
