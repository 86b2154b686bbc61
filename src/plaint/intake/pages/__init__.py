# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages that a complainant sees: one folder for each screen, its templates and what it needs beside each other.

Rules of this package:

- No page takes words in clear: the only field that is ever sent as a form takes a packet that was sealed elsewhere.
- Title, icon and addresses are the same neutral ones on every page, and no page names the group.
- Nothing is set in the browser: no cookie, no storage, no cache. Nothing of a request is kept.
"""

from collections.abc import Awaitable, Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from plaint.charter.pin import Pin
from plaint.charter.signed import SignedCharter
from plaint.intake.carried import handed_out, read_carried
from plaint.intake.counter import Counter
from plaint.intake.pages.book import Book
from plaint.intake.pages.carry import downloads
from plaint.intake.pages.hand import PATH as HAND_OVER
from plaint.intake.pages.hand import HandOver
from plaint.intake.pages.offer import offered
from plaint.intake.pages.paths import LEAVE, Paths
from plaint.intake.pages.stop import renders_elsewhere
from plaint.web.asgi import Receive, Scope, Send, answer
from plaint.web.pages import read_pages
from plaint.web.static import Static, StaticFile, pack, read_static

if TYPE_CHECKING:
    from plaint.intake.place import Place

_HERE = Path(str(resources.files(__package__)))
_STATIC = Path(str(resources.files("plaint.web").joinpath("static")))
_HTML = b"text/html; charset=utf-8"
CLEAR = '"cache", "cookies", "storage"'
"""What the browser is asked to drop on leaving; there should be nothing, and this makes sure of it."""


def page_routes(place: "Place") -> Sequence[BaseRoute]:
    """Return the routes of all pages, for `place`; where no language may be offered there are none."""
    files, charter = place.files, place.charter
    root = SignedCharter.from_bytes(files.charters[1]).digest
    catalogues = offered(
        charter.languages, demo=charter.demo, reviewed=place.settings.reviewed, drafts=place.settings.drafts
    )
    if not catalogues:
        return ()
    static = read_static(_STATIC, "/s/", cached=False)
    book = Book(
        pages=read_pages(static, _HERE),
        charter=charter,
        root=root,
        catalogues=catalogues,
        neutral=place.settings.neutral,
        pin=str(Pin(charter.origin, root, charter.version, files.newest.digest)),
        carried=handed_out(read_carried(place.settings.offline, files), files),
    )
    return [
        *_fixed(book),
        *_hand_over(book, place.counter),
        *_static(static),
        *(Route(path, file, methods=["GET"]) for path, file in downloads(book.carried).items()),
        Route(LEAVE, _leave(place.settings.neutral), methods=["GET"]),
        Route("/favicon.ico", _no_icon, methods=["GET"]),
    ]


def _fixed(book: Book) -> list[BaseRoute]:
    """Return the routes of the pages that are the same for everybody."""
    stops = {path: pack(_HTML, text.encode()) for path, text in book.stops().items()}
    return [
        Route(path, Leaf(pack(_HTML, text.encode()), stops.get(path)), methods=["GET"])
        for path, text in book.all().items()
    ]


def _hand_over(book: Book, counter: Counter) -> list[BaseRoute]:
    """Return the routes of the form: each language's own, and the protocol's, which answers in the first language."""
    places = [(Paths(t.language).hand, t) for t in book.catalogues]
    return [
        Route(path, HandOver(book, counter, t, Paths(t.language).hand).take, methods=["POST"])
        for path, t in [*places, (HAND_OVER, book.first)]
    ]


def _static(static: Static) -> list[BaseRoute]:
    return [Route(path, static, methods=["GET"]) for path in static.files]


class Leaf:
    """One page in the forms that it is served in, and what a browser that renders elsewhere gets instead of it."""

    def __init__(self, page: StaticFile, stop: StaticFile | None) -> None:
        """Keep the page and its stop."""
        self._page = page
        self._stop = stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page."""
        del receive
        file = self._stop if self._stop is not None and renders_elsewhere(scope) else self._page
        headers, body = file.answer_to(scope)
        await answer(send, 200, body, headers)


def _leave(neutral: str) -> Callable[[Request], Awaitable[Response]]:
    async def leave(request: Request) -> Response:
        del request
        return Response(status_code=303, headers={"location": neutral, "clear-site-data": CLEAR})

    return leave


async def _no_icon(request: Request) -> Response:
    del request
    return Response(status_code=204)
