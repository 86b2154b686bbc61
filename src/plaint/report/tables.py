# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a release as CSV files with a descriptor: a Frictionless Data Package, version 1.

Rules of this module:

- One line a cell, with its codes, its labels and how it is shown. A cell that is not shown has no value here either.
- Cells that a spreadsheet would take for a formula get an apostrophe before them.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from plaint.figures.codebook import TOTAL
from plaint.figures.released import Release, ReleasedTable
from plaint.report import floors
from plaint.report.plan import LANGUAGES, Plan

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_WHOLE: Final = frozenset({"value", "base", "below"}) | floors.WHOLE
_SAID: Final = ("shown", "value", "base", "below", "as_of")


def write(release: Release, plan: Plan, documented: Sequence[Sequence[object]] | None = None) -> dict[str, bytes]:
    """Return the files by name: one a table, `figures.csv`, `datapackage.json`.

    `documented` are the lines of `minimum.csv` (`floors.rows`); None for a report without.
    """
    listed = [(table.id, table.title["en"], _columns(table), list(_rows(table))) for table in release.tables]
    listed.append(("figures", "Figures that are told in sentences", _FIGURES, list(_figures(release))))
    if documented is not None:
        listed.append(("minimum", "Documented minimum by scope, unit and standard", floors.COLUMNS, list(documented)))
    files, resources = {}, []
    for name, title, columns, rows in listed:
        octets = _csv(columns, rows)
        files[f"{name}.csv"] = octets
        resources.append(_resource(name, columns, octets, title))
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": release.id,
        "title": plan.title.get("en") or next(iter(plan.title.values())),
        "created": f"{plan.day.isoformat()}T00:00:00Z",
        "period": str(release.period),
        "as_of": release.as_of,
        "resources": resources,
    }
    files["datapackage.json"] = (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()
    return files


_FIGURES: Final = ("id", "kind", "unit", "value", "base", "below", "as_of", "label_ru", "label_en")


def _figures(release: Release) -> Iterator[Sequence[object]]:
    for one in (*release.figures, *(figure for table in release.tables for figure in table.figures)):
        named = one.label["ru"], one.label["en"]
        yield one.id, one.kind, one.unit, one.value, one.base, one.below or None, one.as_of or release.as_of, *named


def _columns(table: ReleasedTable) -> tuple[str, ...]:
    named = [f"{one.name}{suffix}" for one in table.dimensions for suffix in ("", *(f"_{code}" for code in LANGUAGES))]
    return ("unit", *named, *_SAID)


def _rows(table: ReleasedTable) -> Iterator[Sequence[object]]:
    for codes, cell in table.cells.items():
        named: list[object] = []
        for code, dimension in zip(codes, table.dimensions, strict=True):
            labels = {one.code: one.label for one in dimension.codes}.get(code) if code != TOTAL else None
            named += [code, *(labels[language] if labels else "" for language in LANGUAGES)]
        below = cell.threshold if cell.shown == "below" else None
        yield table.unit, *named, cell.shown, cell.value, cell.base, below, cell.as_of or table.as_of


def _csv(columns: Sequence[str], rows: list[Sequence[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _resource(name: str, columns: Sequence[str], octets: bytes, title: str) -> dict[str, Any]:
    fields = [{"name": column, "type": "integer" if column in _WHOLE else "string"} for column in columns]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(octets),
        "hash": f"sha256:{hashlib.sha256(octets).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": fields, "missingValues": [""]},
    }
