# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/report.md names every command of `plaint report`; that its commands work is walked in tests/cli."""

from plaint.cli.report import COMMANDS
from tests.support.shared import ROOT


def test_every_command_of_the_report_is_on_its_page() -> None:
    """Whoever reads docs/report.md meets each command."""
    page = (ROOT / "docs" / "report.md").read_text("utf-8")
    assert [one.name for one in COMMANDS if f"plaint report {one.name}" not in page] == []
