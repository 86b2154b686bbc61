# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shared vectors of records, containers, slices and attachments."""

import dataclasses
import hashlib
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plaint.entry import attachments, container, sections, slices
from plaint.entry.attachments import CHUNK_CONTENT, Attachment, Chunk
from plaint.entry.kinds import RecordKind
from tests.support.vector_parts import ORIGIN, THREAD, Vectors, complaint_record, note, plain, seed


def record() -> Vectors:
    """Return records with their fields, bytes and hash, and bytes that no reader takes."""
    records = {
        "complaint": complaint_record(),
        "note": note(),
        "first note": note(seq=0, previous=bytes(32), heads=(), case_id=bytes(16)),
        "future kind": note(kind=99, body=sections.encode({1: b"{}"})),
    }
    seeds = {"complaint": _follow_up_seed(), "member": seed("member in slot 3")}
    good: list[Any] = [
        {
            "name": name,
            "fields": {
                each.name: plain(getattr(found, each.name))
                for each in dataclasses.fields(found)
                if each.name != "signature"
            },
            "seed": seeds.get(name, seeds["member"]).hex(),
            "record": found.encode().hex(),
            "hash": found.hash(ORIGIN).hex(),
        }
        for name, found in records.items()
    ]
    return {"origin": ORIGIN, "good": good, "refused": _refused_records()}


def _follow_up_seed() -> bytes:
    salt = hashlib.sha256(b"plaint/v1 receipt\x00" + bytes([len(ORIGIN)]) + ORIGIN.encode()).digest()
    return HKDF(hashes.SHA256(), 32, salt, b"plaint/v1 follow-up key").derive(THREAD.entropy)


def _refused_records() -> list[Vectors]:
    genuine, complaint = note().encode(), complaint_record().encode()

    def at(octets: bytes, place: int, byte: int) -> bytes:
        return octets[:place] + bytes([byte]) + octets[place + 1 :]

    swapped_heads = genuine[:153] + genuine[185:217] + genuine[153:185] + genuine[217:]
    cases = {
        "nothing": b"", "cut": genuine[:-1], "a byte more": genuine + b"\x00", "reserved": at(genuine, 42, 1),
        "sealed_by 0": at(genuine, 2, 0), "sealed_by 6": at(genuine, 2, 6), "author 16": at(genuine, 3, 16),
        "author 255": at(genuine, 3, 255), "member writes a complaint": at(genuine, 1, 1),
        "complainant writes a note": at(complaint, 1, 18), "heads out of order": swapped_heads,
        "nine heads": at(genuine, 152, 9), "algorithm 2": at(genuine, len(genuine) - 65, 2),
        "chain without a previous": genuine[:88] + bytes(32) + genuine[120:],
        "first with a previous": at(genuine, 87, 0),
        "complainant with a device": at(complaint, 76, 1), "complainant with a chain": at(complaint, 87, 1),
        "another case": at(complaint, 44, complaint[44] ^ 1),
        "signature": at(genuine, len(genuine) - 1, genuine[-1] ^ 1),
        "body": at(genuine, len(genuine) - 70, genuine[-70] ^ 1), "readers": at(genuine, 41, 0xFF),
        "another key": genuine[:120] + THREAD.follow_up.public + genuine[152:],
    }  # fmt: skip
    return [{"name": name, "record": octets.hex()} for name, octets in cases.items()]


def containers() -> Vectors:
    """Return containers: their lengths, hashes of whole ones, and ones that are refused, as changes to a good one."""
    records = [note(record_id=bytes([number]) * 16).encode() for number in range(3)]
    good: list[Any] = [
        {"slots": slots, "records": [each.hex() for each in chosen], "hash": hashlib.sha256(packed).hexdigest()}
        for slots in (8, 16)
        for chosen in ([], records[:1], records)
        for packed in [container.encode(chosen, slots)]
    ]
    packed = container.encode(records, 8)
    end = sum(4 + len(each) for each in records) + 4
    changes: list[Any] = [
        {"name": "count", "at": 1, "byte": 4}, {"name": "reserved", "at": 3, "byte": 1},
        {"name": "a length beyond the end", "at": 4, "byte": 255}, {"name": "padding", "at": end, "byte": 1},
        {"name": "last byte", "at": len(packed) - 1, "byte": 1},
        {"name": "other readers", "at": 4 + 4 + len(records[0]) + 4 + 41, "byte": 1},
        {"name": "another charter version", "at": 4 + 4 + len(records[0]) + 4 + 7, "byte": 9},
    ]  # fmt: skip
    lengths = {str(slots): container.container_length(slots) for slots in (8, 16)}
    return {"lengths": lengths, "good": good, "refused": {"slots": 8, "of": good[2], "changes": changes}}


def part() -> Vectors:
    """Return slices: a body cut for a given room, part by part."""
    whole_id, content = seed("whole", 16), seed("long body", 500)
    cut = slices.cut(content, RecordKind.FOLLOW_UP, whole_id, room=200)
    rooms = {str(slots): slices.body_room(slots) for slots in (8, 16)}
    refused = ["", (whole_id + b"\x02\x02\x02x").hex(), (whole_id + b"\x02\x00\x01x").hex(),
               (whole_id + b"\x02\x00\x11x").hex(), (whole_id + b"\x02\x00\x02").hex(),
               (whole_id + b"\x03\x00\x02x").hex()]  # fmt: skip
    return {
        "body_room": rooms, "whole_id": whole_id.hex(), "kind": 2, "room": 200, "body": content.hex(),
        "parts": [each.hex() for each in cut], "refused": refused,
    }  # fmt: skip


def attachment() -> Vectors:
    """Return sections of attachments; chunks as hashes of their plain form."""
    photo = Attachment(
        id=seed("photo", 16), seed=seed("photo seed"), original=True, size=CHUNK_CONTENT + 1, digest=seed("digest"),
        name="снимок 1.jpg", media_type="image/jpeg", chunks=(seed("chunk 0"), seed("chunk 1")),
    )  # fmt: skip
    letter = dataclasses.replace(photo, id=seed("letter", 16), original=False, size=1, name="l", media_type="",
                                 chunks=(seed("chunk"),))  # fmt: skip
    section = attachments.encode((photo, letter))
    refused = {
        "nothing": b"", "none": b"\x00", "cut": section[:-1], "a byte more": section + b"\x00",
        "a flag": section[:49] + b"\x02" + section[50:], "count": b"\x03" + section[1:], "17": b"\x11" + section[1:],
        "one id twice": b"\x02" + section[1:] [: len(attachments.encode((photo,))) - 1] * 2,
    }  # fmt: skip
    chunk = Chunk(attachment_id=photo.id, number=1, count=2, content=b"\x07")
    return {
        "chunk_content": CHUNK_CONTENT,
        "chunk_plain": attachments.CHUNK_PLAIN_LENGTH,
        "section": section.hex(),
        "attachments": [
            {field.name: value.hex() if isinstance(value := getattr(each, field.name), bytes)
             else [chunk.hex() for chunk in value] if isinstance(value, tuple) else value
             for field in dataclasses.fields(each)}
            for each in (photo, letter)
        ],
        "refused": [{"name": name, "section": octets.hex()} for name, octets in refused.items()],
        "chunk": {
            "attachment_id": photo.id.hex(), "number": 1, "count": 2, "content": "07",
            "hash": hashlib.sha256(chunk.encode()).hexdigest(),
            "refused_changes": [
                {"at": at, "byte": byte} for at, byte in ((0, 2), (3, 1), (23, 2), (31, 0), (28, 255), (33, 1))
            ],
        },
    }  # fmt: skip
