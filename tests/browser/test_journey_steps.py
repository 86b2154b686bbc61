# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps, errors and the last look before sending, in Chromium."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from plaint import language
from plaint.entry.identity import MOST, SealedName
from tests.support.journey import STEPS, TEXT, Person
from tests.support.living import Living


def answering(status: int, body: str) -> Callable[[Route], None]:
    """Return what answers a request in place of the server."""
    return lambda route: route.fulfill(status=status, body=body)


def test_language_to_receipt_in_eight_steps_with_one_text(person: Person) -> None:
    """Requirement 18: one document, eight steps with the first page, one field that has to be filled."""
    page = person.page
    page.goto(person.url + person.path.start)
    page.click("a.act")
    person.at("before")
    address, seen = page.url, ["start"]
    typed = 0
    while (step := person.step) != "check":
        seen.append(step)
        person.answer(step)
        typed += step == "account"
        person.on()
        person.at(STEPS[STEPS.index(step) + 1])
        assert page.url == address
    assert len([*seen, "check"]) == 8
    assert typed == 1
    assert person.section("check").get_by_text(TEXT).is_visible()
    assert "*" not in page.locator("#main").inner_text()


def test_nothing_is_sent_before_the_button_that_says_so(person: Person, intake: Living) -> None:
    """Requirement 18: until the last button nothing has left the device, and nothing is asked of the server for it."""
    person.begin()
    person.go_to("about")
    intake.asked.clear()
    person.go_to("check")
    person.page.go_back()
    person.at("name")
    person.on()
    person.at("check")
    # Counted by the server: what a browser asks for by itself, an icon for instance, is hidden from its driver.
    assert intake.asked == []
    assert intake.handed == []


def test_every_question_says_why_and_can_be_passed_by(person: Person) -> None:
    """Requirement 18: each step has its reason, and "I do not know" or leaving empty is always an answer."""
    t, page = person.t, person.page
    person.about = "unknown"
    person.begin()
    why = {
        "about": "about.why",
        "readers": "readers.why",
        "account": "account.why",
        "wish": "wish.why",
        "name": "name.why",
    }
    for step in STEPS[1:-1]:
        person.go_to(step)
        expect(page.get_by_text(t(why[step]))).to_be_visible()
    person.go_to("check")
    assert page.locator("[required]").count() == 0


def test_the_browsers_back_goes_one_step_back_and_keeps_the_text(person: Person, intake: Living) -> None:
    """Requirement 24: each step has a link back; the browser's Back does the same, and nothing typed is lost."""
    page = person.page
    person.begin()
    person.go_to("wish")
    page.go_back()
    person.at("account")
    assert page.input_value("#account") == TEXT
    page.click('[data-step="account"] [data-go="back"]')
    person.at("readers")
    page.go_forward()
    person.at("account")
    page.go_forward()
    person.at("wish")
    assert page.input_value("#account") == TEXT
    person.go_to("check")
    words = person.send()
    for _ in range(3):
        page.evaluate("history.back()")
        page.wait_for_timeout(150)
        person.at("receipt")
    assert page.locator("#words li").all_inner_texts() == words
    assert len([path for path, _ in intake.handed if path == "/e"]) == 1


def test_the_check_lists_every_answer_with_a_way_to_change_it(person: Person) -> None:
    """Requirement 25: each answer stands there with a Change link that says of what; the button names the act."""
    t, page = person.t, person.page
    person.begin()
    person.go_to("account")
    page.fill("#when", "Весной")
    person.go_to("check")
    section = person.section("check")
    expect(section).to_contain_text(t("check.unsent"))
    expect(section.get_by_role("button", name=t("check.send"))).to_be_visible()
    for row in section.locator("[data-row]").all():
        name = row.locator("dt").inner_text()
        assert row.get_by_role("button").inner_text().split("\n")[0].startswith(t("check.change"))
        expect(row.get_by_role("button", name=f"{t('check.change')} {name}")).to_have_count(1)
        assert row.locator("[data-answer]").inner_text() != ""
    expect(section.locator('[data-row="more"]')).to_contain_text("Весной")
    section.locator('[data-row="account"] button').click()
    person.at("account")
    page.fill("#account", "Другой текст")
    person.on()
    person.at("check")
    expect(section.locator('[data-row="account"]')).to_contain_text("Другой текст")


def test_changing_whom_it_is_about_shows_the_readers_again(person: Person) -> None:
    """Requirement 25: who changes whom it is about looks at the readers again before sending."""
    person.begin()
    person.go_to("check")
    person.page.click('[data-row="about"] button')
    person.at("about")
    person.page.check("#b-ombudsman")
    person.on()
    person.at("readers")
    person.on()
    person.at("check")
    expect(person.section("check").locator('[data-row="readers"]')).not_to_contain_text("officer of ombudsman")


