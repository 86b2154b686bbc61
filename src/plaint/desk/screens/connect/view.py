# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding the group on its server and checking that it is the group that was published."""

from starlette.responses import Response

from plaint.desk.ask import Ask, go
from plaint.desk.connection import read_connection, write_connection
from plaint.desk.joining import join_group
from plaint.desk.screens.connect import form
from plaint.errors import PlaintError


def show(ask: Ask, *, error: PlaintError | None = None) -> Response:
    """Show the form."""
    if ask.desk.session.use() is None:
        return go(f"{ask.desk.base}/unlock")
    typed = form.read_way(ask) if ask.form is not None else None
    values = {"error": error, "typed": typed, "connection": read_connection(ask.desk.home.connection)}
    return ask.desk.page("connect/connect.html", "connect", values, status=422 if error else 200)


def connect(ask: Ask) -> Response:
    """Pull the charter, find the own seat, and keep the way there."""
    opened = ask.desk.session.use()
    if opened is None:
        return go(f"{ask.desk.base}/unlock")
    typed = form.read_way(ask)
    try:
        address = typed.address()
        _, connection = join_group(opened.keys, address, typed.words, reach=ask.desk.reach)
        write_connection(ask.desk.home.connection, connection)
    except PlaintError as error:
        return show(ask, error=error)
    return go(f"{ask.desk.base}/")
