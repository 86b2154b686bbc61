# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take the pictures of the annual report: `python -m tools.report_pages` writes docs/pictures/report-*.png.

The report is what `plaint report demo --whole` makes: everything in it is invented, and each page says so.
"""

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from pypdf import PdfReader

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
CHAPTERS: Final = {
    "year": "The year in figures",
    "rights": "Rights complained about",
    "minimum": "Documented minimum",
    "promises": "Promises kept and not kept",
}
"""The first page of each is taken, and the cover."""
COLOURS: Final = 32
DOTS: Final = 72
"""For each inch: an A4 page is 595 pixels wide."""


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as name:
        demo = [sys.executable, "-m", "plaint", "report", "demo", name, "--whole"]
        subprocess.run(demo, stdout=subprocess.DEVNULL, check=True)
        made = Path(name) / "report" / "report-en.pdf"
        take(made, 1, PICTURES / "report-cover.png")
        for place, title in CHAPTERS.items():
            take(made, page_of(made, title), PICTURES / f"report-{place}.png")


def page_of(made: Path, title: str) -> int:
    """Return the page on which a chapter begins, counted from 1."""
    reader = PdfReader(made)
    for entry in reader.outline:
        if not isinstance(entry, list) and entry.title == title:
            found = reader.get_destination_page_number(entry)
            if found is not None:
                return found + 1
    raise LookupError(title)


def take(made: Path, number: int, target: Path) -> None:
    """Write one page of a PDF as a picture."""
    asked = ["pdftoppm", "-png", "-r", str(DOTS), "-f", str(number), "-l", str(number), str(made)]
    page = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    picture = Image.open(BytesIO(page)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()
