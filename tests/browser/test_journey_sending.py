# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing, sending over a bad line, and the receipt, in Chromium."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from plaint.receipt import digits
from plaint.receipt import words as receipt_words
from tests.support.chromium import slow_down
from tests.support.journey import TEXT, Person
from tests.support.living import Living

PACKET = 65_584


def sent(intake: Living) -> list[bytes]:
    """Return the bodies of all attempts to hand in an entry."""
    return [body for path, body in intake.handed if path == "/e"]


def test_every_packet_has_one_size(page: Page, intake: Living) -> None:
    """Requirement 40: a short complaint and a long one with a sealed name are equally long on the wire."""
    person = Person(page, intake.url)
    person.file()
    person.text = "я" * 9_999
    person.begin()
    person.go_to("name")
    page.check("#name-yes")
    page.fill("#i-name", "Имя")
    person.go_to("check")
    person.send()
    assert [len(body) for body in sent(intake)] == [PACKET, PACKET]


def test_a_broken_line_is_tried_again_with_the_same_bytes(person: Person, intake: Living) -> None:
    """Requirement 27: after a failure the same packet goes again by itself, and arrives once."""
    intake.faulty = 1
    person.begin()
    person.go_to("check")
    person.on()
    expect(person.page.locator("#doing")).to_contain_text(person.t("say.waiting", n=1).split("1")[0])
    expect(person.section("receipt")).to_be_visible(timeout=20_000)
    words = person.page.locator("#words li").all_inner_texts()
    one, two = sent(intake)
    assert one == two
    assert len(intake.wait_for(words)) == 1


def test_a_double_click_sends_once(person: Person, intake: Living) -> None:
    """Requirement 27: pressing the button twice hands in one packet."""
    person.begin()
    person.go_to("check")
    person.page.locator('[data-step="check"] [data-go="on"]').dblclick()
    expect(person.section("receipt")).to_be_visible(timeout=20_000)
    assert len(sent(intake)) == 1


def test_a_failed_send_keeps_the_text_and_can_be_tried_again(person: Person, intake: Living) -> None:
    """Requirement 27: a full server is said with other doors; the text stays, and trying again sends the same bytes."""
    page, t = person.page, person.t
    intake.faulty, intake.fault = 2, 507
    person.begin()
    person.go_to("check")
    person.on()
    expect(page.get_by_text(t("say.full"))).to_be_visible(timeout=20_000)
    expect(person.section("sending").get_by_text("By post. (по-русски)")).to_be_visible()
    page.click("[data-again]")
    expect(page.get_by_text(t("say.full"))).to_be_visible()
    page.click('[data-step="sending"] [data-go="back"]')
    person.at("check")
    assert page.input_value("#account") == TEXT
    words = person.send()
    bodies = sent(intake)
    assert bodies[0] == bodies[1]
    assert len(intake.wait_for(words)) == 1


def test_without_a_line_the_text_stays_and_goes_when_it_is_back(person: Person, intake: Living) -> None:
    """Requirement 27: without a line it is tried for two minutes, then said plainly, and nothing is lost."""
    page, t = person.page, person.t
    page.clock.install()
    person.begin()
    person.go_to("check")
    page.context.set_offline(True)
    person.on()
    expect(page.locator("#doing")).to_contain_text(t("say.waiting", n=1).split("1")[0], timeout=20_000)
    for _ in range(60):
        if page.locator("[data-again]").is_visible():
            break
        page.clock.run_for(3000)
    expect(person.section("sending")).to_contain_text(t("say.net"))
    assert page.input_value("#account") == TEXT
    assert sent(intake) == []
    page.context.set_offline(False)
    page.click("[data-again]")
    expect(person.section("receipt")).to_be_visible(timeout=20_000)
    assert len(intake.wait_for(page.locator("#words li").all_inner_texts())) == 1
    assert len(sent(intake)) == 1


def test_the_words_are_shown_large_numbered_and_once(person: Person) -> None:
    """Requirement 30: twelve numbered words in a large font, copying by hand first, and the digits beside."""
    page, t = person.page, person.t
    words = person.file()
    assert len(words) == 12
    receipt_words.read(" ".join(words))
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('#words li')).fontSize)")
    assert size >= 24
    text = person.section("receipt").inner_text()
    assert text.index(t("receipt.copy")) < text.index(words[0]) < text.index(t("receipt.trace"))
    page.click("details:has(#digits) summary")
    groups = page.locator("#digits").inner_text().split()
    assert groups == list(digits.to_digits(receipt_words.read(" ".join(words))))
    assert page.locator("a[download]").count() == 0


def test_two_words_are_asked_for_before_it_counts_as_kept(person: Person) -> None:
    """Requirement 30: wrong words are pointed at, the words can be looked at again, right ones lead on."""
    page, t = person.page, person.t
    words = person.file()
    person.on()
    person.at("confirm")
    places = person.asked_words()
    assert len(set(places)) == 2
    page.fill("#word1", "дом")
    page.fill("#word2", f" {places[1]}. {words[places[1] - 1].upper()} ")
    person.on()
    expect(page.locator("#errors")).to_contain_text(t("confirm.wrong", n=places[0]))
    assert page.locator("#errors li").count() == 1
    page.click('[data-step="confirm"] [data-go="back"]')
    person.at("receipt")
    person.confirm(words)
    for key in ("fetch", "back"):
        expect(page.get_by_text(t(f"next.{key}"))).to_be_visible()


