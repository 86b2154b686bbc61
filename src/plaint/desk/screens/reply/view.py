# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reply is looked at before it is queued: the words, the role that stands above them, and when they will be there.

Rules of this module:

- The complainant sees a role, never a name.
- The text lies in the vault as a draft between the two pages; no page carries it in an address.
"""

from starlette.responses import Response

from plaint.casework.case import Case
from plaint.desk import texts
from plaint.desk.ask import Ask, go
from plaint.desk.casefile import read_case
from plaint.desk.deciding import need_to_write
from plaint.desk.options import options_of
from plaint.desk.post import acts
from plaint.desk.screens.reply.forecast import forecast
from plaint.desk.session import Opened
from plaint.desk.vault import drafts
from plaint.errors import PlaintError


def write(ask: Ask) -> Response:
    """Keep what was written as a draft and go on to the look at it."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case = read_case(ask, opened)
    try:
        with opened.vault.write() as rows:
            drafts.put(rows, case.case_id, "reply", ask.typed("text"))
    except PlaintError as error:
        return _refused(ask, opened, case, error)
    if not ask.typed("text").strip():
        return go(f"{desk.base}/case/{ask.parts['case']}#reply")
    return go(f"{desk.base}/case/{ask.parts['case']}/reply")


def look(ask: Ask, *, error: PlaintError | None = None) -> Response:
    """Show the reply as the complainant will read it, and when."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case = read_case(ask, opened)
    text = _draft(opened, case)
    if not text:
        return go(f"{desk.base}/case/{ask.parts['case']}#reply")
    need_to_write(case, desk.need_charter(), opened.key.member)
    posting = desk.need_posting()
    values = {
        "reference": case.reference,
        "text": text,
        "language": case.language,
        "allowed": "contact" in case.consent,
        "error": error,
        "forecast": forecast(opened, posting, case, text),
        "day": desk.today,
        "back": f"{desk.base}/case/{ask.parts['case']}",
        "place": "",
        "long": lambda day: texts.long_date(desk.texts, day),
    }
    return desk.page("reply/reply.html", "case", values, status=422 if error else 200)


def send(ask: Ask) -> Response:
    """Queue the reply."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case, posting = read_case(ask, opened), desk.need_posting()
    text = _draft(opened, case)
    if not text:
        return go(f"{desk.base}/case/{ask.parts['case']}#reply")
    need_to_write(case, desk.need_charter(), opened.key.member)
    try:
        with opened.vault.write() as rows:
            author, when = posting.author(opened, rows), posting.when()
            acts.reply(rows, author, text, case=case, language=case.language, when=when)
            drafts.finish(rows, case.case_id, "reply")
    except PlaintError as error:
        return look(ask, error=error)
    desk.engine.ask_to_tend()
    return go(f"{desk.base}/case/{ask.parts['case']}#reply")


def _refused(ask: Ask, opened: Opened, case: Case, error: PlaintError) -> Response:
    """Say why nothing was kept, with all that was typed: it is nowhere else."""
    desk = ask.desk
    values = {
        "reference": case.reference,
        "what": "reply",
        "error": error,
        "field": "",
        "typed": ask.form or {},
        "can": options_of(case, desk.charter, desk.names, desk.texts, me=opened.key.member, erasures=()),
        "at": f"{desk.base}/case/{ask.parts['case']}",
        "place": "",
    }
    return desk.page("act/act.html", "case", values, status=507)


def _draft(opened: Opened, case: Case) -> str:
    with opened.vault.read() as rows:
        return drafts.get(rows, case.case_id, "reply").strip()
