# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands on the pages: languages, danger first, the honest page without JavaScript, and its limits."""

import re
from dataclasses import replace
from pathlib import Path

import brotli
import httpx
import pytest

from plaint import language
from plaint.intake.pages.offer import first_of, offered
from plaint.intake.pages.paths import ROOTS, Paths
from tests.support.places import made_place, opened
from tests.support.shared import ROOT
from tests.support.tags import parse_page

pytestmark = pytest.mark.anyio
JS = ROOT / "js" / "src"
SHOWN = [one for one in language.languages("page") if one in ROOTS]
SERVER_BROWSERS = [
    {"user-agent": "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; ru) Presto/2.12.423 Version/12.16"},
    {"user-agent": "Mozilla/5.0 (Linux; Android 9) OPR/52.2 Mini"},
    {"user-agent": "UCWEB/2.0 (Java; U; MIDP-2.0; ru) U2/1.0.0 UCBrowser/9.4"},
    {"user-agent": "Mozilla/5.0 (X11; U; Linux x86_64) AppleWebKit/537.36 Chrome/80 Safari/537.36 Puffin/9.0"},
    {"user-agent": "Mozilla/5.0", "x-operamini-phone-ua": "Nokia"},
]


@pytest.mark.parametrize("code", SHOWN)
async def test_languages_come_first_in_their_own_names(client: httpx.AsyncClient, code: str) -> None:
    """Requirement 36: the first links are the languages by their own names, with lang, without flags."""
    page = parse_page((await client.get(ROOTS[code])).text)
    links = page.all("a")[: len(SHOWN) - 1]
    assert {link["lang"] for link in links} == set(SHOWN) - {code}
    for link in links:
        assert link["href"] == ROOTS[link["lang"]]
    assert page.all("html")[0]["lang"] == code
    assert language.read(code, "page").name in page.text
    assert not page.all("img")


async def test_the_browser_is_not_asked_for_its_language(client: httpx.AsyncClient) -> None:
    """Requirement 36: the first page is in the charter's first language, whatever the browser says."""
    for accepted in ("en-GB", "ce", "de"):
        page = parse_page((await client.get("/", headers={"accept-language": accepted})).text)
        assert page.all("html")[0]["lang"] == "ru"


def test_an_unreviewed_language_is_offered_in_the_demo_only() -> None:
    """Requirement 36: outside the demo a language shows when a human has reviewed it, and the charter has it."""
    assert offered(("ru", "en"), demo=False, reviewed=()) == ()
    assert [one.language for one in offered(("ru", "en"), demo=False, reviewed=("ru",))] == ["ru"]
    assert [one.language for one in offered(("ru",), demo=False, reviewed=("ru", "en"))] == ["ru"]
    assert [one.language for one in offered(("ru",), demo=True, reviewed=())] == ["ru", "en"]
    shown = offered(("en", "ru"), demo=True, reviewed=())
    assert first_of(shown, ("en", "ru")).language == "en"


async def test_without_a_reviewed_language_there_are_no_pages(tmp_path: Path) -> None:
    """Requirement 36: an intake whose languages nobody has reviewed serves programs and no pages."""
    async with opened(tmp_path) as intake:
        assert (await intake.client.get("/")).status_code == 404
        assert (await intake.client.get("/terms")).status_code == 200


@pytest.mark.parametrize("code", SHOWN)
async def test_an_unreviewed_language_says_so_in_one_line(client: httpx.AsyncClient, code: str) -> None:
    """Requirement 37: each page of an unreviewed language says that it is a draft; of a reviewed one it does not."""
    t = language.read(code, "page")
    for path in (Paths(code).start, Paths(code).write, Paths(code).safety):
        text = parse_page((await client.get(path)).text).text
        assert (t("common.draft") in text) is (t.review == "none")


