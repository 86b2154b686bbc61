# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a request to a view and back: views are plain functions that take an `Ask` and return an answer.

Rules of this module:

- A view runs in a thread of its own: it may read the vault, which blocks, while the server goes on.
- Plaintext travels in bodies only. A query string holds choices (a filter, a page), never words: browsers write
  addresses into their history.
- After a form was taken, the answer is a redirect to the page that shows the result; loading it again sends nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plaint.web.bodies import parse_form, read_up_to

if TYPE_CHECKING:
    from plaint.desk.desk import Desk

MOST_OCTETS: Final = 524_288
"""A form of 10,000 Cyrillic letters, each six characters when urlencoded, with room for the other fields."""
MOST_FIELDS: Final = 80


@dataclass(frozen=True, slots=True)
class Ask:
    """What a view is asked: the desk, the parts of the path, the choices, and the form if one was sent."""

    desk: "Desk"
    parts: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None

    def typed(self, name: str) -> str:
        """Return a field of the form with line ends as this program writes them; empty where it is missing."""
        return (self.form or {}).get(name, "").replace("\r\n", "\n").replace("\r", "\n")

    def ticked(self, prefix: str) -> tuple[str, ...]:
        """Return what follows `prefix` in the names of the ticked boxes, sorted."""
        names = (name for name in self.form or {} if name.startswith(prefix))
        return tuple(sorted(name.removeprefix(prefix) for name in names))


View = Callable[[Ask], Response]


def get(desk: "Desk", path: str, view: View) -> Route:
    """Return the route that shows `view` at `path` below the desk's own path."""

    async def show(request: Request) -> Response:
        ask = Ask(desk, request.path_params, dict(request.query_params))
        return await anyio.to_thread.run_sync(partial(view, ask))

    return Route(f"{desk.base}{path}", show, methods=["GET"])


def post(desk: "Desk", path: str, view: View) -> Route:
    """Return the route by which a form for `view` is sent to `path`."""

    async def take(request: Request) -> Response:
        form = parse_form(await read_up_to(request.scope, request.receive, MOST_OCTETS), fields=MOST_FIELDS)
        ask = Ask(desk, request.path_params, dict(request.query_params), form)
        return await anyio.to_thread.run_sync(partial(view, ask))

    return Route(f"{desk.base}{path}", take, methods=["POST"])


def go(to: str) -> Response:
    """Return the answer that leads on to `to` (a path of ours) after a form was taken."""
    return Response(status_code=303, headers={"location": to})
