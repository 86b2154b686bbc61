# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking at an attachment, and giving it out sealed.

Rules of this module:

- No byte of an attachment reaches the browser as it came: a picture is drawn anew in a process of its own, anything
  else leaves this desk sealed, to be opened on a machine that is kept for that.
- The name under which it is saved tells nothing: browsers list what they have saved.
"""

from starlette.responses import Response

from plaint.age.encrypt import encrypt
from plaint.desk import files
from plaint.desk.ask import Ask, go
from plaint.desk.casefile import read_case
from plaint.desk.pictures.reencode import PictureError, reencode
from plaint.desk.screens.file import form
from plaint.desk.session import Opened
from plaint.entry.attachments import Attachment
from plaint.errors import PlaintError

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")


def show(ask: Ask, *, error: PlaintError | None = None) -> Response:
    """Show what is known of the file, the picture if it claims to be one, and the form that gives it out."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case, file = _case_and_file(ask, opened)
    values = {
        "reference": case,
        "file": file,
        "here": files.is_here(desk.home.chunks, file),
        "picture": file.media_type in PICTURES,
        "address": f"{desk.base}/case/{ask.parts['case']}/file/{ask.parts['event']}/{ask.parts['number']}",
        "back": f"{desk.base}/case/{ask.parts['case']}",
        "error": error,
        "place": "",
    }
    return desk.page("file/file.html", "file", values, status=422 if error else 200)


def picture(ask: Ask) -> Response:
    """Answer with a freshly drawn copy of the picture; 404 where the file is none."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return Response(status_code=404)
    _, file = _case_and_file(ask, opened)
    try:
        drawn = reencode(files.read_file(desk.home.chunks, file))
    except PictureError:
        return Response(status_code=404)
    return Response(drawn.content, media_type=drawn.media_type)


def give_out(ask: Ask) -> Response:
    """Answer with the file as it came, sealed to the typed recipient or to this member."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    _, file = _case_and_file(ask, opened)
    try:
        recipient = form.read_recipient(ask, opened.keys.identity.recipient)
        sealed = encrypt(files.read_file(desk.home.chunks, file), [recipient])
    except PlaintError as error:
        return show(ask, error=error)
    name = f"{file.id.hex()[:8]}.age"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(sealed, media_type="application/octet-stream", headers=headers)


def _case_and_file(ask: Ask, opened: Opened) -> tuple[str, Attachment]:
    case = read_case(ask, opened)
    return case.reference, files.find_file(case, ask.parts["event"], ask.parts["number"])
