# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a reply that is not queued yet would be on the board."""

from dataclasses import dataclass

from plaint.casework.case import Case
from plaint.casework.statements import MAX_TEXT
from plaint.desk.post import outbox
from plaint.desk.post.cells import Outgoing, finish
from plaint.desk.post.posting import Posting
from plaint.desk.session import Opened
from plaint.entry import message as messages
from plaint.entry.cell import MAX_PART, MAX_PARTS, MessageKind

_PREVIEW = bytes(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a reply would take."""

    role: str
    cells: int
    fits: bool
    there_by: int
    """Unix time at which the board with its last cell should be in the ledger, if nothing more urgent comes."""


def forecast(opened: Opened, posting: Posting, case: Case, text: str) -> Forecast:
    """Return as whom, in how many cells, and by when the complainant could read this text."""
    when, terms = posting.when(), posting.terms()
    with opened.vault.write() as rows:
        role = posting.author(opened, rows).role(case.language)
    octets = messages.Reply(role=role, day=when.day, language=case.language or "en", text=text).encode()
    cells = -(-len(octets) // MAX_PART)
    new = Outgoing(
        message_id=_PREVIEW,
        thread=case.case_id,
        kind=MessageKind.REPLY,
        added=2**62,
        since=when.tick,
        unsent=tuple(range(cells)),
    )
    with opened.vault.read() as rows:
        queue = (*outbox.outgoing(rows), new)
    # This tick's cells may be on their way already.
    last = finish(queue, capacity=terms.cells_per_desk, first=when.tick + 1)[_PREVIEW]
    there_by = (last + 1) * terms.desk_tick + terms.ledger_tick
    return Forecast(role=role, cells=cells, fits=cells <= MAX_PARTS and len(text) <= MAX_TEXT, there_by=there_by)
