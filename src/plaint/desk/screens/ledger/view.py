# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this desk has checked of the ledger, and what it holds against the server."""

from starlette.responses import Response

from plaint.desk.ask import Ask, go
from plaint.desk.desk import Desk
from plaint.desk.mirror import evidence, tree
from plaint.desk.mirror.connection import Mirror
from plaint.desk.mirror.evidence import Evidence
from plaint.desk.mirror.tree import Head
from plaint.desk.session import Opened
from plaint.desk.sync.cosigned import Standing, standing
from plaint.desk.sync.heads import keys_of
from plaint.desk.sync.progress import Stage
from plaint.desk.vault import records
from plaint.desk.vault.records import Refused

MOST_REFUSED = 200


def show(ask: Ask) -> Response:
    """Show the page."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    head, found = _checked(desk.engine.mirror)
    values = {
        "cosigned": _cosigned(desk),
        "head": head,
        "evidence": found,
        "refused": _refused(opened),
        "state": desk.engine.state,
        "progress": desk.engine.progress,
        "busy": desk.engine.progress.stage is not Stage.IDLE,
        "book": desk.engine.book,
        "tick": desk.charter.ledger_tick if desk.charter else 3600,
    }
    return desk.page("ledger/ledger.html", "ledger", values)


def sync(ask: Ask) -> Response:
    """Make a sync due now."""
    desk = ask.desk
    if desk.session.use() is None:
        return go(f"{desk.base}/unlock")
    desk.engine.ask_to_sync()
    return go(f"{desk.base}/ledger")


def give_out(ask: Ask) -> Response:
    """Answer with the bytes of one piece of evidence: what was held before and what was shown, as they came."""
    desk = ask.desk
    mirror = desk.engine.mirror
    if desk.session.use() is None or mirror is None:
        return go(f"{desk.base}/unlock")
    with mirror.read() as rows:
        found = [each for each in evidence.everything(rows) if str(each.number) == ask.parts["number"]]
    if not found:
        return go(f"{desk.base}/ledger")
    one = found[0]
    body = b"".join((b"held\n", one.held, b"\nshown\n", one.shown))
    headers = {"content-disposition": f'attachment; filename="evidence-{one.number}-{one.kind}.txt"'}
    return Response(body, media_type="application/octet-stream", headers=headers)


def _checked(mirror: Mirror | None) -> tuple[Head | None, tuple[Evidence, ...]]:
    if mirror is None:
        return None, ()
    with mirror.read() as rows:
        return tree.head(rows), evidence.everything(rows)


def _cosigned(desk: Desk) -> Standing | None:
    """Return how the ledger stands with its cosigners; None before the first sync."""
    book, mirror = desk.engine.book, desk.engine.mirror
    if book is None or mirror is None:
        return None
    constitution = book.constitution
    keys = keys_of(constitution.newest, constitution.annex)
    with mirror.read() as rows:
        return standing(rows, keys, ledger_tick=constitution.newest.charter.ledger_tick, now=desk.clock.now())


def _refused(opened: Opened) -> tuple[Refused, ...]:
    with opened.vault.read() as rows:
        return tuple(records.all_refused(rows, most=MOST_REFUSED))
