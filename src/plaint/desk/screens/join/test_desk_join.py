# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining, and rebuilding a desk from its recovery sheet."""

import re
from pathlib import Path

import pytest

from plaint.charter.card import Card
from plaint.charter.fingerprint import words as fingerprint_words
from plaint.charter.founding import Founded
from plaint.charter.keyfile import unlock
from plaint.desk.connection import read_connection
from plaint.desk.desk import Desk
from tests.support.desks import (
    NEW,
    PASSPHRASE,
    SERVER,
    Browser,
    FakeServer,
    close,
    enter,
    make_test_desk,
    seen,
    sheet_words,
)
from tests.support.groups import small_group

PASS = {"passphrase": PASSPHRASE, "again": PASSPHRASE}


def _sheet_of(group: Founded, member: str) -> str:
    return " ".join(group.keys[member].keys.recovery_words("ru"))


def _way(group: Founded) -> dict[str, str]:
    return {"server": SERVER, "proxy": "", "words": " ".join(fingerprint_words(group.signed.digest))}


def test_a_new_desk_begins_with_joining(browser: Browser) -> None:
    """Where there is no key file, the first page offers keys or a recovery sheet."""
    page = browser.get("/")
    assert page.url.path.endswith("/join")
    assert "I am a new member" in seen(page)


def test_keys_are_saved_once_the_words_were_typed_back(browser: Browser, desk: Desk) -> None:
    """The key file appears after the test of the sheet, opens with the passphrase, and holds the seed of the words."""
    sheet = browser.post("/join/new", **NEW, **PASS)
    words = sheet_words(sheet)
    assert len(words.split()) == 24
    assert not desk.home.key_file.exists()
    card = browser.post("/join/test", typed=words)
    assert card.url.path.endswith("/card")
    key = unlock(desk.home.key_file.read_bytes(), PASSPHRASE)
    assert " ".join(key.keys.recovery_words("en")) == words
    made = Card.from_text(re.findall(r"<textarea[^>]*>(.*?)</textarea>", card.text, re.DOTALL)[0].replace("&#34;", '"'))
    assert (made.member, made.recipient) == ("ngo-1", key.keys.identity.recipient.raw)
    assert all(word in seen(card) for word in made.words("en"))


def test_words_may_be_typed_with_numbers_and_capitals(browser: Browser, desk: Desk) -> None:
    """What was written on paper may be typed as it stands there: numbered, in capitals, on lines."""
    words = sheet_words(browser.post("/join/new", **{**NEW, "sheet": "ru"}, **PASS)).split()
    browser.post("/join/test", typed="\n".join(f"{place}. {word.upper()}" for place, word in enumerate(words, start=1)))
    assert desk.home.key_file.exists()


def test_a_wrong_word_saves_nothing_and_is_named(browser: Browser, desk: Desk) -> None:
    """A word that is not of the list is named by its place, with words that it may have been."""
    words = sheet_words(browser.post("/join/new", **NEW, **PASS)).split()
    page = browser.post("/join/test", typed=" ".join([*words[:4], words[4] + "q", *words[5:]]))
    assert page.status_code == 422
    assert "Look at word 5." in seen(page)
    assert not desk.home.key_file.exists()


def test_another_sheets_words_save_nothing(browser: Browser, desk: Desk) -> None:
    """Words that belong together and are not this sheet's do not pass the test."""
    browser.post("/join/new", **NEW, **PASS)
    page = browser.post("/join/test", typed=_sheet_of(small_group(), "ngo-1"))
    assert page.status_code == 422
    assert not desk.home.key_file.exists()


@pytest.mark.parametrize(
    ("change", "tells"),
    [
        ({"again": "another passphrase"}, "could not be done"),
        ({"passphrase": "short", "again": "short"}, "It needs at least 12 characters"),
        ({"member": "Anna K."}, "could not be done"),
        ({"origin": "https://plaint.example"}, "form"),
    ],
)
def test_a_form_that_cannot_be_used_makes_no_keys(browser: Browser, change: dict[str, str], tells: str) -> None:
    """Names of another form and passphrases that differ or are short are refused, and what was typed stays."""
    page = browser.post("/join/new", **{**NEW, **PASS, **change})
    assert page.status_code == 422
    assert tells in seen(page)
    assert 'value="ngo"' in page.text
    assert browser.get("/join/sheet").url.path.endswith("/join")


