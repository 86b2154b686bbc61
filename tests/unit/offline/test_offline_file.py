# SPDX-License-Identifier: AGPL-3.0-or-later
"""The offline page as a file: whole, closed to every network, and the same from the same parts."""

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaint import language
from plaint.charter import fingerprint
from plaint.errors import FormatError
from plaint.offline.page import policy, render
from plaint.offline.reading import is_made_of, read_page
from plaint.offline.recipe import Recipe, RecipeError
from plaint.offline.texts import NAME, catalogues
from tests.support.groups import NOW, amended, found_with, small_group, small_plan
from tests.support.offline import files_of, recipe_of
from tests.support.shared import ROOT
from tests.support.tags import parse_page

GROUP = found_with(small_plan() | {"demo": True})
RECIPE = recipe_of(GROUP, now=NOW, doors=("http://abcdefgh.onion", "https://plaint.example"))
PAGE = render(RECIPE)
TEXT = PAGE.decode()
LANGUAGES = [code for code in language.languages(NAME) if not language.read(code, NAME).is_draft]
DRAFTS = [code for code in language.languages(NAME) if code not in LANGUAGES]
MOST_BYTES = 450_000
USING = (".html", ".js")


def test_everything_is_in_one_file() -> None:
    """No element points anywhere: no source, no style sheet, no form, no frame, no icon, no link that leads away."""
    page = parse_page(TEXT)
    for tag, attributes in page.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "form", "base", "source", "video", "audio")
        for name in ("src", "srcset", "action", "data", "poster", "ping", "formaction", "background"):
            assert name not in attributes, (tag, attributes)
        assert attributes.get("href", "#") in ("#", "#main", "about:blank"), attributes
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    assert "url(" not in page.inline_scripts[0]
    assert "@import" not in page.inline_scripts[0]


def test_the_policy_leaves_no_way_out() -> None:
    """Everything is 'none' but one style and one script by their hashes; it stands before anything that it governs."""
    (content,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', TEXT)
    rules = dict(part.strip().split(" ", 1) for part in content.replace("&#39;", "'").split(";"))
    for name in ("default-src", "connect-src", "img-src", "form-action", "base-uri", "trusted-types"):
        assert rules[name] == "'none'"
    for name, tag in (("script-src", "script"), ("style-src", "style")):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", TEXT, re.DOTALL)
        digest = b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert "unsafe" not in content
    assert TEXT.index("Content-Security-Policy") < min(TEXT.index("<style"), TEXT.index("<script"))
    assert TEXT.index("Content-Security-Policy") < TEXT.index("<template")


def test_another_script_has_another_policy() -> None:
    """The policy of one text does not let any other run."""
    assert policy("a", "b") != policy("a", "c")


def test_the_script_knows_no_network() -> None:
    """What asks a server is not even in the script."""
    script = parse_page(TEXT).inline_scripts[-1]
    assert len(script) > 100_000
    for word in ("XMLHttpRequest", 'fetch("', "sendBeacon", "WebSocket", "EventSource", "serviceWorker", "import("):
        assert word not in script


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_is_inside(code: str) -> None:
    """The questions, the licence of the code and the fingerprint are there in each language of the group."""
    (t,) = [one for one in catalogues(("ru", "en"), demo=True, reviewed=()) if one.language == code]
    page = parse_page(TEXT)
    for key in ("about.heading", "readers.heading", "name.heading", "offline.parcel_heading", "check.send"):
        assert t(key) in page.text
    assert {"lang": code} in [{"lang": one["lang"]} for one in page.all("section") if "lang" in one]
    assert " ".join(fingerprint.words(GROUP.signed.digest, "ru" if t.words == "ru" else "en")) in page.text
    assert "AGPL-3.0-or-later" in page.text


def test_what_shows_without_a_script_lets_nobody_write() -> None:
    """Outside of inert templates there is no field at all, and in each language what to do."""
    shown = re.sub(r"<template.*</template>", "", TEXT, flags=re.DOTALL)
    page = parse_page(shown)
    assert not page.all("textarea")
    assert not page.all("input")
    assert all("hidden" in button for button in page.all("button"))
    for code in LANGUAGES:
        assert language.read(code, NAME)("offline.needs") in page.text


def test_no_address_is_a_link() -> None:
    """Doors stand on the page as text, each with the address of the form in its language."""
    for door in RECIPE.doors:
        assert f"{door}/lark/sage" in TEXT
        assert f'href="{door}' not in TEXT


def test_the_same_parts_give_the_same_bytes() -> None:
    """A page made again is the same file, and nothing of the machine or the time is in it."""
    assert render(recipe_of(GROUP, now=NOW, doors=RECIPE.doors)) == PAGE
    assert render(replace(RECIPE, doors=())) != PAGE
    assert str(Path.home()) not in TEXT
    assert str(Path.cwd()) not in TEXT
    assert b"\r" not in PAGE
    assert len(PAGE) < MOST_BYTES


def test_a_page_tells_what_it_was_made_of() -> None:
    """Read back, the parts are the ones it was made of, byte for byte, through every version of the charter."""
    second = amended(GROUP, lambda tree: {**tree, "reply_days": 7})
    recipe = Recipe(files=files_of(GROUP, second, now=NOW), doors=("http://a.onion",), reviewed=("ru",))
    page = render(recipe)
    assert read_page(page) == recipe
    assert is_made_of(page, recipe) is True
    assert read_page(PAGE) == RECIPE


@settings(max_examples=30, deadline=None)
@given(st.integers(min_value=0, max_value=len(PAGE) - 1), st.binary(min_size=1, max_size=1))
def test_one_other_byte_is_another_page(at: int, byte: bytes) -> None:
    """Whatever byte is changed: the file is not what its parts give, or is no page any more."""
    changed = PAGE[:at] + byte + PAGE[at + 1 :]
    try:
        same = is_made_of(changed, read_page(changed))
    except (FormatError, RecipeError):
        same = False
    assert (changed == PAGE) is (same is True)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        PAGE[:1000],
        b'<template data-file="/charter">',
        b"<![word[",
        b"<![word[" + PAGE[:1000],
        b"<a " * 100_000,
    ],
)
def test_what_is_no_page_is_refused(octets: bytes) -> None:
    """A foreign, cut or empty file is no offline page."""
    with pytest.raises(FormatError):
        read_page(octets)


