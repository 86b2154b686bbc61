# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a complainant has to load over the line, answer by answer, with the demonstration's charter of six members.

    python bench/weights.py

From the first page to the last, in Chromium, nothing kept from page to page. Reach: first page 14 KB, whole way 80 KB.
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.chromium import FLAGS
from tests.support.living import living
from tests.support.weights import Weight, bodies, charter_weight, first_page, sizeable_plan, way_back, way_there


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with living(Path(folder) / "six", sizeable_plan()) as intake:
            six = charter_weight(intake)
            for language in ("ru", "en"):
                there = way_there(browser, intake, language)
                show(f"{language}: from the first page to the last", there)
                total("first page", first_page(there))
                total("whole way", there)
                total("coming back, without the board", way_back(browser, intake, language))
        with living(Path(folder) / "seven", sizeable_plan(7)) as intake:
            print(f"a further member adds {charter_weight(intake) - six} bytes")
        browser.close()


def show(title: str, weights: list[Weight]) -> None:
    """Print one way."""
    print(f"{title}\n{'bytes':>8}{'wire':>8}  coding  address")
    for one in weights:
        print(f"{one.body:8}{one.wire:8}  {one.coding or '-':6}  {one.path}")


def total(what: str, weights: list[Weight]) -> None:
    """Print a sum."""
    wire = sum(one.wire for one in weights)
    print(f"{bodies(weights):8}{wire:8}  {what}: {bodies(weights) / 1024:.1f} KB, {wire / 1024:.1f} KB with headers")


if __name__ == "__main__":
    main()
