# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member who answers: messages of the board, made as a desk makes them, posted to a living intake."""

import time
from collections.abc import Sequence
from dataclasses import replace

from plaint.entry.cell import MessageKind
from plaint.entry.message import Received, Reply
from plaint.keys.signature import SigningKey
from plaint.ledger.proof import inclusion_proof
from plaint.seal.cells import CellAuthor, seal_cell, write_message
from tests.support.living import DAY, LEDGER_TICK, Living
from tests.support.reader import Opened


def receive(
    intake: Living, words: Sequence[str], slot: int = 0, *, ago: int = 0, forged: bool = False, shown: bool = True
) -> None:
    """Post "received" for the newest record under a receipt, with the proof that the ledger holds it.

    `ago`: the proof is of a head so many days old. `forged`: it is of a head that the ledger never signed.
    """
    content = received(intake, intake.wait_for(words)[-1], slot, ago=ago, forged=forged)
    _post(intake, words, slot, MessageKind.RECEIVED, content, shown=shown)


def received(intake: Living, opened: Opened, slot: int, *, ago: int, forged: bool) -> bytes:
    """Return the message "received" for a record."""
    assert intake.place.published is not None
    checkpoint = intake.place.published.checkpoint
    checkpoint = replace(checkpoint, tick=checkpoint.tick - ago * DAY // LEDGER_TICK)
    key = SigningKey.from_seed(bytes(32) if forged else intake.group.ledger.ed25519)
    digest = next(digest for digest, one in intake.opened.items() if one is opened)
    leaves = intake.place.reading.leaves(0, checkpoint.size)
    index = next(at for at, leaf in enumerate(leaves) if leaf[8:40] == digest)
    message = Received(
        role=_role(intake, slot),
        record_id=opened.record.record_id,
        readers=opened.record.readers,
        index=index,
        blob_hash=digest,
        size=checkpoint.size,
        root=checkpoint.root,
        tick=checkpoint.tick,
        board=checkpoint.board,
        signature=key.sign(checkpoint.text),
        path=inclusion_proof(index, checkpoint.size, intake.place.reading.read_tile),
    )
    return message.encode()


def reply(
    intake: Living, words: Sequence[str], text: str, slot: int = 0, *, notice: bool = False, shown: bool = True
) -> None:
    """Post a reply to the holder of a receipt."""
    message = Reply(role=_role(intake, slot), day=int(time.time()) // DAY, language="ru", text=text)
    kind = MessageKind.NOTICE if notice else MessageKind.REPLY
    _post(intake, words, slot, kind, message.encode(), shown=shown)


def _role(intake: Living, slot: int) -> str:
    member = next(one for one in intake.group.signed.charter.seated if one.slot == slot)
    return member.role["ru"]


def _post(intake: Living, words: Sequence[str], slot: int, kind: int, content: bytes, *, shown: bool) -> None:
    charter = intake.group.signed.charter
    member = next(one for one in charter.seated if one.slot == slot)
    author = CellAuthor(slot=slot, key=intake.group.keys[member.id].keys.ed25519, charter_version=charter.version)
    thread = intake.thread(words)
    parts = write_message(kind, content, author=author, origin=charter.origin, case_id=thread.case_id)
    intake.post(slot, *(seal_cell(part, thread.key, origin=charter.origin) for part in parts), shown=shown)
