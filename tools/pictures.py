# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take the pictures of the README from a running demonstration: `make pictures` writes docs/pictures/*.png.

Nothing is posed: `plaint demo` runs, a person files in Chromium, a member unlocks a desk. Every text in the pictures is
invented, but for those of the public record. The pictures are reduced to 64 colours; a page is text on few colours, and
looks the same.
"""

import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from plaint.demo.keys import PASSPHRASE
from tests.support.chromium import FLAGS, program
from tests.support.journey import Coming

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
RECORD: Final = Path(__file__).parents[1] / "examples" / "register"
PHONE: Final = {"width": 400, "height": 840}
SCREEN: Final = {"width": 1280, "height": 800}
TALL: Final = {"width": 1080, "height": 1758}
"""The first page of the record down to its promises."""
NUMBERS: Final = {"width": 1080, "height": 1605}
"""A page of numbers down to the second panel."""
COLOURS: Final = 64
MEMBER: Final = "civic-1"
LONG: Final = 120_000
"""Milliseconds until what was handed in is seen at the other end: some ticks of seconds, with room."""
ACCOUNT: Final = (
    "I was stopped at the bus stop in the evening and taken to the station. No record was made. My phone came back two "
    "days later. I was told that nobody would believe me."
)
REPLY: Final = "We have read it. Do you remember the day, and who was on duty? Write only if you are safe."


@contextmanager
def demonstration() -> Iterator[dict[str, str]]:
    """Run `plaint demo` in a fresh folder; give the addresses of its ready line."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "plaint", "demo", "--dir", str(Path(folder) / "demo"), "--register", str(RECORD)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            yield dict(re.findall(r"(intake|record|desk\[[a-z0-9-]+\])=(\S+)", process.stdout.readline()))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def take(page: Page, name: str) -> None:
    """Write what `page` shows now to docs/pictures/NAME.png."""
    page.evaluate("window.scrollTo(0, 0)")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    PICTURES.mkdir(exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def reading(browser: Browser, address: str) -> None:
    """Take the pictures of somebody who reads the public record: its first page, and numbers beside each other."""
    page = browser.new_page(viewport=TALL, locale="en-GB")
    page.goto(f"{address}en/")
    take(page, "record")
    page.set_viewport_size(NUMBERS)
    page.goto(f"{address}en/counts/spring-2017/")
    take(page, "record-numbers")
    page.close()


def filing(browser: Browser, intake: str) -> tuple[Coming, list[str]]:
    """Take the pictures of a person who files, on a phone; return the person and their words."""
    page = browser.new_page(viewport=PHONE, locale="en-GB")
    person = Coming(page, intake.rstrip("/"), "en", about="b-district_police", text=ACCOUNT)
    person.begin()
    person.go_to("readers")
    take(page, "readers")
    person.go_to("account")
    person.answer("account")
    take(page, "account")
    person.go_to("wish")
    page.check("#act")  # allows answers, unlike the first choice
    person.go_to("check")
    words = person.send()
    take(page, "words")
    return person, words


def answering(browser: Browser, address: str) -> None:
    """Take the pictures of a member who reads and answers at their desk."""
    page = browser.new_page(viewport=SCREEN, locale="en-GB")
    page.goto(address)
    page.fill("#passphrase", PASSPHRASE)
    page.click("button.main")
    page.get_by_role("link", name="Look").click(timeout=LONG)
    page.locator("nav a").first.click()
    row = page.locator("a.opens", has_text=ACCOUNT[:20])
    until(page, lambda: row.count() == 1)
    take(page, "desk-cases")
    row.click()
    take(page, "desk-case")
    page.keyboard.press("r")
    page.keyboard.type(REPLY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.ours .told")).to_have_text(REPLY)
    page.get_by_role("button", name="Queue it").click()
    page.close()


def coming_back(person: Coming, words: list[str]) -> None:
    """Take the picture of the person who reads the answer."""
    until(person.page, lambda: any(REPLY in text for text in person.come_back(words)))
    take(person.page, "answer")


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Load `page` anew until something holds; a list that fills loads itself, and two loadings stop each other."""
    end = time.monotonic() + LONG / 1000
    filling = page.locator("[data-wait]")
    expect(filling).to_have_count(0, timeout=LONG)
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(page.title())
        time.sleep(1)
        expect(filling).to_have_count(0, timeout=LONG)
        page.reload()
        expect(filling).to_have_count(0, timeout=LONG)


def main() -> None:
    """Take all pictures."""
    path = program("chromium", "PLAINT_CHROMIUM")
    with demonstration() as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        person, words = filing(browser, at["intake"])
        answering(browser, at[f"desk[{MEMBER}]"])
        coming_back(person, words)
        reading(browser, at["record"])
        browser.close()


if __name__ == "__main__":
    main()
