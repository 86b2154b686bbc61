# SPDX-License-Identifier: AGPL-3.0-or-later
"""The offline page from a file in Chromium, the network taken away: written, sealed, carried, handed over, opened."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from plaint.charter import fingerprint
from plaint.cli import main
from plaint.desk.sync.remote import Remote
from plaint.entry.record import SealedBy
from plaint.filing.parcel import read_parcel
from plaint.ledger.leaf import LeafKind
from plaint.line.address import Address
from plaint.offline.page import render
from tests.support.axe import violations
from tests.support.desks import close, connect_as, make_test_desk, seen, sync
from tests.support.groups import amended, found_with, small_plan
from tests.support.journey import TEXT
from tests.support.living import Living
from tests.support.offline import opened_page, page_file, recipe_of, save, seal, texts, words_after

DAY = 86_400


@pytest.fixture
def stick(chromium: Browser) -> Iterator[Page]:
    """Give a page of a browser without a network; a request to anywhere fails the test."""
    context = chromium.new_context(locale="ru-RU", offline=True, accept_downloads=True)
    context.set_default_timeout(20_000)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    yield page
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    context.close()


def hand_in(chromium: Browser, intake: Living, armor: str) -> None:
    """Hand a sealed text over with the form for browsers without JavaScript."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{intake.url}/lark/sage")
    page.fill("#armor", armor)
    page.click('button[type="submit"]')
    expect(page.locator("h1")).to_have_text(texts("ru")("hand.held"))
    context.close()


def test_what_is_sealed_on_a_stick_is_opened_at_a_desk(
    stick: Page, chromium: Browser, intake: Living, tmp_path: Path
) -> None:
    """From the file to a desk: sealed without a network, pasted without a script, read by a member with its origin."""
    writer = opened_page(stick, page_file(tmp_path, intake.group, doors=(intake.url,)))
    expect(writer.section("before")).to_contain_text(" ".join(fingerprint.words(intake.group.signed.digest, "ru")))
    writer.go_to("account")
    stick.check("#helping")
    stick.fill("#organisation", "Горячая линия")
    stick.select_option("#helper-relation", "hotline")
    stick.check("#dictated")
    writer.go_to("name")
    stick.check("#name-yes")
    stick.fill("#i-name", "Иса Исаев")
    writer.go_to("check")
    armor = seal(writer)
    expect(writer.section("parcel")).to_contain_text(f"{intake.url}/lark/sage")
    assert save(writer, tmp_path / "form.txt").decode() == armor
    words = words_after(writer)
    writer.confirm(words)
    hand_in(chromium, intake, armor)
    (opened,) = intake.wait_for(words)
    assert opened.record.sealed_by is SealedBy.OFFLINE_PAGE
    assert opened.complaint.account == TEXT
    assert opened.name(intake.group, "ombudsman-1", "ngo-1").name == "Иса Исаев"
    blocked = {one.slot for one in intake.group.signed.charter.seated if one.body == "interior"}
    assert not opened.slots & blocked
    # In a thread of its own: while Playwright is open an event loop counts as running in this one.
    with ThreadPoolExecutor(1) as thread:
        told = thread.submit(desk_page, tmp_path, intake, opened.record.case_id).result(60)
    assert "In a browser, on a page that was saved" in told
    assert TEXT in told
    assert "Горячая линия" in told


def desk_page(folder: Path, intake: Living, case_id: bytes) -> str:
    """Return what a member's desk shows of a case, synced over HTTP from the running intake."""
    now = int(time.time())
    desk = make_test_desk(folder / "desk", now=now)

    def reach(address: Address) -> Remote:
        del address
        client = httpx.Client(base_url=intake.url)
        client.headers.clear()  # as a desk's own: it takes no packed answer
        return Remote(client)

    desk.engine.reach = reach
    browser = connect_as(desk, "ngo-1", intake.group)
    try:
        sync(desk, now)
        answer = browser.get(f"/case/{case_id.hex()}")
        assert answer.status_code == 200
        return seen(answer)
    finally:
        close(desk)


def test_a_file_with_photos_is_brought_over_by_the_program(stick: Page, intake: Living, tmp_path: Path) -> None:
    """With files nothing is to be pasted: the saved file holds chunks and entry, and `plaint hand-over` brings both."""
    writer = opened_page(stick, page_file(tmp_path, intake.group), "en")
    writer.go_to("check")
    stick.click('[data-row="files"] [data-change]')
    writer.at("files")
    photo = tmp_path / "voice.ogg"
    photo.write_bytes(b"\x07" * 1_200_000)
    stick.set_input_files("#choose", photo)
    expect(stick.locator("#files li")).to_have_count(1)
    writer.on()
    writer.at("check")
    assert seal(writer) == ""
    expect(stick.locator("#parcel")).to_be_hidden()
    saved = tmp_path / "form.bin"
    packets = read_parcel(save(writer, saved))
    assert [packet.head.kind for packet in packets] == [LeafKind.CHUNK, LeafKind.CHUNK, LeafKind.ENTRY]
    words = words_after(writer)
    told = CliRunner().invoke(main, ["hand-over", str(saved), "--to", intake.url])
    assert told.exit_code == 0, told.output
    (opened,) = intake.wait_for(words)
    assert opened.record.sealed_by is SealedBy.OFFLINE_PAGE
    (line,) = opened.files
    assert (line.name, line.size) == ("voice.ogg", 1_200_000)


