# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing over a packet that was sealed elsewhere: the one form on these pages that is ever sent.

Rules of this module:

- What is taken is ciphertext in armor, and nothing else. There is no code here, or anywhere in intake, that could seal.
- It goes over the same counter as what a browser sends itself, and is acknowledged as late.
- Where it comes from is not asked: there is no session that another site could ride on, and handing over twice does no
  harm. So the form works also in browsers that send neither Origin nor Sec-Fetch-Site.
"""

from typing import Final
from urllib.parse import quote_plus

from starlette.requests import Request
from starlette.responses import Response

from plaint.errors import FormatError
from plaint.intake.connection import way_of
from plaint.intake.counter import Counter
from plaint.intake.pages.book import Book
from plaint.intake.refusal import RefusedError
from plaint.language import Catalogue
from plaint.ledger.armor import read_armor, write_armor
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import packet_length
from plaint.web.bodies import SizeError, parse_form, read_up_to

FIELD: Final = "t"
PATH: Final = "/h"
"""The address in docs/protocol.md, for programs; the page's own form goes to the page's own address."""
MOST: Final = 8
"""Packets at once: a complaint of the greatest length has at most this many parts."""
LONGEST: Final = MOST * len(quote_plus(write_armor(bytes(packet_length(LeafKind.ENTRY))).replace("\n", "\r\n"))) + 1024
"""Bytes of the form: as many packets, as a browser encodes them, and some blanks around them."""
MOST_LINES: Final = 65_536
"""Lines of the form: six times what so many packets have, for text that a messenger has broken anew."""
MOST_ESCAPES: Final = 4096
"""Escapes in it beside those of line ends: armor has none, blanks around it may."""
SAID: Final = frozenset({"form", "slots", "work", "later", "full"})
"""Words of a refusal that the page has a sentence for."""


class HandOver:
    """Takes the form of one language."""

    def __init__(self, book: Book, counter: Counter, t: Catalogue, here: str) -> None:
        """Answer in the language of `t`; `here` is the address of the page."""
        self._book = book
        self._counter = counter
        self._t = t
        self._here = here

    async def take(self, request: Request) -> Response:
        """Hold every packet in the form; answer with a page."""
        armor = ""
        try:
            body = folded(await read_up_to(request.scope, request.receive, LONGEST))
            armor = parse_form(body, fields=1).get(FIELD, "")
            for packet in read_armor(armor, most=MOST):
                await self._counter.take_entry(packet, way_of(request.scope))
        except RefusedError as error:
            return self._refused(error.word if error.word in SAID else "form", error.status, armor)
        except (FormatError, SizeError):
            return self._refused("form", 400, armor)
        return self._page("hand/held.html", 200)

    def _refused(self, problem: str, status: int, armor: str) -> Response:
        return self._page("hand/hand.html", status, problem=problem, armor=armor)

    def _page(self, template: str, status: int, **more: object) -> Response:
        text = self._book.text(template, self._t, self._here, **more)
        return Response(text, status_code=status, media_type="text/html; charset=utf-8")


def folded(body: bytes) -> bytes:
    """Return the form with its line ends as they are and not escaped; raise FormatError where other escapes abound.

    Undoing them one by one takes two microseconds each: a form of nothing else kept everybody waiting half a second.
    """
    for escaped in (b"%0D%0A", b"%0A", b"%0D"):
        body = body.replace(escaped, b"\n")
    if body.count(b"\n") > MOST_LINES or body.count(b"%") > MOST_ESCAPES:
        raise FormatError("This is no form with sealed text.", hint="Paste the sealed text and nothing else.")
    return body
