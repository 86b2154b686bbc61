# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a visit leaves behind and what it asks for, in Chromium: nothing stored, nothing told, nobody else asked."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response, expect

from tests.support.answering import receive, reply
from tests.support.chromium import FLAGS, program
from tests.support.journey import STEPS, TEXT, Coming, Person
from tests.support.living import Living

POLICY = Path(__file__).parent / "content-security-policy.txt"
"""The policy as it was agreed on: who changes what is served changes this file too, and says why."""
TITLES = {"Форма", "Ошибка: Форма"}
KEPT = """async () => ({
  cookie: document.cookie,
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(each => each.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  files: await navigator.storage.getDirectory().then(async (folder) => {
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    return names;
  }),
  name: window.name,
  state: history.state ?? {},
})"""
NOTHING = {"cookie": "", "local": [], "session": [], "databases": [], "caches": [], "workers": 0, "files": []}


def kept(page: Page) -> dict[str, object]:
    """Return what the page has kept in the browser; its history may hold a number and a yes or no."""
    found = dict(page.evaluate(KEPT))
    assert {name: type(value) for name, value in found.pop("state").items()} in ({}, {"at": int, "on": bool})
    assert found.pop("name") == ""
    assert page.context.cookies() == []
    return found


def whole_way(person: Person, at_each: Callable[[str], None]) -> list[str]:
    """Go from the first page to the last with everything on the way; call `at_each` on each step."""
    page = person.page
    page.goto(person.url + person.path.start)
    at_each("start")
    page.click("a.act")
    person.at("before")
    page.get_by_role("link", name=person.t("common.safety")).click()
    person.at("safety")
    at_each("safety")
    page.go_back()
    for step in STEPS[:-1]:
        person.at(step)
        if step == "about":
            person.on()  # without an answer: the errors are a state of their own
            at_each("errors")
        person.answer(step)
        if step == "name":
            page.check("#name-yes")
            page.fill("#i-name", "Иса Исаев")
        at_each(step)
        person.on()
    person.at("check")
    page.click('[data-row="files"] button')
    person.at("files")
    page.set_input_files("#choose", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a note"})
    at_each("files")
    person.on()
    person.at("check")
    at_each("check")
    words = person.send()
    at_each("receipt")
    person.confirm(words)
    at_each("next")
    return words


def coming_back(coming: Coming, words: list[str], at_each: Callable[[str], None]) -> None:
    """Come back with the words, read, and answer; call `at_each` on each step."""
    page = coming.page
    coming.come()
    at_each("words")
    coming.look(" ".join(words))
    coming.at("thread")
    at_each("thread")
    page.click('[data-step-to="reply"]')
    coming.at("reply")
    page.fill("#reply", "Ещё одно.")
    at_each("reply")
    coming.on()
    coming.at("sent")
    at_each("sent")


def test_nothing_is_kept_after_any_step(page: Page, intake: Living) -> None:
    """Requirement 5: neither cookie nor storage, database, cache, service worker or file after any step."""
    seen: list[str] = []

    def look(step: str) -> None:
        assert kept(page) == NOTHING, step
        seen.append(step)

    words = whole_way(Person(page, intake.url), look)
    receive(intake, words)
    coming_back(Coming(page, intake.url), words, look)
    assert len(seen) == 17


def test_without_a_script_nothing_is_kept_either(chromium: Browser, intake: Living) -> None:
    """Requirement 6: with JavaScript off no page and no refused packet sets a cookie or anything else."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    set_: list[str] = []
    page.on("response", lambda answer: set_.extend(name for name in answer.all_headers() if name == "set-cookie"))
    person = Person(page, intake.url)
    for path in (person.path.start, person.path.write, person.path.answer, person.path.safety, person.path.group):
        page.goto(intake.url + path)
    page.goto(intake.url + person.path.hand)
    page.fill("#armor", "no packet")
    page.click("button")
    expect(page.locator(".errors")).to_be_visible()
    assert set_ == []
    state = context.storage_state()
    assert (state["cookies"], state["origins"]) == ([], [])
    context.close()


def test_only_this_site_is_asked_and_no_address_tells_anything(page: Page, intake: Living) -> None:
    """Requirements 2 and 8: each request of the whole way goes to this site; no query, no title that tells."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    addresses: set[str] = set()

    def look(step: str) -> None:
        assert page.title() in TITLES, step
        addresses.add(page.url.removeprefix(intake.url))

    words = whole_way(Person(page, intake.url), look)
    receive(intake, words)
    coming_back(Coming(page, intake.url), words, look)
    assert addresses == {"/lark", "/lark/moss", "/lark/fern"}
    assert len(asked) > 15
    for url in asked:
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == intake.url
        assert (parts.query, parts.fragment) == ("", "")


def test_each_answer_carries_the_agreed_policy_and_is_not_stored(page: Page, intake: Living) -> None:
    """Requirements 3 and 4: the policy is the golden file on every answer of the way, and nothing may be cached."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - the driver marks what it is given
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    person = Person(page, intake.url)
    words = whole_way(person, lambda _step: None)
    receive(intake, words)
    coming_back(Coming(page, intake.url), words, lambda _step: None)
    for path in (person.path.safety, person.path.hand, person.path.group, "/nothing/here"):
        page.goto(intake.url + path)
    agreed = POLICY.read_text("utf-8").strip().replace("\n", " ")
    assert "unsafe" not in agreed
    assert {urlsplit(answer.url).path for answer in answers} >= {"/lark", "/charter", "/freshness", "/board/7", "/e"}
    for answer in answers:
        headers = answer.all_headers()
        assert headers["content-security-policy"] == agreed, answer.url
        assert headers["cache-control"] == "no-store", answer.url
        assert not {"set-cookie", "server", "date", "etag", "last-modified", "location"} & set(headers), answer.url
    # The one line is Chromium's own, about the page that is not there.
    assert [line for line in complaints if "404" not in line] == []


def hits(profile: Path, *secrets: str) -> list[str]:
    """Return the names of a profile's files that hold one of the secrets, in any coding a browser writes."""
    files = [file for file in profile.rglob("*") if file.is_file()]
    assert len(files) > 20
    signs = [text.encode(coding) for text in secrets for coding in ("utf-8", "utf-16-le")]
    return [file.name for file in files if any(sign in file.read_bytes() for sign in signs)]


@pytest.fixture
def on_disk(chromium: Browser, tmp_path: Path) -> Iterator[tuple[BrowserContext, Path]]:
    """Give a browser that keeps a profile on the disk, as people's own browsers do, and the profile's folder."""
    profile = tmp_path / "profile"
    path = program("chromium", "PLAINT_CHROMIUM")
    context = chromium.browser_type.launch_persistent_context(str(profile), executable_path=path, args=FLAGS)
    context.set_default_timeout(20_000)
    yield context, profile
    with suppress(Error):  # a test may have ended it already
        context.close()


def test_nothing_of_the_complaint_is_on_the_disk(on_disk: tuple[BrowserContext, Path], intake: Living) -> None:
    """Property 10: after the whole way no file of the profile holds the text, the name, an answer or the words."""
    context, profile = on_disk
    page = context.pages[0]
    words = whole_way(Person(page, intake.url), lambda _step: None)
    receive(intake, words)
    reply(intake, words, "Ответ: позвоните мастеру на Северной.")
    coming_back(Coming(page, intake.url), words, lambda _step: None)
    context.close()
    known = ("Иса Исаев", "Ещё одно.", "позвоните мастеру", " ".join(words[:3]), " ".join(words[-3:]))
    assert hits(profile, TEXT, *known) == []


def test_nor_when_the_browser_dies_while_one_writes(on_disk: tuple[BrowserContext, Path], intake: Living) -> None:
    """Property 10: a browser that is killed in the middle, and would bring its tabs back, has kept no text either."""
    context, profile = on_disk
    person = Person(context.pages[0], intake.url)
    person.begin()
    person.go_to("name")
    person.page.check("#name-yes")
    person.page.fill("#i-name", "Иса Исаев")
    person.go_to("check")
    person.page.wait_for_timeout(4000)  # what a browser keeps of its tabs it writes every few seconds
    pid = int((profile / "SingletonLock").readlink().name.rpartition("-")[2])
    assert hits(profile, "/lark/moss")  # the address is there: the search finds what there is
    os.kill(pid, signal.SIGKILL)
    assert hits(profile, TEXT, "Иса Исаев") == []
