# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a table counts: its lines and columns, merged where they are too few, and for each cell the rows of it.

Rules of this module:

- A code with fewer than `FEWEST` rows of its unit is merged with its siblings into their parent. One alone would stand
  under the parent's name and be found at once: the next smallest sibling goes with it.
- All tables of a unit in one release merge alike; no table undoes what another did.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plaint.figures.codebook import TOTAL, Code, Dimension
from plaint.figures.ground import Ints
from plaint.figures.numbers import Key, Span
from plaint.figures.period import Period
from plaint.figures.rows import Rows
from plaint.figures.spec import TableSpec

FEWEST: Final = 20
"""Rows below which a code with a parent is merged."""
_OTHERS: Final = {"ru": "остальное", "en": "the rest"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A table before it is counted."""

    spec: TableSpec
    dimensions: tuple[Dimension, ...]
    """With the codes that are shown."""
    cells: Mapping[tuple[str, ...], Key]


def standing(rows: Rows, halves: Sequence[str], as_of: str) -> NDArray[np.bool_]:
    """Return which rows belong to these half-years and are counted in the month `as_of`."""
    if not len(rows):
        return np.zeros(0, np.bool_)
    months = np.array([text <= as_of for text in rows.months] + [False])
    asked = np.array([text in halves for text in rows.periods])
    stand: NDArray[np.bool_] = asked[rows.period] & months[rows.entered] & ~months[rows.left]
    return stand


def merged(dimension: Dimension, counts: Ints) -> Dimension:
    """Return the dimension with the codes that are shown if its codes, in their order, have so many rows."""
    groups = {code.parent for code in dimension.codes if code.parent}
    count = {code.code: int(number) for code, number in zip(dimension.codes, counts, strict=True)}
    taken: dict[str, list[str]] = {}
    for group in groups:
        siblings = sorted(
            (code.code for code in dimension.codes if code.parent == group), key=lambda code: (count[code], code)
        )
        few = sum(count[code] < FEWEST for code in siblings)
        while 0 < few < len(siblings) and (few == 1 or sum(count[code] for code in siblings[:few]) < FEWEST):
            few += 1
        if few > 1:
            taken[group] = siblings[:few]
    gone = {code for codes in taken.values() for code in codes}
    return replace(dimension, codes=tuple(_shown(dimension, groups, taken, gone)))


def _shown(dimension: Dimension, groups: set[str], taken: Mapping[str, list[str]], gone: set[str]) -> Iterator[Code]:
    for code in dimension.codes:
        if code.code in taken:
            whole = sum(one.parent == code.code for one in dimension.codes) == len(taken[code.code])
            text = code.label if whole else {key: f"{name}: {_OTHERS[key]}" for key, name in code.label.items()}
            yield replace(code, label=text, members=tuple(sorted(taken[code.code])))
        elif code.code not in groups and code.code not in gone:
            yield code


def floors(shown: Dimension) -> Iterator[frozenset[str]]:
    """Yield what stands under its own name and so has `FEWEST` rows or more, or it would have been merged (further)."""
    for code in shown.codes:
        siblings = [
            one for one in shown.codes if one.parent and one.parent == (code.code if code.members else code.parent)
        ]
        gone = sum(len(one.members) for one in shown.codes if one.code == code.parent)
        if code.members and siblings:
            yield frozenset(code.members)
        elif not code.members and len(siblings) + gone > 1:
            yield frozenset({code.code})


def shape(spec: TableSpec, shown: Mapping[str, Dimension], period: Period, as_of: str) -> Shape:
    """Return what the table counts; `shown` are the unit's dimensions with the codes that are shown."""
    dimensions = tuple(shown[name] for name in spec.dimensions)
    choices = [[(code.code, frozenset(code.members or (code.code,))) for code in one.codes] for one in dimensions]
    cells = {}
    for chosen in product(*([*choice, (TOTAL, frozenset[str]())] for choice in choices)):
        asked = [(one.name, codes) for one, (_, codes) in zip(dimensions, chosen, strict=True) if codes]
        cells[tuple(code for code, _ in chosen)] = Key(tuple(sorted(asked)), Span(period.halves, as_of))
    return Shape(spec, dimensions, cells)


def count(rows: Rows, keys: Sequence[Key]) -> Ints:
    """Return how many rows each key counts, one after another and without a ground: slow, and another way to count."""
    found = []
    for key in keys:
        stand = standing(rows, key.span.halves, key.span.as_of)
        if key.span.since:
            stand = stand != standing(rows, key.span.halves, key.span.since)
        for name, codes in key.where:
            own = np.array([code.code in codes for code in rows.dimensions[name].codes])
            stand = stand & own[rows.codes[name]]
        found.append(int(stand.sum()))
    return np.array(found, np.int64)
