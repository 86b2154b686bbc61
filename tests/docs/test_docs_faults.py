# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/faults.md names, for each fault, tests that are there."""

import pytest

from tests.support.named import missing
from tests.support.shared import ROOT

PAGE = (ROOT / "docs" / "faults.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| fault")
]


def test_the_faults_that_were_asked_for_stand_there() -> None:
    """Wrong words, damaged packets, charters of every wrong kind, and what machines do at their worst."""
    faults = " ".join(row[0] for row in ROWS)
    for wanted in (
        "words", "damaged packet", "foreign", "outdated", "rolled-back", "slots", "over", "truncated", "again", "work",
        "Host", "clock", "vault", "key", "full", "second process", "kill -9", "flood",
    ):  # fmt: skip
        assert wanted in faults, wanted


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_fault_says_what_happens_and_which_test_holds_it(row: list[str]) -> None:
    """Three columns, at least one test, and each test named is there under that name."""
    assert len(row) == 3
    assert row[1]
    assert "::" in row[2]
    assert missing(row[2]) == []


def test_a_test_that_is_not_there_is_found() -> None:
    """Another file, another name, a call instead of a definition, and a name that is not written as one."""
    own = "tests/docs/test_docs_faults.py"
    assert missing(f"`{own}::test_a_test_that_is_not_there_is_found`") == []
    assert missing("`js/test/packet.test.js::a packet comes back as it was made`") == []
    assert missing(f"`{own}::nonesuch` `tests/nonesuch.py::test_a` `{own}::missing`") == [
        f"{own}::nonesuch", "tests/nonesuch.py::test_a", f"{own}::missing",
    ]  # fmt: skip
    assert missing("tests/a.py::test_b") == ["tests/a.py::test_b"]