def test_a_page_in_which_something_lies_twice_is_refused() -> None:
    """Of two texts under one name a browser may take another than this program, so neither is taken."""
    template = re.search(rb'<template data-file="/freshness">[^<]*</template>', PAGE)
    assert template is not None
    with pytest.raises(FormatError):
        read_page(PAGE.replace(template[0], template[0] * 2))


def test_a_language_that_nobody_read_is_not_offered() -> None:
    """Outside the demo a page needs a language that the group answers for, and holds only such."""
    recipe = recipe_of(small_group(), now=NOW)
    with pytest.raises(RecipeError, match="reviewed"):
        render(recipe)
    page = render(replace(recipe, reviewed=("ru",))).decode()
    assert 'data-language="ru"' in page
    assert 'data-language="en"' not in page
    assert language.read("ru", "page")("common.draft") not in page


def test_a_draft_is_never_carried_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where either catalogue of a language is a draft no offline page holds it, though the other has been reviewed."""
    read = language.read

    def drafted(code: str, name: str) -> language.Catalogue:
        found = read(code, name)
        return (
            found if found.is_draft else replace(found, review="draft" if (code, name) == ("en", NAME) else "speaker")
        )

    assert DRAFTS == ["ce"]
    assert all(read(code, NAME)("offline.needs") not in TEXT for code in DRAFTS)
    monkeypatch.setattr(language, "read", drafted)
    for demo in (True, False):
        assert [one.language for one in catalogues(("ru", "en"), demo=demo, reviewed=())] == ["ru"]


@pytest.mark.parametrize(
    "door", ["", "ftp://a", "http://a/b", "http://", "http://a b", "javascript:alert(1)", "http://ё"]
)
def test_a_door_must_be_an_address(door: str) -> None:
    """What a browser could not open, and what carries a path, is no door."""
    with pytest.raises(RecipeError, match="door"):
        Recipe(files=files_of(GROUP, now=NOW), doors=(door,))


def test_a_page_of_another_version_is_not_judged() -> None:
    """A page that another version of the program made is neither confirmed nor denied."""
    assert is_made_of(PAGE, replace(RECIPE, program="0.0.1")) is None


@pytest.mark.parametrize("code", [one for one in (*LANGUAGES, *DRAFTS) if one != language.SOURCE])
def test_translations_are_whole(code: str) -> None:
    """No text of the offline page is missing, superfluous or older than its English."""
    source = language.read(language.SOURCE, NAME)
    assert language.unfinished(language.read(code, NAME), source, language.sources(code, NAME)) == []


@pytest.mark.parametrize("code", [*LANGUAGES, *DRAFTS])
def test_each_text_stands_in_place_of_one_or_is_used(code: str) -> None:
    """A text either replaces one of the page's with the same places, or is named by a template or the script."""
    page, own = language.read(code, "page"), language.read(code, NAME)
    folders = (ROOT / "src/plaint/offline", ROOT / "src/plaint/intake/pages", ROOT / "js/src/offline")
    using = "".join(path.read_text("utf-8") for one in folders for path in one.rglob("*.*") if path.suffix in USING)
    for key, text in own.texts.items():
        if key in page.texts:
            assert language.places(page.texts[key]) == language.places(text), key
        else:
            assert f'"{key.removeprefix("say.")}"' in using, key
