# SPDX-License-Identifier: AGPL-3.0-or-later
"""Language, the time until the desk locks, keys; and where the desk's files lie."""

from starlette.responses import Response

from plaint.desk.ask import Ask, go
from plaint.desk.connection import read_connection
from plaint.desk.preferences import LANGUAGES, LOCK_MINUTES
from plaint.desk.screens.settings import form


def show(ask: Ask) -> Response:
    """Show the choices."""
    desk = ask.desk
    if desk.session.use() is None:
        return go(f"{desk.base}/unlock")
    values = {
        "preferences": desk.preferences,
        "languages": LANGUAGES,
        "minutes": LOCK_MINUTES,
        "folder": str(desk.home.folder),
        "connection": read_connection(desk.home.connection),
        "saved": ask.choices.get("saved") == "1",
    }
    return desk.page("settings/settings.html", "settings", values)


def save(ask: Ask) -> Response:
    """Keep the choices."""
    if ask.desk.session.use() is None:
        return go(f"{ask.desk.base}/unlock")
    ask.desk.prefer(form.read_preferences(ask))
    return go(f"{ask.desk.base}/settings?saved=1")
