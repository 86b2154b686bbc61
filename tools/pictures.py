# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take the pictures of the README from a running demonstration: `make pictures` writes docs/pictures/*.png.

Nothing is posed: `plaint demo` runs, a person files in Chromium, a member unlocks a desk. Every text in the pictures is
invented. The pictures are reduced to 64 colours; a page is text on few colours, and looks the same.
"""

import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from plaint.demo.place import PASSPHRASE
from tests.support.chromium import FLAGS, program
from tests.support.journey import Person

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
PHONE: Final = {"width": 400, "height": 780}
SCREEN: Final = {"width": 1100, "height": 760}
COLOURS: Final = 64
MEMBER: Final = "civic-1"
SYNCED_WITHIN: Final = 60_000
"""Milliseconds until the desk has pulled the invented complaints."""
ACCOUNT: Final = (
    "I was stopped at the bus stop in the evening and taken to the station. No record was made. My phone came back two "
    "days later. I was told that nobody would believe me."
)


@contextmanager
def demonstration() -> Iterator[dict[str, str]]:
    """Run `plaint demo` in a fresh folder; give the addresses of its ready line."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "plaint", "demo", "--dir", str(Path(folder) / "demo")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            yield dict(re.findall(r"(intake|desk\[[a-z0-9-]+\])=(\S+)", process.stdout.readline()))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def take(page: Page, name: str) -> None:
    """Write what `page` shows now to docs/pictures/NAME.png."""
    page.evaluate("window.scrollTo(0, 0)")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    PICTURES.mkdir(exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def the_page(browser: Browser, intake: str) -> None:
    """Take the pictures of a person who files, on a phone."""
    page = browser.new_page(viewport=PHONE, locale="en-GB")
    person = Person(page, intake.rstrip("/"), "en", about="b-district_police", text=ACCOUNT)
    person.begin()
    person.go_to("readers")
    take(page, "readers")
    person.go_to("account")
    person.answer("account")
    take(page, "account")
    person.go_to("check")
    person.send()
    take(page, "words")
    page.close()


def the_desk(browser: Browser, address: str) -> None:
    """Take the pictures of a member's desk."""
    page = browser.new_page(viewport=SCREEN, locale="en-GB")
    page.goto(address)
    page.fill("#passphrase", PASSPHRASE)
    page.click("button.main")
    page.get_by_role("link", name="Look").click(timeout=SYNCED_WITHIN)
    page.locator("nav a").first.click()
    take(page, "desk-cases")
    page.locator("main table tbody a").nth(1).click()
    page.wait_for_load_state()
    take(page, "desk-case")
    page.close()


def main() -> None:
    """Take all pictures."""
    path = program("chromium", "PLAINT_CHROMIUM")
    with demonstration() as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        the_page(browser, at["intake"])
        the_desk(browser, at[f"desk[{MEMBER}]"])
        browser.close()


if __name__ == "__main__":
    main()
