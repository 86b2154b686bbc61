# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a sync is, for the page and the terminal, and the wish to stop it."""

import threading
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """What a sync is doing."""

    IDLE = "idle"
    CHARTER = "charter"
    LEAVES = "leaves"
    BLOBS = "blobs"
    CHUNKS = "chunks"
    OPENING = "opening"
    FOLDING = "folding"


class StoppedError(Exception):
    """The sync was asked to stop; it goes on from there the next time."""


@dataclass(slots=True)
class Progress:
    """Written by the sync, read by pages."""

    stage: Stage = Stage.IDLE
    done: int = 0
    of: int = 0
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

    def begin(self, stage: Stage, of: int = 0) -> None:
        """Enter a stage of `of` steps."""
        self.check()
        self.stage, self.done, self.of = stage, 0, of

    def step(self, count: int = 1) -> None:
        """Note that `count` more steps are done; raise `StoppedError` if the sync was asked to stop."""
        self.done += count
        self.check()

    def check(self) -> None:
        """Raise `StoppedError` if the sync was asked to stop."""
        if self._stop.is_set():
            raise StoppedError

    def ask_to_stop(self) -> None:
        """Ask the sync to stop at its next step."""
        self._stop.set()

    def allow(self) -> None:
        """Allow the next sync to run."""
        self._stop.clear()
        self.stage, self.done, self.of = Stage.IDLE, 0, 0