def test_a_text_goes_through_the_program_as_well(stick: Page, intake: Living, tmp_path: Path) -> None:
    """What was saved as text is taken by `plaint hand-over`, too; twice is once."""
    writer = opened_page(stick, page_file(tmp_path, intake.group), "en")
    writer.go_to("check")
    seal(writer)
    saved = tmp_path / "form.txt"
    save(writer, saved)
    words = words_after(writer)
    for _ in range(2):
        assert CliRunner().invoke(main, ["hand-over", str(saved), "--to", intake.url]).exit_code == 0
    assert len(intake.wait_for(words)) == 1


def test_going_on_without_the_text_is_warned_of_once(stick: Page, intake: Living, tmp_path: Path) -> None:
    """Neither saved nor copied: the page says once what would be lost. Copying by hand counts; Back shows it again."""
    writer = opened_page(stick, page_file(tmp_path, intake.group))
    writer.go_to("check")
    armor = seal(writer)
    writer.on()
    expect(stick.locator("#errors")).to_be_visible()
    writer.at("parcel")
    stick.focus("#parcel")
    stick.keyboard.press("Control+A")
    stick.keyboard.press("Control+C")
    expect(stick.locator("#errors")).to_be_hidden()
    assert len(words_after(writer)) == 12
    stick.go_back()
    writer.at("parcel")
    assert stick.input_value("#parcel") == armor
    assert stick.locator("#account").input_value() == ""
    stick.go_back()
    writer.at("parcel")


def test_leaving_blanks_the_page_without_a_network(stick: Page, intake: Living, tmp_path: Path) -> None:
    """The control that leaves leads to an empty page, and asks nobody for it; what was typed is not there on Back."""
    writer = opened_page(stick, page_file(tmp_path, intake.group))
    writer.go_to("account")
    stick.fill("#account", TEXT)
    stick.click("#leave")
    stick.wait_for_url("about:blank")
    stick.go_back()
    expect(stick.locator("button[data-choose]").first).to_be_visible()
    assert TEXT not in stick.content()


@pytest.mark.parametrize(
    ("days", "text", "values"),
    [(0, "say.age_fresh", {"day"}), (40, "say.age_late", {"day", "days"})],
)
def test_a_page_says_how_old_it_is(
    stick: Page, intake: Living, tmp_path: Path, days: int, text: str, values: set[str]
) -> None:
    """A fresh page says until when, a late one since when, and both let one go on."""
    writer = opened_page(stick, page_file(tmp_path, intake.group, now=int(time.time()) - days * DAY + 600), "en")
    said = texts(writer.language)(text, **dict.fromkeys(values, "…"))
    expect(stick.locator("#age")).to_contain_text(said.split("…")[0])
    if days:
        expect(stick.locator("#age")).to_contain_text("30 days ago")
    writer.go_to("account")


@pytest.mark.parametrize("ago", [400, -30])
def test_a_page_past_a_year_or_from_the_future_stops(stick: Page, intake: Living, tmp_path: Path, ago: int) -> None:
    """Over a year past its word of freshness, or on a device whose clock is behind, nothing is asked."""
    writer = opened_page(stick, page_file(tmp_path, intake.group, now=int(time.time()) - ago * DAY))
    expect(stick.locator("#errors")).to_contain_text(texts(writer.language)("say.charter_stale"))
    writer.on()
    writer.at("before")
    expect(stick.locator("#errors")).to_contain_text(texts(writer.language)("say.charter_stale"))


def test_a_page_with_another_charter_stops(stick: Page, intake: Living, tmp_path: Path) -> None:
    """A charter put in place of the genuine one, a stranger's or an unsigned change, stops the page."""
    genuine = render(recipe_of(intake.group))
    stranger = found_with(small_plan() | {"demo": True, "work_bits": 8}, "a stranger")
    path = tmp_path / "form.html"
    for name, octets in (
        ("foreign", genuine.replace(charter_part(genuine), charter_part(render(recipe_of(stranger))))),
        ("changed", genuine.replace(b"what ngo must do", b"what ngo may do!", 1)),
    ):
        assert octets != genuine, name
        path.write_bytes(octets)
        writer = opened_page(stick, path)
        expect(stick.locator("#errors")).to_contain_text(texts(writer.language)("say.charter_bad"))
        writer.on()
        writer.at("before")


