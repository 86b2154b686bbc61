# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum of a report: own released bounds and public counts together, standard by standard. Pure.

Rules of this module:

- One line is one scope and one unit. There is no function here that takes two.
- Of the group's own records only released figures come in (`plaint.figures.released`), so that no bound that comes out
  can say more than they do: one that is not shown takes part in nothing.
- Own records and public counts may be of the same people: max(A, B) <= |A or B| <= A + B.
- Whoever reaches a stricter standard reaches a laxer one. So the lower bound of a stricter standard holds for the laxer
  one, and the upper bound of the laxer one for the stricter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from plaint.figures import minimum as own_minimum
from plaint.figures.minimum import Standard
from plaint.figures.released import FigureKind, Release, ReleasedFigure
from plaint.register.combined import Combined
from plaint.register.counting import combine
from plaint.register.model import Claim, Register
from plaint.report.assessed import Asked, Minimum, claims, estimate, rebutting
from plaint.report.errors import ReportError
from plaint.report.strays import COUNTS


class End(StrEnum):
    """A bound that is no number."""

    OPEN = "open"
    """Nobody stated one."""
    HIDDEN = "hidden"
    """It follows from a figure that is not shown."""


Bound: TypeAlias = int | End


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """At least and at most so many people of one scope and unit, to one standard of proof."""

    standard: Standard
    own: tuple[ReleasedFigure, ReleasedFigure] | None
    """The bounds of the group's own records as they were released; None where none are counted."""
    public: Combined | None
    """What public counts of this standard say together; None where none reaches it."""
    least: Bound
    most: Bound
    limited: bool = False
    """Whether a bound of another standard narrowed this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One scope and one unit, with everything that was looked at."""

    asked: Asked
    floors: tuple[Floor, ...]
    """Those standards that anything reaches, the weakest first."""
    claims: tuple[Claim, ...]
    """All public counts by the month of the report, in the order of the timeline."""
    estimates: tuple[Claim, ...]
    """Those of them that are left out."""
    rebuttals: tuple[Claim, ...]


def lines(minimum: Minimum, register: Register | None, release: Release) -> tuple[Line, ...]:
    """Return each scope and unit that is asked for, in its order.

    Raise ReportError where the own records of the release and those of `counts.toml` are not the same.
    """
    figures = {one.id: one for one in release.figures if one.kind in (FigureKind.LEAST, FigureKind.MOST)}
    _check(minimum, figures, release.id)
    return tuple(_line(one, minimum, register, figures) for one in minimum.asked)


def together(own: tuple[ReleasedFigure, ReleasedFigure] | None, public: Combined | None) -> tuple[Bound, Bound]:
    """Return the bounds of own records and public counts of unknown overlap, of which one at least is there."""
    if own is None:
        return (_lowest(public), End.OPEN if public.high is None else public.high) if public else (End.OPEN, End.OPEN)
    least, most = (End.HIDDEN if one.value is None else one.value for one in own)
    if public is None:
        return least, most
    low = public.low if isinstance(least, End) else max(least, public.low)
    if public.high is None:
        return low or least, End.OPEN
    return low or least, End.HIDDEN if isinstance(most, End) else most + public.high


def _lowest(public: Combined) -> Bound:
    """Return the lower bound of public counts; a nought that nobody stated is none."""
    return End.OPEN if not public.low and all(one.count.low is None for one in public.claims) else public.low


def limited(floors: Sequence[Floor]) -> tuple[Floor, ...]:
    """Return the floors, the weakest standard first, each narrowed by what the others say."""
    found = list(floors)
    for at in reversed(range(len(found) - 1)):
        found[at] = _limit(found[at], least=found[at + 1].least)
    for at in range(1, len(found)):
        found[at] = _limit(found[at], most=found[at - 1].most)
    return tuple(found)


