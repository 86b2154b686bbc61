# SPDX-License-Identifier: AGPL-3.0-or-later
"""All pages, rendered once when the server starts.

A page that is made before anybody asks for it is the same for everybody who asks: nothing of a request can get into it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plaint.charter import fingerprint
from plaint.charter.model import Body, Charter, Names
from plaint.intake.carried import Carried
from plaint.intake.pages import carry
from plaint.intake.pages.offer import Said, first_of
from plaint.intake.pages.paths import FIRST, LEAVE, Paths
from plaint.language import Catalogue
from plaint.ledger.board import CELL_LENGTH
from plaint.web.pages import Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the pages of one group are made of."""

    pages: Pages
    charter: Charter
    root: bytes
    """Hash of version 1, whose fingerprint the group prints."""
    catalogues: Sequence[Catalogue]
    neutral: str
    """Where leaving leads."""
    pin: str
    """The version that the page begins from, as `plaint.charter.pin` writes it."""
    carried: Carried | None = None
    """The offline page that is handed out."""

    @property
    def first(self) -> Catalogue:
        """The language of the first page."""
        return first_of(self.catalogues, self.charter.languages)

    def values(self, t: Catalogue, here: str) -> dict[str, Any]:
        """Return what every template may use; `here` is the address of the page."""
        return {
            "t": t,
            "first": self.first,
            "path": Paths(t.language),
            "here": here,
            "leave": LEAVE,
            "neutral": self.neutral,
            "others": [(one, Paths(one.language).start) for one in self.catalogues],
            "say": lambda names: self._said(names, t),
            "charter": self.charter,
            "offline": False,
            "carried": self.carried is not None,
        }

    def text(self, template: str, t: Catalogue, here: str, **more: object) -> str:
        """Return one page as text."""
        return self.pages.text(template, self.values(t, here) | more)

    def all(self) -> Mapping[str, str]:
        """Return every page that is the same for everybody, by its address."""
        made: dict[str, str] = {}
        for t in self.catalogues:
            path = Paths(t.language)
            made |= {
                path.start: self.text("start/start.html", t, path.start),
                path.write: self.text("write/write.html", t, path.write, pin=self.pin),
                path.answer: self.text("answer/answer.html", t, path.answer, pin=self.pin, size=self._size(t)),
                path.safety: self.text("safety/safety.html", t, path.safety),
                path.hand: self.text("hand/hand.html", t, path.hand, problem=None, armor=""),
                path.offline: self.text("carry/carry.html", t, path.offline, **self._carried(t)),
                path.group: self.text("group/group.html", t, path.group, **self._group(t)),
            }
        made[FIRST] = made[Paths(self.first.language).start]
        return made

    def stops(self) -> Mapping[str, str]:
        """Return, by address, what a browser that renders on a server gets instead of a page to write on."""
        made: dict[str, str] = {}
        for t in self.catalogues:
            path = Paths(t.language)
            text = self.text("stop/stop.html", t, "")
            made |= dict.fromkeys((path.write, path.answer, path.hand), text)
        return made

    def _carried(self, t: Catalogue) -> dict[str, object]:
        own = {"own": carry.texts_for(t, self.first), "file": carry.FILE, "note": carry.NOTE}
        if self.carried is None:
            return own
        kilobytes = round(len(self.carried.page) / 1024)
        return {**own, "digest": carry.grouped(self.carried.digest), "size": t("say.size_kb", n=kilobytes)}

    def _size(self, t: Catalogue) -> Callable[[int], str]:
        """Return what says how much the answers of some days weigh: docs/protocol.md section 10."""
        board = 56 + CELL_LENGTH * self.charter.slots * self.charter.cells_per_desk
        kilobytes = board * 86_400 // self.charter.desk_tick // 1024

        def size(days: int) -> str:
            whole = kilobytes * days
            return t("say.size_kb", n=whole) if whole < 1000 else t("say.size_mb", n=-(-whole // 1024))

        return size

    def fingerprint(self, t: Catalogue) -> tuple[str, ...]:
        """Return the words of the group's fingerprint, in the list that receipts of this language use."""
        return fingerprint.words(self.root, "en" if t.words == "en" else "ru")

    def _said(self, names: Names, t: Catalogue) -> Said:
        """Return a text of the charter as a page in this language shows it."""
        code = self.charter.spoken(t.language)
        return Said(names[code], code)

    def _group(self, t: Catalogue) -> dict[str, object]:
        def name(names: Names) -> Said:
            return self._said(names, t)

        def seat(body: Body) -> dict[str, object]:
            roles = [name(member.role) for member in self.charter.seated if member.body == body.id]
            return {"name": name(body.name), "roles": roles, "duty": name(body.duty)}

        return {
            "members": [seat(body) for body in self.charter.bodies if body.in_group],
            "outside": [name(body.name) for body in self.charter.bodies if not body.in_group],
            "rules": [name(rule.why) for rule in self.charter.rules if rule.effect != "none"],
            "fingerprint": self.fingerprint(t),
        }
