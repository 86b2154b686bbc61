# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming back with the words, in Chromium: looking, answering, withdrawing, having the sealed copy deleted."""

import re

import pytest
from playwright.sync_api import Browser, expect

from plaint.entry.identity import MOST
from plaint.receipt import digits
from plaint.receipt import words as receipt_words
from tests.support.answering import receive, reply
from tests.support.journey import TEXT, Coming, Person
from tests.support.living import Living

PROMISES = ("next.answer", "next.answer_if", "next.no_answer")


@pytest.fixture(scope="module")
def answered(chromium: Browser, intake: Living) -> list[str]:
    """Give the words of a complaint that was received and answered twice."""
    context = chromium.new_context()
    words = Person(context.new_page(), intake.url).file()
    context.close()
    # Each waits for the one before: within one board cells stand by slot, not by time.
    receive(intake, words)
    reply(intake, words, "Первый ответ. Где это было?", slot=1)
    reply(intake, words, "Второй ответ: " + "подробно " * 120, slot=0)
    reply(intake, words, "Ваш конверт попросили открыть.", slot=3, notice=True)
    return words


def test_answers_stand_oldest_first_by_role_and_day(coming: Coming, answered: list[str], intake: Living) -> None:
    """Requirement 33: "received" with its proof, then replies, oldest first, by role, with the day of posting."""
    coming.see(" ".join(answered))
    t, page = coming.t, coming.page
    heads = page.locator("#messages h2").all_inner_texts()
    assert len(heads) == 4
    charter = intake.group.signed.charter
    roles = [next(one.role["ru"] for one in charter.seated if one.slot == slot) for slot in (0, 1, 0, 3)]
    for head, role in zip(heads, roles, strict=True):
        assert role in head
    texts = page.locator("#messages [data-text]").all_inner_texts()
    assert "Читающих: 5" in texts[0]
    assert texts[1] == "Первый ответ. Где это было?"
    assert texts[2].startswith("Второй ответ: подробно")
    assert "конверт" in heads[3]
    expect(page.get_by_text(t("thread.again"))).to_be_hidden()
    for member in charter.seated:
        assert member.id not in page.locator("#main").inner_text()


def test_what_the_person_wrote_is_not_shown(coming: Coming, answered: list[str]) -> None:
    """Requirement 45: the page of a thread never shows what was written before."""
    coming.see(" ".join(answered))
    assert TEXT not in coming.page.content()


def test_digits_open_the_same_thread(coming: Coming, answered: list[str]) -> None:
    """Requirement 49: the receipt as checksummed digits is accepted as well."""
    entropy = receipt_words.read(" ".join(answered))
    coming.see("\n".join(f"{at}. {group}" for at, group in enumerate(digits.to_digits(entropy), start=1)))
    expect(coming.page.locator("#messages h2")).to_have_count(4)


def test_words_are_read_as_people_type_them(coming: Coming, answered: list[str]) -> None:
    """Requirement 31: any case, blanks, numbers, separate lines, and a typing mistake is pointed at."""
    typed = "\n".join(f"{at}) {word.upper()}  ," for at, word in enumerate(answered, start=1))
    coming.come()
    wrong = list(answered)
    wrong[4] = f"{wrong[4][:-1]}ъ"
    coming.look(" ".join(wrong))
    expect(coming.page.locator("#errors")).to_contain_text("5")
    expect(coming.page.locator("#errors")).to_contain_text(answered[4])
    assert coming.page.input_value("#typed") == " ".join(wrong)
    coming.look(" ".join(answered[:11]))
    expect(coming.page.locator("#errors")).to_contain_text(coming.t("say.words_count", n=11))
    coming.look(" ".join([*answered[1:], answered[0]]))
    expect(coming.page.locator("#errors")).to_be_visible()
    coming.look(typed)
    coming.at("thread")


def test_no_answer_is_said_plainly(coming: Coming, answered: list[str]) -> None:
    """Requirements 33 and 48: nothing found says so, and to send again after three days without "received"."""
    entropy = receipt_words.read(" ".join(answered))
    coming.see(" ".join(digits.to_digits(bytes(byte ^ 0xA5 for byte in entropy))))
    section = coming.section("thread")
    expect(section.locator("h1:visible")).to_have_text(coming.t("thread.none_heading"))
    for text in (coming.t("thread.none", days="7 дней"), coming.t("thread.again")):
        expect(coming.page.get_by_text(text)).to_be_visible()
    expect(section.locator('[data-step-to="erase"]')).to_be_hidden()


