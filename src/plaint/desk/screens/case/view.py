# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of one case."""

from collections.abc import Mapping
from contextlib import suppress

from starlette.responses import Response

from plaint.desk.ask import Ask, go
from plaint.desk.casefile import latest_in_ledger, read_case, read_erasures
from plaint.desk.desk import Desk
from plaint.desk.full import FullDiskError
from plaint.desk.options import begun, erasure_lines, options_of
from plaint.desk.screens.case.facts import facts_of
from plaint.desk.screens.case.lines import lines_of
from plaint.desk.session import Opened
from plaint.desk.vault import cases, drafts


def show(ask: Ask) -> Response:
    """Show a case, and note that this member has looked at it."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case = read_case(ask, opened)
    with suppress(FullDiskError), opened.vault.write() as rows:
        # A case must stay readable on a disk that is full: that it was looked at can be noted the next time.
        cases.mark_seen(rows, case.case_id, latest_in_ledger(case))
    with opened.vault.read() as rows:
        written = {
            kind: {
                "text": drafts.get(rows, case.case_id, kind),
                "round": str(drafts.current(rows, case.case_id, kind)),
            }
            for kind in drafts.KINDS
        }
    names, erasures = desk.names, read_erasures(ask, opened, case)
    values = {
        "case": case,
        "id": case.case_id.hex(),
        "facts": facts_of(case, names, opened),
        "lines": lines_of(case, names, me=opened.key.member, there_by=_there_by(desk, opened)),
        "roles": {hole.member: names.role(hole.member) for hole in case.holes},
        "erasures": erasure_lines(erasures, names),
        "can": options_of(case, desk.charter, names, desk.texts, me=opened.key.member, erasures=erasures),
        "synced": desk.charter is not None,
        "forms": begun(case, written),
        "place": "",
    }
    return desk.page("case/case.html", "case", values)


def _there_by(desk: Desk, opened: Opened) -> Mapping[bytes, int]:
    posting = desk.engine.posting
    return posting.estimates(opened) if posting is not None else {}