def charter_part(page: bytes) -> bytes:
    """Return the part of a page in which its newest charter lies."""
    begin = page.index(b'<template data-file="/charter">')
    return page[begin : page.index(b"</template>", begin)]


def test_a_changed_script_does_not_run(stick: Page, intake: Living, tmp_path: Path) -> None:
    """One letter changed in the script, or a script added: the policy stops it, and nobody can write on the page."""
    genuine = render(recipe_of(intake.group))
    path = tmp_path / "form.html"
    path.write_bytes(genuine.replace(b"<script>", b"<script>document.title='x';", 1))
    stick.goto(path.as_uri())
    expect(stick.locator("[data-nojs]").first).to_be_visible()
    expect(stick.locator("button:visible")).to_have_count(0)
    path.write_bytes(genuine.replace(b"</body>", b"<script>document.title='x';</script></body>"))
    stick.goto(path.as_uri())
    expect(stick.locator("button[data-choose]").first).to_be_visible()
    assert stick.title() == "Форма"


def test_a_page_goes_through_later_versions(stick: Page, intake: Living, tmp_path: Path) -> None:
    """A page whose group has changed its charter follows the versions from the first to the newest."""
    second = amended(intake.group, lambda tree: {**tree, "reply_days": 7})
    writer = opened_page(stick, page_file(tmp_path, intake.group, second))
    writer.go_to("check")
    (packet,) = read_parcel(seal(writer).encode())
    assert packet.head.kind is LeafKind.ENTRY


def test_without_a_script_nobody_writes(chromium: Browser, intake: Living, tmp_path: Path) -> None:
    """In a browser without JavaScript the file says what to do, in each language, and has no field."""
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(page_file(tmp_path, intake.group).as_uri())
    expect(page.locator("[data-nojs]:visible")).to_have_count(2)
    expect(page.locator("input, textarea, button:visible")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("code", ["ru", "en"])
def test_the_page_is_accessible(stick: Page, intake: Living, tmp_path: Path, code: str) -> None:
    """Axe finds nothing on the choice of language and on each step of the offline page's own."""
    path = page_file(tmp_path, intake.group, doors=(intake.url,))
    stick.goto(path.as_uri())
    assert violations(stick.evaluate) == []
    writer = opened_page(stick, path, code)
    expect(stick.locator("#age")).not_to_be_empty()
    assert violations(stick.evaluate) == []
    writer.go_to("check")
    seal(writer)
    stick.click("[data-save]")
    assert violations(stick.evaluate) == []
    writer.confirm(words_after(writer))
    assert violations(stick.evaluate) == []


def test_it_fits_a_small_phone(chromium: Browser, intake: Living, tmp_path: Path) -> None:
    """At 320 pixels with touch nothing is wider than the screen, and what is pressed is large enough."""
    context = chromium.new_context(
        viewport={"width": 320, "height": 568}, is_mobile=True, has_touch=True, offline=True, device_scale_factor=2
    )
    page = context.new_page()
    writer = opened_page(page, page_file(tmp_path, intake.group, doors=("http://" + "a" * 56 + ".onion",)))
    fits = "document.documentElement.scrollWidth <= 320"
    assert page.evaluate(fits)
    writer.go_to("check")
    seal(writer)
    assert page.evaluate(fits)
    for control in ("[data-save]", "[data-copy]", "#leave"):
        box = page.locator(control).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    context.close()


def test_one_after_another_for_several_people(stick: Page, intake: Living, tmp_path: Path) -> None:
    """Who writes for others begins anew on the same page: other words, no trace of the first, no word of a loss."""
    writer = opened_page(stick, page_file(tmp_path, intake.group))
    found = []
    for text in ("первая", "вторая"):
        writer.text = text
        writer.go_to("account")
        stick.check("#helping")
        stick.select_option("#helper-relation", "hotline")
        stick.select_option("#helper-consent", "spoken")
        stick.check("#dictated")
        writer.go_to("check")
        armor = seal(writer)
        save(writer, tmp_path / f"{text}.txt")
        found.append((armor, words_after(writer)))
        writer.confirm(found[-1][1])
        stick.click("#another")
        stick.click('button[data-choose="ru"]')
        writer.at("before")
        expect(stick.locator("[data-lost]")).to_be_hidden()
        assert text not in stick.content()
        expect(stick.locator("#words li")).to_have_count(0)
    (first, words), (second, others) = found
    assert words != others
    both = tmp_path / "both.txt"
    both.write_text(first + second, encoding="ascii")
    assert CliRunner().invoke(main, ["hand-over", str(both), "--to", intake.url]).exit_code == 0
    for text, under in (("первая", words), ("вторая", others)):
        (opened,) = intake.wait_for(under)
        assert opened.complaint.account == text
        helper = opened.complaint.helper
        assert helper is not None
        assert (helper.relation, helper.consent, helper.dictated) == ("hotline", "spoken", True)
