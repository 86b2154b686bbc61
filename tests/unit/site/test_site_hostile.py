# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts and addresses that come from people who wish harm."""

import pytest

from plaint.site.hostile import HostileTextError, harmless_cell, leads_to_web, need_plain, texts
from plaint.site.paths import Address, PathError, link
from tests.support.public_record import record


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u200f", "\u061c", "\x00", "\x1b", "\u2028", "\ufeff", "\x85"])
def test_what_cannot_be_seen_is_refused(letter: str) -> None:
    """A character that turns a line or steers a terminal is named by its code and not published."""
    with pytest.raises(HostileTextError, match=f"U\\+{ord(letter):04X}"):
        need_plain(f"He said{letter} nothing", "statements e1-1 text en")


def test_ordinary_writing_is_let_through() -> None:
    """Cyrillic, palochka, accents, quotation marks, soft hyphens and line breaks are ordinary."""
    text = "Нохчий мотт, ГӀала, é, «да», 1\u00a0000, long\u00adword\nnew line"
    assert need_plain(text, "x") == text


def test_every_text_of_a_record_is_looked_at() -> None:
    """The walk through a record reaches titles, texts, quotes, notes, reasons and addresses, with the way to each."""
    found = dict(texts(record(), ""))
    assert found["statements e1-1 quote text"] == "They came at night."
    assert found["corrections c1 reason ru"] == "Взяли день печати."
    assert found["sources paper-1 url"] == "https://valley.example/1"
    assert found["commitments let-in signs note en"] == "None in the gazette."
    assert len(list(texts(record(), ""))) > 200


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://valley.example/1?a=b#c", True),
        ("http://abcdefghij234567abcdefghij234567abcdefghij234567abcdefgh.onion/", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" https://valley.example/", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//valley.example/", False),
        ("https://valley.example@evil.example/", False),
        ("https:\\\\valley.example", False),
        ("https://", False),
        ("http://[", False),
        ("ftp://valley.example/", False),
        ("java\tscript:alert(1)", False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str, leads: bool) -> None:  # noqa: FBT001 - a table of cases
    """Http and https with a host are links, an onion is one; nothing that runs, hides a host or begins with a blank."""
    assert leads_to_web(url) is leads


@pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_is_no_formula(text: str) -> None:
    """What a spreadsheet would run has an apostrophe before it; nothing is lost."""
    assert harmless_cell(text) == f"'{text}"
    assert harmless_cell("at least 100 = many") == "at least 100 = many"


@pytest.mark.parametrize("step", ["..", "", "a/b", "A", "-x", "a.b", "%2e"])
def test_nothing_climbs_out_of_the_folder(step: str) -> None:
    """A name that could lead elsewhere cannot be a step of an address."""
    with pytest.raises(PathError):
        Address("en", ("statement", step))


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("en/index.html", "en/index.html", "index.html"),
        ("en/statement/e1/index.html", "en/index.html", "../../index.html"),
        ("en/index.html", "ru/a/index.html", "../ru/a/index.html"),
        ("index.html", "style.css", "style.css"),
        ("en/a/index.html", "en/a/b/index.html", "b/index.html"),
    ],
)
def test_links_are_relative(source: str, target: str, found: str) -> None:
    """Each link leads from its own file, so that the site works below any path."""
    assert link(source, target) == found
