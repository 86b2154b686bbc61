# SPDX-License-Identifier: AGPL-3.0-or-later
"""Preparing: from the outbox to a full stock of finished entries and cells, while the desk is open.

Rules of this module:

- A stock always is for the same number of ticks, however much waits, and is made anew as a whole.
- The vault knows what lies where before the spool holds it. A crash in between leaves the old stock and its places.
- What is under way is not planned again; what was taken is noted first.
- A new thread key's cells go out at least one tick before the record that gives it to the other readers: nothing may
  be written under a key that the complainant cannot have yet.
"""

import secrets
import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from plaint.casework.fold import fold_case
from plaint.casework.seen import slots as slots_of
from plaint.charter.recipients import recipients
from plaint.desk.post import outbox
from plaint.desk.post.author import Author
from plaint.desk.post.cells import Cell, RandomBelow, finish, plan_cells
from plaint.desk.post.entries import WaitingRecord, plan_entries
from plaint.desk.post.outbox import UnderWay
from plaint.desk.post.poster import Terms, cover
from plaint.desk.post.renew import renew
from plaint.desk.post.spool import Lane, Spool
from plaint.desk.vault import records
from plaint.desk.vault.connection import Vault
from plaint.ledger.packet import erase_commit_of
from plaint.seal.cells import dummy, seal_cell
from plaint.seal.packet import random_token
from plaint.seal.slots import seal_entry

