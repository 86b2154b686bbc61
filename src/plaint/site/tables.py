# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of the data package: their columns, keys and references.

Units never share a column: a number's row names its unit and its scope, and no table has a sum.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from plaint.site import rows
from plaint.site.edition import Edition

DATE: Final = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
PERIOD: Final = rf"({DATE}|\.\.)(/({DATE}|\.\.))?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, its type in the schema, and what its cells must hold to."""

    name: str
    type: str = "string"
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: columns, key, references to the ids of others, and where its rows come from."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Edition], Iterator[rows.Row]]
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()


def _columns(*specs: str) -> tuple[Column, ...]:
    """Return columns from `name`, `name!` (must not be empty), `name:date`, `name:integer` and so on."""
    return tuple(_column(spec) for spec in specs)


def _column(spec: str) -> Column:
    bare, _, kind = spec.partition(":")
    limits: dict[str, Any] = {"required": True} if bare.endswith("!") else {}
    pattern = {"date": DATE, "period": PERIOD, "sha256": "[0-9a-f]{64}"}.get(kind)
    if pattern:
        limits["pattern"] = pattern
    if kind == "integer":
        limits["minimum"] = 0
    return Column(name=bare.rstrip("!"), type="string" if pattern or not kind else kind, limits=limits)


_IN = ("statement", "statements")
_COUNTED = (("unit", "units"), ("scope", "scopes"))
_NAMES: Final = ("id!", "name_en", "name_ru")
_NOTES: Final = ("note_en", "note_ru")

TABLES: Final = (
    Table(
        name="statements",
        columns=_columns(
            "id!", "occasion!", "actor!", "kind!", "said!:date", "reported:date", "scope!", "text_en", "text_ru",
            "quote", "quote_language", "told_by", "coercion_suspected!:boolean", "confidence!",
        ),
        rows=rows.statements,
        key=("id",),
        refers=(("actor", "actors"), ("told_by", "actors"), ("scope", "scopes")),
    ),
    Table(
        name="counts",
        columns=_columns(
            "statement!", "unit!", "scope!", "low:integer", "high:integer", "wording!", "period:period",
            "cumulative!:boolean", "method!", "lineage!",
        ),
        rows=rows.counts,
        refers=(_IN, *_COUNTED, ("lineage", "lineages")),
    ),
    Table(
        name="figures",
        columns=_columns(
            "unit!", "scope!", "low!:integer", "high:integer", "contested!:boolean", "claims!:integer"
        ),
        rows=rows.figures,
        key=("unit", "scope"),
        refers=_COUNTED,
    ),
    Table(
        name="derivations",
        columns=_columns(
            "unit!", "scope!", "step!:integer", "rule!", "lineage", "other", "claims", "low!:integer", "high:integer"
        ),
        rows=rows.derivations,
        key=("unit", "scope", "step"),
        refers=(*_COUNTED, ("lineage", "lineages"), ("other", "lineages")),
    ),
    Table(
        name="commitments",
        columns=_columns("id!", "statement!", "to!", "what_en", "what_ru", "due:date", "status!"),
        rows=rows.commitments,
        key=("id",),
        refers=(_IN, ("to", "actors")),
    ),
    Table(
        name="signs",
        columns=_columns("commitment!", "number!:integer", "text_en", "text_ru", "state!", "sources"),
        rows=rows.signs,
        key=("commitment", "number"),
        refers=(("commitment", "commitments"),),
    ),
    Table(
        name="statuses",
        columns=_columns("commitment!", "number!:integer", "on!:date", "status!", "why_en", "why_ru"),
        rows=rows.statuses,
        key=("commitment", "number"),
        refers=(("commitment", "commitments"),),
    ),
    Table(
        name="inquiries",
        columns=_columns("id!", "body!", "opened!:date", "scope!", "about_en", "about_ru", "runs!:integer"),
        rows=rows.inquiries,
        key=("id",),
        refers=(("body", "actors"), ("scope", "scopes")),
    ),
    Table(
        name="steps",
        columns=_columns(
            "inquiry!", "number!:integer", "date!:date", "kind!", "run!:integer", "role_of_person!", "text_en",
            "text_ru", "statement", "sources",
        ),
        rows=rows.steps,
        key=("inquiry", "number"),
        refers=(("inquiry", "inquiries"), _IN),
    ),
    Table(
        name="quality",
        columns=_columns("inquiry!", "criterion!", "finding!", "why_en", "why_ru", "sources"),
        rows=rows.quality,
        key=("inquiry", "criterion"),
        refers=(("inquiry", "inquiries"),),
    ),
    Table(
        name="actors",
        columns=_columns(*_NAMES, "kind!", "capacity_en", "capacity_ru", "since:date", "until:date"),
        rows=rows.actors,
        key=("id",),
    ),
    Table(
        name="sources",
        columns=_columns(
            "id!", "citation!", "medium!", "url", "published:date", "language", "reposted_from", "sha256:sha256",
            "taken:date",
        ),
        rows=rows.sources,
        key=("id",),
    ),
    Table(
        name="citations",
        columns=_columns("statement!", "source!"),
        rows=rows.pairs("sources", "source"),
        key=("statement", "source"),
        refers=(_IN, ("source", "sources")),
    ),
    Table(
        name="replies",
        columns=_columns("statement!", "answers!"),
        rows=rows.pairs("in_reply_to", "answers"),
        key=("statement", "answers"),
        refers=(_IN, ("answers", "statements")),
    ),
    Table(name="units", columns=_columns(*_NAMES, "kind!"), rows=rows.named("units"), key=("id",)),
    Table(name="scopes", columns=_columns(*_NAMES, *_NOTES), rows=rows.named("scopes"), key=("id",)),
    Table(
        name="lineages",
        columns=_columns(*_NAMES, "kind!", *_NOTES, "part_of"),
        rows=rows.named("lineages"),
        key=("id",),
    ),
    Table(
        name="corrections",
        columns=_columns("id!", "of!", "field!", "was", "becomes", "reason_en", "reason_ru", "on!:date", "by!"),
        rows=rows.corrections,
        key=("id",),
    ),
)  # fmt: skip
