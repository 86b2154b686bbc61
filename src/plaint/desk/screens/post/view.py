# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox: replies with the time at which they should be there, records that wait for the ledger."""

from starlette.responses import Response

from plaint.casework.reference import reference
from plaint.desk.ask import Ask, go
from plaint.desk.post import waiting


def show(ask: Ask) -> Response:
    """Show the outbox."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    posting = desk.engine.posting
    if posting is None:
        return desk.page("post/post.html", "post", {"posted": None})
    with opened.vault.read() as rows:
        messages, records = waiting.messages(rows), waiting.records(rows)
    terms = posting.terms()
    values = {
        "posted": posting.posted(),
        "messages": messages,
        "records": records,
        "there_by": posting.estimates(opened),
        "goes_by": posting.entry_estimates(opened),
        "reference": reference,
        "terms": terms,
    }
    return desk.page("post/post.html", "post", values)
