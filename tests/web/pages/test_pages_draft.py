# SPDX-License-Identifier: AGPL-3.0-or-later
"""A language whose texts are a draft: hidden unless a demonstration shows it, and then saying what it is."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import brotli
import httpx
import pytest

from plaint import language
from plaint.clock import HeldClock
from plaint.intake.app import build_app
from plaint.intake.pages.offer import first_of, offered
from plaint.intake.pages.paths import ROOTS, Paths
from plaint.intake.place import built_place
from plaint.settings import SettingsError
from tests.support.groups import NOW, found_with, named_too, small_plan
from tests.support.places import caller, made_place, opened
from tests.support.tags import parse_page

pytestmark = pytest.mark.anyio
DRAFTS = [code for code in language.languages("page") if language.read(code, "page").is_draft]
SHOWN = [code for code in DRAFTS if code in ROOTS]
BESIDE = [code for code in ROOTS if code not in DRAFTS]
DEMO = found_with(small_plan() | {"demo": True})


def addresses(code: str) -> list[str]:
    """Return the address of every page in a language."""
    path = Paths(code)
    return [path.start, path.write, path.answer, path.safety, path.hand, path.group, path.offline]


def test_there_is_a_draft_to_test_with() -> None:
    """Chechen is a draft, so what follows is tried on a language that people would be shown."""
    assert SHOWN == ["ce"]


@pytest.mark.parametrize("code", SHOWN)
async def test_a_draft_is_not_there_unless_it_is_switched_on(tmp_path: Path, code: str) -> None:
    """By default its addresses answer as any unknown one does, to GET and POST, and no page links there."""
    async with opened(tmp_path, DEMO) as intake:
        unknown = await intake.client.get("/finch/moss")
        for path in addresses(code):
            hidden = await intake.client.get(path)
            assert (hidden.status_code, hidden.content) == (404, unknown.content)
            assert hidden.headers == unknown.headers
        assert (await intake.client.post(Paths(code).hand, content=b"t=")).status_code == 404
        for other in BESIDE:
            for path in addresses(other):
                assert ROOTS[code] not in (await intake.client.get(path)).text


async def test_what_the_charter_lacks_is_said_in_its_first_language(tmp_path: Path) -> None:
    """The Chechen page names bodies in the charter's first language, marked so, whatever more one of them holds."""
    group = found_with(named_too(small_plan() | {"demo": True}, "bodies", ce="Гергарчу меттан"))
    with built_place(replace(made_place(tmp_path, group), drafts=True), HeldClock(NOW)) as place:
        async with caller(build_app(place)) as client:
            text = (await client.get(Paths("ce").group)).text
    assert "Гергарчу" not in text
    for body in group.signed.charter.bodies:
        assert f'<span lang="ru">{body.name["ru"]}</span>' in text


@pytest.mark.parametrize("code", SHOWN)
async def test_each_page_of_a_draft_says_what_it_is(client: httpx.AsyncClient, code: str) -> None:
    """Each page says, in its language and in the group's first, that it is a draft and which page holds instead."""
    t, first = language.read(code, "page"), language.read("ru", "page")
    for path in addresses(code):
        page = parse_page((await client.get(path)).text)
        assert page.all("html")[0]["lang"] == code
        own, other = [attributes for attributes in page.all("p") if attributes.get("class") == "draft"]
        assert (own.get("lang"), other.get("lang")) == (None, "ru")
        for catalogue in (t, first):
            assert catalogue("common.machine", name=first.name) in page.text


@pytest.mark.parametrize("code", SHOWN)
async def test_a_browser_that_renders_elsewhere_is_told_in_the_draft_too(client: httpx.AsyncClient, code: str) -> None:
    """The page that stops such a browser carries the lines as well."""
    answer = await client.get(Paths(code).write, headers={"user-agent": "Opera/9.80 (Android; Opera Mini/36.2)"})
    t = language.read(code, "page")
    assert t("stop.use") in parse_page(answer.text).text
    assert t("common.machine", name="Русский") in parse_page(answer.text).text


