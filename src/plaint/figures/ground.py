# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ground on which numbers are attacked: all rows of a unit as profiles, and which numbers count which profile.

Rules of this module:

- A profile says for each dimension, and for time, to which *atom* a row belongs. Atoms are the finest sets of codes
  that the published numbers tell apart, over all releases: so a year, its half and two years share their atoms.
- A dimension whose codes are insiders is never merged and always there, whether or not a table asks for it.
- Time has an atom for each set of releases in which a row was counted: rows that came between two releases, or went,
  are atoms of their own. If no row ever went, the attacker knows that none did.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from plaint.figures.numbers import Key, Span
from plaint.figures.rows import Rows

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Numbers over the same dimensions and the same span, which no profile is counted by twice."""

    dimensions: tuple[int, ...]
    """Places in `Ground.names`."""
    span: int
    lookup: Ints
    """For each atom of each dimension the number that counts it, or -1."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Profiles of one unit, as columns: one for each dimension and the last for time."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    """How many atoms each dimension has, time last."""
    profiles: Ints
    """Those that occur, one a line."""
    counts: Ints
    keys: tuple[Key, ...]
    families: tuple[Family, ...]
    spans: NDArray[np.bool_]
    """For each span and each atom of time, whether its rows are counted."""
    insiders: tuple[int, ...]
    """Places of the dimensions whose codes are bodies that know their rows."""
    members: tuple[tuple[tuple[int, ...], ...], ...] = field(repr=False)
    """For each number, for each dimension and time, the atoms that it counts."""

    def counted_by(self, profiles: Ints) -> Ints:
        """Return, for each profile and each family, the number that counts it, or -1."""
        found = np.empty((len(profiles), len(self.families)), np.int64)
        for at, family in enumerate(self.families):
            numbers = family.lookup[tuple(profiles[:, place] for place in family.dimensions)]
            found[:, at] = np.where(self.spans[family.span, profiles[:, -1]], numbers, -1)
        return found

    def totals(self, profiles: Ints, weights: Ints) -> Ints:
        """Return what each number counts if each profile occurs so often."""
        found = np.zeros(len(self.keys) + 1, np.int64)
        for column in self.counted_by(profiles).T:
            found += np.bincount(column + 1, weights, minlength=len(found)).astype(np.int64)[np.r_[1 : len(found), 0]]
        return found[:-1]


def lay(rows: Rows, keys: Sequence[Key]) -> Ground:
    """Return the ground of `rows` on which the numbers of `keys` are compared; keys are different."""
    insiders = [name for name, dimension in rows.dimensions.items() if dimension.known_by]
    names = sorted({name for key in keys for name, _ in key.where} | set(insiders))
    columns, atoms, sizes = [], [], []
    for name in names:
        asked = sorted({codes for key in keys for own, codes in key.where if own == name}, key=sorted)
        of_code, count = _atoms([code.code for code in rows.dimensions[name].codes], asked, apart=name in insiders)
        columns.append(of_code[rows.codes[name]])
        atoms.append({code.code: of_code[at] for at, code in enumerate(rows.dimensions[name].codes)})
        sizes.append(count)
    spans = sorted({key.span for key in keys})
    time, table = _times(rows, spans)
    stand = time >= 0
    whole = np.column_stack([*columns, time])[stand].astype(np.int64)
    profiles, counts = np.unique(whole, axis=0, return_counts=True) if len(whole) else (whole, np.zeros(0, np.int64))
    members = tuple(
        (
            *(
                tuple(sorted({int(atoms[at][code]) for code in dict(key.where).get(name, ())}))
                for at, name in enumerate(names)
            ),
            tuple(int(one) for one in np.flatnonzero(table[spans.index(key.span)])),
        )
        for key in keys
    )
    families = _families(keys, names, (*sizes, table.shape[1]), spans, members)
    places = tuple(names.index(name) for name in insiders)
    return Ground(
        tuple(names), (*sizes, table.shape[1]), profiles, counts, tuple(keys), families, table, places, members
    )


def _atoms(codes: Sequence[str], asked: Sequence[frozenset[str]], *, apart: bool) -> tuple[Ints, int]:
    signs = [(code if apart else "", *(code in group for group in asked)) for code in codes]
    places = {sign: at for at, sign in enumerate(dict.fromkeys(signs))}
    return np.array([places[sign] for sign in signs], np.int64), len(places)


def _times(rows: Rows, spans: Sequence[Span]) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the atom of time of each row (-1 for none), and which span counts which atom."""
    cuts = sorted({span.as_of for span in spans} | {span.since for span in spans if span.since})
    first = np.array([sum(cut < text for cut in cuts) for text in rows.months] or [0], np.int64)
    came = first[rows.entered] if len(rows) else np.zeros(0, np.int64)
    went = np.where(rows.left < 0, len(cuts), first[rows.left] if rows.months else 0) if len(rows) else came
    halves = sorted({one for span in spans for one in span.halves} | set(rows.periods))
    half = np.array([halves.index(one) for one in rows.periods], np.int64)[rows.period] if len(rows) else came
    removed = set(zip(came[went < len(cuts)].tolist(), went[went < len(cuts)].tolist(), strict=True))
    lives = [(begin, len(cuts)) for begin in range(len(cuts))] + sorted(removed)
    places: dict[tuple[bool, ...], int] = {}
    atom = np.full((len(halves), len(cuts) + 1, len(cuts) + 1), -1, np.int64)
    for place, text in enumerate(halves):
        for begin, end in lives:
            sign = tuple(_counts(span, text, begin, end, cuts) for span in spans)
            if any(sign):
                atom[place, begin, end] = places.setdefault(sign, len(places))
    table = np.array(list(places), np.bool_).reshape(len(places), len(spans)).T
    return atom[half, came, np.maximum(went, came)], table


def _counts(span: Span, text: str, begin: int, end: int, cuts: Sequence[str]) -> bool:
    if text not in span.halves:
        return False
    now = begin <= cuts.index(span.as_of) < end
    return now if not span.since else now != (begin <= cuts.index(span.since) < end)


def _families(
    keys: Sequence[Key],
    names: Sequence[str],
    sizes: Sequence[int],
    spans: Sequence[Span],
    members: Sequence[tuple[tuple[int, ...], ...]],
) -> tuple[Family, ...]:
    found: dict[tuple[tuple[int, ...], int], list[Ints]] = {}
    for number, key in enumerate(keys):
        places = tuple(names.index(name) for name, _ in key.where)
        layers = found.setdefault((places, spans.index(key.span)), [])
        cells = np.ix_(*(members[number][place] for place in places)) if places else ()
        for lookup in layers:
            # Two releases may have merged codes differently: what overlaps goes into a layer of its own.
            if np.all(lookup[cells] < 0):
                break
        else:
            lookup = np.full([sizes[place] for place in places], -1, np.int64)
            layers.append(lookup)
        lookup[cells] = number
    return tuple(Family(places, span, lookup) for (places, span), layers in found.items() for lookup in layers)