def test_a_key_file_is_never_overwritten(browser: Browser, desk: Desk) -> None:
    """Joining a second time leaves the first key file as it is."""
    browser.post("/join/test", typed=sheet_words(browser.post("/join/new", **NEW, **PASS)))
    before = desk.home.key_file.read_bytes()
    page = browser.post("/join/test", typed=sheet_words(browser.post("/join/new", **NEW, **PASS)))
    assert page.status_code == 422
    assert desk.home.key_file.read_bytes() == before


def test_the_passphrase_and_the_words_leave_no_trace_on_the_disk(browser: Browser, desk: Desk) -> None:
    """Before and after the key file is written, no file holds passphrase, words or seed."""
    words = sheet_words(browser.post("/join/new", **NEW, **PASS))
    browser.post("/join/test", typed=words)
    root = unlock(desk.home.key_file.read_bytes(), PASSPHRASE).root
    for path in desk.home.folder.rglob("*"):
        octets = path.read_bytes() if path.is_file() else b""
        for secret in (PASSPHRASE.encode(), words.encode(), root, root.hex().encode()):
            assert secret not in octets, path.name


def test_a_desk_is_rebuilt_from_its_sheet(browser: Browser, desk: Desk) -> None:
    """The words of the sheet and the published fingerprint bring back key file, seat and credentials."""
    group = small_group()
    page = browser.post("/join/restore", typed=_sheet_of(group, "ngo-1"), **PASS, **_way(group))
    assert page.status_code != 422
    key = unlock(desk.home.key_file.read_bytes(), PASSPHRASE)
    assert (key.member, key.body, key.root) == ("ngo-1", "ngo", group.keys["ngo-1"].root)
    connection = read_connection(desk.home.connection)
    assert connection is not None
    assert (connection.member, connection.slot, connection.reading) == ("ngo-1", 3, group.credential)


def test_a_foreign_group_is_refused(browser: Browser, desk: Desk) -> None:
    """A server that serves another group than the published one gets no further, and nothing is written."""
    words = " ".join(fingerprint_words(bytes(32)))
    way = {**_way(small_group()), "words": words}
    page = browser.post("/join/restore", typed=_sheet_of(small_group(), "ngo-1"), **PASS, **way)
    assert page.status_code == 422
    assert "another group" in seen(page)
    assert not desk.home.key_file.exists()


def test_keys_without_a_seat_are_told_so(browser: Browser, desk: Desk) -> None:
    """A sheet of somebody whom the charter does not seat rebuilds nothing."""
    browser.post("/join/new", **NEW, **PASS)
    stranger = sheet_words(browser.get("/join/sheet"))
    page = browser.post("/join/restore", typed=stranger, **PASS, **_way(small_group()))
    assert page.status_code == 422
    assert not desk.home.key_file.exists()


def test_a_member_connects_after_being_seated(tmp_path: Path, server: FakeServer) -> None:
    """A desk with a key finds its seat by its keys once the charter has it."""
    group = small_group()
    first = make_test_desk(tmp_path / "a", server)
    enter(first).post("/join/restore", typed=_sheet_of(group, "ngo-1"), **PASS, **_way(group))
    first.home.connection.unlink()
    browser = enter(first)
    assert browser.get("/").url.path.endswith("/connect")
    assert browser.post("/connect", **_way(group)).status_code != 422
    assert read_connection(first.home.connection) is not None
    close(first)


@pytest.mark.parametrize(
    ("server_name", "proxy"),
    [
        ("http://plaint.example", ""), ("plaint.example", ""), ("https://plaint.example/path", ""), ("", ""),
        ("http://abcdef.onion", ""), ("https://plaint.example", "http://127.0.0.1:3128"), ("ftp://127.0.0.1", ""),
    ],
)  # fmt: skip
def test_an_address_that_would_show_what_is_sent_is_refused(
    browser: Browser, server: FakeServer, server_name: str, proxy: str
) -> None:
    """Plain HTTP outside of Tor, an onion without Tor, and other proxies are refused before anything is sent."""
    way = {**_way(small_group()), "server": server_name, "proxy": proxy}
    page = browser.post("/join/restore", typed=_sheet_of(small_group(), "ngo-1"), **PASS, **way)
    assert page.status_code == 422
    assert "address" in seen(page)
    assert server.asked == []


def test_the_pages_speak_the_chosen_language(browser: Browser) -> None:
    """Choosing Russian holds for the pages that follow, and after a restart."""
    page = browser.post("/join/language", language="ru")
    assert 'lang="ru"' in page.text
    assert "Я вступаю впервые" in seen(page)
    assert "Создайте ключи" in seen(browser.get("/join/new"))
