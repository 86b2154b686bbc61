# SPDX-License-Identifier: AGPL-3.0-or-later
"""One turn of watching: fetch the head, judge it, countersign it, hand the cosignature in.

Rules of this module:

- What is signed is on the disk before it leaves. After a crash in between, the same bytes leave.
- Where the charter does not name this cosigner (any more, or not yet), heads are judged and not signed.
- A refusal is kept as evidence, and nothing is signed. The next turn asks again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final

from plaint.clock import Clock
from plaint.cosign import evidence
from plaint.cosign.errors import CosignError, RefusedError
from plaint.cosign.group import Group, need_group
from plaint.cosign.judging import MOST_HEAD, judge, prove_growth, read_shown
from plaint.cosign.key import CosignerKey
from plaint.cosign.line import Line
from plaint.cosign.state import Countersigned, read_state, write_state
from plaint.keys import note as notes
from plaint.keys.note import Note
from plaint.ledger.checkpoint import read_checkpoint

STALE: Final = 3 * 3600
"""Seconds beyond two ledger ticks after which a head is old; desks and the page wait as long."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a turn came to."""

    group: Group
    tick: int
    """Of the head that is shown."""
    said: str = ""
    """What whoever runs the cosigner should know; empty where all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Watches one ledger."""

    folder: Path
    key: CosignerKey = field(repr=False)
    words: str
    clock: Clock
    reach: Callable[[], Line]

    def turn(self) -> Seen:
        """Look once; raise `LineError` where the server cannot be reached, `RefusedError` once evidence is kept."""
        try:
            with self.reach() as line:
                return self._look(line)
        except RefusedError as error:
            evidence.keep(self.folder, error)
            raise

    def _look(self, line: Line) -> Seen:
        group = need_group(line, self.folder, self.words)
        held = self._held(group)
        octets = line.get("/checkpoint", most=MOST_HEAD)
        head = read_shown(octets, group, held)
        shown, now, tick = read_checkpoint(head.text), self.clock.now(), group.charter.ledger_tick
        judge(head, shown, held, ledger_tick=tick, now=now)
        if not group.names(self.key.verifiers):
            return Seen(group, shown.tick, "The group's charter does not name this cosigner: heads are not signed.")
        if held.checkpoint != shown:
            prove_growth(line, head, shown, held)
            held = self._sign(head, held, now)
        self._hand_in(line, octets, held)
        old = now - shown.tick * tick > 2 * tick + STALE
        return Seen(group, shown.tick, "The ledger shows no new head: it stands still, or is hidden." if old else "")

    def _held(self, group: Group) -> Countersigned:
        """Return what was countersigned last; raise `CosignError` where that was another group's."""
        held = read_state(self.folder)
        if not held.root:
            held = Countersigned(root=group.root)
            write_state(self.folder, held)
        if held.root != group.root:
            raise CosignError(
                "This cosigner has signed for another group.", hint="Run one cosigner with its own folder for each."
            )
        return held

    def _sign(self, head: Note, held: Countersigned, now: int) -> Countersigned:
        cosignature = notes.sign(head.text, self.key.signers, time=now)
        after = held.after(head, cosignature, now)
        write_state(self.folder, after)
        return after

    def _hand_in(self, line: Line, octets: bytes, held: Countersigned) -> None:
        """Hand the cosignature in where it does not stand under the head yet."""
        if held.cosignature is None:
            return
        stands = {(each.name, each.key_id) for each in notes.parse(octets).signatures}
        if all((each.name, each.key_id) in stands for each in held.cosignature.signatures):
            return
        status, _ = line.ask("PUT", "/cosignature", bytes(held.cosignature))
        # Not found: the ledger has a newer head by now, which the next turn signs.
        if status not in (HTTPStatus.OK, HTTPStatus.NOT_FOUND):
            raise CosignError(
                f"The server does not take the cosignature ({status}).",
                hint="Compare the clocks, and whether the charter lists these keys: plaint cosign show.",
            )