def _limit(floor: Floor, *, least: Bound = End.OPEN, most: Bound = End.OPEN) -> Floor:
    """Return a floor whose bounds are the narrower ones; where both cannot hold, the range spans them.

    An upper bound that is not shown stays so: the one of a laxer standard would say nothing of this one.
    """
    low, high = floor.least, floor.most
    if isinstance(least, int) and least > (low if isinstance(low, int) else 0):
        low = least
    if isinstance(most, int) and (high is End.OPEN or (isinstance(high, int) and most < high)):
        high = most
    if isinstance(low, int) and isinstance(high, int):
        high = max(low, high)
    return replace(floor, least=low, most=high, limited=floor.limited or (low, high) != (floor.least, floor.most))


def _line(asked: Asked, minimum: Minimum, register: Register | None, figures: Mapping[str, ReleasedFigure]) -> Line:
    stated = claims(register, asked, minimum.as_of)
    answers = rebutting(register, stated)
    floors = []
    for standard in Standard:
        public = _public(asked, standard, minimum, register, stated)
        own = _own(asked, standard, figures)
        if own or public:
            least, most = together(own, public)
            floors.append(Floor(standard=standard, own=own, public=public, least=least, most=most))
    return Line(
        asked=asked,
        floors=limited(floors),
        claims=stated,
        estimates=tuple(filter(estimate, stated)),
        rebuttals=tuple(one for one in stated if one in answers and not estimate(one)),
    )


def _public(
    asked: Asked, standard: Standard, minimum: Minimum, register: Register | None, stated: Sequence[Claim]
) -> Combined | None:
    """Return what the public counts that reach a standard say together, with whatever rebuts one of them."""
    if register is None:
        return None
    reaching = {one.lineage for one in asked.public if one.standard.reaches(standard)}
    answers = rebutting(register, stated)
    taken = [one for one in stated if one.count.lineage in reaching and one not in answers and not estimate(one)]
    said = {one.statement.id for one in taken}
    taken += [one for one in answers if said & set(one.statement.in_reply_to) and not estimate(one)]
    return combine(register, asked.unit, asked.scope, minimum.as_of, taken=lambda claim: claim in taken)


def _own(
    asked: Asked, standard: Standard, figures: Mapping[str, ReleasedFigure]
) -> tuple[ReleasedFigure, ReleasedFigure] | None:
    if asked.own is None:
        return None
    least, most = (_id(asked, standard, kind) for kind in (FigureKind.LEAST, FigureKind.MOST))
    return figures[least], figures[most]


def _check(minimum: Minimum, figures: Mapping[str, ReleasedFigure], release: str) -> None:
    """Raise ReportError where a report would be silent about what was released, or wants what was not."""
    wanted = {
        _id(one, standard, kind)
        for one in minimum.asked
        if one.own is not None
        for standard in Standard
        for kind in (FigureKind.LEAST, FigureKind.MOST)
    }
    for name in sorted(wanted ^ set(figures)):
        column = "/".join(name.split("/")[1:3])
        if name in wanted:
            raise ReportError(
                f"The release {release} has no documented minimum of {column}, and {COUNTS} wants its own records.",
                hint="Take `own` out of that count, or make a release with it.",
            )
        raise ReportError(
            f"The release {release} has a documented minimum of {column}, and {COUNTS} does not ask for it.",
            hint="Add the count with its `own`: what was released is shown.",
        )
    for one in minimum.asked:
        # Beneath the table stands from which number on bounds are told: it has to be what the release was made by.
        if one.own is not None and any(_too_small(figures, one, standard, one.own.threshold) for standard in Standard):
            raise ReportError(
                f"The release {release} tells bounds of {one.scope}/{one.unit} below {one.own.threshold}, and {COUNTS}"
                f' says own = "{one.own}".',
                hint="Put back what it said when the figures were approved.",
            )


def _too_small(figures: Mapping[str, ReleasedFigure], asked: Asked, standard: Standard, threshold: int) -> bool:
    """Tell whether a bound was told that this threshold would have hidden."""
    least, most = (figures[_id(asked, standard, kind)].value for kind in (FigureKind.LEAST, FigureKind.MOST))
    # The upper bound is above what it is of, by one at least.
    return (least is not None and least < threshold) or (most is not None and most <= threshold)


def _id(asked: Asked, standard: Standard, kind: FigureKind) -> str:
    return own_minimum.name(asked.scope, asked.unit, standard, kind)
