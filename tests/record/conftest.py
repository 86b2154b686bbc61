# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site of the invented record in a folder, once for all browser tests of a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from plaint.site.build import build
from plaint.site.edition import edition
from plaint.site.folder import publish
from tests.support.public_record import record


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder as one that drives a browser."""
    for item in items:
        if "tests/record/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a published site."""
    folder = tmp_path_factory.mktemp("record") / "site"
    publish(folder, build(edition(record())))
    return folder


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Page]:
    """Give a page 320 pixels wide: a small phone, or a screen of 1280 at 400 % (WCAG 1.4.10)."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
