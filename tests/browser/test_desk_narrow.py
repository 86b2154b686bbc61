# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk in narrow windows, and a list that is not filled yet, in Chromium: axe, and the order of the focus."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from plaint.desk.connection import read_connection, write_connection
from plaint.line.address import Address
from tests.browser.test_page_axe import overflowing
from tests.support import axe
from tests.support.journey import Coming
from tests.support.living import Living, living
from tests.support.officer import Officer, officer

WIDTHS: Final = (1280, 800, 400, 320)
SAID: Final = "Узкое окно."
STEP_UP: Final = """([before, after]) => {
  const [one, two] = [before, after].map(each => each.getBoundingClientRect());
  return two.bottom <= one.top || (two.top < one.bottom && two.right <= one.left);
}"""
"""Says whether the second of two elements stands above the first, or before it on the same line."""


@pytest.fixture(name="world", scope="module")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """Give an intake of its own: a desk posts what the other tests, to whom only complaints come, do not expect."""
    with living(tmp_path_factory.mktemp("world")) as intake:
        yield intake


@pytest.fixture(name="member", scope="module")
def _member(chromium: Browser, world: Living, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """Give a member at an unlocked desk to which a case has come; nothing moves: axe must see no colour half-way."""
    context = chromium.new_context(locale="ru-RU", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    Coming(context.new_page(), world.url, text=SAID).file()
    with officer(tmp_path_factory.mktemp("narrow"), world, "ngo-1", context) as found:
        found.come_in()
        found.unlock()
        found.open_case(SAID)
        yield found
    context.close()


def steps_back(page: Page) -> list[str]:
    """Return what in the rail comes later by Tab than what it stands above or before (WCAG 2.4.3)."""
    stops = page.locator("nav.rail a, nav.rail button").element_handles()
    return [after.inner_text() for before, after in pairwise(stops) if page.evaluate(STEP_UP, [before, after])]


@pytest.mark.parametrize("width", WIDTHS)
def test_narrow_windows_keep_to_wcag(member: Officer, width: int) -> None:
    """In wide and narrow windows axe finds nothing, nothing runs out, and Tab goes as the eye does."""
    page = member.page
    page.set_viewport_size({"width": width, "height": 800})
    case = page.url
    for place in (case, *(case.split("/case/")[0] + f"/{name}" for name in ("cases", "post", "ledger", "settings"))):
        page.goto(place)
        expect(page.locator("nav.rail button")).to_be_in_viewport()
        assert axe.violations(page.evaluate) == [], place
        assert overflowing(page) == [], place
        assert steps_back(page) == [], place
        for said in page.locator("a.opens").all():
            box = said.bounding_box()
            assert box is not None
            assert box["width"] >= min(width / 3, 250), place
    page.goto(case)


@pytest.fixture(name="filling")
def _filling(chromium: Browser, world: Living, tmp_path: Path) -> Iterator[Page]:
    """Give the list of a desk whose server takes connections and says nothing."""
    context = chromium.new_context(locale="ru-RU", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    with socket.create_server(("127.0.0.1", 0)) as silent, officer(tmp_path, world, "ngo-1", context) as member:
        joined = read_connection(member.home.connection)
        assert joined is not None
        address = Address(f"http://127.0.0.1:{silent.getsockname()[1]}")
        write_connection(member.home.connection, replace(joined, address=address))
        member.come_in()
        member.unlock()
        expect(member.page.locator("[data-wait]")).to_be_visible()
        yield member.page
        context.close()


def test_a_list_that_is_not_filled_keeps_to_wcag(filling: Page) -> None:
    """While a list says that it is being filled, axe finds nothing in any window, and Tab goes as the eye does."""
    for width in WIDTHS:
        filling.set_viewport_size({"width": width, "height": 800})
        expect(filling.locator("[data-wait]")).to_be_in_viewport()
        assert axe.violations(filling.evaluate) == [], width
        assert overflowing(filling) == [], width
        assert steps_back(filling) == [], width


def test_a_link_is_followed_though_the_list_fills(filling: Page) -> None:
    """The list loads itself anew when it is filled, and not in the place of a page that somebody has asked for."""
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    filling.route("**/post", hold)
    filling.locator("nav.rail a[href$='/post']").click(no_wait_after=True)
    with filling.expect_response("**/pulse"):
        filling.route("**/pulse", lambda route: route.fulfill(body="calm\n"))
    filling.wait_for_timeout(500)
    asked[0].continue_()
    filling.wait_for_url("**/post")
    assert len(asked) == 1


def test_a_list_loads_itself_anew_when_it_is_filled(filling: Page) -> None:
    """Whoever does nothing sees the list as soon as it is there."""
    with filling.expect_navigation():
        filling.route("**/pulse", lambda route: route.fulfill(body="calm\n"))