async def test_a_vouched_language_does_not_say_that_it_is_a_draft(tmp_path: Path) -> None:
    """A group that answers for a language gets its pages without the line."""
    async with opened(tmp_path, settings=replace(made_place(tmp_path), reviewed=("ru",))) as intake:
        text = (await intake.client.get("/")).text
    assert language.read("ru", "page")("common.draft") not in text
    assert language.read("ru", "page")("start.heading") in text


@pytest.mark.parametrize("code", SHOWN)
async def test_danger_comes_before_everything_else(client: httpx.AsyncClient, code: str) -> None:
    """Requirement 23: numbers and instructions stand above the way in, and need nothing to be sent."""
    t = language.read(code, "page")
    text = parse_page((await client.get(ROOTS[code])).text).text
    danger = text.index("Call for help.")
    assert text.index(t("start.danger")) < danger < text.index(t("start.danger_note")) < text.index(t("start.begin"))


@pytest.mark.parametrize("code", SHOWN)
async def test_safety_is_reachable_from_every_page_in_the_same_tab(client: httpx.AsyncClient, code: str) -> None:
    """Requirement 14: each page links the advice on safety, which names window, Tor, device, place and pictures."""
    path = Paths(code)
    for here in (path.start, path.write, path.hand, path.group):
        links = [link for link in parse_page((await client.get(here)).text).all("a") if link["href"] == path.safety]
        assert links
        assert all("target" not in link for link in links)
    t = language.read(code, "page")
    text = parse_page((await client.get(path.safety)).text).text
    for key in ("browser_private", "browser_tor", "device_work", "place_alone", "after_words"):
        assert t(f"safety.{key}") in text


@pytest.mark.parametrize("code", SHOWN)
async def test_without_javascript_the_page_is_honest(client: httpx.AsyncClient, code: str) -> None:
    """Requirements 6 and 16: one sentence says why nobody can write here, and three ways on follow."""
    path, t = Paths(code), language.read(code, "page")
    text = (await client.get(path.write)).text
    shown = text[: text.index("<template")]
    page = parse_page(shown)
    for key in ("heading", "said", "browser", "offline", "hand"):
        assert t(f"nojs.{key}") in page.text
    assert {path.hand, path.offline} <= {link["href"] for link in page.all("a")}
    assert not page.all("form")
    assert not page.all("textarea")


@pytest.mark.parametrize("code", SHOWN)
async def test_the_sections_can_never_be_sent_as_a_form(client: httpx.AsyncClient, code: str) -> None:
    """Requirement 16: outside a script the questions are inert, in no form, and their text fields have no name."""
    page = parse_page((await client.get(Paths(code).write)).text)
    assert not page.all("form")
    assert all("name" not in field for field in page.all("textarea"))
    assert all("name" not in field for field in page.all("input") if field["type"] in ("text", "file"))
    assert all(button["type"] == "button" for button in page.all("button"))


@pytest.mark.parametrize("code", SHOWN)
async def test_fields_are_not_remembered_by_the_browser(client: httpx.AsyncClient, code: str) -> None:
    """Requirement 28: no autocomplete, no spell check in a cloud, names that mean nothing."""
    for here in (Paths(code).write, Paths(code).hand):
        page = parse_page((await client.get(here)).text)
        for field in [*page.all("textarea"), *page.all("select"), *page.all("input")]:
            assert field.get("autocomplete") == "off" or field.get("type") == "file", field
            assert len(field.get("name", "")) <= 3
        for field in [*page.all("textarea"), *(one for one in page.all("input") if one["type"] == "text")]:
            assert field["spellcheck"] == "false", field


@pytest.mark.parametrize("code", SHOWN)
@pytest.mark.parametrize("headers", SERVER_BROWSERS)
async def test_browsers_that_render_elsewhere_are_stopped(
    client: httpx.AsyncClient, code: str, headers: dict[str, str]
) -> None:
    """Requirement 42: such a browser gets no text field, and is told what to use."""
    t = language.read(code, "page")
    for path in (Paths(code).write, Paths(code).hand):
        page = parse_page((await client.get(path, headers=headers)).text)
        assert t("stop.use") in page.text
        assert not page.all("textarea")
        assert not page.all("input")


