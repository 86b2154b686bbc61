# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the way from the first page to the last weighs, counted from the answers that a real browser gets.

`body` is what the answer's length says, as it travels (brotli where the file has it); `wire` is all that the browser
counted, with the headers of HTTP/1.1. Nothing of it is kept by the browser, so a style that two pages use counts twice.
"""

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import httpx
from playwright.sync_api import Browser, Page

from plaint import demo
from plaint.charter.plan import Tree, read_plan, rows
from plaint.demo.place import COSIGNERS
from tests.support.cosigners import cosigner_key
from tests.support.journey import Coming, Person
from tests.support.living import Living

if TYPE_CHECKING:
    from plaint.entry.strictjson import JsonValue

KIB: Final = 1024
FIRST_MOST: Final = 14 * KIB
WAY_MOST: Final = 80 * KIB
MEMBER_MOST: Final = 2 * KIB
"""Requirement 1 of the page: first page, whole way, and each further member, in bytes of bodies."""
COSIGNER_MOST: Final = 128
"""Each further cosigner: two 32-byte values and a name. Its ML-DSA-44 key of 1,312 bytes must not travel to pages."""
BACK_MOST: Final = 84 * KIB
"""Nothing asks for this one; it keeps what is there from growing unseen."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One answer."""

    path: str
    coding: str
    body: int
    wire: int


def sizeable_plan(members: int = 6, cosigners: int = len(COSIGNERS)) -> Tree:
    """Return the demonstration's plan, whose texts are as long as a real group's, with six members or more.

    The keys of its cosigners are made when a demonstration is laid out; here they are the same in every run.
    """
    plan = read_plan(resources.files(demo).joinpath("plan.toml").read_text("utf-8"))
    seated = rows(plan, "members")
    more = [
        {**seated[0], "id": f"further-{number}", "slot": len(seated) + number, "trustee": False, "signs": False}
        for number in range(members - len(seated))
    ]
    names = [*COSIGNERS, *(f"further-{number}.plaint.example/cosigner" for number in range(cosigners))][:cosigners]
    keys: list[JsonValue] = [str(key) for name in names for key in cosigner_key(name).verifiers]
    return {**plan, "members": [*seated, *more], "cosigners": {"quorum": min(2, cosigners), "keys": keys}}


def weighed(page: Page) -> list[Weight]:
    """Return a list that grows with each answer that the page gets."""
    found: list[Weight] = []
    answers: dict[str, Any] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda event: answers.update({event["requestId"]: event["response"]}))

    def finished(event: dict[str, Any]) -> None:
        answer = answers[event["requestId"]]
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        path = httpx.URL(answer["url"]).path
        body = int(headers.get("content-length", 0))
        found.append(Weight(path, headers.get("content-encoding", ""), body, int(event["encodedDataLength"])))

    session.on("Network.loadingFinished", finished)
    return found


def way_there(browser: Browser, intake: Living, language: str) -> list[Weight]:
    """Go from the first page to the last; return the weights."""
    page = browser.new_context().new_page()
    person = Person(page, intake.url, language, about="unknown")
    found = weighed(page)
    page.goto(intake.url + person.path.start)
    page.click("a.act")
    person.at("before")
    person.go_to("check")
    person.confirm(person.send())
    page.context.close()
    return found


def way_back(browser: Browser, intake: Living, language: str) -> list[Weight]:
    """Come back to where the words are typed; return the weights without the board, whose size the charter sets."""
    page = browser.new_context().new_page()
    found = weighed(page)
    Coming(page, intake.url, language).come()
    page.context.close()
    return [one for one in found if not one.path.startswith("/board")]


def charter_weight(intake: Living) -> int:
    """Return the bytes of the charter as a page gets it."""
    answer = httpx.get(f"{intake.url}/charter", headers={"accept-encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    return int(answer.headers["content-length"])


def first_page(weights: list[Weight]) -> list[Weight]:
    """Return what the first page alone took."""
    second = next(at for at, one in enumerate(weights) if one.path.endswith("/moss"))
    return weights[:second]


def bodies(weights: list[Weight]) -> int:
    """Return the sum of bodies."""
    return sum(one.body for one in weights)
