# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records for tests: of a complainant and of a member, with everything that a test does not care about filled in."""

import hashlib
from typing import Any

from plaint.entry import sections
from plaint.entry.complaint import About, Complaint
from plaint.entry.kinds import COMPLAINANT, RecordKind, Tag
from plaint.entry.record import Record, SealedBy, Unsigned
from plaint.entry.thread import ThreadSection
from plaint.keys.signature import SigningKey
from plaint.receipt.derive import Thread

ORIGIN = "plaint.example/moscow-2017"
CHARTER_HASH = hashlib.sha256(b"plaint test charter").digest()
THREAD = Thread.from_entropy(bytes(range(16)), ORIGIN)
MEMBER_KEY = SigningKey.from_seed(hashlib.sha256(b"plaint test member 3").digest())
ACCOUNT = "Меня держали там девять дней."
COMPLAINT = Complaint(language="ru", about=About(bodies=("police-grozny",)), account=ACCOUNT, consent=("count", "lead"))


def complaint_body(account: str = ACCOUNT) -> bytes:
    """Return the body of a small complaint."""
    document = Complaint(language="ru", about=COMPLAINT.about, account=account).encode()
    thread = ThreadSection(THREAD.key, THREAD.identity.recipient).encode()
    return sections.encode({Tag.DOCUMENT: document, Tag.THREAD: thread})


def complainant_record(thread: Thread = THREAD, **changes: Any) -> Record:
    """Return a complaint of this receipt with some fields changed before signing."""
    fields: dict[str, Any] = {
        "kind": RecordKind.COMPLAINT,
        "sealed_by": SealedBy.BROWSER,
        "author": COMPLAINANT,
        "charter_version": 1,
        "charter_hash": CHARTER_HASH,
        "readers": 0b101,
        "case_id": thread.case_id,
        "record_id": hashlib.sha256(b"plaint test record").digest()[:16],
        "body": complaint_body(),
    }
    return Record.sign(Unsigned(**{**fields, **changes}), thread.follow_up, origin=thread.origin)


def member_record(key: SigningKey = MEMBER_KEY, **changes: Any) -> Record:
    """Return a note of the member in slot 3 with some fields changed before signing."""
    fields: dict[str, Any] = {
        "kind": RecordKind.NOTE,
        "sealed_by": SealedBy.DESK,
        "author": 3,
        "charter_version": 1,
        "charter_hash": CHARTER_HASH,
        "readers": 0b1101,
        "case_id": THREAD.case_id,
        "record_id": hashlib.sha256(b"plaint test note").digest()[:16],
        "device": b"desk-one",
        "body": sections.encode({Tag.DOCUMENT: b"{}\n"}),
    }
    return Record.sign(Unsigned(**{**fields, **changes}), key, origin=ORIGIN)
