# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that lies about the group or withholds answers, in Chromium: the page stops before anything is sent.

The conversations are those of tests/vectors/charter.json, under `page`: what a genuine page of some version is given,
and what it has to make of it. Here a real page is served them, and goes on, or stops.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route, expect

from plaint.ledger.board import read_board
from plaint.ledger.window import Window, read_window
from tests.support.answering import receive
from tests.support.journey import Coming, Person
from tests.support.living import Living
from tests.support.shared import ROOT

VECTORS: Final[dict[str, Any]] = json.loads((ROOT / "tests" / "vectors" / "charter.json").read_text("utf-8"))
OVER_HTTP: Final = {
    case["name"]: case
    for case in VECTORS["page"]
    # A page asks for the versions by number, so a server cannot give them in another order.
    if case["name"] != "in the wrong order"
}
STALE: Final = frozenset({"stale", "clock", "freshness"})


def note_of(spelled: Any) -> str:
    """Return the note that a case spells (`tests/support/charter_vectors.py`)."""
    if isinstance(spelled, str):
        return str(VECTORS["notes"][spelled])
    text, _, lines = str(VECTORS["notes"][spelled["text"]]).partition("\n\n")
    text += "\n"
    start, end, instead = spelled["patch"]
    changed = text[:start] + instead + text[end:]
    signed = lines if "lines" not in spelled else "".join(f"{line}\n" for line in spelled["lines"])
    return f"{changed}\n{signed}"


def number_of(note: str) -> int:
    """Return the version that a note claims to be, 0 where it claims none."""
    found = re.search(r'"version": (\d+)', note)
    return int(found.group(1)) if found else 0


def given(text: str | None) -> Callable[[Route], None]:
    """Return what answers a request with a text, or with 404 where there is none."""
    return lambda route: route.fulfill(status=200 if text is not None else 404, body=text or "")


def serve(page: Page, case: dict[str, Any]) -> None:
    """Let the page be one of the case's pin, and the server give it the case's notes at the case's time."""
    notes = [note_of(one) for one in case["notes"]]
    page.clock.set_fixed_time(case["now"])
    pin = json.dumps(VECTORS["pins"][case["pin"]], sort_keys=True, indent=1)

    def pinned(route: Route) -> None:
        body = route.fetch().text()
        changed = re.sub(r'data-pin="[^"]*"', lambda _: 'data-pin="{}"'.format(pin.replace('"', "&quot;")), body)
        assert changed != body
        route.fulfill(body=changed, content_type="text/html; charset=utf-8")

    page.route(re.compile(r"/lark/(moss|fern)$"), pinned)
    page.route(re.compile(r"/charter$"), given(notes[-1] if notes else None))
    page.route(re.compile(r"/freshness$"), given(case["freshness"]))
    older = {number_of(note): note for note in notes}
    for version in range(1, 4):
        page.route(re.compile(rf"/charter/{version}$"), given(older.get(version)))


def told(code: str) -> str:
    """Return the key of the page's sentence for a refusal of the vectors."""
    return "say.charter_stale" if code in STALE else "say.charter_bad"


@pytest.mark.parametrize("name", OVER_HTTP)
def test_a_changed_group_stops_the_page_before_it_asks_anything(person: Person, intake: Living, name: str) -> None:
    """Properties 9 and 12: genuine charters are taken; changed, doubled, swapped, old, foreign ones stop the page."""
    case, page = OVER_HTTP[name], person.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
    serve(page, case)
    person.begin()
    person.on()
    if "error" in case:
        expect(page.locator("#errors")).to_contain_text(person.t(told(case["error"])))
        person.at("before")
        assert page.locator("#bodies input").count() == 0
    else:
        person.at("about")
        assert page.locator("#bodies input").count() > 0
    assert sent == []
    assert intake.handed == []


