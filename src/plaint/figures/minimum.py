# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum: how many different people are documented, per scope, unit and standard of proof, as bounds.

Rules of this module:

- Two records may be of one person. *At least* counts as one all records that may be (possible, probable, same); *at
  most* keeps apart all that are not decided to be the same. The truth lies between, and neither is an estimate.
- Records known to be distinct are never one person: a group that holds several such counts as many, at the least.
- A person reaches a standard if one record does. A stricter standard never counts more.
- Scopes never mix, nor do units: a person of two scopes, or detained and killed, is counted in each, and the two are
  not added. A link says who is who wherever its records belong: if A is B and B is C, A is C, wherever B is.
- Bounds stay true when they are rounded: the lower one down, the upper one up, by one at least. Ten that is told as "at
  least 10, at most 10" would be told exactly; "at least 10, at most 15" is 10 to 14.
- No audit stands behind these figures, and nothing is hidden but what is small. So `…` says that a bound is below the
  threshold, whatever sign is chosen for it: a body that knows all but one of so many people learns that there is nobody
  else. Who asks for a scope decides whether that may be (docs/figures.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plaint.figures.errors import RowsError
from plaint.figures.explain import public
from plaint.figures.numbers import BASES
from plaint.figures.released import MINT, FigureKind, ReleasedFigure, Why
from plaint.figures.units import Unit

BASE: Final = BASES[0]
"""To which bounds are rounded, outwards."""


class Standard(StrEnum):
    """Standards of proof, the weakest first (after OHCHR's Guidance on Casualty Recording, 2019)."""

    REPORTED = "reported"
    SINGLE_SOURCE = "single_source"
    CORROBORATED = "corroborated"
    REASONABLE_GROUNDS = "reasonable_grounds"
    ESTABLISHED_BY_COURT = "established_by_court"

    def reaches(self, other: "Standard") -> bool:
        """Whether this one is `other` or a stricter one."""
        return _ORDER.index(self) >= _ORDER.index(other)

    def label(self, language: str) -> str:
        """Return what the standard is called in a table; `language` is `ru` or `en`."""
        return _LABELS[self][language]


_ORDER: Final = tuple(Standard)
_LABELS: Final = {
    Standard.REPORTED: {"ru": "сообщено", "en": "reported"},
    Standard.SINGLE_SOURCE: {"ru": "один источник", "en": "single source"},
    Standard.CORROBORATED: {"ru": "подтверждено независимыми источниками", "en": "corroborated"},
    Standard.REASONABLE_GROUNDS: {"ru": "разумные основания полагать", "en": "reasonable grounds to believe"},
    Standard.ESTABLISHED_BY_COURT: {"ru": "установлено судом", "en": "established by a court"},
}


class Link(StrEnum):
    """What is held of two records."""

    POSSIBLE = "possible"
    PROBABLE = "probable"
    SAME = "same"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Documented:
    """One record of a person: no name, only its scope and unit and the standard that it reaches."""

    scope: str
    """One set of events."""
    unit: str
    """What is said of the person: detained, killed."""
    standard: Standard


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least so many people, at most so many."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """Records with who may be whom decided, as far as links say: what every count of them begins with."""

    records: Sequence[Documented]
    columns: Mapping[tuple[str, str], Sequence[int]]
    """Places of the records of each scope and unit."""
    same: Sequence[int]
    """For each record the first one that is decided to be of the same person."""
    maybe: Sequence[int]
    """For each record the first one that may be of the same person, over any steps."""
    apart: Mapping[int, set[int]]
    """For each person those who are known to be different."""

    def bounds(self, *, scope: str, unit: str, standard: Standard) -> Bounds:
        """Return how many people of `scope` and `unit` reach `standard`."""
        least = most = 0
        for level in reversed(_ORDER):
            if not level.reaches(standard):
                break
            groups: dict[int, set[int]] = {}
            for at in self.columns.get((scope, unit), ()):
                if self.records[at].standard.reaches(level):
                    groups.setdefault(self.maybe[at], set()).add(self.same[at])
            # Whoever reaches a stricter standard reaches this one, so its bound holds here as well.
            least = max(least, sum(_apart(people, self.apart) for people in groups.values()))
            most = sum(map(len, groups.values()))
        return Bounds(least, most)


def resolve(records: Sequence[Documented], links: Iterable[tuple[int, int, Link]]) -> Resolved:
    """Return the records with what `links`, which name them by their place, say of who is who.

    Raise RowsError where two records are linked both as the same person and as distinct ones.
    """
    known = list(links)
    if any(not (0 <= one < len(records) and 0 <= other < len(records)) or one == other for one, other, _ in known):
        raise RowsError("A link names a record that is not there, or one twice.", hint="Mend the list of links.")
    same = _groups(len(records), [(one, other) for one, other, kind in known if kind is Link.SAME])
    distinct = {(same[one], same[other]) for one, other, kind in known if kind is Link.DISTINCT}
    if any(one == other for one, other in distinct):
        raise RowsError("Two records are the same person and distinct at once.", hint="Decide which, and link anew.")
    apart: dict[int, set[int]] = {}
    for one, other in distinct:
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    columns: dict[tuple[str, str], list[int]] = {}
    for at, record in enumerate(records):
        columns.setdefault((record.scope, record.unit), []).append(at)
    return Resolved(
        records=records,
        columns=columns,
        same=same,
        maybe=_groups(len(records), [(one, other) for one, other, kind in known if kind is not Link.DISTINCT]),
        apart=apart,
    )


def documented_minimum(
    records: Sequence[Documented], links: Iterable[tuple[int, int, Link]], *, scope: str, unit: str, standard: Standard
) -> Bounds:
    """Return how many people of `scope` and `unit` reach `standard`; raise as `resolve` does."""
    return resolve(records, links).bounds(scope=scope, unit=unit, standard=standard)


def name(scope: str, unit: str, standard: Standard, kind: FigureKind) -> str:
    """Return the id of one bound."""
    return f"minimum/{scope}/{unit}/{standard}/{kind}"


def released(
    bounds: Bounds, label: Mapping[str, str], threshold: int, *, scope: str, unit: str, standard: Standard
) -> tuple[ReleasedFigure, ReleasedFigure]:
    """Return the two bounds as figures that may be told: rounded outwards to 5, and not at all below `threshold`.

    Raise RowsError where `threshold` is no multiple of 5: beside one, rounding would tell less than it hides.
    """
    if threshold < BASE or threshold % BASE:
        raise RowsError(f"{threshold} is no threshold of a documented minimum.", hint="Say 5 or 10.")
    found = []
    outwards = (
        (FigureKind.LEAST, bounds.least, bounds.least // BASE * BASE),
        (FigureKind.MOST, bounds.most, (bounds.most // BASE + 1) * BASE),
    )
    for kind, count, value in outwards:
        told = count >= threshold
        found.append(
            ReleasedFigure(
                id=name(scope, unit, standard, kind),
                kind=kind,
                unit=Unit.PERSONS,
                value=value if told else None,
                base=BASE if told else 0,
                label=label,
                hidden=None if told else public(Why.COVER),
                mint=MINT,
            )
        )
    return found[0], found[1]


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


def _apart(people: set[int], apart: Mapping[int, set[int]]) -> int:
    """Return how many of these are different for certain: each of a set that are all distinct from each other."""
    # Whoever is known to be different from none of the others makes no set larger.
    known = sorted(one for one in people if one in apart and not apart[one].isdisjoint(people))
    best = 1
    for first in known:
        chosen = [first]
        for one in known:
            if apart[one].issuperset(chosen):
                chosen.append(one)
        best = max(best, len(chosen))
    return best
