# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doing something in a case. Each act is written to the outbox and goes out in its turn; nothing is sent from here.

What cannot be done is refused on a page with the same form: what is wrong, and all that was typed.
"""

import re
from collections.abc import Callable

from starlette.responses import Response

from plaint.casework.case import Case
from plaint.casework.statements import Statement
from plaint.desk.ask import Ask, go
from plaint.desk.casefile import read_case, read_erasures
from plaint.desk.deciding import check_assignment, check_widening, need_to_write, own_body, slots_of
from plaint.desk.options import options_of
from plaint.desk.post import acts
from plaint.desk.screens.act import form
from plaint.desk.session import Opened
from plaint.desk.sync import folding
from plaint.desk.vault import drafts
from plaint.errors import PlaintError

Act = Callable[[Opened, Case], None]


def note(ask: Ask) -> Response:
    """Write a note to all readers of the case, or to those of the own body."""

    def act(opened: Opened, case: Case) -> None:
        said, charter = form.read_note(ask), ask.desk.need_charter()
        narrow = said.audience == "body"
        _say(ask, opened, case, said, slots_of(own_body(case, charter, opened.key.member)) if narrow else None)
        with opened.vault.write() as rows:
            drafts.finish(rows, case.case_id, "note")

    return _do(ask, act, "note")


def assign(ask: Ask) -> Response:
    """Assign the case to members, or free it."""

    def act(opened: Opened, case: Case) -> None:
        said = form.read_assignment(ask)
        check_assignment(case, ask.desk.need_charter(), said.members)
        _say(ask, opened, case, said)

    return _do(ask, act, "assign")


def status(ask: Ask) -> Response:
    """Change where the case stands."""
    return _do(ask, lambda opened, case: _say(ask, opened, case, form.read_status(ask)), "status")


def widen(ask: Ask) -> Response:
    """Open the case for more members."""

    def act(opened: Opened, case: Case) -> None:
        said, posting = form.read_widening(ask), ask.desk.need_posting()
        added = check_widening(case, ask.desk.need_charter(), said.added)
        with opened.vault.write() as rows:
            author, when = posting.author(opened, rows), posting.when()
            acts.widen(rows, author, said, case=case, added=added, when=when)
            folding.fold_one(rows, case.case_id, author.member, author.origin)

    return _do(ask, act, "widen")


def step_out(ask: Ask) -> Response:
    """Step out of the case."""

    def act(opened: Opened, case: Case) -> None:
        reason, posting = form.read_reason(ask), ask.desk.need_posting()
        with opened.vault.write() as rows:
            author, when = posting.author(opened, rows), posting.when()
            acts.step_out(rows, author, reason, case=case, when=when)
            folding.fold_one(rows, case.case_id, author.member, author.origin)

    return _do(ask, act, "step_out")


def object_to_erasure(ask: Ask) -> Response:
    """Object to the erasure of entries of the case."""

    def act(opened: Opened, case: Case) -> None:
        offered = [each.index for each in read_erasures(ask, opened, case) if not each.kept]
        said, posting = form.read_objections(ask, offered), ask.desk.need_posting()
        with opened.vault.write() as rows:
            author, when = posting.author(opened, rows), posting.when()
            for objection in said:
                acts.object_to_erasure(rows, author, objection, case=case, when=when)

    return _do(ask, act, "object")


def draft(ask: Ask) -> Response:
    """Keep what is being written; the page sends it by itself."""
    opened, kind, number = ask.desk.session.use(), ask.parts["kind"], ask.typed("round")
    if opened is None or kind not in drafts.KINDS or not re.fullmatch("[0-9]{1,9}", number):
        return Response(status_code=404)
    case = read_case(ask, opened)
    with opened.vault.write() as rows:
        drafts.put(rows, case.case_id, kind, ask.typed("text"), of=int(number))
    return Response(status_code=204)


def _say(ask: Ask, opened: Opened, case: Case, said: Statement, readers: int | None = None) -> None:
    """Queue a statement for all who read the case, or for these readers (a bitmap)."""
    posting = ask.desk.need_posting()
    with opened.vault.write() as rows:
        author, when = posting.author(opened, rows), posting.when()
        to = acts.readers_of(case, author) if readers is None else readers
        acts.say(rows, author, said, case_id=case.case_id, readers=to, when=when)
        folding.fold_one(rows, case.case_id, author.member, author.origin)


def _do(ask: Ask, act: Act, what: str) -> Response:
    """Do the act and lead back to the case; where it cannot be done, say why beside what was typed."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case = read_case(ask, opened)
    at = f"{desk.base}/case/{ask.parts['case']}"
    try:
        need_to_write(case, desk.need_charter(), opened.key.member)
        act(opened, case)
    except PlaintError as error:
        values = {
            "reference": case.reference,
            "what": what,
            "error": error,
            "field": getattr(error, "field", ""),
            "typed": ask.form or {},
            "can": options_of(
                case,
                desk.charter,
                desk.names,
                desk.texts,
                me=opened.key.member,
                erasures=read_erasures(ask, opened, case),
            ),
            "at": at,
            "place": "",
        }
        return desk.page("act/act.html", "case", values, status=422)
    desk.engine.ask_to_tend()
    return go(f"{at}#{what}")
