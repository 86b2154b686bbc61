# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum: how many different people are documented, per scope and standard of proof, as bounds.

Rules of this module:

- Two records may be of one person. *At least* counts as one all records that may be (possible, probable, same); *at
  most* keeps apart all that are not decided to be the same. The truth lies between, and neither is an estimate.
- Records known to be distinct are never one person: a group that holds several such counts as many, at the least.
- A person reaches a standard if one record does. A stricter standard never counts more.
- Scopes never mix: a person of two scopes is counted in each, and the two are not added.
- Bounds stay true when they are rounded: the lower one down, the upper one up, by one at least. Ten that is told as "at
  least 10, at most 10" would be told exactly; "at least 10, at most 15" is 10 to 14.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from plaint.figures.errors import RowsError
from plaint.figures.explain import public
from plaint.figures.released import MINT, FigureKind, ReleasedFigure, Why
from plaint.figures.units import Unit


class Standard(IntEnum):
    """Standards of proof, the weakest first (after OHCHR's Guidance on Casualty Recording, 2019)."""

    REPORTED = 0
    SINGLE_SOURCE = 1
    CORROBORATED = 2
    REASONABLE_GROUNDS = 3
    ESTABLISHED_BY_COURT = 4


class Link(StrEnum):
    """What is held of two records."""

    POSSIBLE = "possible"
    PROBABLE = "probable"
    SAME = "same"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Documented:
    """One record of a person: no name, only its scope and the standard that it reaches."""

    scope: str
    standard: Standard


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least so many people, at most so many."""

    least: int
    most: int


def documented_minimum(
    records: Sequence[Documented], links: Iterable[tuple[int, int, Link]], scope: str, standard: Standard
) -> Bounds:
    """Return how many people of `scope` reach `standard`; `links` name records by their place.

    Raise RowsError where two records are linked both as the same person and as distinct ones.
    """
    known = [(one, other, kind) for one, other, kind in links if _within(records, one, other)]
    same = _groups(len(records), [(one, other) for one, other, kind in known if kind is Link.SAME])
    distinct = {(same[one], same[other]) for one, other, kind in known if kind is Link.DISTINCT}
    if any(one == other for one, other in distinct):
        raise RowsError("Two records are the same person and distinct at once.", hint="Decide which, and link anew.")
    maybe = _groups(len(records), [(one, other) for one, other, kind in known if kind is not Link.DISTINCT])
    apart = distinct | {(other, one) for one, other in distinct}
    least = most = 0
    for level in sorted(Standard, reverse=True):
        if level < standard:
            break
        groups: dict[int, set[int]] = {}
        for at, one in enumerate(records):
            if one.scope == scope and one.standard >= level:
                groups.setdefault(maybe[at], set()).add(same[at])
        # Whoever reaches a stricter standard reaches this one, so its bound holds here as well.
        least = max(least, sum(_apart(people, apart) for people in groups.values()))
        most = sum(map(len, groups.values()))
    return Bounds(least, most)


def released(
    bounds: Bounds, scope: str, standard: Standard, label: Mapping[str, str], threshold: int
) -> tuple[ReleasedFigure, ReleasedFigure]:
    """Return the two bounds as figures that may be told: rounded outwards to 5, and not at all below `threshold`.

    Raise RowsError where `threshold` is no multiple of 5: beside one, rounding would tell less than it hides.
    """
    if threshold % 5:
        raise RowsError(f"{threshold} is no threshold of a documented minimum.", hint="Say 5 or 10.")
    found = []
    outwards = (
        (FigureKind.LEAST, bounds.least, bounds.least // 5 * 5),
        (FigureKind.MOST, bounds.most, (bounds.most // 5 + 1) * 5),
    )
    for kind, count, value in outwards:
        told = count >= threshold
        found.append(
            ReleasedFigure(
                id=f"minimum/{scope}/{standard.name.lower()}/{kind}",
                kind=kind,
                unit=Unit.PERSONS,
                value=value if told else None,
                below=0 if told else threshold,
                base=5 if told else 0,
                label=label,
                hidden=None if told else public(Why.SMALL, k=threshold),
                mint=MINT,
            )
        )
    return found[0], found[1]


def _within(records: Sequence[Documented], one: int, other: int) -> bool:
    if not (0 <= one < len(records) and 0 <= other < len(records)) or one == other:
        raise RowsError("A link names a record that is not there, or one twice.", hint="Mend the list of links.")
    return records[one].scope == records[other].scope


def _groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each record the least record of its group."""
    head = list(range(count))

    def find(at: int) -> int:
        while head[at] != at:
            head[at] = head[head[at]]
            at = head[at]
        return at

    for one, other in pairs:
        low, high = sorted((find(one), find(other)))
        head[high] = low
    return [find(at) for at in range(count)]


def _apart(people: set[int], apart: set[tuple[int, int]]) -> int:
    """Return how many of these are different for certain: each of a set that are all distinct from each other."""
    best = 1
    for first in people:
        chosen = [first]
        for one in sorted(people - {first}):
            if all((one, other) in apart for other in chosen):
                chosen.append(one)
        best = max(best, len(chosen))
    return best
