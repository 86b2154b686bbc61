# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the makers of shared vectors share: fixed bytes, one receipt, one member, and records of both."""

import base64
import hashlib
from typing import Any, Final

from plaint.entry import sections
from plaint.entry.complaint import About, Complaint
from plaint.entry.kinds import COMPLAINANT, RecordKind, Tag
from plaint.entry.record import Record, SealedBy, Unsigned
from plaint.entry.strictjson import JsonValue
from plaint.entry.thread import ThreadSection
from plaint.keys.signature import SigningKey
from plaint.receipt.derive import Thread

ORIGIN: Final = "plaint.example/moscow-2017"
Vectors = dict[str, JsonValue]


def seed(name: str, length: int = 32) -> bytes:
    """Return fixed bytes that say what they are for."""
    return hashlib.shake_256(b"plaint vectors: " + name.encode()).digest(length)


def b64(octets: bytes) -> str:
    """Return base64 text."""
    return base64.b64encode(octets).decode("ascii")


THREAD = Thread.from_entropy(seed("entropy", 16), ORIGIN)
MEMBER = SigningKey.from_seed(seed("member in slot 3"))
CHARTER_HASH = seed("charter hash")
SMALL: Final = Complaint(language="ru", about=About(bodies=("police-grozny",)), account="Меня держали девять дней.")


def complaint_record(**changes: Any) -> Record:
    tagged: dict[int, bytes] = {
        Tag.DOCUMENT: SMALL.encode(),
        Tag.THREAD: ThreadSection(THREAD.key, THREAD.identity.recipient).encode(),
    }
    fields: dict[str, Any] = {
        "kind": RecordKind.COMPLAINT, "sealed_by": SealedBy.BROWSER, "author": COMPLAINANT, "charter_version": 1,
        "charter_hash": CHARTER_HASH, "readers": 0b101, "case_id": THREAD.case_id,
        "record_id": seed("record id", 16), "body": sections.encode(tagged),
    }  # fmt: skip
    return Record.sign(Unsigned(**{**fields, **changes}), THREAD.follow_up, origin=ORIGIN)


def note(**changes: Any) -> Record:
    fields: dict[str, Any] = {
        "kind": RecordKind.NOTE, "sealed_by": SealedBy.DESK, "author": 3, "charter_version": 2,
        "charter_hash": CHARTER_HASH, "readers": 0b1001, "case_id": THREAD.case_id, "record_id": seed("note id", 16),
        "device": seed("device", 8), "seq": 1, "previous": seed("previous"),
        "heads": tuple(sorted([seed("head one"), seed("head two")])),
        "body": sections.encode({Tag.DOCUMENT: b'{"form": 1}\n', 99: b"a section of a newer program"}),
    }  # fmt: skip
    return Record.sign(Unsigned(**{**fields, **changes}), MEMBER, origin=ORIGIN)


def plain(value: object) -> JsonValue:
    """Return a field of a form as JSON: bytes in hex, tuples as lists."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value if isinstance(value, str | bool) else int(str(value))
