# SPDX-License-Identifier: AGPL-3.0-or-later
"""What intake and the network see of somebody who looks for answers: the same, whatever is found, in Chromium."""

from dataclasses import dataclass, field
from hashlib import sha256

import pytest
from playwright.sync_api import Browser, Request, expect

from plaint.receipt import digits
from tests.support.answering import receive, reply
from tests.support.journey import Coming, Person
from tests.support.living import Living

UNKNOWN = bytes(range(100, 116))


@dataclass
class Seen:
    """All that went over the wire of one visit, in order."""

    asked: list[tuple[str, str, tuple[tuple[str, str], ...], bytes | None]] = field(default_factory=list)
    """Method, address, headers, body."""
    answers: dict[str, str] = field(default_factory=dict)
    """Hash of the answer by address."""

    def note(self, request: Request) -> None:
        """Keep a request."""
        headers = tuple(sorted(request.all_headers().items()))
        self.asked.append((request.method, request.url, headers, request.post_data_buffer))


@dataclass(frozen=True)
class Threads:
    """Receipts of complaints that were answered so many times; of the last there is no complaint at all."""

    words: dict[int, str]

    def typed(self, replies: int | None) -> str:
        """Return what is typed."""
        return " ".join(digits.to_digits(UNKNOWN)) if replies is None else self.words[replies]


@pytest.fixture(scope="module")
def threads(chromium: Browser, intake: Living) -> Threads:
    """Give complaints with no answer, with one and with five."""
    words = {}
    for replies in (0, 1, 5):
        context = chromium.new_context()
        words[replies] = Person(context.new_page(), intake.url).file()
        context.close()
        if replies:
            receive(intake, words[replies])
        for number in range(1, replies):
            reply(intake, words[replies], f"Ответ номер {number}.", slot=number % 2, shown=number == replies - 1)
    return Threads({replies: " ".join(one) for replies, one in words.items()})


def visit(chromium: Browser, intake: Living, typed: str, board: bytes, days: int = 7) -> tuple[Seen, int]:
    """Look once, in a browser of its own; return what the network saw and how many messages were shown.

    The answer with the board is the same bytes for each visit, as it is for all who ask within one tick.
    """
    context = chromium.new_context()
    page = context.new_page()
    seen = Seen()
    page.on("request", seen.note)
    page.route(f"**/board/{days}", lambda route: route.fulfill(body=board, headers=dict(route.fetch().headers)))
    page.on("response", lambda answer: seen.answers.update({answer.url: sha256(answer.body()).hexdigest()}))
    coming = Coming(page, intake.url)
    coming.come(days)
    before = len(seen.asked)
    coming.look(typed)
    coming.at("thread")
    page.wait_for_timeout(500)
    assert len(seen.asked) == before, "a request went out after the words were typed"
    found = page.locator("#messages > li").count()
    context.close()
    return seen, found


def test_what_is_found_changes_nothing_that_can_be_seen(chromium: Browser, intake: Living, threads: Threads) -> None:
    """Properties 6, 7 and 16, requirement 34: none, one and five answers and unknown words make the same visit."""
    board = intake.board()
    visits = {replies: visit(chromium, intake, threads.typed(replies), board) for replies in (0, 1, 5, None)}
    assert {replies: found for replies, (_, found) in visits.items()} == {0: 0, 1: 1, 5: 5, None: 0}
    first, _ = visits[None]
    assert [url.removeprefix(intake.url) for _, url, _, _ in first.asked if "/s/" not in url] == [
        "/lark/fern",
        "/charter",
        "/freshness",
        "/board/7",
    ]
    for replies, (seen, _) in visits.items():
        assert seen.asked == first.asked, replies
        assert seen.answers == first.answers, replies


@pytest.mark.parametrize("days", [14, 60])
def test_a_longer_window_changes_one_address_and_nothing_else(chromium: Browser, intake: Living, days: int) -> None:
    """Property 7: how far back to look is all that a visit tells, and it is chosen before the words are typed."""
    board = intake.board()
    short, _ = visit(chromium, intake, " ".join(digits.to_digits(UNKNOWN)), board)
    long, _ = visit(chromium, intake, " ".join(digits.to_digits(UNKNOWN)), board, days)
    told = [(method, url.replace(f"/board/{days}", "/board/7"), *rest) for method, url, *rest in long.asked]
    assert told == short.asked


def test_words_that_are_no_receipt_ask_for_nothing_either(coming: Coming) -> None:
    """Property 7: a typing mistake is found on the device."""
    asked: list[str] = []
    coming.come()
    coming.page.on("request", lambda request: asked.append(request.url))
    coming.look("дом дом дом")
    expect(coming.page.locator("#errors")).to_be_visible()
    assert asked == []
