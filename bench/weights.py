# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a complainant has to load over the line, with the demonstration's charter of six members.

    python bench/weights.py [--answers]

From the first page to the last, in Chromium, nothing kept from page to page. Bodies as they travel (brotli); the first
page with its headers. `--answers` prints each answer. Aim: first page 14 KiB, whole way 80 KiB, 2 KiB a further member.
"""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measured import Figure, arguments, report
from playwright.sync_api import sync_playwright

from tests.support.chromium import FLAGS
from tests.support.living import living
from tests.support.weights import (
    FIRST_MOST,
    KIB,
    MEMBER_MOST,
    WAY_MOST,
    Weight,
    bodies,
    charter_weight,
    first_page,
    sizeable_plan,
    way_back,
    way_there,
)


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--answers", action="store_true", help="each answer")
    chosen = parser.parse_args()
    figures = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with living(Path(folder) / "six", sizeable_plan()) as intake:
            six = charter_weight(intake)
            for language in ("ru",) if chosen.quick else ("ru", "en"):
                there = way_there(browser, intake, language)
                back = way_back(browser, intake, language)
                if chosen.answers:
                    show(f"{language}: from the first page to the last", there)
                first = sum(one.wire for one in first_page(there))
                figures += [
                    weight(f"first page with headers, {language}", first, FIRST_MOST),
                    weight(f"whole way, {language}", bodies(there), WAY_MOST),
                    weight(f"coming back, without the board, {language}", bodies(back)),
                ]
        with living(Path(folder) / "seven", sizeable_plan(7)) as intake:
            figures.append(weight("a further member", charter_weight(intake) - six, MEMBER_MOST))
        browser.close()
    report(figures, as_json=chosen.json)


def weight(what: str, octets: int, most: int | None = None) -> Figure:
    """Return a figure in KiB, of which there should be no more than `most` bytes."""
    aim, reached = ("", None) if most is None else (f"≤ {most // KIB} KiB", octets <= most)
    return Figure(what=what, value=octets / KIB, unit="KiB", aim=aim, reached=reached)


def show(title: str, weights: list[Weight]) -> None:
    """Print one way."""
    print(f"{title}\n{'bytes':>8}{'wire':>8}  coding  address")
    for one in weights:
        print(f"{one.body:8}{one.wire:8}  {one.coding or '-':6}  {one.path}")


if __name__ == "__main__":
    main()