def test_an_error_is_told_on_top_and_at_its_field(person: Person) -> None:
    """Requirement 26: title, summary with role alert and focus, links to fields; what was typed stays."""
    t, page = person.t, person.page
    person.begin()
    person.go_to("account")
    page.fill("#when", "в" * 301)
    person.on()
    assert page.title() == t("say.error_prefix") + t("common.title")
    summary = page.locator("#errors")
    expect(summary).to_be_visible()
    expect(summary).to_be_focused()
    assert summary.get_attribute("role") == "alert"
    links = summary.locator("a")
    long = t("say.field_long", what=t("account.when"), n=301, most=300)
    assert links.all_inner_texts() == [t("account.empty"), long]
    for field in ("account", "when"):
        described = (page.get_attribute(f"#{field}", "aria-describedby") or "").split()
        assert f"{field}-wrong" in described
        assert f"{field}-hint" in described
        assert page.get_attribute(f"#{field}", "aria-invalid") == "true"
    links.nth(1).click()
    expect(page.locator("#when")).to_be_focused()
    assert page.input_value("#when") == "в" * 301
    page.fill("#when", "весной")
    page.fill("#account", TEXT)
    person.on()
    person.at("wish")
    assert page.title() == t("common.title")


def test_a_name_too_long_for_its_envelope_is_told_at_its_field(person: Person, intake: Living) -> None:
    """Requirement 26: four fields that fit each and not together; the longest is named before anything is sealed."""
    t, page = person.t, person.page
    person.begin()
    person.go_to("name")
    page.check("#name-yes")
    lengths = {
        "i-name": MOST["name"],
        "i-contact": MOST["contact"],
        "i-safe": MOST["safe_contact"],
        "i-other": MOST["other"],
    }
    for field, most in lengths.items():
        page.fill(f"#{field}", "я" * most)
    person.on()
    link = page.locator("#errors a")
    expect(link).to_have_count(1)
    excess = SealedName(**{name: "я" * most for name, most in MOST.items()}).excess
    letters = -(-excess // 2)
    assert link.inner_text() == t("name.long", n=letters)
    link.click()
    expect(page.locator("#i-contact")).to_be_focused()
    assert {field: len(page.input_value(f"#{field}")) for field in lengths} == lengths
    page.fill("#i-contact", "я" * (MOST["contact"] - letters))
    person.on()
    person.go_to("check")
    (opened,) = intake.wait_for(person.send())
    assert opened.name(intake.group, "prosecutor-1", "ngo-1").contact == "я" * (MOST["contact"] - letters)


def test_prompts_stand_beside_the_text_and_one_line_is_enough(person: Person) -> None:
    """Requirement 19: when, where, who, others, what is needed now; the box takes one line."""
    t, page = person.t, person.page
    person.text = "Да"
    person.begin()
    person.go_to("account")
    expect(page.get_by_text(t("account.prompts"))).to_be_visible()
    for field in ("when", "where", "who", "others", "needs"):
        label = page.locator(f'label[for="{field}"]')
        expect(label).to_contain_text(t("common.optional"))
    assert t("common.optional") not in page.locator('label[for="account"]').inner_text()
    person.go_to("wish")


def test_three_plain_choices_set_what_is_allowed(person: Person) -> None:
    """Requirements 21 and 22: each choice sets the consents, each consent is a box of its own, refusal is the rule."""
    t, page = person.t, person.page
    person.begin()
    person.go_to("wish")
    boxes = page.locator('input[name="f9"]')

    def ticked() -> set[str]:
        return {box.get_attribute("value") or "" for box in boxes.all() if box.is_checked()}

    expect(page.locator("#keep")).to_be_checked()
    assert ticked() == set()
    assert boxes.count() == 11
    page.check("#act")
    assert ticked() == {"contact", "count", "lead", "pattern", "petition"}
    page.check("#tell")
    assert ticked() == {"contact"}
    page.check("#keep")
    assert ticked() == set()
    for key in ("why", "follows", "cannot", "withdraw", "consents_why"):
        expect(page.get_by_text(t(f"wish.{key}"))).to_be_visible()


def test_who_reads_stands_with_duty_and_reason(person: Person) -> None:
    """Requirement 46: beside each body what the law obliges it to do; with each one kept out, why."""
    page = person.page
    person.begin()
    person.go_to("readers")
    for row in page.locator("#can > li").all():
        name = row.locator("h3").inner_text().split(" ")[0]
        assert f"what {name} must do (по-русски)" in row.inner_text()
    out = page.locator("#without > li")
    assert out.count() == 1
    assert "interior (по-русски)" in out.first.inner_text()
    assert "above_accused (по-русски)" in out.first.inner_text()
    page.check("#reader-ngo-1")
    expect(page.locator("#reader-ngo-1")).to_be_focused()
    expect(page.locator("#without > li")).to_have_count(2)
    page.check("#reader-interior-1")
    expect(page.locator("#can").get_by_text("interior (по-русски)", exact=True)).to_be_visible()


def test_without_a_reader_the_page_says_what_is_still_possible(person: Person) -> None:
    """Requirement 47: nobody is free: nothing can be sent this way, and other doors are named."""
    page, t = person.page, person.t
    person.begin()
    person.go_to("about")
    for body in ("ombudsman", "prosecutor", "interior", "ngo"):
        page.check(f"#b-{body}")
    person.on()
    person.at("readers")
    section = person.section("readers")
    expect(section.locator("h1:visible")).to_have_text(t("readers.nobody_heading"))
    expect(section.get_by_text("By post. (по-русски)")).to_be_visible()
    person.on()
    person.at("readers")
    expect(page.locator("#errors")).to_contain_text(t("readers.nobody"))


def test_with_too_few_trustees_no_name_can_be_sealed(person: Person, intake: Living) -> None:
    """Requirement 47: fewer than k free trustee bodies: the page says so, and that one can write without a name."""
    page, t = person.page, person.t
    person.begin()
    person.go_to("readers")
    for member in ("ombudsman-1", "ombudsman-2", "prosecutor-1", "prosecutor-2"):
        page.check(f"#reader-{member}")
    person.go_to("name")
    expect(page.get_by_text(t("name.refused", k=2, n=1))).to_be_visible()
    expect(page.locator("#name-yes")).to_be_hidden()
    person.go_to("check")
    words = person.send()
    (opened,) = intake.wait_for(words)
    assert opened.envelope() is None
    assert {intake.group.signed.charter.member("ngo-1").slot} == opened.slots


def test_safety_opens_in_the_page_and_keeps_what_was_written(person: Person) -> None:
    """Requirement 14: in the middle of writing, the advice on safety opens in the same tab and loses nothing."""
    page, t = person.page, person.t
    person.begin()
    person.go_to("account")
    page.fill("#account", TEXT)
    page.get_by_role("link", name=t("common.safety")).click()
    person.at("safety")
    expect(page.get_by_text(t("safety.browser_tor"))).to_be_visible()
    page.click('[data-step="safety"] [data-go="back"]')
    person.at("account")
    assert page.input_value("#account") == TEXT


def test_after_a_reload_the_loss_is_said_plainly(person: Person) -> None:
    """Requirement 43: a tab that was dropped and comes back says that the text is gone."""
    page, t = person.page, person.t
    person.begin()
    person.go_to("account")
    page.fill("#account", TEXT)
    page.reload()
    person.at("before")
    expect(page.get_by_text(t("before.lost"))).to_be_visible()
    assert page.input_value("#account") == ""


def test_going_out_by_back_and_in_again_says_the_loss(person: Person) -> None:
    """Whoever goes back through all steps, out of the page and in again is told that what was written is gone."""
    page, t = person.page, person.t
    page.goto(person.url + person.path.group)
    person.begin()
    person.go_to("account")
    page.fill("#account", TEXT)
    for step in ("readers", "about", "before"):
        page.go_back()
        person.at(step)
    page.go_back()
    page.wait_for_url(person.url + person.path.group)
    page.go_forward()
    person.at("before")
    expect(page.get_by_text(t("before.lost"))).to_be_visible()


def test_back_beyond_a_loading_anew_never_leads_forwards(person: Person) -> None:
    """After a reload in the middle, Back goes through the new steps to the first, and what lies before shows it too."""
    page, t = person.page, person.t
    person.begin()
    person.go_to("readers")
    page.reload()
    person.at("before")
    page.reload()
    person.at("before")
    expect(page.get_by_text(t("before.lost"))).to_be_hidden()
    person.go_to("account")
    for step in ("readers", "about", "before", "before", "before"):
        page.go_back()
        person.at(step)
    page.go_forward()
    person.at("before")
    person.go_to("readers")
    for step in ("about", "before", "before"):
        page.go_back()
        person.at(step)
    page.reload()
    person.at("before")
    expect(page.get_by_text(t("before.lost"))).to_be_visible()


def test_a_fresh_page_says_no_loss(person: Person) -> None:
    """Nobody who has just come, or loads the first step anew before going on, is told that something is gone."""
    page, t = person.page, person.t
    for load in (person.begin, page.reload):
        load()
        person.at("before")
        expect(page.get_by_text(t("before.lost"))).to_be_hidden()


def test_two_tabs_know_nothing_of_each_other(person: Person, intake: Living) -> None:
    """Complaints written at once in two tabs, one of them loaded anew, arrive as written under own words."""
    page = person.page
    other = Person(page.context.new_page(), person.url, text="Второе.")
    for one in (person, other):
        one.begin()
        one.go_to("account")
    person.page.fill("#account", TEXT)
    other.page.fill("#account", other.text)
    other.page.reload()
    other.at("before")
    for one in (person, other):
        one.go_to("check")
    words = [one.send() for one in (person, other)]
    assert words[0] != words[1]
    texts = [[opened.complaint.account for opened in intake.wait_for(each)] for each in words]
    assert texts == [[TEXT], ["Второе."]]
    assert page.context.cookies() == []
    for one in (person, other):
        kept = one.page.evaluate(
            "Promise.all([indexedDB.databases(), caches.keys()])"
            ".then((found) => [localStorage.length, sessionStorage.length, ...found.map((each) => each.length)])"
        )
        assert kept == [0, 0, 0, 0]


def test_coming_back_to_the_page_shows_an_empty_field(person: Person) -> None:
    """Requirement 28: whoever returns to the page by Back finds no text in the fields."""
    page = person.page
    person.begin()
    person.go_to("account")
    page.fill("#account", TEXT)
    page.goto(person.url + person.path.safety)
    page.goto(person.url + person.path.write)
    person.at("before")
    assert page.input_value("#account") == ""
    assert TEXT not in page.content()


def test_at_most_one_warning_on_a_page(person: Person) -> None:
    """Requirement 15: no step shows more than one marked passage at a time."""
    person.begin()
    for step in STEPS:
        person.go_to(step)
        assert person.page.locator(".aside:visible, .errors:visible").count() <= 1, step


def test_the_page_has_no_single_key_shortcuts(person: Person) -> None:
    """Requirement 12: no key alone does anything (WCAG 2.1.4)."""
    person.begin()
    for key in "abcdefghijklmnopqrstuvwxyz0123456789 /?.":
        person.page.keyboard.press("Space" if key == " " else key)
    person.at("before")


def test_the_browser_that_renders_elsewhere_is_stopped_by_the_script_too(page: Page, intake: Living) -> None:
    """Requirement 42: a browser that hides its name but is Opera Mini inside gets no field."""
    page.add_init_script("window.operamini = {}")
    page.goto(intake.url + "/lark/moss")
    expect(page.get_by_text(language.read("ru", "page")("say.server_browser"))).to_be_visible()
    expect(page.locator("textarea, input")).to_have_count(0)


def test_the_charter_must_be_genuine_and_of_today(person: Person, intake: Living) -> None:
    """A changed charter or a missing freshness note stops the page before anything is asked."""
    page, t = person.page, person.t
    genuine = bytes(intake.group.signed).decode()
    changed = re.sub(r'"cells_per_desk": 1', '"cells_per_desk": 2', genuine)
    for path, body, status, key in (
        ("charter", changed, 200, "charter_bad"),
        ("charter", "", 404, "charter_bad"),
        ("freshness", "", 404, "charter_stale"),
        ("charter", "", 503, "net"),
    ):
        page.route(f"**/{path}", answering(status, body))
        person.begin()
        person.on()
        expect(page.locator("#errors")).to_contain_text(t(f"say.{key}"))
        person.at("before")
        page.unroute(f"**/{path}")
    assert intake.handed == []


def test_members_of_one_body_and_role_can_be_told_apart(person: Person) -> None:
    """Requirement 46: two officers of one body carry their ids beside the role, in the list and in the check."""
    page = person.page
    person.begin()
    person.go_to("readers")
    roles = page.locator("#can [data-role]").all_inner_texts()
    assert len(set(roles)) == len(roles)
    assert "officer of ombudsman (по-русски) (ombudsman-2)" in roles
    assert "officer of ngo (по-русски)" in roles
    labels = [box.get_attribute("aria-label") or "" for box in page.locator("#can input").all()]
    assert len(set(labels)) == len(labels)
    page.check("#reader-ombudsman-2")
    person.go_to("check")
    left = page.locator('[data-row="left"] [data-answer]').inner_text()
    assert "ombudsman-2" in left
    assert "ombudsman-1" not in left
