# SPDX-License-Identifier: AGPL-3.0-or-later
"""The annual report's page in a browser: nothing runs, nothing is asked, no rule of accessibility is broken."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from plaint.report import html
from tests.support import reports
from tests.support.axe import violations


@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_report_can_be_read_by_everybody(
    chromium: Browser, tmp_path: Path, language: str, width: int, *, draft: bool
) -> None:
    """Axe finds nothing, the page does not scroll sideways, and loads nothing but itself; draft or not."""
    path = tmp_path / "report.html"
    path.write_bytes(html.write(reports.document(reports.written(tmp_path / "report"), language, draft=draft)))
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(path.as_uri())
    assert violations(page.evaluate) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    assert asked == [path.as_uri()]
    context.close()