@pytest.mark.parametrize(
    "name",
    [
        "a member dropped",
        "rolled back",
        "another group",
        "outdated by a year",
        "the freshness note of the version before",
    ],
)
def test_it_stops_whoever_comes_back_as_well(coming: Coming, name: str) -> None:
    """Properties 9 and 12: with a changed or outdated charter the page does not let anyone type the words."""
    serve(coming.page, OVER_HTTP[name])
    coming.page.goto(coming.url + coming.path.answer)
    coming.at("window")
    coming.on()
    expect(coming.page.locator("#errors")).to_contain_text(coming.t(told(OVER_HTTP[name]["error"])))
    coming.at("window")
    expect(coming.page.locator("#typed")).to_be_hidden()


@pytest.mark.parametrize("place", [0.1, 0.35, 0.6, 0.85, 0.999])
@pytest.mark.parametrize("what", ["charter", "freshness"])
def test_one_bit_anywhere_stops_the_page(person: Person, intake: Living, what: str, place: float) -> None:
    """Property 9: one flipped bit in the text of the living group's charter or freshness note is enough.

    In the lines below the text there are more signatures than it takes, and one that says nothing is passed over.
    """
    page, t = person.page, person.t

    def flip(route: Route) -> None:
        octets = bytearray(route.fetch().body())
        octets[int(place * octets.index(b"\n\n"))] ^= 1
        route.fulfill(body=bytes(octets))

    page.route(re.compile(rf"/{what}$"), flip)
    person.begin()
    person.on()
    errors = page.locator("#errors")
    expect(errors).to_be_visible()
    assert errors.inner_text().split("\n")[-1] in (t("say.charter_bad"), t("say.charter_stale"))
    person.at("before")
    assert intake.handed == []


def without_newest(window: Window) -> Window:
    """Withhold the newest board."""
    return replace(window, blobs=window.blobs[:-1])


def without_middle(window: Window) -> Window:
    """Withhold a board in the middle."""
    return replace(window, blobs=window.blobs[:1] + window.blobs[2:])


def without_oldest(window: Window) -> Window:
    """Withhold the oldest board, which is number 1."""
    return replace(window, blobs=window.blobs[1:])


def without_any(window: Window) -> Window:
    """Say that there is no board at all."""
    return replace(window, blobs=(), path=(), index=0)


def other_cell(window: Window) -> Window:
    """Put another cell into a board that lies back, and chain the rest to it anew."""
    blobs = [read_board(blob) for blob in window.blobs]
    first = replace(blobs[0], cells=bytes(len(blobs[0].cells)))
    chained = [first]
    for blob in blobs[1:]:
        chained.append(replace(blob, previous=chained[-1].hash))
    return replace(window, blobs=tuple(bytes(blob) for blob in chained))


LIES: Final = (without_newest, without_middle, without_oldest, without_any, other_cell)


@pytest.mark.parametrize("lie", LIES, ids=[lie.__name__ for lie in LIES])
def test_a_withheld_board_is_noticed(coming: Coming, intake: Living, lie: Callable[[Window], Window]) -> None:
    """Property 12: a board left out or exchanged, wherever it lies, is noticed before the words are typed."""
    while len(read_window(intake.board()).blobs) < 3:
        coming.page.wait_for_timeout(200)
    page = coming.page
    page.route("**/board/7", lambda route: route.fulfill(body=bytes(lie(read_window(route.fetch().body())))))
    page.goto(coming.url + coming.path.answer)
    coming.at("window")
    coming.on()
    expect(page.locator("#errors")).to_contain_text(coming.t("say.board_bad"))
    coming.at("window")
    expect(page.locator("#typed")).to_be_hidden()


def test_a_board_that_stands_still_is_noticed(coming: Coming, intake: Living) -> None:
    """Property 12: boards of three hours ago under a head of then are refused, however genuine."""
    words = coming.file()
    receive(intake, words)
    old = intake.board()
    page = coming.page
    page.clock.install()
    page.goto(coming.url + coming.path.answer)
    coming.at("window")
    page.clock.fast_forward("03:01:00")
    page.route("**/board/7", lambda route: route.fulfill(body=old))
    coming.on()
    expect(page.locator("#errors")).to_contain_text(coming.t("say.board_bad"))
    expect(page.locator("#typed")).to_be_hidden()
