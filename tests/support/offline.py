# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offline pages for tests, and somebody who writes on one in Chromium with the network taken away.

path = page_file(tmp_path, group)              made as `plaint offline make` does, fresh today
writer = Writer(page)                          a page of a context with offline=True
writer.open(path); writer.go_to("check")       as tests.support.journey, from the choice of language on
text = writer.seal()                           the armor in the textarea
"""

import time
from pathlib import Path

from playwright.sync_api import Page, expect

from plaint.charter.founding import Founded
from plaint.filing.group import GroupFiles
from plaint.language import Catalogue
from plaint.offline.page import render
from plaint.offline.recipe import Recipe
from plaint.offline.texts import catalogues
from tests.support.journey import Person


def files_of(*versions: Founded, now: int | None = None, until: int | None = None) -> GroupFiles:
    """Return the files that a group hands out; the last version is the newest, fresh at `now`."""
    at = int(time.time()) if now is None else now
    return GroupFiles(tuple(bytes(one.signed) for one in versions), versions[-1].freshness(at, until))


def recipe_of(*versions: Founded, now: int | None = None, doors: tuple[str, ...] = ()) -> Recipe:
    """Return the recipe of a page of this group."""
    return Recipe(files=files_of(*versions, now=now), doors=doors)


def page_file(folder: Path, *versions: Founded, now: int | None = None, doors: tuple[str, ...] = ()) -> Path:
    """Write the page of a group into `folder`; return its path."""
    path = folder / "form.html"
    path.write_bytes(render(recipe_of(*versions, now=now, doors=doors)))
    return path


def texts(code: str) -> Catalogue:
    """Return the texts that the page shows in a language."""
    (found,) = [one for one in catalogues((code,), demo=True, reviewed=()) if one.language == code]
    return found


def opened_page(page: Page, path: Path, code: str = "ru") -> Person:
    """Open the file and choose a language; return who stands before its first section."""
    page.goto(path.as_uri())
    page.click(f'button[data-choose="{code}"]')
    person = Person(page, "", code)
    person.at("before")
    return person


def seal(person: Person) -> str:
    """Seal from the check page; return the text to be handed over, empty where there are files."""
    person.on()
    expect(person.section("parcel")).to_be_visible(timeout=30_000)
    return person.page.input_value("#parcel")


def save(person: Person, path: Path) -> bytes:
    """Save the parcel as a file; return its bytes."""
    with person.page.expect_download() as download:
        person.page.click("[data-save]")
    download.value.save_as(path)
    return path.read_bytes()


def words_after(person: Person) -> list[str]:
    """Go on from the parcel to the receipt; return its words."""
    person.on()
    person.at("receipt")
    return person.page.locator("#words li").all_inner_texts()
