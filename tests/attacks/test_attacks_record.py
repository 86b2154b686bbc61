# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks on the readers of the public record by those whose texts stand in it."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from plaint.register.model import Words
from plaint.site.build import build
from plaint.site.edition import edition
from plaint.site.hostile import HostileTextError
from tests.support.hostile_record import ADDRESS, MARKUP, hostile
from tests.support.public_record import record
from tests.support.site_pages import Parsed, pages


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """Give the site of a record in which every text wishes harm."""
    return build(edition(hostile()))


def test_no_text_becomes_a_tag(files: Mapping[str, bytes]) -> None:
    """Whatever a text holds, the tags and attributes of every page are those of the harmless record."""
    harmless = pages(build(edition(record())))
    found = {(tag, name) for page in pages(files).values() for tag, attributes in page.tags for name in attributes}
    known = {(tag, name) for page in harmless.values() for tag, attributes in page.tags for name in attributes}
    assert found <= known
    assert MARKUP in Parsed(files["en/statement/e1-1/index.html"]).text


def test_no_template_is_made_of_a_text(files: Mapping[str, bytes]) -> None:
    """A text that looks like a piece of a template is shown as it is, and never reckoned out."""
    text = Parsed(files["en/statement/e1-1/index.html"]).text
    assert "{{ 7 * 7 }}" in text
    assert "49" not in text


def test_no_address_runs(files: Mapping[str, bytes]) -> None:
    """An address that would run something is shown as text and is no link, on any page."""
    hrefs = {href for page in pages(files).values() for _, href in page.hrefs()}
    assert not [href for href in hrefs if href.lower().lstrip().startswith(("javascript", "vbscript"))]
    assert not [href for href in hrefs if href.startswith("data:") and href != "data:,"]
    assert ADDRESS in Parsed(files["en/sources/index.html"]).text


def test_pictures_feeds_and_tables_hold_the_texts_as_texts(files: Mapping[str, bytes]) -> None:
    """Feeds stay well-formed, tables keep their columns, the JSON file has the text unchanged."""
    for code in ("en", "ru"):
        feed = ET.fromstring(files[f"{code}/feed.xml"])  # noqa: S314 - our own feed
        assert not [one for one in feed.iter() if "script" in one.tag]
    rows = list(csv.DictReader(io.StringIO(files["data/statements.csv"].decode(), newline=""), strict=True))
    assert len(rows) == len(record().statements)
    assert all(None not in row for row in rows)
    said = json.loads(files["data/record.json"])["statements"]["e1-1"]
    assert said["text"]["en"].startswith(MARKUP)


@pytest.mark.parametrize("letter", ["\u202e", "\u2067", "\u200e"])
@pytest.mark.parametrize("place", ["title", "statement", "citation"])
def test_a_line_cannot_be_turned(letter: str, place: str) -> None:
    """Characters that make a denial read as an admission stop the whole site, wherever in the record they stand."""
    register = record()
    turned = f"He {letter}did not"
    if place == "title":
        register = replace(register, title=Words(en=turned, ru=""))
    elif place == "statement":
        one = replace(register.statements["e1-1"], text=Words(en="", ru=turned))
        register = replace(register, statements={**register.statements, "e1-1": one})
    else:
        source = replace(register.sources["copy"], citation=turned)
        register = replace(register, sources={**register.sources, "copy": source})
    with pytest.raises(HostileTextError, match="invisible character"):
        edition(register)
