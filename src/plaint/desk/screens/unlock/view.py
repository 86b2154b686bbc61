# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the desk with the passphrase, and locking it."""

from starlette.responses import PlainTextResponse, Response

from plaint.desk.ask import Ask, go
from plaint.desk.filling import Filling, filling
from plaint.desk.frame import progress_line
from plaint.desk.joining import open_desk
from plaint.errors import PlaintError


def show(ask: Ask, *, error: PlaintError | None = None) -> Response:
    """Show the field for the passphrase; where another tab has opened the desk already, lead on."""
    if ask.desk.session.look() is not None:
        return go(f"{ask.desk.base}/")
    status = 200 if error is None else 403
    return ask.desk.page("unlock/unlock.html", "unlock", {"error": error}, status=status)


def unlock(ask: Ask) -> Response:
    """Open the desk if the passphrase is right. A wrong one costs a second of Argon2id, as it would a thief."""
    if not ask.desk.home.key_file.exists():
        return go(f"{ask.desk.base}/join")
    try:
        opened = open_desk(ask.desk.home, (ask.form or {}).get("passphrase", ""))
    except PlaintError as error:
        return show(ask, error=error)
    ask.desk.session.open(opened)
    return go(f"{ask.desk.base}/")


def lock(ask: Ask) -> Response:
    """Lock the desk at once."""
    ask.desk.session.lock()
    return go(f"{ask.desk.base}/unlock")


def pulse(ask: Ask) -> Response:
    """Say in one word how things stand.

    `locked`; `busy` while the lists are not filled yet, with how far that is on the next line; `post` if something came
    since the list was looked at; or `calm`. A page asks by itself, so it counts as no use. What came is for the list to
    say.
    """
    desk = ask.desk
    if desk.session.look() is None:
        return PlainTextResponse("locked\n")
    if filling(desk) is Filling.BUSY:
        return PlainTextResponse(f"busy\n{progress_line(desk)}\n")
    return PlainTextResponse("post\n" if desk.engine.state.new else "calm\n")