@pytest.mark.parametrize("code", SHOWN)
async def test_the_first_page_weighs_little(client: httpx.AsyncClient, code: str) -> None:
    """Requirement 1: the first page with its style and script travels in 14 KB; the style has at most 6 KB."""
    answer = await client.get(ROOTS[code])
    page = parse_page(answer.text)
    style = (await client.get(page.all("link")[1]["href"])).content
    scripts = [(await client.get(script["src"])).content for script in page.all("script")]
    whole = (await client.get(parse_page((await client.get(Paths(code).write)).text).all("link")[1]["href"])).content
    assert len(style) < len(whole) <= 6 * 1024
    assert sum(len(brotli.compress(part)) for part in (answer.content, style, *scripts)) <= 14 * 1024


@pytest.mark.parametrize("code", SHOWN)
def test_the_interruption_is_short(code: str) -> None:
    """Requirement 13: before the first question at most 120 words, on leaving, history, device and coming back."""
    t = language.read(code, "page")
    texts = [t(f"before.{key}") for key in ("heading", "exit", "history", "device", "kept", "words")]
    assert len(" ".join(texts).split()) <= 120


@pytest.mark.parametrize("code", SHOWN)
def test_the_last_page_is_short(code: str) -> None:
    """Requirement 41: what happens next, when, by whom and how to come back, in at most 80 words."""
    t = language.read(code, "page")
    texts = [t("next.heading"), t("next.fetch"), t("next.answer", days=14), t("next.back"), t("next.bye")]
    assert len(" ".join(texts).split()) <= 80


async def test_the_group_page_names_bodies_duties_and_fingerprint(client: httpx.AsyncClient) -> None:
    """Requirement 46: who is in the group, what the law obliges each to do, and the twelve words to compare."""
    page = parse_page((await client.get(Paths("ru").group)).text)
    assert "what ombudsman must do (по-русски)" in page.text
    assert "north-police (по-русски)" in page.text
    words = page.text.split("Отпечаток группы")[1]
    assert len(words.split(" Те же слова")[0].split()) == 12


def named_by(entry: str) -> set[str]:
    """Return every text in quotes in the modules that an entry point takes in, comments left out."""
    found: set[str] = set()
    waiting, seen = [(JS / "page" / entry).resolve()], set[Path]()
    while waiting:
        module = waiting.pop()
        if module in seen or (entry.startswith("answer") and module.name == "files.js"):
            continue  # of `files.js` the bundle for coming back holds what asks nobody anything
        seen.add(module)
        source = re.sub(r"/\*[\s\S]*?\*/", " ", module.read_text("utf-8"))
        waiting += [(module.parent / name).resolve() for name in re.findall(r'(?:from|import) "(\.[^"]+)"', source)]
        found |= set(re.findall(r'"([a-z_.]+)"', source))
    assert len(seen) > 20
    return found


@pytest.mark.parametrize("code", SHOWN)
@pytest.mark.parametrize("script", ["write", "answer"])
async def test_a_page_carries_the_texts_of_its_script_and_no_others(
    client: httpx.AsyncClient, code: str, script: str
) -> None:
    """Requirement 1: what a script says comes with its page; what it never says does not travel."""
    t = language.read(code, "page")
    text = (await client.get(getattr(Paths(code), script))).text
    carried = {one["data-k"] for one in parse_page(text).all("p") if "data-k" in one} - {"nothing", "none"}
    named = named_by(f"{script}-entry.js")
    says = {key.removeprefix("say.") for key in t.texts if key.startswith("say.")}
    # "unknown" is also the box "I do not know", and sizes are said of files only.
    assert named & says - carried <= ({"unknown"} if script == "write" else {"size_kb", "size_mb"})
    assert carried & says - named == set()
    others = {key for key in carried - says if not key.startswith("metadata.")}
    assert others <= named | {"confirm.wrong", "thread.empty", "account.empty"}
