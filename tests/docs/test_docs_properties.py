# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/properties.md names every property once, and only tests that exist."""

import pytest

from tests.support.named import missing, rows
from tests.support.shared import ROOT

ROWS = rows(ROOT / "docs" / "properties.md")


def test_every_property_stands_there_once() -> None:
    """The table goes from 1 to 28 without a gap."""
    assert [int(row[0]) for row in ROWS] == list(range(1, 29))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_test_named_holds_something(row: list[str]) -> None:
    """Each property names at least one test, and each test named is there under that name."""
    assert "::" in row[2]
    assert missing(row[2]) == []


def test_a_test_that_is_gone_would_be_found() -> None:
    """The counterpart: a name that no file has, and a name that cannot be read, are found."""
    assert missing("`tests/docs/test_docs_properties.py::test_gone`")
    assert missing("tests/docs/test_docs_properties.py::test_gone")
