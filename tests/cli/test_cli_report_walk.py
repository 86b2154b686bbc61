# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/report.md is walked: its commands, on the invented year, end with a report that two bodies signed."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from plaint.cli import main
from plaint.demo.keys import PASSPHRASE
from plaint.figures import gate
from plaint.figures.gate import Proposal
from plaint.report import releasing
from tests.support.shared import ROOT

PAGE = (ROOT / "docs" / "report.md").read_text("utf-8")


def commands() -> list[list[str]]:
    """Return the commands of the section "Trying it", each as its words."""
    block = PAGE.split("## Trying it\n", 1)[1].split("```\n", 2)[1]
    return [shlex.split(line) for line in block.splitlines()]


@pytest.mark.slow
def test_the_page_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of "Trying it" succeeds as it stands there, and a word changed afterwards makes a draft."""
    found: list[Proposal] = []

    def once(*given: object, **more: object) -> Proposal:
        # The gate brings out the same each time, and nothing of it is tested here: one run is enough.
        found.extend([gate.examine(*given, **more)] if not found else [])  # type: ignore[arg-type]  # passed on
        return found[0]

    monkeypatch.setattr(releasing, "examine", once)
    monkeypatch.chdir(tmp_path)
    told = ""
    for words in commands():
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
            continue
        assert words[0] == "plaint"
        typed = f"y\n{PASSPHRASE}\n" if "approve" in words else None
        result = CliRunner().invoke(main, words[1:], input=typed)
        assert result.exit_code == 0, (words, result.output)
        told = result.stdout
    assert "text of annual-2031, approved by ombudsman-1 (ombudsman), prosecutor-1 (prosecutor)" in told
    place = tmp_path / "try"
    for language in ("en", "ru"):
        page = (place / "report" / f"report-{language}.html").read_text("utf-8")
        assert 'class="draft"' not in page
    assert 'class="draft"' in (place / "draft" / "report-en.html").read_text("utf-8")
    assert (place / "report" / "data" / "datapackage.json").is_file()
    chapter = place / "annual-2031" / "texts" / "en" / "01-foreword.txt"
    chapter.write_text(chapter.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    again = CliRunner().invoke(main, ["report", "make", "annual-2031", "--into", "again"])
    assert "not approved: texts/en/01-foreword.txt was changed" in again.stdout
