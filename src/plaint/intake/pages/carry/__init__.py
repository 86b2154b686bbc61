# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing out the offline page: what it is, its SHA-256, the file and the group's word for it.

Rules of this module:

- The file is handed out to be saved and never to be shown: under this address it would be one more page of this server.
- A number shown by this server says nothing against this server. The page says so, and where to compare it.
"""

from typing import Final

from plaint import language
from plaint.intake.carried import Carried
from plaint.language import Catalogue
from plaint.web.asgi import Receive, Scope, Send, answer
from plaint.web.static import pack

NAME: Final = "offline"
"""Name of the catalogue of the offline page."""
FILE: Final = "/s/form.html"
NOTE: Final = "/s/form.txt"
_BINARY: Final = b"application/octet-stream"
_GROUP: Final = 8
"""Digits of the SHA-256 that stand together, so that two people can read it to each other."""


def texts_for(t: Catalogue, first: Catalogue) -> Catalogue:
    """Return the texts of the offline page in the language of `t`, or in the first language or the source's."""
    there = language.languages(NAME)
    return language.read(next(one for one in (t.language, first.language, language.SOURCE) if one in there), NAME)


def grouped(digest: str) -> str:
    """Return a hex digest in groups of digits."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


class Download:
    """One file that is saved under its own name."""

    def __init__(self, octets: bytes, name: str) -> None:
        """Hand out `octets` as a file called `name`."""
        self._file = pack(_BINARY, octets)
        self._name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the file."""
        del receive
        headers, body = self._file.answer_to(scope)
        saved = (b"content-disposition", f'attachment; filename="{self._name}"'.encode())
        await answer(send, 200, body, [*headers, saved])


def downloads(carried: Carried | None) -> dict[str, Download]:
    """Return the files of the page by their addresses; none where there is no page."""
    if carried is None:
        return {}
    return {FILE: Download(carried.page, "form.html"), NOTE: Download(carried.note, "form.txt")}