@pytest.mark.parametrize("code", SHOWN)
async def test_what_a_form_answers_in_a_draft_carries_the_lines(client: httpx.AsyncClient, code: str) -> None:
    """Also the answer to a packet that is none says that the language is a draft."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await client.post(Paths(code).hand, content=b"t=nothing", headers=form)
    assert answer.status_code == 400
    t = language.read(code, "page")
    page = parse_page(answer.text)
    assert t("hand.form") in page.text
    assert t("common.machine", name="Русский") in page.text


@pytest.mark.parametrize("code", BESIDE)
async def test_other_languages_do_not_call_themselves_a_draft_of_a_machine(
    client: httpx.AsyncClient, code: str
) -> None:
    """Pages in languages that are no draft say nothing of a machine."""
    t = language.read(code, "page")
    for path in addresses(code):
        assert t("common.machine", name="Русский") not in parse_page((await client.get(path)).text).text


def test_a_group_for_real_complaints_cannot_show_drafts() -> None:
    """With a charter that is no demonstration the setting is an error, whatever else is set."""
    with pytest.raises(SettingsError, match="'drafts' is for demonstrations"):
        offered(("ru", "ce"), demo=False, reviewed=("ru",), drafts=True)


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("code", DRAFTS)
def test_a_draft_cannot_be_vouched_for_by_a_setting(code: str, *, demo: bool) -> None:
    """A group cannot answer for texts that no speaker has written: the catalogue has to be mended first."""
    with pytest.raises(SettingsError, match="whose texts are a draft"):
        offered(("ru", code), demo=demo, reviewed=("ru", code))


def test_an_intake_with_such_settings_does_not_start(tmp_path: Path) -> None:
    """The error comes at the start, not at the first request."""
    settings = replace(made_place(tmp_path), drafts=True)
    with (
        built_place(settings, HeldClock(NOW)) as place,
        pytest.raises(SettingsError, match="Take the setting out"),
    ):
        build_app(place)


@pytest.mark.parametrize("code", SHOWN)
def test_a_draft_is_never_the_first_page(code: str) -> None:
    """The bare address shows a language that somebody wrote, even where the charter names a draft first."""
    shown = offered((code, "ru"), demo=True, reviewed=(), drafts=True)
    assert code in {one.language for one in shown}
    assert first_of(shown, (code, "en", "ru")).language == "en"
    assert first_of(shown, (code,)).language == "ru"


@pytest.mark.parametrize("behind", ["page", "offline"])
@pytest.mark.parametrize("code", SHOWN)
def test_a_draft_that_has_fallen_behind_is_not_offered(monkeypatch: pytest.MonkeyPatch, code: str, behind: str) -> None:
    """A draft that lacks a text, or was made from an older English one, is hidden instead of shown with a gap."""
    kept = language.sources

    def older(code: str, name: str) -> Mapping[str, str]:
        first = next(iter(kept(code, name)))
        return {**kept(code, name), first: "00000000"} if name == behind else kept(code, name)

    assert code in {one.language for one in offered(("ru",), demo=True, reviewed=(), drafts=True)}
    monkeypatch.setattr(language, "sources", older)
    assert [one.language for one in offered(("ru",), demo=True, reviewed=(), drafts=True)] == BESIDE


async def test_a_further_language_adds_one_link_to_a_page(tmp_path: Path) -> None:
    """Requirement 1: a page has the texts of one language; another one adds its link and nothing else, anywhere."""
    settings = made_place(tmp_path, DEMO)
    paths = ["/", *(path for code in BESIDE for path in addresses(code))]
    told: list[dict[str, str]] = []
    for drafts in (False, True):
        with built_place(replace(settings, drafts=drafts), HeldClock(NOW)) as place:
            async with caller(build_app(place)) as client:
                told.append({path: (await client.get(path)).text for path in paths})
    without, beside = told
    link = f'<li><a href="{ROOTS["ce"]}" lang="ce" hreflang="ce">{language.read("ce", "page").name}</a></li>\n'
    for path in paths:
        assert beside[path].count(link) == 1
        assert beside[path].replace(link, "") == without[path]
        assert len(brotli.compress(beside[path].encode())) - len(brotli.compress(without[path].encode())) < len(link)