def test_what_was_not_received_is_sent_again(coming: Coming, intake: Living) -> None:
    """Requirement 48: without "received" the page leads to writing anew, in a way that members can link."""
    words = coming.file()
    coming.see(" ".join(words))
    expect(coming.page.get_by_text(coming.t("thread.again"))).to_be_visible()
    coming.section("thread").get_by_role("link", name=coming.t("return.lost_begin")).click()
    coming.at("before")
    coming.go_to("account")
    coming.page.check("#earlier")
    coming.go_to("check")
    again = coming.send()
    assert again != words
    (opened,) = intake.wait_for(again)
    assert opened.complaint.earlier


def test_the_window_is_chosen_before_the_words(coming: Coming) -> None:
    """Requirement 34: the field for the words is not there until the window has been fetched."""
    coming.page.goto(coming.url + coming.path.answer)
    coming.at("window")
    expect(coming.page.locator("#typed")).to_be_hidden()
    for days in (7, 14, 60):
        expect(coming.page.locator(f"#days{days}")).to_be_visible()


def test_past_the_promised_time_other_doors_are_shown(coming: Coming, intake: Living) -> None:
    """Requirement 48: received long ago and not answered: the charter's other doors."""
    words = coming.file()
    receive(intake, words, ago=15)
    coming.see(" ".join(words))
    late = coming.t("thread.late", days="14 дней")
    expect(coming.section("thread").get_by_role("heading", name=coming.t("thread.none_heading"))).to_be_visible()
    for text in (late, "By post. (по-русски)"):
        expect(coming.section("thread").get_by_text(text, exact=True)).to_be_visible()


def test_nobody_who_allowed_no_answer_is_told_of_a_broken_promise(coming: Coming, intake: Living) -> None:
    """Who never allowed answers reads, past the time, that a promise holds for those who did, and how one comes."""
    words = coming.file()
    (opened,) = intake.wait_for(words)
    assert "contact" not in opened.complaint.consent
    receive(intake, words, ago=15)
    coming.see(" ".join(words))
    said = coming.section("thread").inner_text()
    assert "Если вы разрешили вам отвечать, обещанный срок (14 дней) прошёл." in said
    assert "Если нет, ответ не появится, пока вы этого не разрешите." in said
    for sentence in re.split(r"[.\n]", said):
        assert "срок" not in sentence or "Если вы разрешили" in sentence


def test_a_forged_received_is_not_believed(coming: Coming, intake: Living) -> None:
    """A "received" whose head the ledger never signed is shown as false, and its readers are not relied on."""
    words = coming.file()
    receive(intake, words, forged=True)
    coming.see(" ".join(words))
    expect(coming.page.locator("#messages")).to_contain_text(coming.t("say.received_bad"))
    expect(coming.page.get_by_text(coming.t("thread.again"))).to_be_visible()


def promised(coming: Coming) -> list[str]:
    """Return which of the three things is said about an answer, after a later word has been sent."""
    shown = coming.section("sent").locator("li:visible").all_inner_texts()
    days = "14 дней"
    said = {coming.t(key, days=days) if key != "next.no_answer" else coming.t(key): key for key in PROMISES}
    return [said[text] for text in shown if text in said]


def test_an_answer_goes_to_the_same_readers(coming: Coming, answered: list[str], intake: Living) -> None:
    """Requirement 33: what is added goes to the readers of the complaint, with what is allowed and withdrawn."""
    before = len(intake.under(answered))
    coming.see(" ".join(answered))
    page = coming.page
    page.click('[data-step-to="reply"]')
    coming.at("reply")
    page.fill("#reply", "Это было на Северной.")
    page.click("details:has(#w-contact) summary")
    page.check("#w-contact")
    page.check("#g-count")
    coming.on()
    coming.at("sent")
    assert promised(coming) == ["next.no_answer"]
    opened = intake.wait_for(answered, before + 1)
    said = opened[-1].follow_up
    assert opened[-1].slots == opened[0].slots
    assert (said.text, said.grant, said.withdraw, said.close) == (
        "Это было на Северной.",
        ("count",),
        ("contact",),
        False,
    )


