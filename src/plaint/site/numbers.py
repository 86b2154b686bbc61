# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers on the site: for each scope its panels, one a unit, each with every claim, its picture and its derivation.

A panel holds one combined figure and so one unit and one scope. A picture is drawn where there are two claims at least:
one alone is said more clearly in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from plaint.chart.ranges import RangeWords, draw_ranges
from plaint.chart.svg import Drawing
from plaint.register.combined import Combined
from plaint.register.counting import combine
from plaint.register.model import Claim, Register, Scope, Unit
from plaint.site.speech import Speech

WIDE: Final = 720
NARROW: Final = 330
_TOP: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One combined figure with what is shown of it in one language."""

    id: str
    unit: Unit
    scope: Scope
    figure: Combined
    derivation: tuple[str, ...]
    wide: Drawing | None
    narrow: Drawing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """All panels of one scope."""

    scope: Scope
    panels: tuple[Panel, ...]


def compared(scopes: Iterable[Panels]) -> tuple[Panel, ...]:
    """Return the panels that the front page has room for: the first of which more than one claim is made.

    Where several people named a number, a reader wants to see them beside each other; the rest is one link away.
    """
    panels = [panel for scope in scopes for panel in scope.panels]
    several = [panel for panel in panels if len(panel.figure.claims) > 1]
    return tuple((several or panels)[:_TOP])


def panel_id(scope: str, unit: str) -> str:
    """Return the id under which a panel stands on its page, also where all scopes stand on one page."""
    return f"{scope}-{unit}"


def figures(register: Register) -> tuple[Combined, ...]:
    """Return the combined figure of each unit and scope."""
    found = (combine(register, unit, scope) for unit, scope in register.columns())
    return tuple(one for one in found if one is not None)


def by_scope(register: Register, speech: Speech, combined: Iterable[Combined]) -> tuple[Panels, ...]:
    """Return the panels of each scope that has any, scopes and panels in the order in which they were first spoken of.

    A rule and no editor says so: what stands first is what was said first.
    """
    found: dict[str, list[Panel]] = {}
    for figure in combined:
        found.setdefault(figure.scope, []).append(_panel(register, speech, figure))
    panels = {scope: tuple(sorted(own, key=_first)) for scope, own in found.items()}
    ordered = sorted(panels.items(), key=lambda item: (_first(item[1][0]), item[0]))
    return tuple(Panels(scope=register.scopes[scope], panels=own) for scope, own in ordered)


def _first(panel: Panel) -> tuple[date, int, str]:
    """Return where in the timeline a panel's first claim stands."""
    said = panel.figure.claims[0].statement
    return (*said.said.place, said.id)


def _panel(register: Register, speech: Speech, figure: Combined) -> Panel:
    id_ = panel_id(figure.scope, figure.unit)
    words = _words(register, speech, figure)
    drawn = len(figure.claims) > 1
    return Panel(
        id=id_,
        unit=register.units[figure.unit],
        scope=register.scopes[figure.scope],
        figure=figure,
        derivation=speech.derivation(register, figure),
        wide=draw_ranges(figure, words, width=WIDE, name=f"{id_}-w") if drawn else None,
        narrow=draw_ranges(figure, words, width=NARROW, name=f"{id_}-n") if drawn else None,
    )


def _words(register: Register, speech: Speech, figure: Combined) -> RangeWords:
    t = speech.t

    def who(claim: Claim) -> str:
        name = speech.text(register.actors[claim.statement.actor].name).text
        return t("counts.who_when", who=name, date=speech.date(claim.statement.said))

    rows = [t("counts.row", who=who(claim), value=speech.claim(claim)) for claim in figure.claims]
    return RangeWords(
        title=t("counts.picture", unit=speech.text(register.units[figure.unit].name).text),
        desc=" ".join([*rows, speech.conclusion(figure)]),
        who=who,
        value=speech.claim,
        together=t("counts.all"),
        bounds=speech.whole(figure),
        number=speech.number,
    )
