# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands around every page of an open desk: who reads here, the lists with their counts, how the sync stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from plaint.desk import texts
from plaint.desk.desk import Desk
from plaint.desk.mirror import evidence
from plaint.desk.opening_duties import votes_waiting
from plaint.desk.post import waiting
from plaint.desk.session import Opened
from plaint.desk.sync.progress import Stage
from plaint.desk.vault import cases

SHOWN: Final = ("open", "unread", "mine", "free", "urgent", "waiting", "closed", "all")
PLACES: Final = ("openings", "post", "ledger", "group", "settings")


@dataclass(slots=True)
class Counter:
    """Asks for counts once for each change of the vault."""

    _at: tuple[int, int] = (0, -1)
    _counts: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    """Things in the outbox that still have to go out."""
    votes: int = 0
    """Requests to open an envelope that wait for this member's vote."""

    def counts(self, opened: Opened, opening: int) -> Mapping[str, int]:
        """Return how many cases each counted list holds; `opening` is the session's."""
        at = (opening, opened.vault.writes)
        if at != self._at:
            with opened.vault.read() as rows:
                self._counts = cases.counts(rows, me=opened.key.member)
                self.waiting = waiting.count(rows)
                self.votes = votes_waiting(rows)
            self._at = at
        return self._counts


@dataclass(slots=True)
class Frame:
    """Makes the frame's values for a page."""

    counter: Counter = field(default_factory=Counter)
    places: Sequence[str] = PLACES

    def __call__(self, desk: Desk) -> Mapping[str, Any]:
        """Return what the frame shows while the desk is open."""
        opened = desk.session.look()
        if opened is None:
            return {}
        counts = self.counter.counts(opened, desk.session.opening)
        return {
            "role": desk.names.role(opened.key.member),
            "body": desk.names.member_body(opened.key.member),
            "views": [{"name": name, "count": counts.get(name)} for name in SHOWN],
            "places": self.places,
            "waiting": {"post": self.counter.waiting, "openings": self.counter.votes},
            "single_keys": desk.preferences.keys,
            "sync": sync_line(desk),
            "alarm": alarm(desk),
        }


def progress_line(desk: Desk) -> str:
    """Return what a sync does now and how far it is; empty while none runs."""
    t, progress = desk.texts, desk.engine.progress
    if progress.stage is Stage.IDLE:
        return ""
    stage, done, of = t(f"stage.{progress.stage}"), texts.number(progress.done), texts.number(progress.of)
    return t("sync.running", stage=stage, done=done, of=of) if progress.of else stage


def sync_line(desk: Desk) -> str:
    """Return in one line how the sync stands."""
    t, state, running = desk.texts, desk.engine.state, progress_line(desk)
    if running:
        return running
    if state.error is not None:
        return t("sync.failed")
    if state.at is None:
        return t("sync.never")
    return t("sync.at", time=texts.clock_time(t, state.at))


def alarm(desk: Desk) -> str | None:
    """Return the one line about a server that did what it must not do, or None while there is nothing to tell."""
    mirror = desk.engine.mirror
    if mirror is None:
        return None
    with mirror.read() as rows:
        found = evidence.everything(rows)
    if found:
        return desk.texts(f"evidence.{found[0].kind}")
    return desk.texts("sync.stale") if desk.engine.state.stale else None