DAY: Final = 86_400
WEEK: Final = 7 * DAY
FEWEST: Final = 8
MOST: Final = 128
"""Ticks in a stock: 8 MiB of entries, about a second of sealing."""
_GENERATION_LENGTH: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What goes out in each tick."""

    entries: tuple[tuple[WaitingRecord, ...], ...]
    cells: tuple[Cell | None, ...]


def horizon(desk_tick: int) -> int:
    """Return for how many ticks a stock is made: a week, within bounds."""
    return min(MOST, max(FEWEST, -(-WEEK // desk_tick)))


def prepare(
    vault: Vault, spool: Spool, *,
    author: Author, terms: Terms, now: int, random: RandomBelow, make_cover: Callable[[int], bytes] = cover,
) -> None:  # fmt: skip
    """Make the stock anew from the outbox; `now` in Unix seconds."""
    with spool.hold():
        taken = spool.taken()
        generation = secrets.token_bytes(_GENERATION_LENGTH)
        with vault.write() as rows:
            way = _settle(rows, spool)
            held = renew(rows, author, way)
            plan = make_plan(rows, spool, way, held=held, terms=terms, now=now, random=random)
            entries = [_seal_entry(chosen, author) if chosen else make_cover(terms.slots) for chosen in plan.entries]
            placed, cells = _seal_cells(rows, plan.cells, author)
            outbox.place(rows, generation, entries=plan.entries, cells=placed)
            outbox.unmark(rows)
        spool.replace(generation, terms.charter, entries=entries, cells=cells, told=taken)


def settle(vault: Vault, spool: Spool) -> None:
    """Note in the vault what intake has taken since; what is repeated, answered or late is reckoned from it."""
    with spool.hold(), vault.write() as rows:
        _settle(rows, spool)


def estimates(vault: Vault, spool: Spool, *, terms: Terms, now: int) -> dict[bytes, int]:
    """Return, for each message of which parts are still to go out, the Unix time at which the board will have it.

    It holds if nothing more urgent is written meanwhile, and the desk is unlocked once a week.
    """
    with spool.hold(), vault.read() as rows:
        way = _under_way(rows, spool)
        taken = outbox.under_way(rows, [(each.lane, each.item) for each in spool.taken()])
        queue = outbox.outgoing(rows, way.cells | taken.cells)
        first = _first(spool, Lane.CELLS, now // terms.desk_tick)
        ticks = {cell.message_id: first - 1 for cell in way.cells}
    ticks |= finish(queue, capacity=terms.cells_per_desk, first=first)
    return {message_id: (tick + 1) * terms.desk_tick + terms.ledger_tick for message_id, tick in ticks.items()}


def entry_estimates(vault: Vault, spool: Spool, *, terms: Terms, now: int) -> dict[bytes, int]:
    """Return, by hash, for each record that lies in the stock, the Unix time at which the ledger should show it."""
    with spool.hold(), vault.read() as rows:
        first = _first(spool, Lane.ENTRIES, now // terms.desk_tick)
        stock = spool.stock(Lane.ENTRIES, 1)
        ticks = dict.fromkeys(_under_way(rows, spool).records, first - 1)
        if stock is not None:
            placed = outbox.places(rows, stock.generation)
            ticks |= {digest: first + number - stock.first for digest, number in placed if number >= stock.first}
    return {digest: (tick + 1) * terms.desk_tick + terms.ledger_tick for digest, tick in ticks.items()}


def is_due(vault: Vault, spool: Spool, terms: Terms) -> bool:
    """Say whether the stock should be made anew: something was written, it runs low, or the charter has changed."""
    with vault.read() as rows:
        if outbox.is_marked(rows):
            return True
    stock = spool.stock(Lane.ENTRIES, 1)
    low = spool.left(Lane.ENTRIES) < horizon(terms.desk_tick) * 3 // 4
    return low or stock is None or stock.charter != terms.charter


def make_plan(
    rows: sqlite3.Connection, spool: Spool, way: UnderWay, *,
    held: Collection[bytes], terms: Terms, now: int, random: RandomBelow,
) -> Plan:  # fmt: skip
    """Return what goes out in each tick of a stock; records in `held` do not."""
    ticks, tick = horizon(terms.desk_tick), now // terms.desk_tick
    queue = outbox.outgoing(rows, way.cells)
    capacity = terms.cells_per_desk
    cells = plan_cells(queue, outbox.repeats(rows, now // DAY), capacity=capacity, ticks=ticks, random=random)
    out = finish(queue, capacity=capacity, first=_first(spool, Lane.CELLS, tick))
    for cell in way.cells:
        out.setdefault(cell.message_id, tick)
    ready = [
        replace(record, not_before=out[after] + 1 if after in out else 0)
        for record, after in outbox.waiting(rows, way.records)
        if record.hash not in held
    ]
    first = _first(spool, Lane.ENTRIES, tick)
    entries = plan_entries(ready, slots=terms.slots, first=first, ticks=ticks)
    return Plan(entries=entries, cells=tuple(cell for each in cells for cell in each))


def thread_key(rows: sqlite3.Connection, case_id: bytes, author: Author) -> bytes | None:
    """Return the newest key of a case's thread, this desk's own unposted one included.

    None where there is no thread, or where this member no longer reads the case and has nothing more to say in it.
    """
    waiting = outbox.own(rows, case_id, origin=author.origin, member=author.member)
    found = records.of_case(rows, case_id)
    case = fold_case(case_id, (*found, *waiting))
    if case.thread is None or not fold_case(case_id, found).readers >> author.slot & 1:
        return None
    return case.thread.key


def _settle(rows: sqlite3.Connection, spool: Spool) -> UnderWay:
    sending = [under_way for lane in Lane if (under_way := spool.sending(lane)) is not None]
    outbox.settle(rows, spool.taken(), keep={spool.generation(), *(each.generation for each in sending)})
    return _under_way(rows, spool)


def _under_way(rows: sqlite3.Connection, spool: Spool) -> UnderWay:
    sending = [(lane, under_way) for lane in Lane if (under_way := spool.sending(lane)) is not None]
    return outbox.under_way(rows, [(lane, item) for lane, each in sending for item in each.items])


def _first(spool: Spool, lane: Lane, tick: int) -> int:
    """Return the first tick whose share of a lane is still open."""
    return tick + 1 if spool.sending(lane) is not None or spool.done(lane) >= tick else tick


def _seal_entry(chosen: tuple[WaitingRecord, ...], author: Author) -> bytes:
    signed = [each.record for each in chosen]
    to = recipients(author.charter.charter, slots_of(signed[0].readers))
    return erase_commit_of(random_token()) + seal_entry(signed, to)


def _seal_cells(
    rows: sqlite3.Connection, cells: Sequence[Cell | None], author: Author
) -> tuple[list[Cell | None], list[bytes]]:
    """Return what each cell really holds, and the cells.

    Where there is no key there is nobody to read it: a dummy goes out, and the part stays in the outbox.
    """
    keys: dict[bytes, bytes | None] = {}
    placed: list[Cell | None] = []
    sealed = []
    for cell in cells:
        if cell is not None and cell.message_id not in keys:
            case_id, under = outbox.case_and_key(rows, cell.message_id)
            keys[cell.message_id] = thread_key(rows, case_id, author) if under is None else under
        key = keys[cell.message_id] if cell is not None else None
        placed.append(None if key is None else cell)
        if cell is None or key is None:
            sealed.append(dummy())
        else:
            sealed.append(seal_cell(outbox.part(rows, cell), key, origin=author.origin))
    return placed, sealed
