# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/review.md names every requirement of the page, tests that exist, and each language's true state."""

import re

import pytest

from plaint import language
from plaint.intake.pages.paths import ROOTS
from tests.support.named import missing, rows
from tests.support.shared import ROOT

PAGE = (ROOT / "docs" / "review.md").read_text("utf-8")
ROWS = rows(ROOT / "docs" / "review.md")
NAMES = {"en": "English", "ru": "Russian", "ce": "Chechen"}


def test_every_requirement_stands_there_once() -> None:
    """The table goes from 1 to 49 without a gap."""
    assert [int(row[0]) for row in ROWS] == list(range(1, 50))
    assert all(len(row) == 4 for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_test_named_exists(row: list[str]) -> None:
    """Each requirement names at least one test, and each test named is there under that name."""
    assert "::" in row[2]
    assert missing(row[2]) == []


@pytest.mark.parametrize("code", [one for one in language.languages("page") if one in ROOTS])
def test_the_state_of_a_language_is_what_its_catalogue_says(code: str) -> None:
    """The page claims no review that a catalogue does not carry, whichever it is, and hides none."""
    (state,) = re.findall(rf"^\| texts in {NAMES[code]} \| (\w+)", PAGE, re.MULTILINE)
    every = [path.stem for path in (ROOT / "src" / "plaint" / "locale" / "en").glob("*.toml")]
    held = [name for name in every if code in language.languages(name)]
    assert {"page", "desk", "site"} <= set(every)
    assert {language.read(code, name).review for name in held} == {state}
