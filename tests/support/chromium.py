# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's Chromium, driven by Playwright.

One browser per test file, not per run: while Playwright's synchronous half is open an event loop counts as running in
this thread, and no other test in the same worker could call `asyncio.run`. A start takes well under a second.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",  # CI runs as root, where Chromium's sandbox does not start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # no packet leaves the machine
    "--disable-component-update",
    "--disable-sync",
]


def program(name: str, variable: str) -> str:
    """Return the path of a browser: `variable` of the environment, or `name` on the PATH; skip where there is none.

    `make test` sets PLAINT_BROWSERS=required, and then a missing browser is a failure and no skip.
    """
    path = os.environ.get(variable) or shutil.which(name)
    if path is None:
        message = f"{name} is not installed: run `make browsers`, or point {variable} at it"
        if os.environ.get("PLAINT_BROWSERS") == "required":
            pytest.fail(message)
        pytest.skip(message)
    return path


def engine() -> str:
    """Return the path of Chromium without its window where that is installed, else of the whole browser.

    The same engine, at half the processor time. What depends on the browser around it (a profile on the disk, a name
    that is bound anew) is tried in the whole one.
    """
    found = None if "PLAINT_CHROMIUM" in os.environ else shutil.which("chromium-headless-shell")
    return found or program("chromium", "PLAINT_CHROMIUM")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give a headless Chromium that is closed with the test file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=engine(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Give one page in a fresh Russian context of Chromium."""
    context = chromium.new_context(locale="ru-RU")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def slow_down(page: Page, *, latency: int, kilobits: int) -> None:
    """Let the page see a network of `latency` milliseconds and `kilobits` a second in each direction."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    rate = kilobits * 1000 / 8
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": latency, "downloadThroughput": rate, "uploadThroughput": rate},
    )
