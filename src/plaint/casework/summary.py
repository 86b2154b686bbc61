# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case in one line, for lists, filters and the search index."""

from dataclasses import dataclass, field

from plaint.casework.case import Case
from plaint.casework.search import fold
from plaint.casework.statements import Recusal
from plaint.casework.vocabulary import URGENCY_ORDER, Status, Urgency

EXCERPT = 180
"""Letters of the account that a list shows: more than fits one line on a wide screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a list needs to know of a case."""

    case_id: bytes
    reference: str
    came: int
    """Day on which the first record came, in days since 1970-01-01 UTC."""
    latest: int
    """Ledger index of the newest record."""
    latest_day: int
    status: str
    open: bool
    """There is work in it for this member: it is not closed, and the member has not stepped out."""
    urgency: int
    """Place in `URGENCY_ORDER`; 0 presses most."""
    assigned: tuple[str, ...]
    relation: str
    bodies: tuple[str, ...]
    regions: tuple[str, ...]
    excerpt: str
    retraction: bool
    """The complainant asked to stop, and no member has answered that with a status yet."""
    identity: bool
    """An identity envelope lies in the case."""
    files: int
    parts_missing: bool
    update_needed: bool
    objected: tuple[int, ...]
    """Ledger indices of the entries that a reader wants kept, ascending."""
    by_others: tuple[int, ...]
    """Ledger indices of the records that other people wrote, ascending."""
    words: str = field(repr=False)
    """All words of the case, folded for the index."""


def summarize(case: Case, *, me: str) -> Summary:
    """Return the summary of `case` for the member with the id `me`."""
    complaint = case.complaint
    status = case.status.status
    left = any(isinstance(event.content, Recusal) and event.seen.member == me for event in case.counted)
    return Summary(
        case_id=case.case_id,
        reference=case.reference,
        came=case.came,
        latest=case.latest,
        latest_day=case.latest_day,
        status=status,
        open=status != Status.CLOSED and not left,
        urgency=_urgency(case.urgency),
        assigned=case.assignment.members,
        relation=complaint.relation if complaint else "",
        bodies=tuple(complaint.about.bodies) if complaint else (),
        regions=tuple(complaint.about.regions) if complaint else (),
        excerpt=" ".join((complaint.account if complaint else case.first_words)[: EXCERPT * 2].split())[:EXCERPT],
        retraction=case.retraction,
        identity=case.identity,
        files=len(case.attachments),
        parts_missing=bool(case.waiting_parts),
        update_needed=case.update_needed,
        objected=tuple(sorted(case.objected)),
        by_others=tuple(event.seen.index for event in case.events if event.seen.member != me),
        words=fold("\n".join(case.texts())),
    )


def _urgency(said: str) -> int:
    known = [word.value for word in URGENCY_ORDER]
    return known.index(said) if said in known else known.index(Urgency.NOT_SAID)
