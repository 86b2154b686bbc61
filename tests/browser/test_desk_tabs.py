# SPDX-License-Identifier: AGPL-3.0-or-later
"""One desk in two tabs, in Chromium: what one locks no other goes on showing, and what it opens is open in both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.desks import PASSPHRASE
from tests.support.living import living
from tests.support.officer import Officer, officer

AT_ONCE: Final = 10_000
"""Milliseconds: far below the half minute after which a tab looks by itself."""


@pytest.fixture(name="member")
def _member(chromium: Browser, tmp_path: Path) -> Iterator[Officer]:
    """Give a member at an unlocked desk."""
    context = chromium.new_context(locale="ru-RU")
    context.set_default_timeout(30_000)
    with living(tmp_path / "world") as world, officer(tmp_path, world, "ngo-1", context) as found:
        found.come_in()
        found.unlock()
        found.settle()
        yield found
    context.close()


def other_tab(member: Officer) -> Page:
    """Open a second tab on the page of the ledger."""
    two = member.page.context.new_page()
    two.goto(member.page.url.rpartition("/")[0] + "/ledger")
    expect(two.locator("nav.rail")).to_be_visible()
    return two


def test_what_one_tab_locks_no_other_goes_on_showing(member: Officer) -> None:
    """Locked in one tab, the other shows the lock at once; opened in the other, the first leads on at once."""
    one, two = member.page, other_tab(member)
    two.locator("nav.rail button").click()
    expect(two.locator("#passphrase")).to_be_visible()
    expect(one.locator("#passphrase")).to_be_visible(timeout=AT_ONCE)
    expect(one.locator("nav.rail")).to_have_count(0)
    two.fill("#passphrase", PASSPHRASE)
    two.click("button.main")
    expect(two.locator("nav.rail")).to_be_visible()
    expect(one.locator("nav.rail")).to_be_visible(timeout=AT_ONCE)


def test_a_passphrase_that_is_being_typed_stays(member: Officer) -> None:
    """Who types the passphrase in one tab while another opens the desk loses nothing, and comes in by sending it."""
    one, two = member.page, other_tab(member)
    two.locator("nav.rail button").click()
    expect(one.locator("#passphrase")).to_be_visible(timeout=AT_ONCE)
    one.bring_to_front()
    one.fill("#passphrase", PASSPHRASE[:5])
    with one.expect_response("**/pulse"):
        two.fill("#passphrase", PASSPHRASE)
        two.click("button.main")
    expect(two.locator("nav.rail")).to_be_visible()
    assert one.input_value("#passphrase") == PASSPHRASE[:5]
    one.fill("#passphrase", PASSPHRASE)
    one.click("button.main")
    expect(one.locator("nav.rail")).to_be_visible()
