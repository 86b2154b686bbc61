# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data package: each table holds to its own schema, by a check that is strict and ours."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from plaint.site.build import build
from plaint.site.data import package
from plaint.site.edition import edition
from plaint.site.feed import feeds
from plaint.site.speech import Speech
from tests.support.public_record import STATEMENTS, by_id, record, words

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """Give the files of the package of the invented record."""
    return package(edition(record()))


def rows(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(files[f"data/{name}.csv"].decode(), newline=""), strict=True))


def faults(files: Mapping[str, bytes]) -> list[str]:
    """Return everything in which the tables do not hold to the schemas of `datapackage.json` (version 1)."""
    descriptor = json.loads(files["data/datapackage.json"])
    tables = {resource["name"]: rows(files, resource["name"]) for resource in descriptor["resources"]}
    found = []
    for resource in descriptor["resources"]:
        name, octets = resource["name"], files[f"data/{resource['path']}"]
        if resource["hash"] != f"sha256:{hashlib.sha256(octets).hexdigest()}" or resource["bytes"] != len(octets):
            found.append(f"{name}: digest or length")
        schema = resource["schema"]
        header = next(csv.reader(io.StringIO(octets.decode(), newline="")))
        if header != [field["name"] for field in schema["fields"]]:
            found.append(f"{name}: header")
        for number, row in enumerate(tables[name]):
            found += [
                f"{name} {number}: {field['name']}"
                for field in schema["fields"]
                if not holds(field, row[field["name"]])
            ]
        key = [tuple(row[part] for part in schema.get("primaryKey", [])) for row in tables[name]]
        if schema.get("primaryKey") and len(key) != len(set(key)):
            found.append(f"{name}: key twice")
        for foreign in schema.get("foreignKeys", []):
            known = {row["id"] for row in tables[foreign["reference"]["resource"]]}
            found += [
                f"{name}: {foreign['fields']} {row[foreign['fields']]}"
                for row in tables[name]
                if row[foreign["fields"]] not in known | {""}
            ]
    return found  # fmt: skip


def holds(field: Mapping[str, Any], cell: str) -> bool:
    """Whether a cell is of its field's type and within its limits."""
    limits = field.get("constraints", {})
    if cell == "":
        return not limits.get("required")
    if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
        return False
    match field["type"]:
        case "integer":
            return re.fullmatch("[0-9]+", cell) is not None and int(cell) >= limits["minimum"]
        case "boolean":
            return cell in ("true", "false")
        case "string":
            return True
        case _:
            return False


def test_every_table_holds_to_its_schema(files: Mapping[str, bytes]) -> None:
    """Types, limits, keys, references, lengths and digests are as the descriptor says."""
    assert faults(files) == []


def test_a_broken_table_is_noticed(files: Mapping[str, bytes]) -> None:
    """The check is one that can fail: a wrong date, a reference that leads nowhere and a number in words are found."""
    broken = dict(files)
    broken["data/statements.csv"] = (
        files["data/statements.csv"].replace(b"2031-03-02", b"March 2").replace(b"mayor", b"nobody")
    )
    broken["data/counts.csv"] = files["data/counts.csv"].replace(b",100,", b",many,")
    assert len(faults(broken)) >= 5


def test_partial_dates_stay_partial(files: Mapping[str, bytes]) -> None:
    """A month is written as a month in the table and in the JSON file."""
    said = {row["id"]: row["said"] for row in rows(files, "statements")}
    assert (said["e3-1"], said["e10-1"]) == ("2031-04", "2031")
    assert json.loads(files["data/record.json"])["statements"]["e3-1"]["said"] == "2031-04"


def test_no_cell_is_a_formula() -> None:
    """A text that begins like one is made harmless in the table, and stays as it is in the JSON file."""
    said = replace(STATEMENTS[0], text=words("=HYPERLINK(1)", "+7 900"))
    register = replace(record(), statements=by_id([said, *STATEMENTS[1:]]))
    files = package(edition(register))
    row = next(row for row in rows(files, "statements") if row["id"] == "e1-1")
    assert (row["text_en"], row["text_ru"]) == ("'=HYPERLINK(1)", "'+7 900")
    assert json.loads(files["data/record.json"])["statements"]["e1-1"]["text"]["en"] == "=HYPERLINK(1)"
    starts = [
        cell[0]
        for name in files
        if name.endswith(".csv")
        for row in rows(files, name[5:-4])
        for cell in row.values()
        if cell
    ]
    assert not set(starts) & set("=+-@\t\r")


def test_each_figure_is_there_with_its_steps(files: Mapping[str, bytes]) -> None:
    """A range has its bounds, whether it is disputed, and each step by which it came about."""
    figures = {(row["unit"], row["scope"]): row for row in rows(files, "figures")}
    assert figures[("killed", "january")]["low"] == "27"
    assert figures[("detained", "valley")]["contested"] == "true"
    steps = [row for row in rows(files, "derivations") if (row["unit"], row["scope"]) == ("detained", "valley")]
    assert steps[-1]["low"] == figures[("detained", "valley")]["low"]


def test_feeds_are_well_formed_and_lead_to_pages() -> None:
    """Each entry has an id of its own, a moment and a link to a file of the site; corrections have their own feed."""
    built = build(edition(record()))
    for code in ("en", "ru"):
        feed = ET.fromstring(built[f"{code}/feed.xml"])  # noqa: S314 - our own feed
        entries = feed.findall(f"{ATOM}entry")
        ids = [one.findtext(f"{ATOM}id") for one in entries]
        assert len(ids) == len(set(ids)) == len(STATEMENTS) + 1
        for one in entries:
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T00:00:00Z", one.findtext(f"{ATOM}updated") or "")
            link = one.find(f"{ATOM}link")
            assert link is not None
            assert f"{code}/{link.get('href', '').partition('#')[0]}" in built
        only = ET.fromstring(built[f"{code}/corrections.xml"])  # noqa: S314 - our own feed
        assert [one.findtext(f"{ATOM}summary") for one in only.findall(f"{ATOM}entry")] == [
            {"en": "The day of printing was taken.", "ru": "Взяли день печати."}[code]
        ]


def test_an_id_of_the_feed_is_the_same_on_every_mirror() -> None:
    """The address of the site does not change what an entry is."""
    here, there = (
        feeds(edition(record(), base_url=base), Speech.of("en"))["en/feed.xml"] for base in (None, "http://b.onion/")
    )
    assert re.findall(rb"<id>.*?</id>", here) == re.findall(rb"<id>.*?</id>", there)
    assert here != there
