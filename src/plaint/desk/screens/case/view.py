# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of one case."""

from starlette.responses import Response

from plaint.desk.ask import Ask, go
from plaint.desk.casefile import read_case
from plaint.desk.screens.case.facts import facts_of
from plaint.desk.screens.case.lines import lines_of
from plaint.desk.vault import cases


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
