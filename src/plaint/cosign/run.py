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
from threading import Event, Thread
from typing import Final

from plaint.charter.model import Charter
from plaint.clock import Clock
from plaint.cosign.cover import Cover, Rates
from plaint.cosign.errors import CosignError
from plaint.cosign.key import read_key
from plaint.cosign.line import Line, open_line
from plaint.cosign.settings import CosignSettings
from plaint.cosign.state import locked, read_state
from plaint.cosign.watch import Watch
from plaint.errors import PlaintError
from plaint.line.address import Address, AddressError, Fault

SPREAD: Final = 6
"""A head is fetched within this part of its tick: within ten minutes of an hour."""
BEHIND: Final = 10
"""Where the new head is not there yet, it is asked for again after this part of a tick."""
FIRST_RETRY: Final = 60.0
"""Seconds until the next try while the charter, and so the length of a tick, is not known."""


LOOKING: Final = 1.0
ENDING: Final = 5.0
"""Seconds that a request under way gets when the cosigner is told to end."""
TROUBLED: Final = "The server has taken no cover of late. Look at the network, and whether the program is up to date."


@dataclass(slots=True)
class Known:
    """What the watch has learnt and cover needs."""

    charter: Charter | None = None


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
    """Watch, countersign and post cover until `stop` is set; raise `PlaintError` where it cannot begin."""
    if not settings.server or not settings.fingerprint:
        raise CosignError(
            "The settings 'server' and 'fingerprint' are needed.", hint="Take both from what the group has printed."
        )
    address = address_of(settings)
    key = read_key(settings.key)

    def reach() -> Line:
        return open_line(address)

    with locked(settings.folder):
        read_state(settings.folder)
        known = Known()
        watch = Watch(folder=settings.folder, key=key, words=settings.fingerprint, clock=clock, reach=reach)
        cover = Cover(
            rates=Rates(
                per_day=settings.cover_per_day, burst_every=settings.burst_every, erase_every=settings.erase_every
            ),
            server=settings.server.rstrip("/"),
            reach=reach,
            stop=stop,
            charter=lambda: known.charter,
        )
        threads = [
            Thread(target=watch_until, args=(stop, watch, Saying(say), known, cover), name="watch", daemon=True),
            Thread(target=cover.run, name="cover", daemon=True),
        ]
        _run_all(threads, stop, covering=cover.rates.per_day > 0)


def address_of(settings: CosignSettings) -> Address:
    """Return where the server is; raise `CosignError`, naming the setting that cannot be used."""
    try:
        return Address(settings.server, settings.proxy)
    except AddressError as error:
        name = "proxy" if error.fault in {Fault.PROXY, Fault.TORLESS} else "server"
        raise CosignError(f"The setting {name!r} cannot be used: {error}", hint=error.hint) from None


def _run_all(threads: list[Thread], stop: Event, *, covering: bool) -> None:
    """Run both until told to end; they get some seconds then, and what is cut off loses nothing."""
    for thread in threads:
        thread.start()
    needed = threads if covering else threads[:1]
    while not stop.wait(LOOKING):
        if not all(thread.is_alive() for thread in needed):
            raise CosignError("A part of the cosigner has ended by itself.", hint="Report it, then start it again.")
    for thread in threads:
        thread.join(ENDING)


def watch_until(stop: Event, watch: Watch, say: Callable[[str], None], known: Known, cover: Cover) -> None:
    """Take turns until `stop` is set."""
    pause = FIRST_RETRY
    while not stop.is_set():
        try:
            seen = watch.turn()
        except PlaintError as error:
            say(str(error))
        else:
            known.charter = seen.group.charter
            # Said at a tick and not when a visit failed, or the log would tell when there was cover.
            say(seen.said or (TROUBLED if cover.in_trouble else ""))
            pause = until_next(watch.clock.now(), seen.tick, seen.group.charter.ledger_tick)
        stop.wait(pause)


def until_next(now: int, shown: int, tick: int) -> float:
    """Return the seconds until the next turn: soon after the next tick, sooner where this tick's head is missing."""
    if shown < now // tick:
        return max(1.0, tick / BEHIND)
    return (now // tick + 1) * tick - now + secrets.SystemRandom().random() * tick / SPREAD