def test_a_name_is_sealed_later_and_acting_is_stopped(coming: Coming, answered: list[str], intake: Living) -> None:
    """Requirement 20: a name is added later with the receipt; stopping is a follow-up of its own."""
    before = len(intake.under(answered))
    coming.see(" ".join(answered))
    page = coming.page
    page.click('[data-step-to="reply"]')
    coming.on()
    expect(page.locator("#errors")).to_contain_text(coming.t("thread.empty"))
    page.click("details:has(#e-add) summary")
    page.check("#e-add")
    coming.on()
    expect(page.locator("#errors")).to_contain_text(coming.t("name.missing"))
    page.fill("#i-name", "Иса")
    for field, name in (("i-contact", "contact"), ("i-safe", "safe_contact"), ("i-other", "other")):
        page.fill(f"#{field}", "\u2116" * MOST[name])
    coming.on()
    expect(page.locator("#errors a")).to_have_attribute("href", "#i-contact")
    for field in ("i-contact", "i-safe", "i-other"):
        page.fill(f"#{field}", "")
    page.check("#close")
    page.click("details:has(#g-contact) summary")
    page.check("#g-contact")
    coming.on()
    coming.at("sent")
    assert promised(coming) == ["next.answer"]
    opened = intake.wait_for(answered, before + 1)[-1]
    assert (opened.follow_up.envelope, opened.follow_up.close) == ("add", True)
    assert opened.name(intake.group, "prosecutor-1", "ngo-1").name == "Иса"


def test_the_words_are_not_sent_in_the_text(coming: Coming, answered: list[str], intake: Living) -> None:
    """Words of the receipt in the text are pointed at before anything is sealed."""
    coming.see(" ".join(answered))
    coming.page.click('[data-step-to="reply"]')
    coming.page.fill("#reply", "мои слова: " + " ".join(answered[:5]))
    intake.handed.clear()
    coming.on()
    expect(coming.page.locator("#errors")).to_contain_text(coming.t("say.words_inside"))
    assert intake.handed == []


def test_without_received_the_readers_are_asked_again(coming: Coming, intake: Living) -> None:
    """Before "received" has come the page does not know the readers, and asks whom it is about."""
    words = coming.file()
    intake.wait_for(words)  # Inside of one batch entries have no order: what is added shall be in a later one.
    coming.see(" ".join(words))
    coming.page.click('[data-step-to="reply"]')
    coming.page.fill("#reply", "Добавление.")
    coming.on()
    coming.at("about")
    coming.page.check("#b-north-police")
    coming.on()
    coming.at("readers")
    coming.on()
    coming.at("sent")
    assert promised(coming) == ["next.answer_if"]
    opened = intake.wait_for(words, 2)
    assert opened[1].slots == opened[0].slots
    assert opened[1].follow_up.text == "Добавление."


def test_the_sealed_copy_is_deleted_with_the_words(coming: Coming, intake: Living) -> None:
    """Requirement 33: the person asks for the sealed copy to be deleted; the page says what stays."""
    words = coming.file()
    receive(intake, words)
    coming.see(" ".join(words))
    coming.page.click('[data-step-to="erase"]')
    coming.at("erase")
    expect(coming.section("erase")).to_contain_text(coming.t("thread.erase_what", days=coming.t.days(14)))
    intake.handed.clear()
    coming.on()
    coming.at("erased")
    ((path, body),) = intake.handed
    record = intake.under(words)[0].record
    assert (path, body[:2], len(body)) == ("/t", b"\x01\x01", 42)
    assert body[10:] == intake.thread(words).erase_token(record.record_id)


def test_lost_words_lead_to_a_new_thread(coming: Coming) -> None:
    """Requirement 45: who lost the words starts anew, in a way that members can link, and sees nothing old."""
    coming.page.goto(coming.url + coming.path.answer)
    coming.at("window")
    coming.page.click("details:has(a) summary")
    link = coming.page.get_by_role("link", name=coming.t("return.lost_begin"))
    link.click()
    coming.at("before")
    coming.go_to("account")
    expect(coming.page.get_by_label(coming.t("account.earlier"))).to_be_visible()


@pytest.mark.parametrize("what", ["missing", "cut", "old"])
def test_a_board_that_is_not_whole_is_refused(coming: Coming, what: str) -> None:
    """A window that is withheld, cut or stopped in time is refused before any word is typed."""
    if what == "missing":
        coming.page.route("**/board/7", lambda route: route.fulfill(status=503))
    elif what == "cut":
        coming.page.route("**/board/7", lambda route: route.fulfill(body=route.fetch().body()[:-1024]))
    else:
        coming.page.clock.set_fixed_time(1_494_403_200)
    coming.page.goto(coming.url + coming.path.answer)
    coming.at("window")
    coming.on()
    errors = coming.page.locator("#errors")
    expect(errors).to_be_visible()
    assert coming.step == "window"
    key = {"missing": "later", "cut": "board_bad", "old": "charter_stale"}[what]
    expect(errors).to_contain_text(coming.t(f"say.{key}"))
