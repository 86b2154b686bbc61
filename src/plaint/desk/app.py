# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application: exact Host outside, then headers, then the door, then errors, then the pages."""

import logging
from collections.abc import Callable, Iterable
from typing import Final

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Router

from plaint.desk.access import NOTHING, Door
from plaint.desk.ask import Ask, get, go, post
from plaint.desk.desk import Desk
from plaint.desk.frame import Frame
from plaint.desk.screens.act import view as act
from plaint.desk.screens.case import view as case
from plaint.desk.screens.cases import view as cases
from plaint.desk.screens.connect import view as connect
from plaint.desk.screens.file import view as file
from plaint.desk.screens.group import view as group
from plaint.desk.screens.join import view as join
from plaint.desk.screens.ledger import view as ledger
from plaint.desk.screens.opening import view as opening
from plaint.desk.screens.post import view as outbox
from plaint.desk.screens.reply import view as reply
from plaint.desk.screens.settings import view as settings
from plaint.desk.screens.unlock import view as unlock
from plaint.errors import PlaintError
from plaint.web.asgi import TEXT, App, Receive, Scope, Send, answer
from plaint.web.headers import Headers
from plaint.web.hosts import Hosts
from plaint.web.telling import Telling

log = logging.getLogger("plaint.desk")
LOOPBACK: Final = "127.0.0.1"


def build_app(desk: Desk, port: int) -> App:
    """Return the whole application, which answers to `127.0.0.1:port` and to no other name."""
    desk.frame = Frame()
    router = Router([*routes(desk)], redirect_slashes=False, default=_nothing)
    return Hosts(Headers(Door(Telling(router, telling(desk)), desk.gate)), [f"{LOOPBACK}:{port}"])


def routes(desk: Desk) -> Iterable[BaseRoute]:
    """Return all routes, each below the path that nobody can guess."""
    return (
        get(desk, "/", begin),
        get(desk, "/join", join.choose),
        post(desk, "/join/language", join.speak),
        get(desk, "/join/new", join.new),
        post(desk, "/join/new", join.make),
        get(desk, "/join/sheet", join.sheet),
        get(desk, "/join/test", join.check),
        post(desk, "/join/test", join.finish),
        get(desk, "/join/restore", join.restore),
        post(desk, "/join/restore", join.rebuild_desk),
        get(desk, "/card", join.card),
        get(desk, "/connect", connect.show),
        post(desk, "/connect", connect.connect),
        get(desk, "/cases", cases.show),
        post(desk, "/cases/search", cases.search),
        get(desk, "/case/{case}", case.show),
        get(desk, "/case/{case}/reply", reply.look),
        post(desk, "/case/{case}/reply", reply.write),
        post(desk, "/case/{case}/reply/send", reply.send),
        post(desk, "/case/{case}/note", act.note),
        post(desk, "/case/{case}/assign", act.assign),
        post(desk, "/case/{case}/status", act.status),
        post(desk, "/case/{case}/widen", act.widen),
        post(desk, "/case/{case}/step-out", act.step_out),
        post(desk, "/case/{case}/object", act.object_to_erasure),
        post(desk, "/case/{case}/draft/{kind}", act.draft),
        get(desk, "/case/{case}/file/{event}/{number}", file.show),
        post(desk, "/case/{case}/file/{event}/{number}", file.give_out),
        get(desk, "/case/{case}/file/{event}/{number}/picture", file.picture),
        get(desk, "/openings", opening.everything),
        get(desk, "/case/{case}/opening", opening.show),
        post(desk, "/case/{case}/opening/ask", opening.ask_for_it),
        post(desk, "/case/{case}/opening/{request}/vote", opening.vote),
        post(desk, "/case/{case}/opening/{request}/withdraw", opening.withdraw),
        post(desk, "/case/{case}/opening/{request}/see", opening.see),
        get(desk, "/post", outbox.show),
        get(desk, "/ledger", ledger.show),
        post(desk, "/ledger/sync", ledger.sync),
        get(desk, "/ledger/evidence/{number}", ledger.give_out),
        get(desk, "/group", group.show),
        get(desk, "/settings", settings.show),
        post(desk, "/settings", settings.save),
        get(desk, "/unlock", unlock.show),
        post(desk, "/unlock", unlock.unlock),
        post(desk, "/lock", unlock.lock),
        get(desk, "/pulse", unlock.pulse),
        Mount(f"{desk.base}/static", desk.static),
    )


def begin(ask: Ask) -> Response:
    """Lead to where this desk stands: joining, locked, or open."""
    desk = ask.desk
    if not desk.home.key_file.exists():
        return go(f"{desk.base}/join")
    if desk.session.use() is None:
        return go(f"{desk.base}/unlock")
    return go(f"{desk.base}/{'cases' if desk.home.connection.exists() else 'connect'}")


def telling(desk: Desk) -> Callable[[Exception], App]:
    """Return what turns errors into a page that says what to do; none of them quotes what was read or typed."""

    def tell(error: Exception) -> App:
        if not isinstance(error, PlaintError):
            # The kind of error alone: its text, and values in its traceback, may be somebody's words.
            log.error("a page failed: %s", type(error).__name__)
            error = PlaintError("Something went wrong in this program.", hint="Go back; if it stays so, report it.")
        return desk.page("failed.html", "error", {"error": error, "outside": True}, status=400)

    return tell


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    del scope, receive
    await answer(send, 404, NOTHING, (TEXT,))
