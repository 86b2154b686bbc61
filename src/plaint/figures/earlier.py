# SPDX-License-Identifier: AGPL-3.0-or-later
"""What earlier releases said: their numbers as keys with bounds, and whether a new release may stand beside them.

Rules of this module:

- Periods of two releases are apart, or one lies within the other. A year that begins in July would, with the years that
  begin in January, give half-years that nobody meant to publish.
- The same period again is a restatement, and has to be called one.
- A release is only compared with those whose half-years it shares, through however many others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from plaint.figures.codebook import TOTAL
from plaint.figures.errors import GateError
from plaint.figures.numbers import NO_END, Key, Span, interval, stale
from plaint.figures.period import Period
from plaint.figures.released import Release, ReleasedCell, ReleasedTable, Shown
from plaint.figures.shape import FEWEST, floors
from plaint.figures.spec import Sensitivity
from plaint.figures.units import Unit


@dataclass(frozen=True, slots=True)
class Known:
    """One number of an earlier release, or of what changed between two."""

    key: Key
    low: int
    high: int
    threshold: int


def check(name: str, period: Period, as_of: str, releases: Sequence[Release], *, restates: bool) -> None:
    """Raise GateError where a release of this name, period and month may not follow `releases`."""
    last = period.halves[-1]
    if as_of < f"{last[:4]}-{'06' if last.endswith('1') else '12'}":
        raise GateError("The period has not ended in the month that is counted.", hint="Name a later month, or wait.")
    for release in releases:
        if release.id == name:
            raise GateError(f"{name} was released already.", hint="Give this release its own name.")
        if as_of < release.as_of:
            raise GateError(f"{release.id} counted a later month.", hint=f"Count up to {release.as_of} at least.")
        if not period.overlaps(release.period):
            continue
        if period == release.period and not restates:
            raise GateError(
                f"{period} was released already, as {release.id}.", hint="Say that it is a restatement, or leave it."
            )
        if not period.holds(release.period) and not release.period.holds(period):
            raise GateError(
                f"{period} overlaps {release.period} of {release.id} in part.", hint="Name whole years or half-years."
            )
        if as_of == release.as_of:
            raise GateError(
                f"{release.id} counted the same month and shares its time.", hint="Count up to a later month."
            )


def linked(period: Period, releases: Sequence[Release]) -> tuple[Release, ...]:
    """Return the earlier releases that share half-years with `period`, or with another that does; oldest first."""
    halves, found = set(period.halves), []
    while more := [one for one in releases if one not in found and halves & set(one.period.halves)]:
        found += more
        halves |= {half for one in more for half in one.period.halves}
    return tuple(sorted(found, key=lambda one: (one.as_of, one.id)))


def between(period: Period, releases: Sequence[Release]) -> tuple[tuple[str, ...], ...]:
    """Return the half-years by which `period` and the periods of earlier releases differ, where one holds the other.

    Also what several together leave of a longer one: two years of three, each subtracted, leave the third.
    """
    found = {
        tuple(sorted(set(period.halves) ^ set(one.period.halves)))
        for one in releases
        if period.holds(one.period) or one.period.holds(period)
    }
    periods = {period, *(one.period for one in releases)}
    left: dict[frozenset[Period], list[str]] = {}
    for half in sorted({half for one in periods for half in one.halves}):
        left.setdefault(frozenset(one for one in periods if half in one.halves), []).append(half)
    return tuple(sorted((found | set(map(tuple, left.values()))) - {(), *(one.halves for one in periods)}))


def key_of(table: ReleasedTable, codes: tuple[str, ...]) -> Key:
    """Return what a cell of a released table counts."""
    asked = []
    for dimension, code in zip(table.dimensions, codes, strict=True):
        if code != TOTAL:
            asked.append((dimension.name, frozenset(dimension.code(code).members or (code,))))
    return Key(tuple(sorted(asked)), Span(table.period.halves, table.as_of))


def known(unit: Unit, releases: Sequence[Release]) -> dict[Key, Known]:
    """Return what `releases`, oldest first, say of a unit."""
    found = {one.key: one for one in _known(unit, releases)}
    for release in releases:
        for key in _floors(unit, release):
            one = found.setdefault(key, Known(key, 0, NO_END, 0))
            found[key] = replace(one, low=max(one.low, FEWEST))
    return found


def history(unit: Unit, releases: Sequence[Release]) -> dict[Key, int]:
    """Return the key of every cell that was ever released, as of the month of its figure, with its threshold."""
    return {
        Key(key.where, replace(key.span, as_of=cell.as_of or key.span.as_of)): cell.threshold
        for release in releases
        for key, cell in _cells(unit, release)
    }


def differences(
    asked: Iterable[tuple[Key, int]], period: Period, as_of: str, releases: Sequence[Release]
) -> dict[Key, int]:
    """Return what lies between a release of `period` and earlier ones, with thresholds: anybody can subtract.

    `asked` are the cells that were ever told, with their thresholds. Also of codes that were shown together then and
    are shown apart now: the sum of the parts takes their place.
    """
    found: dict[Key, int] = {}
    halves = between(period, releases)
    for key, threshold in asked:
        spans = [Span(one, as_of) for one in halves]
        if key.span.halves == period.halves and key.span.as_of < as_of:
            spans.append(Span(period.halves, as_of, key.span.as_of))
        for span in spans:
            one = Key(key.where, span)
            found[one] = max(found.get(one, 0), threshold)
    return found


def differences_then(unit: Unit, releases: Sequence[Release]) -> dict[Key, int]:
    """Return what each of `releases`, oldest first, left between it and those before, as of its own month.

    What was protected once stays so: a later release tells of later months, but it may narrow what an old one left.
    """
    found: dict[Key, int] = {}
    for at, release in enumerate(releases):
        before = linked(release.period, releases[:at])
        told = {key: cell.threshold for key, cell in _cells(unit, release)}
        asked = [*told.items(), *history(unit, before).items()]
        for key, threshold in differences(asked, release.period, release.as_of, before).items():
            found[key] = max(found.get(key, 0), threshold)
    return found


def cells(unit: Unit, releases: Sequence[Release]) -> dict[tuple[object, tuple[str, ...]], tuple[Key, ReleasedCell]]:
    """Return the newest cell for each set of rows and each period, by what it counts."""
    return {(key.where, key.span.halves): (key, cell) for release in releases for key, cell in _cells(unit, release)}


def places(unit: Unit, releases: Sequence[Release]) -> dict[Key, list[str]]:
    """Return for each number that was released, and each change that a kept figure told of, who said it."""
    found: dict[Key, list[str]] = {}
    for release in releases:
        for table in release.tables:
            if table.unit is unit:
                for codes, cell in table.cells.items():
                    key = key_of(table, codes)
                    span = replace(key.span, since=cell.as_of)
                    found.setdefault(Key(key.where, span), []).append(f"{release.id}, table {table.id}")
    return found


def _cells(unit: Unit, release: Release) -> Iterator[tuple[Key, ReleasedCell]]:
    for table in release.tables:
        if table.unit is unit and table.sensitivity is not Sensitivity.PUBLIC:
            for codes, cell in table.cells.items():
                yield key_of(table, codes), cell


def _floors(unit: Unit, release: Release) -> Iterator[Key]:
    for table in release.tables:
        if table.unit is unit and table.sensitivity is not Sensitivity.PUBLIC:
            for dimension in table.dimensions:
                for codes in floors(dimension):
                    yield Key(((dimension.name, codes),), Span(release.period.halves, release.as_of))


def _known(unit: Unit, releases: Sequence[Release]) -> Iterator[Known]:
    last: dict[tuple[object, tuple[str, ...]], tuple[str, int]] = {}
    for release in releases:
        for key, cell in _cells(unit, release):
            place, k = (key.where, key.span.halves), cell.threshold
            before, keep = last.get(place, ("", 0))
            if cell.as_of:
                change = Span(key.span.halves, key.span.as_of, cell.as_of)
                yield Known(Key(key.where, change), 0, stale(k) - 1, k)
                continue
            low, high = interval(cell)
            yield Known(key, low, high, k)
            if before and before < key.span.as_of and cell.shown is not Shown.HIDDEN:
                change = Span(key.span.halves, key.span.as_of, before)
                yield Known(Key(key.where, change), stale(keep), NO_END, k)
        for key, cell in _cells(unit, release):
            last[key.where, key.span.halves] = (cell.as_of or key.span.as_of, cell.threshold)
