# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is in the group, and the words by which people know that it is this group."""

from datetime import date
from typing import Final

from starlette.responses import Response

from plaint.charter import fingerprint
from plaint.desk.ask import Ask, go

_EPOCH: Final = date(1970, 1, 1)


def show(ask: Ask) -> Response:
    """Show the newest charter that was pulled."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    book, charter, names = desk.engine.book, desk.charter, desk.names
    if book is None or charter is None:
        return desk.page("group/group.html", "group", {"charter": None})
    bodies = [
        {
            "name": names.body(body.id),
            "duty": body.duty.get(desk.preferences.language, ""),
            "members": [
                {"role": names.role(member.id), "id": member.id, "trustee": member.trustee, "retired": member.retired}
                for member in charter.members
                if member.body == body.id
            ],
        }
        for body in charter.bodies
        if body.in_group
    ]
    values = {
        "charter": charter,
        "issued": (date.fromisoformat(charter.issued) - _EPOCH).days,
        "bodies": bodies,
        "others": [names.body(body.id) for body in charter.bodies if not body.in_group],
        "words": fingerprint.words(book.constitution.root, "ru" if desk.preferences.language == "ru" else "en"),
        "me": opened.key.member,
    }
    return desk.page("group/group.html", "group", values)
