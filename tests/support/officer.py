# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member at a desk that runs as a process of its own, connected to a living intake, driven in Chromium.

with officer(tmp_path, intake, "ngo-1", context) as member:
    member.unlock()
    member.open_case("first words")
    member.reply("text")
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from plaint import language
from plaint.charter.fingerprint import words
from plaint.charter.keyfile import lock
from plaint.desk.connection import write_connection
from plaint.desk.home import Home, write_whole
from plaint.desk.joining import join_group
from plaint.desk.preferences import Preferences, write_preferences
from plaint.language import Catalogue
from plaint.line.address import Address
from tests.support.desks import CHEAP, PASSPHRASE
from tests.support.living import Living
from tests.support.process import Program, start

START_WITHIN = 60
SHOWN_WITHIN = 120
"""Seconds until what was handed in is on a page of a desk, or on the board: some ticks of two seconds, with room for a
machine that does other things as well."""


@dataclass
class Officer:
    """A member with a browser."""

    page: Page
    home: Home
    language: str
    program: Program

    @property
    def t(self) -> Catalogue:
        """The texts that this member sees."""
        return language.read(self.language, "desk")

    def come_in(self) -> None:
        """Open the address that the program has printed."""
        found = self.program.wait_for("an address", self._address, seconds=START_WITHIN)
        self.page.goto(found)

    def unlock(self) -> None:
        """Open the desk."""
        self.page.fill("#passphrase", PASSPHRASE)
        self.page.click("button.main")
        expect(self.page.locator("nav.rail")).to_be_visible()

    def go(self, link: str) -> None:
        """Follow a link of the rail."""
        self.page.locator("nav.rail").get_by_role("link", name=link).click()

    def open_case(self, said: str) -> None:
        """Open the case that begins with these words, once it has come."""
        self.go(self.t("view.open"))
        row = self.page.locator("a.opens", has_text=said)
        self.reload_until(lambda: row.count() == 1, f"the case “{said}”")
        row.click()
        expect(self.page.locator("article.theirs").first).to_contain_text(said)

    def reply(self, text: str) -> None:
        """Write a reply by keys alone, look at it, and queue it."""
        self.page.keyboard.press("r")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        expect(self.page.locator("article.ours .told")).to_have_text(text)
        self.page.get_by_role("button", name=self.t("reply.queue")).click()
        expect(self.page.locator("article.ours .told").last).to_have_text(text)
        expect(self.page.locator("#reply-text")).to_have_value("")

    def reload_until(self, holds: Callable[[], bool], what: str) -> None:
        """Load the page anew until something holds."""
        deadline = time.monotonic() + SHOWN_WITHIN
        self.settle()
        while not holds():
            assert time.monotonic() < deadline, f"{what} did not come to the desk"
            time.sleep(1)
            self.settle()
            self.page.reload()
            self.settle()

    def settle(self) -> None:
        """Wait for a list that fills: it loads itself anew, and two loadings at once stop each other."""
        expect(self.page.locator("[data-wait]")).to_have_count(0, timeout=SHOWN_WITHIN * 1000)

    def _address(self) -> str | None:
        found = re.findall(r"^http://127\.0\.0\.1:\d+/\S+$", self.program.printed(), re.MULTILINE)
        return found[-1] if found else None


@contextmanager
def officer(
    folder: Path, intake: Living, member: str, context: BrowserContext, *, speaks: str = "ru"
) -> Iterator[Officer]:
    """Run the desk of a member below `folder` until the block ends."""
    home = Home(folder / f"стол {member}")
    home.make()
    key = intake.group.keys[member]
    write_whole(home.key_file, lock(key, PASSPHRASE, cost=CHEAP))
    write_preferences(home.preferences, Preferences(speaks))
    typed = " ".join(words(intake.group.signed.digest))
    write_connection(home.connection, join_group(key.keys, Address(intake.url), typed)[1])
    argv = [sys.executable, "-m", "plaint", "desk", "--home", str(home.folder)]
    program = start(argv, folder / f"{member}.log", env={"PYTHONUNBUFFERED": "1"})
    try:
        yield Officer(context.new_page(), home, speaks, program)
    finally:
        assert program.stop() in {0, -15, 130}, program.printed()[-2000:]
