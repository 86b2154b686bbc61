# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk as its views see it: what is open, what has been pulled, and how a page is made."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from plaint.charter.keyfile import STANDARD, Cost
from plaint.charter.model import Charter
from plaint.clock import Clock
from plaint.desk import texts
from plaint.desk.access import Gate
from plaint.desk.engine import Engine, NotConnectedError
from plaint.desk.home import Home
from plaint.desk.joining import Candidate, Reach
from plaint.desk.names import CharterNames
from plaint.desk.post.posting import Posting
from plaint.desk.preferences import Preferences, read_preferences, write_preferences
from plaint.desk.session import Session
from plaint.errors import PlaintError
from plaint.language import Catalogue, read
from plaint.web.pages import Pages, read_pages
from plaint.web.static import Static, read_static

HERE: Final = Path(__file__).parent
MOST_SEARCHES: Final = 20


@dataclass(slots=True)
class Joining:
    """Holds a key that is not written yet, between the pages of joining."""

    held: Candidate | None = field(default=None, repr=False)

    def hold(self, candidate: Candidate) -> None:
        """Take up a candidate."""
        self.held = candidate

    def drop(self) -> None:
        """Let go of it."""
        self.held = None


@dataclass(slots=True)
class Searches:
    """What was typed into the search field, by a random name: an address must not hold a word that was looked for."""

    _typed: dict[str, str] = field(default_factory=dict, repr=False)

    def keep(self, typed: str) -> str:
        """Return the name under which these words are kept until the desk locks."""
        name = secrets.token_hex(8)
        self._typed = dict([*self._typed.items()][-MOST_SEARCHES:]) | {name: typed}
        return name

    def typed(self, name: str) -> str:
        """Return the words kept under a name; empty where there are none."""
        return self._typed.get(name, "")

    def forget(self) -> None:
        """Let go of all of them."""
        self._typed = {}


@dataclass(slots=True)
class Desk:
    """One running desk. Its parts keep their own state; this only holds them together."""

    home: Home
    clock: Clock
    gate: Gate
    session: Session
    static: Static
    pages: Pages
    preferences: Preferences
    engine: Engine
    cost: Cost = STANDARD
    """What a guess at the passphrase of a key file made here costs."""
    candidate: Joining = field(default_factory=Joining)
    searches: Searches = field(default_factory=Searches)
    frame: Callable[["Desk"], Mapping[str, Any]] | None = field(default=None)
    """Makes what the frame around a page shows while the desk is open."""

    @property
    def base(self) -> str:
        """The path that everything lies below."""
        return self.gate.path

    @property
    def texts(self) -> Catalogue:
        """The texts in the member's language."""
        return catalogue(self.preferences.language)

    @property
    def today(self) -> int:
        """The present day, in days since 1970-01-01 UTC."""
        return texts.day_of(self.clock.now())

    @property
    def reach(self) -> Reach:
        """Opens a way to the server at an address."""
        return self.engine.reach

    @property
    def charter(self) -> Charter | None:
        """The newest charter that was pulled, or None before the first sync."""
        book = self.engine.book
        return book.constitution.newest.charter if book is not None else None

    def need_charter(self) -> Charter:
        """Return the newest charter; raise `NotConnectedError` before the first sync."""
        if self.charter is None:
            raise _not_connected()
        return self.charter

    def need_posting(self) -> Posting:
        """Return the half that posts; raise `NotConnectedError` before the first sync."""
        if self.engine.posting is None:
            raise _not_connected()
        return self.engine.posting

    @property
    def names(self) -> CharterNames:
        """Names of bodies and members in the member's language."""
        return CharterNames(self.charter, self.preferences.language)

    def prefer(self, preferences: Preferences) -> None:
        """Take over new preferences, and keep them."""
        write_preferences(self.home.preferences, preferences)
        self.preferences = preferences
        self.session.lock_after = preferences.lock_minutes * 60

    def page(self, template: str, title: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        """Return the page that `template` makes; `title` names its kind (`title.*` in the catalogue)."""
        t, today = self.texts, self.today
        common = {
            "t": t,
            "base": self.base,
            "title": title,
            "place": title,
            "outside": False,
            "number": texts.number,
            "plural": lambda key, count: texts.plural(t, key, count),
            "size": lambda octets: texts.size(t, octets),
            "day": lambda day: texts.short_date(t, day, today=today),
            "long_day": lambda day: texts.long_date(t, day),
            "moment": lambda seconds: texts.clock_time(t, seconds),
            "tell": lambda error: texts.tell(t, error) if isinstance(error, PlaintError) else None,
            "frame": self.frame(self) if self.frame is not None and self.session.look() is not None else None,
        }
        return self.pages.answer(template, {**common, **values}, status=status)


def make_desk(home: Home, clock: Clock) -> Desk:
    """Return a locked desk over the folder `home`; raise `FormatError` if its preferences cannot be used."""
    preferences = read_preferences(home.preferences)
    gate = Gate()
    static = read_static(HERE / "static", f"{gate.path}/static/")
    session = Session(clock, lock_after=preferences.lock_minutes * 60)
    desk = Desk(
        home=home,
        clock=clock,
        gate=gate,
        session=session,
        engine=Engine(home, clock, session),
        static=static,
        pages=read_pages(static, HERE / "screens"),
        preferences=preferences,
    )
    session.on_lock(desk.searches.forget)
    return desk


def _not_connected() -> NotConnectedError:
    return NotConnectedError("This desk has not synced yet.", hint="Wait for the first sync, then try again.")


@cache
def catalogue(language: str) -> Catalogue:
    """Return the desk's texts in a language."""
    return read(language, "desk")
