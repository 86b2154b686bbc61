# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shared vectors of cells, packets, sealed entries and envelopes."""

import dataclasses
import hashlib
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from plaint.age.identity import Identity
from plaint.entry.cell import CellPart, MessageKind
from plaint.entry.message import Received, Rekey, Reply
from plaint.ledger.armor import write_armor
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import work_seed
from plaint.seal.cells import associated
from plaint.seal.envelope import seal_envelope
from plaint.seal.packet import build, solve
from plaint.seal.slots import seal_entry
from plaint.unseal.envelope import open_share
from tests.support.vector_documents import NAMES
from tests.support.vector_parts import MEMBER, ORIGIN, THREAD, Vectors, b64, complaint_record, plain, seed


def cells() -> Vectors:
    """Return reply cells: parts, their sealed form under a fixed nonce, and the messages that they carry."""
    reply = Reply(role="Участник от прокуратуры", day=17_300, language="ru", text="Мы получили ваше письмо. " * 60)
    received = Received(
        role="Member", record_id=seed("record id", 16), readers=0b101, index=41, blob_hash=seed("blob"), size=64,
        root=seed("root"), tick=415_000, board=12, signature=seed("signature", 64),
        path=(seed("path 0"), seed("path 1")),
    )  # fmt: skip
    notice = Reply(
        role="Уполномоченный", day=17_310, language="ru",
        text="Это о конверте с вашим именем.\nЗачем: имя записано с ошибкой.\nСогласились: прокуратура; НКО.",
    )  # fmt: skip
    rekey = Rekey(role="Member", sealed_key=seed("sealed key", 1691))
    messages: dict[str, tuple[int, bytes]] = {
        "reply": (MessageKind.REPLY, reply.encode()),
        "received": (MessageKind.RECEIVED, received.encode()),
        "rekey": (MessageKind.REKEY, rekey.encode()),
        "notice": (MessageKind.NOTICE, notice.encode()),
    }
    found: list[Any] = []
    for name, (kind, content) in messages.items():
        chunks = [content[at : at + 903] for at in range(0, len(content), 903)]
        parts = [
            CellPart(
                kind=kind, author=3, part=number, parts=len(chunks), charter_version=2,
                message_id=seed(f"message {name}", 16), content=chunk, signature=bytes(64),
            ).sign(MEMBER, origin=ORIGIN, case_id=THREAD.case_id)
            for number, chunk in enumerate(chunks)
        ]  # fmt: skip
        sealed = []
        for each in parts:
            nonce = seed(f"nonce {name} {each.part}", 12)
            cipher = ChaCha20Poly1305(THREAD.key)
            sealed.append(nonce + cipher.encrypt(nonce, each.encode(), associated(ORIGIN)))
        found.append({
            "name": name, "kind": int(kind), "message": content.hex(), "parts": [each.encode().hex() for each in parts],
            "cells": [b64(each) for each in sealed],
        })  # fmt: skip
    refused = [
        {"at": at, "byte": byte}
        for at, byte in ((0, 2), (2, 16), (3, 40), (4, 0), (4, 33), (5, 1), (26, 255), (931, 2))
    ]
    return {
        "origin": ORIGIN, "thread_key": THREAD.key.hex(), "case_id": THREAD.case_id.hex(), "author": 3,
        "author_key": MEMBER.public.hex(), "author_seed": seed("member in slot 3").hex(), "charter_version": 2,
        "messages": found,
        "reply": {"role": reply.role, "day": reply.day, "language": reply.language, "text": reply.text},
        "notice": {"role": notice.role, "day": notice.day, "language": notice.language, "text": notice.text},
        "received": {field.name: plain(getattr(received, field.name)) for field in dataclasses.fields(received)},
        "part_refused_changes": refused,
    }  # fmt: skip


def packets() -> Vectors:
    """Return packets: work and armor over blobs that are easily made again."""
    blob, token = seed("blob of a packet", 65_536), seed("token")
    made = build(LeafKind.ENTRY, blob, token=token, work_bits=8)
    work: list[Any] = []
    for name, bits in (("a", 0), ("b", 8), ("c", 12)):
        start = work_seed(seed(f"work {name}"), seed(f"commit {name}"))
        work.append({
            "blob_hash": seed(f"work {name}").hex(), "erase_commit": seed(f"commit {name}").hex(), "seed": start.hex(),
            "bits": bits, "nonce": solve(start, bits),
        })  # fmt: skip
    return {
        "blob_shake256_of": "plaint vectors: blob of a packet", "token": token.hex(), "work_bits": 8,
        "head": bytes(made)[:48].hex(), "packet_hash": hashlib.sha256(bytes(made)).hexdigest(),
        "armor_hash": hashlib.sha256(write_armor(bytes(made)).encode()).hexdigest(), "work": work,
    }  # fmt: skip


def entries() -> Vectors:
    """Return entries of 8 and 16 slots with all identities that they were sealed to. Randomised: made once."""
    found: list[Any] = []
    for slots, readers in ((8, 0b101), (16, 0b1000_0000_0010_0001)):
        identities = {slot: Identity.from_seed(seed(f"member {slot}")) for slot in range(slots) if readers >> slot & 1}
        sealed = complaint_record(readers=readers)
        recipients = [identities[slot].recipient if slot in identities else None for slot in range(slots)]
        found.append({
            "slots": slots, "readers": readers, "origin": ORIGIN, "record": sealed.encode().hex(),
            "identities": {str(slot): identity.to_text() for slot, identity in identities.items()},
            "entry": b64(seal_entry([sealed], recipients)),
        })  # fmt: skip
    return {"entries": found}


def envelopes() -> Vectors:
    """Return an envelope of 2 of 3 with the trustees' identities and opened shares. Randomised: made once."""
    trustees = {slot: Identity.from_seed(seed(f"trustee {slot}")) for slot in (1, 4, 6)}
    envelope = seal_envelope(NAMES["full"], {slot: each.recipient for slot, each in trustees.items()}, k=2)
    shares = {slot: open_share(envelope, each, slot=slot).encode().hex() for slot, each in trustees.items()}
    return {
        "k": 2, "trustees": {str(slot): each.to_text() for slot, each in trustees.items()},
        "envelope": b64(envelope.encode()), "shares": {str(slot): share for slot, share in shares.items()},
        "name": dataclasses.asdict(NAMES["full"]),
    }  # fmt: skip
