# SPDX-License-Identifier: AGPL-3.0-or-later
"""Locked or open: the one place that holds a member's keys and the vault while the desk is open.

Rules of this module:

- The desk locks itself when nobody has used it for a while, when asked to, and when it ends. Requests that a page makes
  by itself do not count as use.
- Locking drops the keys and closes the vault. Python cannot wipe memory: a copy may stay in freed pages until they are
  used again, and in a swap file if the system swaps (docs/threat-model.md).
- Posting goes on while locked; it needs nothing from here (docs/decisions/0020-what-works-while-locked.md).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from plaint.charter.keyfile import MemberKey
from plaint.clock import Clock
from plaint.desk.vault.connection import Vault
from plaint.keys.seed import MemberKeys

LOCK_AFTER: Final = 15 * 60
"""Seconds without use: long enough to read a complaint and think, short enough for a door left open."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What an open desk works with."""

    key: MemberKey
    keys: MemberKeys = field(repr=False)
    vault: Vault = field(repr=False)


class Session:
    """Holds `Opened` while the desk is open, and lets go of it in time."""

    def __init__(self, clock: Clock, *, lock_after: int = LOCK_AFTER) -> None:
        """Begin locked; lock again after `lock_after` seconds without use."""
        self._clock = clock
        self._guard = threading.Lock()
        self._opened: Opened | None = None
        self._last_use = 0
        self._on_lock: list[Callable[[], None]] = []
        self.opening = 0
        """How many times the desk was opened in this run: what was done with one opening is not done with the next."""
        self.lock_after = lock_after

    def open(self, opened: Opened) -> None:
        """Open the desk with these keys and this vault; what was open before is closed."""
        self.lock()
        with self._guard:
            self._opened = opened
            self.opening += 1
            self._last_use = self._clock.now()

    def on_lock(self, act: Callable[[], None]) -> None:
        """Have `act` called each time the desk locks, before the vault closes."""
        self._on_lock.append(act)

    def use(self) -> Opened | None:
        """Return what is open, or None while locked, and count this as use by the member."""
        opened = self.look()
        with self._guard:
            self._last_use = self._clock.now()
        return opened

    def look(self) -> Opened | None:
        """Return what is open, or None while locked; lock first if it was left alone for too long."""
        with self._guard:
            late = self._opened is not None and not 0 <= self._clock.now() - self._last_use < self.lock_after
        if late:
            self.lock()
        return self._opened

    def lock(self) -> None:
        """Let go of the keys and close the vault; nothing happens while locked."""
        with self._guard:
            opened, self._opened = self._opened, None
        if opened is not None:
            for act in self._on_lock:
                act()
            opened.vault.close()
