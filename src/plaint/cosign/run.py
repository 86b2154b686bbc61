# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running a cosigner until it is told to end.

Rules of this module:

- It looks soon after each ledger tick, not on it: cosigners that all came on the second would be a burst, and a slow
  circuit to one of them would not matter.
- A failure ends nothing: it is said once, in one line without an address or a time, and tried again.
- What goes well is not said.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Final

from plaint.clock import Clock
from plaint.cosign.errors import CosignError
from plaint.cosign.key import read_key
from plaint.cosign.line import Address, Line, open_line
from plaint.cosign.settings import CosignSettings
from plaint.cosign.state import locked, read_state
from plaint.cosign.watch import Watch
from plaint.errors import PlaintError

SPREAD: Final = 6
"""A head is fetched within this part of its tick: within ten minutes of an hour."""
BEHIND: Final = 10
"""Where the new head is not there yet, it is asked for again after this part of a tick."""
FIRST_RETRY: Final = 60.0
"""Seconds until the next try while the charter, and so the length of a tick, is not known."""


@dataclass(slots=True)
class Saying:
    """Says what has changed, and nothing twice."""

    say: Callable[[str], None]
    _last: str = field(default="")

    def __call__(self, text: str) -> None:
        """Say `text` unless it was the last thing said; an empty one makes the same worth saying again."""
        if text and text != self._last:
            self.say(text)
        self._last = text


def run(settings: CosignSettings, clock: Clock, *, stop: Event, say: Callable[[str], None]) -> None:
    """Watch and countersign until `stop` is set; raise `PlaintError` where it cannot begin."""
    if not settings.server or not settings.fingerprint:
        raise CosignError(
            "The settings 'server' and 'fingerprint' are needed.", hint="Take both from what the group has printed."
        )
    address = Address(settings.server, settings.proxy)
    key = read_key(settings.key)

    def reach() -> Line:
        return open_line(address)

    with locked(settings.folder):
        read_state(settings.folder)
        watch = Watch(folder=settings.folder, key=key, words=settings.fingerprint, clock=clock, reach=reach)
        watch_until(stop, watch, Saying(say))


def watch_until(stop: Event, watch: Watch, say: Callable[[str], None]) -> None:
    """Take turns until `stop` is set."""
    pause = FIRST_RETRY
    while not stop.is_set():
        try:
            seen = watch.turn()
        except PlaintError as error:
            say(str(error))
        else:
            say(seen.said)
            pause = until_next(watch.clock.now(), seen.tick, seen.group.charter.ledger_tick)
        stop.wait(pause)


def until_next(now: int, shown: int, tick: int) -> float:
    """Return the seconds until the next turn: soon after the next tick, sooner where this tick's head is missing."""
    if shown < now // tick:
        return max(1.0, tick / BEHIND)
    return (now // tick + 1) * tick - now + secrets.SystemRandom().random() * tick / SPREAD
