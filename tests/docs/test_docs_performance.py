# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every bench stands in docs/performance.md and is run by `make bench`."""

import re

import pytest

from tests.support.shared import ROOT

PAGE = (ROOT / "docs" / "performance.md").read_text("utf-8")
BENCH = ROOT / "bench"
NO_BENCH = {"all.py", "measured.py"}
SCRIPTS = sorted(path.name for path in BENCH.iterdir() if path.suffix in {".py", ".mjs"} and path.name not in NO_BENCH)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_bench_is_explained(name: str) -> None:
    """A row of the table says what it measures, and beside what; the script takes what bench/all.py hands it."""
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `bench/{name}` |")]
    assert len(rows) == 1, f"docs/performance.md needs one row for bench/{name}"
    assert len(rows[0].split()) > 8
    source = (BENCH / name).read_text("utf-8")
    assert "from measured import" in source or '"--json"' in source, f"bench/{name} has to take --json and --quick"


def test_what_is_explained_is_there() -> None:
    """The page names no bench that was removed, and `make bench` runs all that are there."""
    assert {found for found in re.findall(r"bench/([\w-]+\.(?:py|mjs))", PAGE) if found not in NO_BENCH} == set(SCRIPTS)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^bench:.*\n\t\$\(BIN\)/python bench/all\.py", makefile, flags=re.MULTILINE)
    listed = re.search(r"NO_BENCH = (.*)", (BENCH / "all.py").read_text("utf-8"))
    assert listed
    assert set(re.findall(r'"(\w+\.py)"', listed[1])) == NO_BENCH
