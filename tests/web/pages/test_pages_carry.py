# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing out the offline page: only what the group signed for this very charter, to be saved and never shown."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from plaint import language
from plaint.charter.errors import CharterError
from plaint.charter.founding import Founded
from plaint.charter.signed import joined
from plaint.charter.signing import sign_page
from plaint.clock import HeldClock
from plaint.intake.app import build_app
from plaint.intake.carried import CarriedError
from plaint.intake.pages.carry import grouped
from plaint.intake.pages.paths import Paths
from plaint.intake.place import built_place
from plaint.intake.settings import IntakeSettings
from plaint.intake.setup import check_place
from tests.support.groups import NOW, amended, found_with, group_folder, small_plan
from tests.support.places import caller, made_place
from tests.support.tags import Page, parse_page

pytestmark = pytest.mark.anyio
GROUP = found_with(small_plan() | {"demo": True})
FILE = b"<!doctype html>" + bytes(range(256)) * 40
SIGNERS = ("ombudsman-1", "prosecutor-1", "ngo-1")
OFFLINE = "offline"


def lay(
    settings: IntakeSettings, group: Founded = GROUP, *, page: bytes = FILE, signers: tuple[str, ...] = SIGNERS
) -> None:
    """Put a page and the note of these members where the operator puts them."""
    settings.offline.mkdir(exist_ok=True)
    note = joined([sign_page(group.signed, group.keys[one], page) for one in signers], code="page")
    (settings.offline / "form.html").write_bytes(page)
    (settings.offline / "form.html.note").write_bytes(bytes(note))


async def asked(settings: IntakeSettings, path: str) -> tuple[int, dict[str, str], bytes]:
    """Ask an intake of these settings for one thing."""
    with built_place(settings, HeldClock(NOW)) as place:
        async with caller(build_app(place)) as client:
            answer = await client.get(path)
    return answer.status_code, dict(answer.headers), answer.content


async def shown(settings: IntakeSettings, path: str) -> Page:
    """Return a page of an intake of these settings."""
    status, _, content = await asked(settings, path)
    assert status == 200
    return parse_page(content.decode())


async def test_a_signed_page_is_handed_out_as_a_file(tmp_path: Path) -> None:
    """File and note are served byte for byte, to be saved under a neutral name, and no browser may render them here."""
    lay(settings := made_place(tmp_path, GROUP))
    for path, name, there in (
        ("/s/form.html", "form.html", "form.html"),
        ("/s/form.txt", "form.txt", "form.html.note"),
    ):
        status, headers, content = await asked(settings, path)
        assert status == 200
        assert content == (settings.offline / there).read_bytes()
        assert headers["content-disposition"] == f'attachment; filename="{name}"'
        assert headers["content-type"] == "application/octet-stream"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("code", language.languages(OFFLINE))
async def test_its_number_stands_on_the_page_and_the_ways_lead_there(tmp_path: Path, code: str) -> None:
    """The SHA-256 is shown with what it is worth; the first page and the one without JavaScript lead there."""
    lay(settings := replace(made_place(tmp_path, GROUP), drafts=True))
    path, own = Paths(code), language.read(code, OFFLINE)
    page = await shown(settings, path.offline)
    assert grouped(hashlib.sha256(FILE).hexdigest()) in page.text
    assert own("carry.why") in page.text
    assert {"/s/form.html", "/s/form.txt", path.hand} <= {link["href"] for link in page.all("a")}
    for here in (path.start, path.write):
        assert path.offline in {link["href"] for link in (await shown(settings, here)).all("a")}


@pytest.mark.parametrize("code", language.languages(OFFLINE))
async def test_without_a_page_the_link_says_so(tmp_path: Path, code: str) -> None:
    """Where none is handed out the page says what to do instead, and the first page is silent."""
    settings, path = replace(made_place(tmp_path, GROUP), drafts=True), Paths(code)
    assert language.read(code, OFFLINE)("carry.none") in (await shown(settings, path.offline)).text
    assert path.offline not in {link["href"] for link in (await shown(settings, path.start)).all("a")}
    for file in ("/s/form.html", "/s/form.txt"):
        assert (await asked(settings, file))[0] == 404


async def test_a_language_without_texts_of_its_own_shows_another_and_marks_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page in a language that the offline page does not have yet is in the first one, marked for who hears it."""
    drafted = replace(made_place(tmp_path, GROUP), drafts=True)
    there = language.languages
    monkeypatch.setattr(
        language, "languages", lambda name: tuple(set(there(name)) - ({"ce"} if name == OFFLINE else set()))
    )
    page = await shown(drafted, Paths("ce").offline)
    assert {"lang": "ru"} in page.all("div")
    assert language.read("ru", OFFLINE)("carry.none") in page.text


def start(settings: IntakeSettings) -> None:
    """Build the whole application once, as a start does."""
    with built_place(settings, HeldClock(NOW)) as place:
        build_app(place)


def test_a_changed_file_stops_the_start(tmp_path: Path) -> None:
    """One byte more on the disk, a missing note, or a note of two bodies: the intake does not start with it."""
    lay(settings := made_place(tmp_path, GROUP))
    start(settings)
    (settings.offline / "form.html").write_bytes(FILE + b" ")
    with pytest.raises(CharterError, match="another file"):
        start(settings)
    lay(settings, signers=SIGNERS[:2])
    with pytest.raises(CharterError, match="2 of 4"):
        start(settings)
    (settings.offline / "form.html.note").unlink()
    with pytest.raises(CarriedError, match="note"):
        start(settings)


def test_the_page_of_another_group_stops_the_start(tmp_path: Path) -> None:
    """A page that another group signed is not handed out, though its note is genuine."""
    stranger = found_with(small_plan() | {"demo": True}, "a stranger")
    lay(settings := made_place(tmp_path, GROUP), stranger)
    with pytest.raises(CharterError, match="another charter"):
        start(settings)


async def test_a_page_of_an_older_charter_is_left_aside(tmp_path: Path) -> None:
    """After a new charter the old page is not handed out, the intake runs, and `check` says what to ask for."""
    second = amended(GROUP, lambda tree: {**tree, "reply_days": 7})
    lay(settings := made_place(tmp_path, GROUP))
    assert any(line == f"offline page: SHA-256 {hashlib.sha256(FILE).hexdigest()}" for line in check_place(settings))
    group_folder(settings.charters, GROUP, second)
    assert (await asked(settings, "/s/form.html"))[0] == 404
    assert any("NOT HANDED OUT" in line for line in check_place(settings))
    lay(settings, second)
    assert (await asked(settings, "/s/form.html"))[0] == 200
    lay(settings, amended(second, lambda tree: {**tree, "reply_days": 9}))
    with pytest.raises(CarriedError, match="version 3"):
        start(settings)
