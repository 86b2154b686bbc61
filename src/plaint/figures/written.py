# SPDX-License-Identifier: AGPL-3.0-or-later
"""A release as bytes: JSON in one form only, so that what was approved has one digest.

Reading writes again what it read and compares: a second spelling of the same figures, an unknown key, a fraction or a
doubled name all differ from it.
"""

import json
from typing import Any

from plaint.errors import PlaintError
from plaint.figures.codebook import Code, Dimension, label
from plaint.figures.errors import BookError
from plaint.figures.period import Period, month
from plaint.figures.released import (
    MINT,
    FigureKind,
    Hidden,
    Release,
    ReleasedCell,
    ReleasedFigure,
    ReleasedTable,
    Shown,
    Why,
)
from plaint.figures.spec import Sensitivity
from plaint.figures.units import Unit

_APART = "/"


def dumps(value: object) -> bytes:
    """Return a value of texts, whole numbers, lists and objects in its one written form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def loads(octets: bytes) -> Any:
    """Return the value that `dumps` writes as `octets`; raise BookError where it writes none so."""
    try:
        value = json.loads(octets)
        if dumps(value) == octets:
            return value
    except (ValueError, RecursionError):
        pass
    raise _damaged() from None


def encode(release: Release) -> bytes:
    """Return a release as it is approved: everything but who approved it."""
    return dumps(
        {
            "id": release.id,
            "period": list(release.period.halves),
            "as_of": release.as_of,
            "tables": [_table(table) for table in release.tables],
            "figures": [_figure(figure) for figure in release.figures],
        }
    )


def decode(octets: bytes, digest: bytes, approved_by: tuple[tuple[str, str], ...]) -> Release:
    """Return the release written in `octets`; raise BookError where they hold none."""
    value = loads(octets)
    try:
        period, as_of = Period(tuple(value["period"])), month(value["as_of"])
        release = Release(
            id=_text(value["id"]),
            period=period,
            as_of=as_of,
            tables=tuple(_read_table(one, period, as_of) for one in value["tables"]),
            figures=tuple(_read_figure(one) for one in value["figures"]),
            digest=digest,
            approved_by=approved_by,
            mint=MINT,
        )
        if encode(release) == octets:
            return release
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, PlaintError):
        pass
    raise _damaged() from None


def _table(table: ReleasedTable) -> dict[str, object]:
    return {
        "id": table.id,
        "unit": table.unit.value,
        "title": dict(table.title),
        "dimensions": [_dimension(one) for one in table.dimensions],
        "sensitivity": table.sensitivity.value,
        "cells": {_APART.join(codes): _cell(cell) for codes, cell in table.cells.items()},
        "figures": [_figure(figure) for figure in table.figures],
        "notes": [dict(note) for note in table.notes],
    }


def _read_table(value: Any, period: Period, as_of: str) -> ReleasedTable:
    dimensions = tuple(map(_read_dimension, value["dimensions"]))
    cells = {tuple(key.split(_APART)) if key else (): _read_cell(one) for key, one in value["cells"].items()}
    order = {code.code: at for one in dimensions for at, code in enumerate(one.codes)}
    return ReleasedTable(
        id=_text(value["id"]),
        unit=Unit(value["unit"]),
        title=label(value["title"], "title"),
        dimensions=dimensions,
        period=period,
        as_of=as_of,
        sensitivity=Sensitivity(value["sensitivity"]),
        cells=dict(sorted(cells.items(), key=lambda one: [order.get(code, len(order)) for code in one[0]])),
        figures=tuple(map(_read_figure, value["figures"])),
        notes=tuple(label(note, "note") for note in value["notes"]),
        mint=MINT,
    )


def _dimension(one: Dimension) -> dict[str, object]:
    codes = [
        {"code": code.code, "label": dict(code.label), "parent": code.parent, "members": list(code.members)}
        for code in one.codes
    ]
    return {"name": one.name, "label": dict(one.label), "codes": codes, "known_by": one.known_by, "trait": one.trait}


def _read_dimension(value: Any) -> Dimension:
    codes = tuple(
        Code(_text(one["code"]), label(one["label"], "code"), _text(one["parent"]), tuple(map(_text, one["members"])))
        for one in value["codes"]
    )
    return Dimension(
        _text(value["name"]), label(value["label"], "name"), codes, value["known_by"] is True, value["trait"] is True
    )


def _cell(cell: ReleasedCell) -> list[object]:
    return [cell.shown.value, cell.value, cell.base, cell.threshold, _hidden(cell.hidden), cell.as_of]


def _read_cell(value: Any) -> ReleasedCell:
    shown, count, base, threshold, hidden, as_of = value
    number = None if count is None else _number(count)
    if (number is None) is (Shown(shown) is Shown.COUNT) or (number is not None and number % max(1, _number(base))):
        raise ValueError
    return ReleasedCell(Shown(shown), number, _number(base), _number(threshold), _read_hidden(hidden), _text(as_of))


def _figure(figure: ReleasedFigure) -> dict[str, object]:
    return {
        "id": figure.id,
        "kind": figure.kind.value,
        "unit": figure.unit.value,
        "value": figure.value,
        "below": figure.below,
        "base": figure.base,
        "label": dict(figure.label),
        "hidden": _hidden(figure.hidden),
        # Only where there is one, so that a book from before figures had months is read as it was written.
        **({"as_of": figure.as_of} if figure.as_of else {}),
    }


def _read_figure(value: Any) -> ReleasedFigure:
    return ReleasedFigure(
        id=_text(value["id"]),
        kind=FigureKind(value["kind"]),
        unit=Unit(value["unit"]),
        value=None if value["value"] is None else _number(value["value"]),
        below=_number(value["below"]),
        base=_number(value["base"]),
        label=label(value["label"], "figure"),
        hidden=_read_hidden(value["hidden"]),
        as_of=_text(value.get("as_of", "")),
        mint=MINT,
    )


def _hidden(hidden: Hidden | None) -> list[object] | None:
    return None if hidden is None else [hidden.why.value, dict(hidden.text)]


def _read_hidden(value: Any) -> Hidden | None:
    return None if value is None else Hidden(Why(value[0]), label(value[1], "reason"))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError
    return value


def _damaged() -> BookError:
    return BookError("A record of the release book is damaged.", hint="Fetch the book again from another holder.")