@pytest.mark.parametrize("wish", ["keep", "tell"])
def test_the_last_page_promises_an_answer_to_who_allowed_one(person: Person, wish: str) -> None:
    """Who has not allowed answers is told so and how to allow them; who has, when the answer will be there."""
    page, t = person.page, person.t
    person.begin()
    person.go_to("wish")
    page.check(f"#{wish}")
    person.go_to("check")
    person.confirm(person.send())
    promised = page.get_by_text(t("next.answer", days=t.days(14)))
    refused = page.get_by_text(t("next.no_answer"))
    expect(promised).to_be_visible(visible=wish == "tell")
    expect(refused).to_be_visible(visible=wish == "keep")


def test_checking_can_be_passed_by_with_a_plain_warning(person: Person) -> None:
    """Requirement 30: who does not want to check is warned in plain words, and goes on."""
    person.file()
    person.on()
    person.at("confirm")
    expect(person.page.get_by_text(person.t("confirm.skip_warning"))).to_be_visible()
    person.page.click("[data-skip]")
    person.at("next")


def test_afterwards_nothing_is_left_on_the_page(person: Person) -> None:
    """Requirement 5: after the last step neither text nor words are anywhere in the page, and Back shows neither."""
    page = person.page
    words = person.file()
    assert TEXT not in page.evaluate("[...document.querySelectorAll('textarea,input')].map(e => e.value).join()")
    person.confirm(words)
    page.evaluate("history.back()")
    page.wait_for_timeout(200)
    person.at("next")
    content = page.content()
    assert TEXT not in content
    assert not [pair for pair in pairwise(words) if " ".join(pair) in content]
    assert page.locator("#words li").count() == 0
    assert page.locator("#digits").text_content() == ""


def test_words_never_leave_the_device(person: Person) -> None:
    """Property 17: no word of the receipt stands in any request."""
    asked: list[str] = []
    page = person.page
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data_buffer or b''!r}"))
    words = person.file()
    person.confirm(words)
    entropy = receipt_words.read(" ".join(words))
    for sign in (*words, entropy.hex(), " ".join(digits.to_digits(entropy))):
        assert not [one for one in asked if sign in one.split("words.")[0]]


def test_printing_gives_the_words_and_nothing_else(person: Person, intake: Living) -> None:
    """Requirement 32: on paper only the words under a neutral heading; from every other page nothing."""
    page, t = person.page, person.t
    words = person.file()
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    assert text.split() == [t("receipt.paper"), *words]
    page.emulate_media(media="screen")
    expect(page.get_by_text(t("receipt.trace"))).to_be_visible()
    person.confirm(words)
    page.emulate_media(media="print")
    assert page.locator("body").inner_text().strip() == ""
    page.goto(intake.url + "/lark")
    assert page.locator("body").inner_text().strip() == ""


@pytest.mark.parametrize("lack", ["subtle", "webassembly"])
def test_without_webcrypto_sealing_still_works(page: Page, intake: Living, lack: str) -> None:
    """Requirement 17: an insecure context without crypto.subtle, or without WebAssembly, seals in plain JavaScript."""
    remove = {
        "subtle": "Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})",
        "webassembly": "delete globalThis.WebAssembly",
    }
    page.add_init_script(remove[lack])
    person = Person(page, intake.url)
    words = person.file()
    (opened,) = intake.wait_for(words)
    assert opened.complaint.account == TEXT


@pytest.mark.parametrize(
    "broken",
    [
        "Object.defineProperty(globalThis, 'crypto', {value: undefined})",
        "Crypto.prototype.getRandomValues = function (bytes) { return bytes.fill(7); }",
    ],
)
def test_without_randomness_the_page_stops(page: Page, intake: Living, broken: str) -> None:
    """Requirement 17: without randomness nobody can write, and the page says why and what to do."""
    page.add_init_script(broken)
    person = Person(page, intake.url)
    page.goto(intake.url + person.path.write)
    expect(page.get_by_text(person.t("say.no_randomness"))).to_be_visible()
    expect(page.get_by_text(person.t("nojs.said"))).to_be_visible()
    expect(page.locator("textarea, input")).to_have_count(0)


def test_the_way_passes_on_a_slow_device(chromium: Browser, intake: Living) -> None:
    """Requirement 43: with a processor six times slower the whole way passes."""
    context = chromium.new_context()
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    person = Person(page, intake.url)
    words = person.file()
    assert len(intake.wait_for(words)) == 1
    context.close()


def test_the_page_says_how_far_it_is_on_a_slow_line(person: Person) -> None:
    """Requirement 27: sealing and sending show how far they are, as text."""
    page = person.page
    person.begin()
    person.go_to("check")
    slow_down(page, latency=200, kilobits=400)
    page.evaluate(
        "window.told = []; new MutationObserver(() => window.told.push(document.getElementById('doing').textContent))"
        ".observe(document.getElementById('doing'), {childList: true, characterData: true, subtree: true})"
    )
    person.send()
    seen: list[str] = page.evaluate("window.told")
    assert person.t("say.sealing", done=9, all=16) in seen
    percents = [int(found.group(1)) for line in seen if (found := re.search(r"(\d+) %", line))]
    assert percents == sorted(percents)
    assert percents[-1] == 100


def test_no_script_of_another_kind_can_run(page: Page, intake: Living) -> None:
    """Requirement 3: the policy stops inline scripts, markup from text and requests elsewhere, in a real browser."""
    page.goto(intake.url + "/lark/moss")
    page.wait_for_selector('[data-step="before"]:visible')
    assert page.evaluate(
        "(() => { try { document.body.innerHTML = '<b>x</b>'; return false } catch { return true } })()"
    )
    blocked = "fetch('https://example.org/').then(() => false, () => true)"
    assert page.evaluate(blocked)
