# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what the gate decided to what stands in a table: cells, shares, medians, sentences below.

Rules of this module:

- A share is computed from two figures that are shown, so it tells nothing that they do not. It is told in whole
  percent where its base is shown as 100 or more, in fives from 40 on, and below that not at all.
- A median is told where at least `MEDIAN_BASE` rows stand behind it, rounded to 5 days: it is one row's number, and
  with fewer rows somebody who knows some of them could read off another's. The figure beside it has to say as much:
  beside a 20, which may be 18, a median would say that it is 20 or more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from plaint.figures.codebook import TOTAL, Dimension
from plaint.figures.cover import Face
from plaint.figures.explain import MERGED, ROUNDING, public
from plaint.figures.numbers import interval, rounded
from plaint.figures.released import (
    MINT,
    FigureKind,
    ReleasedCell,
    ReleasedFigure,
    ReleasedTable,
    Shown,
    Why,
)
from plaint.figures.rows import Rows
from plaint.figures.shape import Shape, standing

Cells = Mapping[tuple[str, ...], ReleasedCell]
MEDIAN_BASE: Final = 20
WHOLE_PERCENT: Final = 100
FIVES: Final = 40
STEP: Final = 5
"""Percent in which a share is told from a base of `FIVES` on."""
_TOTAL: Final = {"ru": "всего", "en": "total"}


def cell(face: Face, before: ReleasedCell | None, as_of: str) -> ReleasedCell:
    """Return the cell that a face shows; `before` is the earlier one, of the month `as_of`, if it is kept."""
    k = face.threshold
    if k == 0:
        return ReleasedCell(Shown.COUNT, face.count, 1, 0)
    if face.shown is Shown.HIDDEN:
        return ReleasedCell(Shown.HIDDEN, None, 0, k, public(Why.COVER))
    if before is not None:
        since = before.as_of or as_of
        return replace(before, hidden=public(Why.KEPT, month=since), as_of=since)
    if face.shown is Shown.BELOW:
        return ReleasedCell(Shown.BELOW, None, 0, k, public(Why.SMALL, k=k))
    coarse = public(Why.COARSE, base=face.base) if face.level else None
    return ReleasedCell(Shown.COUNT, rounded(face.count, face.base), face.base, k, coarse)


def notes(
    cells: Cells, dimensions: Sequence[Dimension], all_codes: Mapping[str, Dimension]
) -> tuple[Mapping[str, str], ...]:
    """Return the sentences under a table: what its marks mean and what was put together."""
    found = [ROUNDING] if any(one.base > 1 for one in cells.values()) else []
    found += [one.hidden.text for one in cells.values() if one.hidden]
    for dimension in dimensions:
        for code in dimension.codes:
            if code.members:
                labels = [all_codes[dimension.name].code(member).label for member in code.members]
                found.append(
                    {key: text.format(names=", ".join(one[key] for one in labels)) for key, text in MERGED.items()}
                )
    return tuple(one for at, one in enumerate(found) if one not in found[:at])


def figures(shape: Shape, cells: Cells, rows: Rows, as_of: str) -> tuple[ReleasedFigure, ...]:
    """Return the shares and medians that the table's spec asks for."""
    return (*_shares(shape, cells), *_medians(shape, cells, rows, as_of))


def totals(tables: Sequence[ReleasedTable]) -> tuple[ReleasedFigure, ...]:
    """Return the total of each unit, once."""
    found = {}
    for table in tables:
        total = table.total
        if table.unit not in found:
            found[table.unit] = ReleasedFigure(
                id=f"{table.unit}/total",
                kind=FigureKind.TOTAL,
                unit=table.unit,
                value=total.value,
                below=total.threshold if total.shown is Shown.BELOW else 0,
                base=total.base,
                label={code: table.unit.label(code) for code in _TOTAL},
                hidden=total.hidden,
                as_of=total.as_of,
                mint=MINT,
            )
    return tuple(found.values())


def _lines(shape: Shape) -> Iterator[tuple[str, Mapping[str, str]]]:
    if len(shape.dimensions) > 1:
        yield from ((code.code, code.label) for code in shape.dimensions[0].codes)
    yield TOTAL, _TOTAL


def _shares(shape: Shape, cells: Cells) -> Iterator[ReleasedFigure]:
    for share in shape.spec.shares:
        said = shape.dimensions[-1].code(share).label
        for line, label in _lines(shape):
            front = (line,) if len(shape.dimensions) > 1 else ()
            part, whole = cells[*front, share], cells[*front, TOTAL]
            base = 0
            if part.value is not None and whole.value is not None and not part.as_of and not whole.as_of:
                base = 1 if whole.value >= WHOLE_PERCENT else STEP if whole.value >= FIVES else 0
            percent = None
            if base and part.value is not None and whole.value:
                percent = min(100, rounded(round(100 * part.value / whole.value), base))
            yield ReleasedFigure(
                id=f"{shape.spec.id}/share/{share}/{line}",
                kind=FigureKind.SHARE,
                unit=shape.spec.unit,
                value=percent,
                base=base,
                label={code: f"{label[code]}: {said[code]}" for code in _TOTAL},
                hidden=None if base else public(Why.COVER),
                mint=MINT,
            )


def _medians(shape: Shape, cells: Cells, rows: Rows, as_of: str) -> Iterator[ReleasedFigure]:
    if not shape.spec.median or not shape.dimensions:
        return
    stand = standing(rows, next(iter(shape.cells.values())).span.halves, as_of)
    numbers = rows.numbers[shape.spec.median]
    first = shape.dimensions[0]
    places = {code.code: at for at, code in enumerate(rows.dimensions[first.name].codes)}
    for code in [*first.codes, None]:
        own = stand & (numbers >= 0)
        name, label = (code.code, code.label) if code else (TOTAL, _TOTAL)
        if code:
            own = own & np.isin(rows.codes[first.name], [places[one] for one in code.members or (name,)])
        line = cells[name, *([TOTAL] if len(shape.dimensions) > 1 else [])]
        told = line.shown is Shown.COUNT and not line.as_of and interval(line)[0] >= MEDIAN_BASE
        told = told and int(own.sum()) >= MEDIAN_BASE
        yield ReleasedFigure(
            id=f"{shape.spec.id}/median/{shape.spec.median}/{name}",
            kind=FigureKind.MEDIAN,
            unit=shape.spec.unit,
            value=rounded(int(np.median(numbers[own])), 5) if told else None,
            base=5 if told else 0,
            label=label,
            hidden=None if told else public(Why.COVER),
            mint=MINT,
        )
