# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record as a Frictionless Data Package: tables as CSV with their schemas, and everything as one JSON file.

Beside them lies the log of what was ever published, which only grows.

`datapackage.json` follows version 1 of the specification, whose descriptors version 2 reads as well. Partial dates are
texts with a pattern: there is no type that holds "April 2017" and nothing else.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Final

from plaint.language import read
from plaint.register import published
from plaint.register.dates import PartialDate, Period
from plaint.site.edition import Edition
from plaint.site.hostile import harmless_cell
from plaint.site.speech import CATALOGUE, Speech
from plaint.site.tables import TABLES, Column, Table

FOLDER: Final = "data"
NAME: Final = "public-record"
LOG: Final = f"{FOLDER}/{published.NAME}"
"""Where a site has the log of what was ever published: whoever has an older copy sees whether it was continued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file of the package as its page lists it."""

    path: str
    name: str
    key: str
    size: str


def package(edition: Edition) -> dict[str, bytes]:
    """Return the files of the data package by their path in the site."""
    found = {f"{table.name}.csv": written(table, table.rows(edition)) for table in TABLES}
    found |= {
        "record.json": _json(plain(edition.register)),
        "datapackage.json": _json(_descriptor(edition, found)),
        "README.txt": _readme(edition),
        published.NAME: published.write(edition.register.published).encode(),
    }
    return {f"{FOLDER}/{name}": octets for name, octets in sorted(found.items())}


def listed(files: Mapping[str, bytes], speech: Speech) -> list[Listed]:
    """Return the files of the package in the order in which its page lists them."""
    order = ["datapackage.json", "record.json", published.NAME, "README.txt", *(f"{one.name}.csv" for one in TABLES)]
    keys = {"datapackage.json": "package", "README.txt": "readme"}
    return [
        Listed(
            path=f"{FOLDER}/{name}",
            name=name,
            key=keys.get(name, name.partition(".")[0]),
            size=_size(speech, len(files[f"{FOLDER}/{name}"])),
        )
        for name in order
    ]


def written(table: Table, rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return a table as CSV (RFC 4180, UTF-8); cells that a spreadsheet would run are made harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    for row in rows:
        writer.writerow([_cell(row[column.name]) for column in table.columns])
    return text.getvalue().encode()


def plain(value: object) -> Any:
    """Return a value of the register as JSON has them: dates as they are written, nothing left out, texts unchanged."""
    if isinstance(value, PartialDate | Period):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return harmless_cell(value.value if isinstance(value, Enum) else str(value))


def _descriptor(edition: Edition, written_files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": edition.register.title.en,
        "version": edition.as_of.isoformat(),
        "licenses": [{"name": edition.register.licence}],
        "resources": [_resource(table, written_files[f"{table.name}.csv"]) for table in TABLES],
    }


def _resource(table: Table, octets: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.refers:
        schema["foreignKeys"] = [
            {"fields": name, "reference": {"resource": resource, "fields": "id"}} for name, resource in table.refers
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": read("en", CATALOGUE)(f"data.{table.name}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(octets),
        "hash": f"sha256:{hashlib.sha256(octets).hexdigest()}",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    return {"name": column.name, "type": column.type, **({"constraints": limits} if (limits := column.limits) else {})}


def _readme(edition: Edition) -> bytes:
    lines: list[str] = []
    for code in ("en", "ru"):
        t = read(code, CATALOGUE)
        lines += [
            edition.register.title.of(code),
            "",
            t("data.stand"),
            t("data.licence", licence=edition.register.licence),
        ]
        lines += ["", t("data.dates"), "", t("data.formulas"), ""]
        lines += [f"{published.NAME} — {t('data.published')}"]
        lines += [f"{table.name}.csv — {t(f'data.{table.name}')}" for table in TABLES]
        lines += ["", ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _size(speech: Speech, octets: int) -> str:
    if octets < 1_000:
        return speech.t("size.bytes", count=octets)
    return speech.t("size.kilobytes", count=speech.number(round(octets / 1_000)))
