# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of cases, newest word first."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from plaint.desk.ask import Ask, go
from plaint.desk.erasures import to_be_erased
from plaint.desk.filling import filling
from plaint.desk.frame import progress_line
from plaint.desk.names import CharterNames
from plaint.desk.screens.cases.form import read_wanted, write_place
from plaint.desk.session import Opened
from plaint.desk.vault import cases
from plaint.desk.vault.cases import Page, Row


def show(ask: Ask) -> Response:
    """Show one page of a list."""
    desk, wanted = ask.desk, read_wanted(ask)
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    typed = desk.searches.typed(wanted.find)
    with opened.vault.read() as rows:
        page = cases.page(
            rows, wanted.show, me=opened.key.member, typed=typed, after=wanted.after, before=wanted.before
        )
    desk.engine.state.new = 0
    names, erased = desk.names, _to_be_erased(ask, opened, page)
    values = {
        "rows": [{**_shown(row, names), "erasure": row.case_id in erased} for row in page.rows],
        "show": wanted.show,
        "typed": typed,
        "find": wanted.find if typed else "",
        **_turns(page),
        "place": f"cases-{wanted.show}",
        "filling": filling(desk),
        "far": progress_line(desk),
        "failure": desk.engine.state.error,
    }
    return desk.page("cases/cases.html", "cases", values)


def search(ask: Ask) -> Response:
    """Keep what was typed in memory and show the list under a name for it: addresses end up on the disk."""
    desk, wanted = ask.desk, read_wanted(ask)
    if desk.session.use() is None:
        return go(f"{desk.base}/unlock")
    typed = ask.typed("typed").strip()[:200]
    found = f"&find={desk.searches.keep(typed)}" if typed else ""
    return go(f"{desk.base}/cases?show={wanted.show}{found}")


def _to_be_erased(ask: Ask, opened: Opened, page: Page) -> frozenset[bytes]:
    mirror, book = ask.desk.engine.mirror, ask.desk.engine.book
    if mirror is None or book is None:
        return frozenset()
    with mirror.read() as rows, opened.vault.read() as kept:
        return to_be_erased(rows, kept, page.rows, book)


def _turns(page: Page) -> Mapping[str, str | None]:
    """Return where the pages on either side begin."""
    rows = page.rows
    return {
        "newer": write_place(rows[0].place) if rows and page.newer else None,
        "older": write_place(rows[-1].place) if rows and page.older else None,
    }


def _shown(row: Row, names: CharterNames) -> Mapping[str, Any]:
    shown = row.shown
    about = [names.body(each) for each in shown["bodies"]] + [names.region(each) for each in shown["regions"]]
    return {
        **shown,
        "id": row.case_id.hex(),
        "row": row,
        "about": ", ".join(about),
        "assigned": ", ".join(names.role(each) for each in shown["assigned"]),
    }
