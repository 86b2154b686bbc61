# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of one case."""

from starlette.responses import Response

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.desk.ask import Ask, go
from plaint.desk.screens.case.facts import facts_of
from plaint.desk.screens.case.lines import lines_of
from plaint.desk.session import Opened
from plaint.desk.vault import cases, records
from plaint.errors import PlaintError


class NoCaseError(PlaintError):
    """There is no such case on this desk."""


def show(ask: Ask) -> Response:
    """Show a case, and note that this member has looked at it."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case = read_case(ask, opened)
    with opened.vault.write() as rows:
        row = cases.find(rows, case.case_id)
        cases.mark_seen(rows, case.case_id, case.latest)
    names = desk.names
    values = {
        "case": case,
        "id": case.case_id.hex(),
        "facts": facts_of(case, names, opened),
        "lines": lines_of(case, names, me=opened.key.member),
        "was_unread": row is not None and row.unread > 0,
        "roles": {hole.member: names.role(hole.member) for hole in case.holes},
        "place": "",
    }
    return desk.page("case/case.html", "case", values)


def read_case(ask: Ask, opened: Opened) -> Case:
    """Return the case that the address names; raise `NoCaseError` where this desk has no such case."""
    try:
        case_id = bytes.fromhex(ask.parts["case"])
    except ValueError:
        case_id = b""
    with opened.vault.read() as rows:
        seen = records.of_case(rows, case_id)
    if len(case_id) != 16 or not any(case_id) or not seen:
        # One answer for what never was, what was erased, and what this member may not read.
        raise NoCaseError("There is no such case on this desk.", hint="Look at the list of cases.")
    return fold_case(case_id, seen)
