# SPDX-License-Identifier: AGPL-3.0-or-later
"""The case that an address names."""

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.desk.ask import Ask
from plaint.desk.erasures import Erasure, erasures_of
from plaint.desk.post import outbox
from plaint.desk.post.author import UNPOSTED
from plaint.desk.session import Opened
from plaint.desk.vault import records
from plaint.errors import PlaintError


class NoCaseError(PlaintError):
    """There is no such case on this desk."""


def read_case(ask: Ask, opened: Opened) -> Case:
    """Return the case that the address names, with what this member has written and the ledger does not show yet.

    Raises `NoCaseError` where this desk has no such case.
    """
    try:
        case_id = bytes.fromhex(ask.parts["case"])
    except ValueError:
        case_id = b""
    with opened.vault.read() as rows:
        seen = records.of_case(rows, case_id)
        own = outbox.own(rows, case_id, origin=opened.key.origin, member=opened.key.member)
    if len(case_id) != 16 or not any(case_id) or not seen:
        # One answer for what never was, what was erased, and what this member may not read.
        raise NoCaseError("There is no such case on this desk.", hint="Look at the list of cases.")
    return fold_case(case_id, (*seen, *own))


def read_erasures(ask: Ask, opened: Opened, case: Case) -> tuple[Erasure, ...]:
    """Return what of a case is to be erased; nothing before the first sync."""
    mirror, book = ask.desk.engine.mirror, ask.desk.engine.book
    if mirror is None or book is None:
        return ()
    with mirror.read() as rows, opened.vault.read() as kept:
        return erasures_of(rows, kept, case, book)


def latest_in_ledger(case: Case) -> int:
    """Return the ledger index of the newest record of a case that the ledger shows."""
    return max((event.seen.index for event in case.events if event.seen.index < UNPOSTED), default=0)
